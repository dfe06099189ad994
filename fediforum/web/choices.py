"""Choices: how somebody wants pages to look, kept in cookies that are only there once they chose.

Each says one thing, to nobody but us, and for a year.
"""

from starlette.requests import Request
from starlette.responses import Response

from fediforum.web.languages import LANGUAGES

THEMES = ("light", "dark")
CHOICES = {"theme": THEMES, "language": LANGUAGES}
YEAR = 365 * 24 * 3600
AS_THE_DEVICE = "device"


def chosen(request: Request, name: str) -> str | None:
    """What the reader chose under that name, if they did."""
    value = request.cookies.get(f"__Host-{name}")
    return value if value in CHOICES[name] else None


def choose(answer: Response, name: str, value: str) -> None:
    """Have the reader's browser remember the choice, or forget it for ``AS_THE_DEVICE``."""
    cookie = f"__Host-{name}"
    if value in CHOICES[name]:
        answer.set_cookie(
            cookie, value, max_age=YEAR, path="/", secure=True, httponly=True, samesite="lax"
        )
    elif value == AS_THE_DEVICE:
        answer.delete_cookie(cookie, path="/", secure=True, httponly=True, samesite="lax")

"""Forms: what a browser of ours sends in, read within bounds and only from our own pages.

A form is known by where it comes from: no page of another site may have a reader do something.
What is asked in it is the page's own affair.
"""

from urllib.parse import parse_qsl

from starlette.requests import Request

from fediforum.errors import FediforumError, Forbidden, Malformed, TooLarge
from fediforum.limits import FORM, FORM_FIELDS

ENCODING = "application/x-www-form-urlencoded"
OURS = frozenset({"same-origin", "none"})


class NoForm(FediforumError):
    """That is not how a form is sent."""

    status = 415


async def read_form(request: Request, base: str) -> dict[str, str]:
    """The fields of a form of the forum at ``base``, each by its first value, as it was typed.

    Raises Forbidden for one that another site sends, NoForm, TooLarge and Malformed.
    """
    refuse_strangers(request, base)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != ENCODING:
        raise NoForm()
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM:
            raise TooLarge()
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=FORM_FIELDS,
        )
    except ValueError:
        raise Malformed("The form cannot be read.") from None
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, value.replace("\0", "").replace("\r\n", "\n"))
    return fields


def refuse_strangers(request: Request, base: str) -> None:
    """Raise Forbidden where a page of another site had the browser send this.

    Browsers say so in ``Sec-Fetch-Site``, the older ones in ``Origin``; who sends neither is no
    browser, and holds nothing of a reader's that could be abused.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in OURS:
            raise Forbidden("A page of another site cannot do that here.")
        return
    origin = request.headers.get("origin")
    if origin is not None and origin != base and not own_host(request, origin):
        raise Forbidden("A page of another site cannot do that here.")


def own_host(request: Request, origin: str) -> bool:
    """Whether that is the address under which the browser knows us, on a try-out.

    What a ``Host`` may be is held by the edge: another than ours only on this very machine.
    """
    return origin.partition("://")[2] == request.headers.get("host")

"""The display: in which colours and which language somebody reads."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from fediforum.node import Node
from fediforum.web.choices import CHOICES, choose, chosen
from fediforum.web.forms import read_form
from fediforum.web.visit import ADDRESS, visiting


async def display(request: Request) -> Response:
    """What can be chosen, and what is."""
    async with visiting(request) as visit:
        pass
    choices = {name: chosen(request, name) for name in CHOICES}
    return visit.page("display.html", choices=choices)


async def show_so(request: Request) -> Response:
    """Have the reader's browser remember what they chose, and take them back to their page."""
    node: Node = request.app.state.node
    fields = await read_form(request, node.home.base)
    answer = RedirectResponse(local(fields.get("back", "")), 303, {"cache-control": "no-store"})
    for name in CHOICES:
        choose(answer, name, fields.get(name, ""))
    return answer


def local(address: str) -> str:
    r"""The address, if it is that of a page here; else the front page.

    >>> local("/b/tuin?pagina=2"), local("//elders.test"), local(r"/\elders.test"), local("x:y")
    ('/b/tuin?pagina=2', '/', '/', '/')
    """
    plain = address.isascii() and address.isprintable() and "\\" not in address
    if not plain or len(address) > ADDRESS:
        return "/"
    return address if address.startswith("/") and not address.startswith("//") else "/"

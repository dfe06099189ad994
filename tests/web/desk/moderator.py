"""A moderator with a browser without scripts: follows links, fills in forms, presses buttons."""

import re
from html import unescape

import httpx

from fediforum.flow.admission import make_link
from fediforum.node import Node
from fediforum.web.app import create_app
from tests.web.pages.markup import Markup

FORM = re.compile(r'<form[^>]*action="/desk/act".*?</form>', re.DOTALL)
COMMAND = re.compile(r'<p class="command">.*?<code[^>]*>(.*?)</code>', re.DOTALL)


class Moderator:
    """Somebody at the desk of ``node``; what they see is in Dutch."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.base = node.home.base
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(create_app(node), client=("127.0.0.1", 4711)),
            base_url=self.base,
            headers={"accept": "text/html", "accept-language": "nl"},
        )

    async def come_in(self, name: str = "desk") -> httpx.Response:
        way = await make_link(self.node, name)
        return await self.knock(way.secret)

    async def knock(self, link: str) -> httpx.Response:
        return await self.send("/desk/in", {"link": link})

    async def see(self, path: str) -> httpx.Response:
        return await self.client.get(path)

    async def send(
        self, path: str, fields: dict[str, str], *, origin: str | None = None, **headers: str
    ) -> httpx.Response:
        sent = {"origin": self.base if origin is None else origin, **headers}
        return await self.client.post(
            path, data=fields, headers={k: v for k, v in sent.items() if v}
        )

    async def press(
        self, page: httpx.Response, act: str, step: str = "do", **typed: str
    ) -> httpx.Response:
        """Fill in the form for that act that stands on a page, and press its button."""
        return await self.send("/desk/act", {**self.fields(page, act), "step": step, **typed})

    async def do(self, path: str, act: str, **typed: str) -> httpx.Response:
        """As ``press``, and once more where it is shown first; what stands there then."""
        answer = await self.press(await self.see(path), act, **typed)
        if answer.status_code == 200:
            answer = await self.press(answer, act, f"do:{act}")
        assert 303 == answer.status_code, answer.text
        return await self.see(answer.headers["location"])

    def fields(self, page: httpx.Response, act: str) -> dict[str, str]:
        """What the first form for that act carries by itself."""
        for form in FORM.findall(page.text):
            fields = {
                str(each["name"]): str(each.get("value") or "")
                for each in Markup(form).named("input")
                if each.get("type") == "hidden"
            }
            if fields["act"] == act:
                return fields
        raise AssertionError(f"no form for {act} on {page.url}")


def commands(page: httpx.Response) -> list[str]:
    """The commands that a page says."""
    return [unescape(each) for each in COMMAND.findall(page.text)]


def texts(page: httpx.Response) -> str:
    return " ".join(text for _, text in Markup(page.text).texts)

"""Files that machines ask for first: robots.txt, security.txt, and the icon by its oldest name."""

import io
from datetime import datetime, timedelta
from functools import lru_cache

from PIL import Image, ImageDraw
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fediforum.node import Node
from fediforum.store.instance import Instance
from fediforum.web.addresses import WORDS, Addresses
from fediforum.web.languages import LANGUAGES
from fediforum.web.looks import ACCENT
from fediforum.web.negotiate import answer
from fediforum.web.visit import visiting

RARELY = "public, max-age=3600"
TEXT = "text/plain; charset=utf-8"
SECURITY_DAYS = 180

# Where there is nothing to find, or finding it costs much. A page that is not to be listed says so
# itself, and has to be read for that.
UNFIT = ("search", "report", "interact", "display")
PATHS = ("/ap/", "/resolve", "/authorize_interaction", "/oembed")
# Machines that gather texts to learn from, by what they call themselves.
LEARNERS = (
    "AI2Bot",
    "Amazonbot",
    "anthropic-ai",
    "Applebot-Extended",
    "Bytespider",
    "CCBot",
    "ClaudeBot",
    "cohere-ai",
    "Diffbot",
    "FacebookBot",
    "Google-Extended",
    "GPTBot",
    "img2dataset",
    "Meta-ExternalAgent",
    "omgili",
    "PerplexityBot",
    "Timpibot",
    "YouBot",
)


async def robots(request: Request) -> Response:
    """What machines are asked to leave alone (RFC 9309), and where the site map is."""
    async with visiting(request) as visit:
        forum = visit.forum
    body = told_to_robots(visit.home.base, training=forum.training)
    return answer(request, body.encode(), media_type=TEXT, cache=RARELY)


def told_to_robots(base: str, *, training: bool) -> str:
    unfit = [f"/{spelling}" for word in UNFIT for spelling in dict.fromkeys(WORDS[word])]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in (*PATHS, *unfit))]
    if not training:
        lines += ["", *(f"User-agent: {name}" for name in LEARNERS), "Disallow: /"]
    return "\n".join([*lines, "", f"Sitemap: {base}/sitemap.xml", ""])


async def security(request: Request) -> Response:
    """Whom to tell of a hole (RFC 9116)."""
    node: Node = request.app.state.node
    async with visiting(request) as visit:
        forum = visit.forum
    body = told_of_security(forum, node.home.base, node.clock())
    return answer(request, body.encode(), media_type=TEXT, cache=RARELY)


def told_of_security(forum: Instance, base: str, now: datetime) -> str:
    """By mail where the forum has an address, and by the form for reports anyway."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    until = (midnight + timedelta(days=SECURITY_DAYS)).isoformat().replace("+00:00", "Z")
    mail = [f"Contact: mailto:{forum.contact_mail}"] if forum.contact_mail else []
    lines = [
        *mail,
        f"Contact: {base}{Addresses(forum.language).page('report')}",
        f"Expires: {until}",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
        f"Canonical: {base}/.well-known/security.txt",
    ]
    return "\n".join([*lines, ""])


async def favicon(request: Request) -> Response:
    """The icon for whoever looks no further than for its oldest name."""
    async with visiting(request) as visit:
        accent = visit.forum.accent or ACCENT
    return answer(request, icon(accent), media_type="image/vnd.microsoft.icon", cache=RARELY)


@lru_cache(maxsize=16)
def icon(accent: str) -> bytes:
    """The forum's icon as points: a page with three lines, as ``static/forum.svg`` draws it."""
    picture = Image.new("RGB", (32, 32), accent)
    pen = ImageDraw.Draw(picture)
    for top, right in ((8, 24), (15, 24), (22, 17)):
        pen.rectangle((8, top, right - 1, top + 2), fill="#fbf9f4")
    kept = io.BytesIO()
    picture.save(kept, "ICO", sizes=[(32, 32)])
    return kept.getvalue()


routes = [
    Route("/robots.txt", robots),
    Route("/.well-known/security.txt", security),
    Route("/favicon.ico", favicon),
]

"""Where links lead: walked from the front page, over the very application, without a browser.

Of each kind of address (what is left of it without ids and numbers) a few are tried, for a
hundred letters have the same links.
"""

import json
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit
from xml.etree import ElementTree

import httpx
import pytest
import pytest_asyncio

from tests.browser.conftest import BASE, Reader
from tests.browser.test_reading import every_page
from tests.browser.village import Village
from tests.web.pages.markup import Markup

pytestmark = pytest.mark.asyncio(loop_scope="session")

OF_A_KIND = 5
MOST = 900
LEADING = {("a", "href"), ("link", "href"), ("img", "src"), ("script", "src"), ("form", "action")}
DOCUMENTS = f"{BASE}/ap/"  # the store was given none: the village was put there as it stands
XML = ("application/atom+xml", "application/xml", "image/svg+xml")


@dataclass(slots=True)
class Walk:
    """What was found: each address, what it answered, and its page if it has one."""

    answers: dict[str, httpx.Response] = field(default_factory=dict)
    pages: dict[str, Markup] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    """Every link, its fragment with it, and one page that it stands on."""


def kind(url: str) -> str:
    """What an address has in common with others."""
    return re.sub(r"[0-9a-z]{13}(-[a-z0-9-]*)?|\d+", "*", url)


def leading(page: Markup, url: str) -> Iterator[str]:
    """The addresses here that a page leads to by itself or by a click, fragments with them."""
    for tag, attributes in page.tags:
        for name, value in attributes.items():
            if (tag, name) in LEADING and value is not None and attributes.get("method") != "post":
                target = urljoin(url, value)
                if target.startswith(f"{BASE}/") and not target.startswith(DOCUMENTS):
                    yield target


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def walk(village: Village, reader: Reader) -> Walk:
    walk = Walk()
    ahead = deque([f"{BASE}/", *(f"{BASE}{path}" for path in every_page(village).values())])
    tried: Counter[str] = Counter()
    while ahead and len(walk.answers) < MOST:
        url = ahead.popleft()
        if url in walk.answers or tried[kind(url)] == OF_A_KIND:
            continue
        tried[kind(url)] += 1
        answer = walk.answers[url] = await reader.get(url)
        if answer.has_redirect_location:
            ahead.append(urldefrag(urljoin(url, answer.headers["location"])).url)
        if answer.headers.get("content-type", "").startswith("text/html"):
            page = walk.pages[url] = Markup(answer.text)
            for link in leading(page, url):
                walk.links.setdefault(link, url)
                ahead.append(urldefrag(link).url)
    return walk


async def test_every_link_leads_to_something(village: Village, walk: Walk) -> None:
    missing = f"{BASE}{every_page(village)['missing']}"

    broken = {
        (link, walk.answers[url].status_code, page)
        for link, page in walk.links.items()
        if (url := urldefrag(link).url) in walk.answers
        and url != missing
        and url != page
        and walk.answers[url].status_code not in (200, 301, 303)
    }

    assert broken == set()
    assert len(walk.pages) > 40


async def test_what_leads_on_leads_to_a_page(walk: Walk) -> None:
    onward = {
        url: urljoin(url, answer.headers["location"])
        for url, answer in walk.answers.items()
        if answer.has_redirect_location
    }

    lost = {
        (url, target)
        for url, target in onward.items()
        if (there := walk.answers.get(urldefrag(target).url)) is not None
        and (there.status_code != 200 or not anchored(walk, target))
    }

    assert lost == set()
    assert onward


async def test_every_anchor_is_there(walk: Walk) -> None:
    lost = {(link, page) for link, page in walk.links.items() if not anchored(walk, link)}

    assert lost == set()


def anchored(walk: Walk, link: str) -> bool:
    """Whether the place within a page that a link leads to is there, as far as we have seen."""
    url, fragment = urldefrag(link)
    page = walk.pages.get(url)
    return page is None or not fragment or fragment in page.ids


async def test_what_is_xml_or_json_can_be_read(walk: Walk) -> None:
    read: Counter[str] = Counter()
    for answer in walk.answers.values():
        if answer.status_code != 200:
            continue
        what = answer.headers["content-type"].partition(";")[0]
        if what in XML:
            ElementTree.fromstring(answer.content)
        elif what.endswith("json"):
            json.loads(answer.content)
        read[what] += 1

    assert read["application/atom+xml"] > 5


async def test_addresses_are_in_the_words_of_the_forums_language(walk: Walk) -> None:
    english = {"page", "since", "after", "about", "lang", "board", "from"}

    mixed = {
        link
        for link in walk.links
        if english & {part.partition("=")[0] for part in urlsplit(link).query.split("&")}
    }

    assert mixed == set()

"""Views: people who read are counted, machines are not, and nobody is recognised."""

import httpx
import pytest

from fediforum.node import Node
from fediforum.store.viewings import set_views
from tests.browser.village import Village

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
PERSON = {"user-agent": FIREFOX, "accept-language": "nl"}
BROWSERS = (
    FIREFOX,
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/90.0 Mobile Safari",
    "Lynx/2.9.0 libwww-FM/2.14",
    "w3m/0.5.3+git",
)
ROBOTS = (
    "",
    "curl/8.5.0",
    "python-httpx/0.28",
    "Go-http-client/2.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm) Chrome/116.0",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/126.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 11) Chrome/120 Mobile Safari/537.36 Chrome-Lighthouse",
    "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)",
    "http.rb/5.2.0 (Mastodon/4.5.0; +https://mastodon.test/) Bot",
    "Lemmy/0.19.5; +https://lemmy.test",
    "PieFed/1.6.6; +https://piefed.test",
    "fediforum/1.0 (+https://alpha.test/)",
    "Tiny Tiny RSS/24 (https://tt-rss.org/)",
    "Mozilla/5.0 (compatible; Miniflux/2.1; +https://miniflux.app)",
    "facebookexternalhit/1.1",
    "UptimeRobot/2.0",
)
NOT_READING = (
    {"sec_purpose": "prefetch"},
    {"sec_purpose": "prefetch;prerender"},
    {"purpose": "prefetch"},
    {"x_moz": "prefetch"},
    {"sec_fetch_dest": "iframe"},
    {"sec_fetch_dest": "empty"},
    {"accept": "application/activity+json"},
    {"accept": "*/*"},
    {"accept_language": ""},
    {"signature": 'keyId="https://beta.test/bob#key"'},
    {"from": "robot@search.test"},
)


async def counted(
    reader: httpx.AsyncClient, node: Node, path: str, method: str = "GET", **headers: str
) -> int:
    """How many views one request was."""
    node.views.seen.clear()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    await reader.request(method, path, headers=PERSON | named)
    return node.views.seen.total()


@pytest.fixture
def path(village: Village) -> str:
    return f"/t/{village.unanswered.short}-{village.unanswered.slug}"


async def test_people_who_read_a_thread_are_counted(
    reader: httpx.AsyncClient, node: Node, path: str
) -> None:
    for agent in BROWSERS:
        assert 1 == await counted(reader, node, path, user_agent=agent), agent


async def test_machines_are_not(reader: httpx.AsyncClient, node: Node, path: str) -> None:
    for agent in ROBOTS:
        assert 0 == await counted(reader, node, path, user_agent=agent), agent


async def test_what_is_asked_for_ahead_or_for_something_else_is_not(
    reader: httpx.AsyncClient, node: Node, path: str
) -> None:
    for headers in NOT_READING:
        assert 0 == await counted(reader, node, path, **headers), headers


async def test_only_a_thread_that_is_handed_out_is_counted(
    reader: httpx.AsyncClient, node: Node, village: Village, path: str
) -> None:
    page = await reader.get(path)

    assert 0 == await counted(reader, node, path, "HEAD")
    assert 0 == await counted(reader, node, path, if_none_match=page.headers["etag"])
    assert 0 == await counted(reader, node, f"/t/{village.unanswered.short}")  # sent on
    assert 0 == await counted(reader, node, "/t/0000000000000")
    assert 0 == await counted(reader, node, f"{path.partition('-')[0]}.atom")
    assert 0 == await counted(reader, node, "/b/essays")
    assert 1 == await counted(
        reader, node, f"/t/{village.essay.short}-{village.essay.slug}?pagina=2"
    )


async def test_the_count_is_shown_and_makes_the_page_no_other(
    reader: httpx.AsyncClient, node: Node, village: Village, path: str
) -> None:
    before = await reader.get(path)
    async with node.database.transaction() as conn:
        await set_views(conn, village.unanswered.id, 2775)

    after = await reader.get(path)
    again = await reader.get(path, headers={"if-none-match": before.headers["etag"]})

    assert "keer bekeken" not in before.text
    assert "2.775 keer bekeken" in after.text
    assert before.headers["etag"] == after.headers["etag"]
    assert 304 == again.status_code
    assert "set-cookie" not in after.headers

"""Which pages search engines may list, and under which address: a table of all of them."""

import httpx
import pytest

from tests.browser.village import Village, short
from tests.web.pages.markup import Markup

BASE = "https://buurtwerk.test"
ESSAY = f"/t/{short(1)}-van-wie-is-de-dorpswinkel"
ELSEWHERE = "elsewhere"  # a page that belongs to another server, which says so itself

# What is asked for, whether it may be listed, and the address that it goes by.
PAGES = (
    ("/", True, "/"),
    ("/?taal=en", True, "/"),
    ("/b/essays", True, "/b/essays"),
    ("/b/essays?taal=en", True, "/b/essays"),
    (f"/b/essays?na={short(1)}", False, "/b/essays"),
    ("/b/vragen/nieuw", False, "/b/vragen/nieuw"),
    ("/b/vragen/new", False, "/b/vragen/nieuw"),
    ("/b/vragen/unanswered", False, "/b/vragen/onbeantwoord"),
    ("/b/vragen/gesloten", False, "/b/vragen/gesloten"),
    ("/unanswered", False, "/onbeantwoord"),
    ("/b/essays/rules", True, "/b/essays/regels"),
    ("/b/essays/join", False, "/b/essays/doe-mee"),
    (ESSAY, True, ESSAY),
    (f"{ESSAY}?lang=en", True, ESSAY),
    (f"{ESSAY}?page=2", True, f"{ESSAY}?pagina=2"),
    (f"{ESSAY}?pagina=2&taal=en", True, f"{ESSAY}?pagina=2"),
    (f"{ESSAY}?pagina=1", True, ESSAY),
    (f"{ESSAY}/boom", False, ESSAY),
    (f"{ESSAY}/tree", False, ESSAY),
    (f"{ESSAY}/alles", False, ESSAY),
    (f"/t/{short(1)}/status", False, f"/t/{short(1)}/status"),
    (f"/t/{short(1)}/join", False, f"/t/{short(1)}/doe-mee"),
    (f"/p/{short(20)}/all", False, ESSAY),
    (f"/p/{short(20)}/versions", False, f"/p/{short(20)}/versies"),
    ("/u/cora", True, "/u/cora"),
    (f"/u/cora?after={short(1)}", False, "/u/cora"),
    ("/u/@verhoeven@mastodon.test", False, ELSEWHERE),
    ("/u/@anneke@sociaal.test", False, ELSEWHERE),
    ("/tag/zaal", True, "/tag/zaal"),
    ("/tag/wat-niemand-schreef", False, "/tag/wat-niemand-schreef"),
    ("/search", False, "/zoek"),
    ("/zoek?q=winkel&taal=en", False, "/zoek"),
    ("/report", False, "/meld"),
    ("/display", False, "/weergave"),
    ("/about", True, "/over"),
    ("/terms?lang=en", True, "/voorwaarden"),
    ("/federation", True, "/federatie"),
    (f"/p/{short(22)}", False, None),
    ("/nergens", False, None),
)


async def test_every_page_says_whether_it_is_to_be_listed_and_by_which_address(
    reader: httpx.AsyncClient, village: Village
) -> None:
    told = []
    for path, _, _ in PAGES:
        answer = await reader.get(path, follow_redirects=True)
        page = Markup(answer.text)
        robots = [
            each.get("content") for each in page.named("meta") if each.get("name") == "robots"
        ]
        names = [each["href"] for each in page.named("link") if each.get("rel") == "canonical"]
        assert len(names) <= 1, path
        assert not any("hreflang" in each for each in page.named("link")), path
        name = str(names[0]) if names else None
        if name is not None:
            name = name.removeprefix(BASE) if name.startswith(BASE) else ELSEWHERE
        told.append((path, robots != ["noindex"], name))

    assert list(PAGES) == told


@pytest.mark.usefixtures("village")
@pytest.mark.parametrize(
    "path",
    ["/index.json", "/openapi.json", "/u/@anneke@sociaal.test.json", f"/t/{short(1)}.json",
     "/feed.atom", "/u/@anneke@sociaal.test.atom"],
)  # fmt: skip
async def test_data_and_feeds_are_not_listed_besides_their_pages(
    reader: httpx.AsyncClient, path: str
) -> None:
    answer = await reader.get(path)
    again = await reader.get(path, headers={"if-none-match": answer.headers["etag"]})

    assert (200, "noindex") == (answer.status_code, answer.headers["x-robots-tag"])
    assert 304 == again.status_code

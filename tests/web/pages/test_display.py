"""Readers choose colours and language without a script, and nobody is given a cookie unasked."""

import re

import httpx
import pytest

from tests.browser.village import Village
from tests.web.pages.markup import Markup

FORM = {"content-type": "application/x-www-form-urlencoded", "origin": "https://buurtwerk.test"}
ELSEWHERE = FORM | {"origin": "https://elders.test"}
ANYWHERE = ("/", "/b/essays", "/b/vragen/onbeantwoord", "/u/john", "/tag/zaal", "/weergave")


async def choose(
    reader: httpx.AsyncClient, headers: dict[str, str] = FORM, **chosen: str
) -> httpx.Response:
    return await reader.post("/weergave", data=chosen, headers=headers)


@pytest.mark.usefixtures("village")
async def test_whoever_chooses_nothing_gets_no_cookie(reader: httpx.AsyncClient) -> None:
    for path in ANYWHERE:
        answer = await reader.get(path)

        assert "set-cookie" not in answer.headers, path
        assert answer.headers["cache-control"].startswith("public"), path
        assert "data-theme" not in Markup(answer.text).named("html")[0], path


@pytest.mark.usefixtures("village")
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_theme_holds_on_every_page_until_it_is_left_to_the_device(
    reader: httpx.AsyncClient, theme: str
) -> None:
    chosen = await choose(reader, theme=theme, back="/b/essays?pagina=2")
    cookie = chosen.headers["set-cookie"]
    page = await reader.get("/b/essays")
    await choose(reader, theme="device", back="/")
    after = await reader.get("/b/essays")

    assert (303, "/b/essays?pagina=2") == (chosen.status_code, chosen.headers["location"])
    assert {"HttpOnly", "Max-Age=31536000", "Path=/", "SameSite=lax", "Secure"} <= set(
        cookie.split("; ")
    )
    assert theme == Markup(page.text).named("html")[0]["data-theme"]
    assert "private, no-cache" == page.headers["cache-control"]
    assert "Cookie" in page.headers["vary"]
    assert "data-theme" not in Markup(after.text).named("html")[0]


@pytest.mark.usefixtures("village")
async def test_language_that_was_chosen_goes_before_the_browsers(
    reader: httpx.AsyncClient,
) -> None:
    await choose(reader, language="en", back="/")

    chosen = Markup((await reader.get("/b/essays")).text).named("html")[0]["lang"]
    asked = Markup((await reader.get("/b/essays?taal=nl")).text).named("html")[0]["lang"]

    assert ("en", "nl") == (chosen, asked)


@pytest.mark.usefixtures("village")
@pytest.mark.parametrize(
    "back",
    [
        "https://elders.test/", "//elders.test/", r"/\elders.test", r"\\elders.test", "elders.test",
        "javascript:alert(1)", "/\r\nset-cookie: a=b", "/\tb", "", "/" + "a" * 3000, "/ü",
    ],
)  # fmt: skip
async def test_nobody_is_led_away_from_here(reader: httpx.AsyncClient, back: str) -> None:
    answer = await choose(reader, theme="dark", back=back)

    assert (303, "/") == (answer.status_code, answer.headers["location"])


@pytest.mark.usefixtures("village")
async def test_page_of_another_site_chooses_nothing(reader: httpx.AsyncClient) -> None:
    answer = await choose(reader, headers=ELSEWHERE, theme="dark", back="/")

    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.usefixtures("village")
@pytest.mark.parametrize("chosen", ["purple", "", '"><script>'])
async def test_what_cannot_be_chosen_changes_nothing(
    reader: httpx.AsyncClient, chosen: str
) -> None:
    answer = await choose(reader, theme=chosen, language=chosen, back="/")
    forged = await reader.get("/", headers={"cookie": f"__Host-theme={chosen}"})

    assert "set-cookie" not in answer.headers
    assert re.search(r"<html lang=\"nl\"( data-board=\"\w+\")?>", forged.text)


async def test_every_page_offers_the_way_back_to_itself(
    reader: httpx.AsyncClient, village: Village
) -> None:
    path = f"/t/{village.essay.short}-{village.essay.slug}?pagina=2"

    page = Markup((await reader.get(f"{path}&taal=en")).text)

    back = [each["value"] for each in page.named("input") if each.get("name") == "back"]
    assert [path] == back

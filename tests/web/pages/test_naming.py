"""First names in posts of other servers lead to who is meant, where that is certain."""

from dataclasses import replace

import httpx

from fediforum.content import sanitise_remote
from fediforum.forum.effects import Put
from fediforum.node import Node
from tests.browser.village import Village, short
from tests.web.pages.test_thread import put


async def letter(
    reader: httpx.AsyncClient, node: Node, village: Village, html: str, number: int = 3
) -> str:
    """A letter of Verhoeven's, at another server, as it stands on its page."""
    one = next(each for each in village.letters() if each.short == short(number))
    author = village.people[3]
    post = replace(
        one, author=author.id, local=False, content=sanitise_remote(html), quote=None, source=None
    )
    await put(node, Put(post))
    page = (await reader.get(f"/t/{village.essay.short}-{village.essay.slug}")).text
    return page[page.index(f'id="p{one.short}"') :].partition("</article>")[0]


CORA = '<a href="/u/cora" class="mention">@cora</a>'
LEONIE = '<a href="/u/@leonie@mastodon.test" class="mention">@Léonie</a>'
CALLING = (
    ("<p>Dank, @cora Ter toelichting.</p>", f"Dank, {CORA} Ter toelichting."),
    ("<p>Dank @Léonie!</p>", f"Dank {LEONIE}!"),
    ("<p>Dank @niemand.</p>", "Dank @niemand."),
    ("<p>Dank @cora@elders.test.</p>", "Dank @cora@elders.test."),
    ("<p>Zie <code>@cora</code>.</p>", "<code>@cora</code>"),
    ("<p>Zie a@cora en &lt;@cora&gt;</p>", f"Zie a@cora en &lt;{CORA}&gt;"),
    (
        '<p>Dank <a href="https://x.test/@cora">@cora</a></p>',
        'href="https://x.test/@cora"',
    ),
)


async def test_a_name_alone_leads_to_who_takes_part(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    for html, shown in CALLING:
        assert shown in await letter(reader, node, village, html)


async def test_a_name_that_several_go_by_stays_text(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    found = await letter(reader, node, village, "<p>Dank @Leoni en @leonie van @Leonie</p>")
    await put(node, Put(replace(village.john, display="Leonie Terpstra")))
    again = await letter(reader, node, village, "<p>Dank @leonie</p>")

    assert 2 == found.count('href="/u/@leonie@mastodon.test"')
    assert "Dank @leonie" in again

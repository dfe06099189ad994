"""What hangs on a post is said in words that lead to it."""

from dataclasses import replace
from datetime import timedelta

import httpx

from fediforum.content import SafeHtml
from fediforum.forum.effects import Put
from fediforum.node import Node
from fediforum.store.commit import Acted, commit
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Attachment
from tests.browser.village import BEGUN, Village
from tests.web.pages.markup import Markup

NEWS = Iri("https://krant.test/slakken")


async def test_link_without_a_name_is_called_by_its_address(
    reader: httpx.AsyncClient, node: Node, village: Village
) -> None:
    root = village.unanswered.root
    post = village.post(301, village.unanswered, village.anneke, SafeHtml("<p>Kijk</p>"), root)
    post = replace(post, attachments=(Attachment("Link", NEWS),))
    async with node.database.transaction() as conn:
        await commit(conn, [Acted((Put(post),))], node.home, BEGUN + timedelta(days=1))

    path = f"/t/{village.unanswered.short}-{village.unanswered.slug}"
    page = Markup((await reader.get(path)).text)

    assert f"Link: {NEWS}" in " ".join(page.words("p"))
    assert NEWS in page.links

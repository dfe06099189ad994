"""How we are found: WebFinger, host-meta, NodeInfo."""

from xml.etree import ElementTree

import pytest

from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri
from fediforum.vocab.writing.discovery import (
    APPLICATION,
    INTENTS,
    SUBSCRIBE,
    TYPE,
    Figures,
    write_host_meta,
    write_jrd,
    write_nodeinfo,
    write_nodeinfo_links,
)

BOARD = Actor(
    id=Iri("https://alpha.test/ap/boards/gardening"),
    type="Group",
    preferred_username="gardening",
    inbox=Iri("https://alpha.test/ap/boards/gardening/inbox"),
    url=Iri("https://alpha.test/b/gardening"),
)
FIGURES = Figures(members=3, active_month=2, active_half_year=3, threads=4, replies=5)


def test_webfinger_names_the_board_its_page_and_that_it_is_a_group() -> None:
    document = write_jrd(BOARD, "alpha.test")

    assert "acct:gardening@alpha.test" == document["subject"]
    assert [BOARD.id, BOARD.url] == document["aliases"]
    assert ("self", "application/activity+json", BOARD.id, {TYPE: "Group"}) == tuple(
        document["links"][0].values()
    )
    assert BOARD.url == document["links"][1]["href"]


def test_webfinger_offers_what_a_member_can_do_from_here() -> None:
    document = write_jrd(
        BOARD,
        "alpha.test",
        intents={"Object": "https://alpha.test/x?u={object}"},
        subscribe="https://alpha.test/x?u={uri}",
    )

    templates = {link["rel"]: link.get("template") for link in document["links"]}
    assert "https://alpha.test/x?u={object}" == templates[INTENTS + "Object"]
    assert "https://alpha.test/x?u={uri}" == templates[SUBSCRIBE]


def test_host_meta_leads_to_webfinger() -> None:
    document = ElementTree.fromstring(write_host_meta("https://alpha.test"))

    link = document.find("{http://docs.oasis-open.org/ns/xri/xrd-1.0}Link")
    assert link is not None
    assert "https://alpha.test/.well-known/webfinger?resource={uri}" == link.get("template")


def test_nodeinfo_names_the_instance_actor() -> None:
    links = write_nodeinfo_links("https://alpha.test", Iri("https://alpha.test/ap/instance"))

    found = {link["rel"]: link["href"] for link in links["links"]}
    assert "https://alpha.test/ap/instance" == found[APPLICATION]
    assert 3 == len(found)


@pytest.mark.parametrize("version", ["2.0", "2.1"])
def test_nodeinfo_counts_members_and_what_they_wrote(version: str) -> None:
    document = write_nodeinfo(
        version,
        release="0.1.0",
        name="Alpha",
        description="A forum",
        open_registrations=False,
        figures=FIGURES,
        repository="https://alpha.test/source",
    )

    assert (version, "fediforum") == (document["version"], document["software"]["name"])
    assert (version == "2.1") == ("repository" in document["software"])
    assert {"total": 3, "activeMonth": 2, "activeHalfyear": 3} == document["usage"]["users"]
    assert (4, 5) == (document["usage"]["localPosts"], document["usage"]["localComments"])

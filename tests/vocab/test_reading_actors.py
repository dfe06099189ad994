"""Laws of reading actors and their keys."""

from typing import Any

import pytest

from fediforum import limits
from fediforum.errors import Malformed
from fediforum.vocab.actors import RFC_9421, Actor, Field, Key
from fediforum.vocab.iri import PUBLIC, Iri
from fediforum.vocab.reading import read_actor, read_key_document

ANN = Iri("https://alpha.test/ann")
KEY = Iri("https://alpha.test/ann#main-key")
PEM = "-----BEGIN PUBLIC KEY-----"


def actor(type_: str = "Person", **properties: Any) -> Actor:
    given = {"preferredUsername": "ann", "inbox": ANN + "/inbox", **properties}
    return read_actor({"id": ANN, "type": type_, **given})


@pytest.mark.parametrize("inbox", [None, 7, "", "http://alpha.test/inbox", []])
def test_an_actor_without_an_inbox_is_malformed(inbox: Any) -> None:
    with pytest.raises(Malformed):
        actor(inbox=inbox)


@pytest.mark.parametrize("type_", ["Note", "Feed", ["Person", "Group"], [], None])
def test_what_is_not_exactly_one_kind_of_actor_is_malformed(type_: Any) -> None:
    with pytest.raises(Malformed):
        actor(type=type_)


@pytest.mark.parametrize(
    "name", ["", None, 7, "lee@forum.test", "../admin", "аdmin", "x" * 65, "a b", "a/b"]
)
def test_a_name_that_could_pose_as_another_is_made_of_the_id(name: Any) -> None:
    assert "ann" == actor(preferredUsername=name).preferred_username


def test_a_name_made_of_the_bare_host_is_still_a_name() -> None:
    found = read_actor({"id": "https://é.test", "type": "Person"} | {"id": "https://a.test/?"}
                       | {"inbox": "https://a.test/inbox"})  # fmt: skip

    assert "nameless" == found.preferred_username


def test_collections_and_shared_inboxes_of_other_servers_are_left_out() -> None:
    elsewhere = "https://victim.test/x"
    words = ("outbox", "followers", "following", "featured", "moderators")

    found = actor("Group", **dict.fromkeys(words, elsewhere), endpoints={"sharedInbox": elsewhere})

    assert {None} == {
        found.outbox,
        found.followers,
        found.following,
        found.featured,
        found.moderators,
        found.shared_inbox,
    }
    assert actor(followers=PUBLIC).followers is None


def test_a_shared_inbox_is_an_endpoint_or_stands_on_the_actor() -> None:
    shared = "https://alpha.test/inbox"

    assert shared == actor(endpoints={"sharedInbox": shared}).shared_inbox
    assert shared == actor(sharedInbox=shared, endpoints=None).shared_inbox


def test_a_board_names_its_moderators_in_either_word() -> None:
    moderators = ANN + "/moderators"

    assert moderators == actor("Group", attributedTo=moderators).moderators
    assert moderators == actor("Group", moderators=moderators).moderators
    assert actor("Group", attributedTo=[{"type": "Person", "id": ANN}]).moderators is None
    assert actor("Person", attributedTo=moderators).moderators is None


def test_only_keys_of_its_own_on_its_own_server_are_an_actors_keys() -> None:
    given = [
        {"id": KEY, "owner": ANN, "publicKeyPem": PEM},
        {"id": KEY, "owner": "https://victim.test/vic", "publicKeyPem": PEM},
        {"id": "https://victim.test/k", "owner": ANN, "publicKeyPem": PEM},
        {"id": KEY, "owner": ANN, "publicKeyPem": ["x"]},
        {"id": KEY, "owner": ANN, "publicKeyPem": "x" * 10**6},
        7,
    ]
    multikey = {"id": ANN + "#ed", "type": "Multikey", "controller": ANN, "publicKeyMultibase": "z"}

    found = actor(publicKey=given, assertionMethod=multikey).keys

    assert (Key(KEY, ANN, pem=PEM), Key(Iri(ANN + "#ed"), ANN, multibase="z")) == found
    assert limits.KEYS == len(actor(publicKey=[given[0]] * 99).keys)


def test_a_key_may_have_a_document_of_its_own() -> None:
    bare = {"id": KEY, "owner": ANN, "publicKeyPem": PEM}
    within = {"id": ANN, "type": "Person", "publicKey": bare}

    assert Key(KEY, ANN, pem=PEM) == read_key_document(bare) == read_key_document(within)


@pytest.mark.parametrize(
    "owner", [None, 7, "https://victim.test/vic", {"id": "https://victim.test/vic"}]
)
def test_a_key_of_another_servers_actor_is_no_key(owner: Any) -> None:
    with pytest.raises(Malformed):
        read_key_document({"id": KEY, "owner": owner, "publicKeyPem": PEM})


def test_names_and_domains_that_an_actor_claims_are_strings() -> None:
    found = actor(
        alsoKnownAs=["https://beta.test/ann", {"id": "https://victim.test/vic"}],
        attributionDomains=["alpha.test", {"@id": "victim.test"}, 7],
    )

    assert ("https://beta.test/ann",) == found.also_known_as
    assert ("alpha.test",) == found.attribution_domains


def test_profile_lines_and_pictures_come_in_many_shapes() -> None:
    line = {"type": "schema:PropertyValue", "name": "Site", "value": "<a>x</a>"}
    picture = "https://alpha.test/a.png"

    for icon in (picture, [{"type": "Image", "url": picture}], {"url": {"href": picture}}):
        assert picture == actor(icon=icon).icon
    assert (Field("Site", "<a>x</a>"),) == actor(attachment=line).fields
    assert () == actor(attachment=line).attachment


@pytest.mark.parametrize(
    ("given", "expected"),
    [("ann@alpha.test", "ann@alpha.test"), ("acct:ann@a.test", "ann@a.test"), ("ann", None),
     (7, None), ("a@b@c", None), ("ann@alpha.test/x", None)],
)  # fmt: skip
def test_a_handle_is_a_name_and_a_host(given: Any, expected: str | None) -> None:
    assert expected == actor(webfinger=given).webfinger


def test_who_says_nothing_may_be_found_but_is_not_searched() -> None:
    assert (True, False) == (actor().discoverable, actor().indexable)
    assert not actor(discoverable=False).discoverable
    assert not actor(discoverable=None).discoverable


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"generator": {"type": "Application", "implements": [{"href": str(RFC_9421)}]}}, True),
        ({"generator": {"implements": {"href": str(RFC_9421), "name": "RFC-9421"}}}, True),
        ({"generator": {"implements": str(RFC_9421)}}, True),
        ({"generator": {"implements": [{"href": 5}, None, {}]}}, False),
        ({"generator": "https://beta.test/app"}, False),
        ({"generator": {"implements": 7}}, False),
        ({"implements": [{"href": str(RFC_9421)}]}, False),
        ({"type": "Application", "implements": [{"href": str(RFC_9421)}]}, True),
    ],
)
def test_what_the_software_of_an_actor_can_do_is_read(
    more: dict[str, object], expected: bool
) -> None:
    """FEP-844e."""
    document = {
        "id": "https://beta.test/u",
        "type": "Person",
        "inbox": "https://beta.test/i",
        **more,
    }

    assert expected == (RFC_9421 in read_actor(document).implements)

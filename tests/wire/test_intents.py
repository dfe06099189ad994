"""What a server says of its pages is foreign text: it leads to that server or nowhere."""

import json
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from fediforum.errors import Malformed
from fediforum.limits import IRI
from fediforum.vocab.iri import host_of
from fediforum.wire import Guard
from fediforum.wire.intents import (
    ACTORS,
    INTENT,
    SUBSCRIBE,
    TEMPLATE,
    TEMPLATES,
    Offers,
    Whereabouts,
    fill,
    read_offers,
    read_whereabouts,
)
from tests.flow.homes import SAYS, AtHome

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
GUARD = Guard()
THING = "https://alpha.example/ap/posts/0123456789abc?a=1&b=2"
SENT = "https%3A%2F%2Falpha.example%2Fap%2Fposts%2F0123456789abc%3Fa%3D1%26b%3D2"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mastodon.example", "mastodon.example"),
        ("  mastodon.example ", "mastodon.example"),
        ("Mastodon.Example.", "mastodon.example"),
        ("@mastodon.example", "mastodon.example"),
        ("https://mastodon.example", "mastodon.example"),
        ("http://mastodon.example/", "mastodon.example"),
        ("HTTPS://mastodon.example:443/", "mastodon.example"),
        ("mastodon.example/", "mastodon.example"),
        ("https://mastodon.example/home", "mastodon.example"),
        ("piet@mastodon.example", "piet@mastodon.example"),
        ("@piet@mastodon.example", "piet@mastodon.example"),
        ("＠piet＠mastodon.example", "piet@mastodon.example"),
        ("@piet @ mastodon.example", "piet@mastodon.example"),
        ("\u200bpiet@mastodon.example\u00a0", "piet@mastodon.example"),
        ("<piet@mastodon.example>,", "piet@mastodon.example"),
        ("acct:piet@mastodon.example", "piet@mastodon.example"),
        ("mailto:piet@mastodon.example", "piet@mastodon.example"),
        ("!piet@lemmy.example", "piet@lemmy.example"),
        ("https://mastodon.example/@piet", "piet@mastodon.example"),
        ("mastodon.example/@piet", "piet@mastodon.example"),
        ("https://mastodon.example/@piet/1234", "mastodon.example"),
        ("https://mastodon.example/@ann@beta.example", "mastodon.example"),
        ("https://mastodon.example/users/piet/", "piet@mastodon.example"),
        ("https://lemmy.example/u/piet?sort=New#top", "piet@lemmy.example"),
        ("https://hub.example/channel/piet", "piet@hub.example"),
        ("https://bücher.example/@piet", "piet@xn--bcher-kva.example"),
    ],
)
def test_where_somebody_is_at_home_is_read_however_they_type_it(typed: str, meant: str) -> None:
    assert meant == str(read_whereabouts(typed, GUARD))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "piet",
        "@piet",
        "piet@",
        "@",
        "https://",
        "localhost",
        "127.0.0.1",
        "[::1]",
        "https://169.254.169.254/latest/meta-data",
        "piet@10.0.0.1",
        "0x7f000001",
        "mastodon.local",
        "mastodon.example:8443",
        "javascript:alert(1)//mastodon.example",
        "file:///etc/passwd",
        "https://mastodon.example\\@evil.example",
        "pi<et@mastodon.example",
        "mastodon.example\r\nset-cookie: a=b",
        "a" * 64 + ".example",
        "x" * 10_000,
    ],
)
def test_what_names_no_public_server_is_no_home(typed: str) -> None:
    with pytest.raises(Malformed):
        read_whereabouts(typed, GUARD)


@given(st.text(max_size=600))
def test_whatever_is_typed_is_a_public_server_or_none(typed: str) -> None:
    try:
        home = read_whereabouts(typed, GUARD)
    except Malformed:
        return

    assert GUARD.target(f"https://{home.host}/").host == home.host
    assert home == read_whereabouts(str(home), GUARD)


def offered(template: object, relation: str = SUBSCRIBE, key: str = "template") -> Offers:
    document = {"links": [{"rel": relation, key: template}]}
    return read_offers(json.dumps(document).encode(), "home.example", "home.example")


@pytest.mark.parametrize(
    ("template", "address"),
    [
        ("https://home.example/go?uri={uri}", f"https://home.example/go?uri={SENT}"),
        ("https://home.example/go/{uri}?x={y}", f"https://home.example/go/{SENT}?x="),
        ("https://home.example?uri={uri}", f"https://home.example?uri={SENT}"),
        ("https://home.example/go?f=&url={uri}", f"https://home.example/go?f=&url={SENT}"),
        # Another host, another scheme, credentials, a port, a local name.
        ("https://evil.example/go?uri={uri}", None),
        ("https://home.example.evil.example/?u={uri}", None),
        ("https://home.example@evil.example/?u={uri}", None),
        ("https://piet:1@home.example/?u={uri}", None),
        ("https://home.example:8443/?u={uri}", None),
        ("http://home.example/?u={uri}", None),
        ("//home.example/?u={uri}", None),
        ("javascript:alert('{uri}')", None),
        ("data:text/html,{uri}", None),
        # Whom it leads to is not for the value to say.
        ("{uri}/subscribe", None),
        ("https://{uri}/", None),
        ("https://home.example{uri}", None),
        ("https://{host}/?u={uri}", None),
        # Not once, not at all, not whole.
        ("https://home.example/go", None),
        ("https://home.example/{uri}/{uri}", None),
        ("https://home.example/?u={object}", None),
        ("https://home.example/#/go?uri={uri}", None),
        ("https://home.example/\r\nset-cookie:a=b?u={uri}", None),
        ("https://home.example/é?u={uri}", None),
        ("https://home.example/a/../b?u={uri}", None),
        ("https://home.example/?u={uri}&x=" + "x" * IRI, None),
        ("", None),
        (None, None),
        (17, None),
        (["https://home.example/?u={uri}"], None),
    ],
)
def test_a_template_leads_to_its_own_server_or_nowhere(
    template: object, address: str | None
) -> None:
    assert address == offered(template).address(SUBSCRIBE, "uri", THING, GUARD)


def test_an_intent_may_stand_in_href_as_the_later_drafts_have_it() -> None:
    relation = f"{INTENT}Like"

    offers = offered("https://home.example/like?id={object}", relation, "href")

    assert f"https://home.example/like?id={SENT}" == offers.address(
        relation, "object", THING, GUARD
    )


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_a_template_says_nobody_is_led_away(template: str, value: str) -> None:
    for each in (template, f"https://home.example/{template}{{uri}}"):
        address = fill(each, "uri", value, frozenset({"home.example"}), GUARD)
        assert address is None or host_of(address) == "home.example"


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"{}", b'{"links": 1}', b'{"links": [1, {}, {"rel": 1}, {"rel": "self"}]}'],
)
def test_an_answer_that_offers_nothing_leads_nowhere(raw: bytes) -> None:
    try:
        offers = read_offers(raw, "home.example", "home.example")
    except Malformed:
        return

    assert ({}, False) == (offers.templates, offers.actor)


def test_no_more_is_kept_of_an_answer_than_a_server_could_want_to_say() -> None:
    long = {"rel": SUBSCRIBE, "template": "https://home.example/?uri={uri}" + "x" * TEMPLATE}
    many = [{"rel": f"{INTENT}{n}", "template": "https://home.example/{a}"} for n in range(60)]
    selves = [
        {"rel": "self", "type": "application/activity+json", "href": f"https://h{n}.example/a"}
        for n in range(30)
    ]
    raw = json.dumps({"links": [long, *many, *selves]}).encode()

    offers = read_offers(raw, "home.example", "home.example")

    assert SUBSCRIBE not in offers.templates
    assert (TEMPLATES, True) == (len(offers.templates), offers.actor)
    assert ACTORS + 1 == len(offers.hosts)


def test_a_server_may_have_another_name_than_its_people() -> None:
    at_home = AtHome("mastodon", "social.example")

    offers = read_offers(json.dumps(at_home.jrd()).encode(), "example.org", "example.org")

    found = offers.address(SUBSCRIBE, "uri", THING, GUARD)
    assert f"https://social.example/authorize_interaction?uri={SENT}" == found


def test_people_are_asked_for_by_name_and_a_host_by_itself() -> None:
    assert "acct:piet@a.example" == Whereabouts("a.example", "piet").resource
    assert "https://a.example" == Whereabouts("a.example").resource


RECORDED = {
    "mastodon/activity_pub-mastodon-mastodon_webfinger.json": "/authorize_interaction?uri=",
    "pleroma/activity_pub-fixtures-pleroma_webfinger.json": "/ostatus_subscribe?acct=",
    "friendica/mobilizon-webfinger-friendica-webfinger.json": "/follow?url=",
    "peertube/mobilizon-webfinger-peertube-webfinger.json": "/remote-interaction?uri=",
    "hubzilla/activity_pub-fixtures-mike@osada.macgirvin.com.json": "/follow?url=",
    "wordpress/wordpress-activitypub-notiz-blog-well-known-webfinger.json": "/?profile=",
    "fep-examples/fep-3b86-01.json": "/authorize_interaction?uri=",
}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/corpus is not here")
@pytest.mark.parametrize(("file", "page"), RECORDED.items())
def test_recorded_answers_lead_home(file: str, page: str) -> None:
    raw = (CORPUS / file).read_bytes()
    home = host_of(next(each for each in links(raw) if "template" in each)["template"])

    offers = read_offers(raw, home, home)

    found = offers.address(SUBSCRIBE, "uri", THING, Guard(("local",)))
    assert f"https://{home}{page}{SENT}" == found


def links(raw: bytes) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(raw)["links"]
    return found


def test_more_than_eight_programs_are_known() -> None:
    assert len({program.partition("-")[0] for program in SAYS}) > 8

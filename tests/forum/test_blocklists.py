"""Block lists: read as they are found, written so that they are read the same."""

import json

import pytest

from fediforum import limits
from fediforum.errors import Malformed
from fediforum.forum.blocklists import Format, Listed, read_list, told_apart, write_list
from fediforum.forum.domains import Domain, Policy

MASTODON = """\
#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate
evil.example,suspend,true,true,"spam, en ruzie",false
Luid.example,silence,false,false,reclame,true
muf.example,noop,true,false,,false
ge*eim.example,suspend,false,false,,true
github.io,suspend,false,false,,false
alpha.test,suspend,false,false,,false
geen naam,suspend,false,false,,false
"""
GTS = """[
  {"domain": "evil.example", "public_comment": "spam", "obfuscate": false},
  {"domain": "luid.example", "severity": "limit", "private_comment": "zie 12"},
  {"domain": 7}, "x"
]"""
LINES = "# van ons\nevil.example\n\nbücher.example # ruzie\n*.luid.example\n"


def read(text: str, form: Format, policy: Policy = Policy.BLOCK) -> Listed:
    return read_list(text, form, "alpha.test", policy=policy, source="list")


def told(listed: Listed) -> list[tuple[str, Policy, str]]:
    return [(each.name, each.policy, each.reason) for each in listed.decisions]


def test_a_list_of_mastodon_or_iftas_is_read_by_its_columns() -> None:
    listed = read(MASTODON, Format.MASTODON)

    assert [
        ("evil.example", Policy.BLOCK, "spam, en ruzie"),
        ("luid.example", Policy.LIMIT, "reclame"),
    ] == told(listed)
    assert (1, 1) == (listed.hidden, listed.without)
    assert [6, 7, 8] == [each.line for each in listed.unread]
    assert [False, True] == [each.obfuscated for each in listed.decisions]
    assert {"list"} == {each.source for each in listed.decisions}


def test_a_list_of_gotosocial_is_read() -> None:
    listed = read(GTS, Format.GTS)

    assert [("evil.example", Policy.BLOCK, "spam"), ("luid.example", Policy.LIMIT, "")] == told(
        listed
    )
    assert "zie 12" == listed.decisions[1].comment
    assert [3, 4] == [each.line for each in listed.unread]


def test_a_list_of_names_is_read() -> None:
    assert [
        ("evil.example", Policy.BLOCK, ""),
        ("xn--bcher-kva.example", Policy.BLOCK, "ruzie"),
        ("luid.example", Policy.BLOCK, ""),
    ] == told(read(LINES, Format.LINES))


def test_another_policy_goes_for_all_that_is_named() -> None:
    listed = read(MASTODON, Format.MASTODON, Policy.ALLOW)

    assert {Policy.ALLOW} == {each.policy for each in listed.decisions}
    assert {"muf.example", "alpha.test"} <= {each.name for each in listed.decisions}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (MASTODON, Format.MASTODON),
        ("\ufeff" + MASTODON, Format.MASTODON),
        (GTS, Format.GTS),
        (LINES, Format.LINES),
    ],
)
def test_a_form_is_told_by_how_a_list_begins(text: str, form: Format) -> None:
    assert form is told_apart(text)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("", Format.MASTODON),
        ("name,severity\nx,y", Format.MASTODON),
        ('#domain\n"' + "x" * 200_000, Format.MASTODON),
        ("{}", Format.GTS),
        ("[" * 100_000, Format.GTS),
        ("x.example\n" * (limits.LIST_ENTRIES + 1), Format.LINES),
    ],
    ids=range(6),
)
def test_what_is_no_list_is_refused_in_words(text: str, form: Format) -> None:
    with pytest.raises(Malformed):
        read(text, form)


NASTY = "\x00ru\ud800zie\x1b[2J\u202e\u200b\x9b"


def remarked(name: str) -> dict[str, str]:
    return {"domain": name, "public_comment": NASTY, "private_comment": NASTY}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (f"#domain,#public_comment,#private_comment\na.example,{NASTY},{NASTY}\n", Format.MASTODON),
        (
            json.dumps([remarked("a.example"), remarked("\ud800.example")]),
            Format.GTS,
        ),
        (f"a.example # {NASTY}\n\ud800.example\n", Format.LINES),
    ],
)
def test_of_a_remark_nothing_is_kept_that_is_not_seen(text: str, form: Format) -> None:
    listed = read(text, form)

    (decided,) = listed.decisions
    assert {"ruzie[2J"} == {decided.reason, decided.comment} - {""}
    assert all(each.said.isprintable() for each in listed.unread)


DECIDED = (
    Domain(name="a.example", policy=Policy.BLOCK, reason='met "aanhaling", en komma'),
    Domain(name="b.example", policy=Policy.LIMIT, reason="reclame", obfuscated=True),
    Domain(name="c.example", policy=Policy.HOLD),
    Domain(name="d.example", policy=Policy.ALLOW),
    Domain(name="e.example", policy=Policy.BLOCK, exact=True),
    Domain(name="f.example", policy=Policy.BLOCK, obfuscated=True),
)


@pytest.mark.parametrize(
    ("form", "kept"),
    [
        (Format.MASTODON, (*DECIDED[:2], DECIDED[5])),
        (Format.GTS, (DECIDED[0], DECIDED[5])),
        (Format.LINES, DECIDED[:1]),
    ],
)
def test_what_is_written_is_read_the_same(form: Format, kept: tuple[Domain, ...]) -> None:
    text, left = write_list(DECIDED, form)
    again = read_list(text, form, "alpha.test", policy=Policy.BLOCK, source="")

    assert (kept, len(DECIDED) - len(kept)) == (again.decisions, left)
    assert (0, 0, ()) == (again.hidden, again.without, again.unread)

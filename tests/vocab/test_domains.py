"""Domains: one spelling each, compared label by label (M01)."""

import pytest

from fediforum.errors import Malformed
from fediforum.vocab.domains import domains_above, read_domain, shared_suffix


@pytest.mark.parametrize(
    "spelled",
    [
        "evil.example",
        "EVIL.example",
        "evil.example.",
        "evil.example..",
        "*.evil.example",
        "evil.example:443",
        "evil.example.:8443",
        "https://evil.example/",
        "  evil.example\n",
        "ｅｖｉｌ．ｅｘａｍｐｌｅ",
        "evil。example",
    ],
)
def test_every_spelling_of_a_name_is_one_name(spelled: str) -> None:
    assert "evil.example" == read_domain(spelled)


@pytest.mark.parametrize("spelled", ["bücher.example", "BÜCHER.example", "xn--bcher-kva.example"])
def test_a_name_in_letters_is_the_one_in_ascii(spelled: str) -> None:
    assert "xn--bcher-kva.example" == read_domain(spelled)


def test_letters_that_idna_2008_keeps_apart_stay_apart() -> None:
    assert "xn--strae-oqa.example" == read_domain("straße.example")


@pytest.mark.parametrize(
    ("spelled", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:443", "192.0.2.7"),
        ("[2001:DB8::1]", "2001:db8::1"),
        ("[2001:db8:0::1]:443", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
    ],
)
def test_an_address_is_its_own_name(spelled: str, address: str) -> None:
    assert address == read_domain(spelled)
    assert [address] == list(domains_above(address))


@pytest.mark.parametrize(
    "nonsense",
    [
        "", " ", ".", "*", "*.", "a b.example", "a..example", "-a.example", "a-.example",
        "ex*mple.org", "evil.example/path", "user@evil.example", "1.2.3", "a" * 64 + ".example",
        "a." * 130 + "example", "\x1b[31m.example", "\u202eevil.example", "evil.example\x00",
    ],
)  # fmt: skip
def test_what_can_be_no_name_is_refused(nonsense: str) -> None:
    with pytest.raises(Malformed):
        read_domain(nonsense)


def test_a_host_is_under_every_name_that_its_labels_end_with_and_no_other() -> None:
    above = list(domains_above("www.a.evil.example:8443"))

    assert ["www.a.evil.example", "a.evil.example", "evil.example", "example"] == above
    assert "evil.example" not in domains_above("notevil.example")


@pytest.mark.parametrize(
    ("name", "shared"),
    [
        ("github.io", True), ("co.uk", True), ("com.br", True), ("org", True), ("uk", True),
        ("masto.host", True), ("someone.github.io", False), ("evil.co.uk", False),
        ("mastodon.social", False), ("co.example", False), ("192.0.2.7", False),
    ],
)  # fmt: skip
def test_what_strangers_share_is_known(name: str, shared: bool) -> None:
    assert shared == shared_suffix(name)

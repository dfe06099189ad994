"""One place has one name."""

import pytest

from fediforum.errors import Malformed
from fediforum.vocab.iri import origin_of, read_iri, same_origin


@pytest.mark.parametrize(
    "text",
    [
        "https://alpha.test/ap/posts/1",
        "https://alpha.test",
        "https://alpha.test/",
        "https://alpha.test:8443/u/ann?x=1&y=/../#main-key",
        "https://alpha.test/.well-known/x..y",
        "https://alpha.test/tag/größe",
        "https://[2001:db8::1]/1",
    ],
)
def test_an_https_url_is_kept_byte_for_byte(text: str) -> None:
    assert text == read_iri(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "#fragment",
        "/ap/posts/1",
        "http://alpha.test/1",
        "HTTPS://alpha.test/1",
        "https:/alpha.test/1",
        "https:///1",
        "https://Alpha.test/1",
        "https://alpha.test./1",
        "https://alpha.test:/1",
        "https://alpha.test:443/1",
        "https://alpha.test:0443/1",
        "https://alpha.test:99999/1",
        "https://[:::]/1",
        "https://[::1/1",
        "https://ann@alpha.test/1",
        "https://alpha.test\\@evil.test/1",
        "https://alpha.test/a b",
        "https://alpha.test/1\n",
        "https://alpha.test/./1",
        "https://alpha.test/a/../1",
        "https://alpha.test/..",
        "https://ⓐlpha.test/1",
        "https://alpha。test/1",
        "https://alpha.test/\ud800",
        "https://alpha.test/" + "x" * 2048,
        "javascript:alert(1)",
        "urn:uuid:1",
        "acct:ann@alpha.test",
        "did:key:z6Mk",
        "ipfs://x",
    ],
)
def test_another_spelling_or_scheme_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        read_iri(text)


def test_a_port_is_part_of_the_origin() -> None:
    assert "https://alpha.test:8443" == origin_of("https://alpha.test:8443/x")
    assert not same_origin("https://alpha.test/x", "https://alpha.test:8443/x")
    assert not same_origin("https://alpha.test/x", "https://alpha.test.evil.test/x")

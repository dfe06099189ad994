import pytest

from fediforum.content.links import absolute, host_of, posed_host


@pytest.mark.parametrize(
    "href",
    [
        "",
        "x",
        "/x",
        "//beta.test",
        "ftp://beta.test",
        "javascript:alert(1)",
        "https:beta.test",
        "https:///x",
        "https://bob@beta.test",
        "https://beta.test\\x",
        "https://beta.test/\u202e",
        "https://beta.test/" + "é" * 1100,
        "https://beta.test:port/",
        "https://xn--\u00e9.test/",
    ],
)
def test_address_that_hides_or_lacks_something_is_refused(href: str) -> None:
    assert absolute(href) is None


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://beta.test", "https://beta.test"),
        (" HTTP://Beta.Test:8080/A?b#c ", "http://beta.test:8080/A?b#c"),
        ("https://beta.test/a b", "https://beta.test/a%20b"),
        ("https://[2001:db8::1]/", "https://[2001:db8::1]/"),
        ("https://münchen.test/ü", "https://xn--mnchen-3ya.test/ü"),
    ],
)
def test_address_is_spelt_one_way(href: str, expected: str) -> None:
    assert absolute(href) == expected
    assert absolute(expected) == expected


def test_host_is_compared_without_www() -> None:
    assert host_of("https://www.beta.test:8000/x") == "beta.test"
    assert posed_host("www.beta.test/x") == "beta.test"


@pytest.mark.parametrize("text", ["click here", "@bob@beta.test", "1.5", ""])
def test_words_pose_as_no_host(text: str) -> None:
    assert posed_host(text) in (None, "1.5")

"""Which language a page is in. What it says in it is the matter of ``test_catalogues.py``."""

import pytest

from fediforum.web import languages


@pytest.mark.parametrize(
    ("asked", "accepted", "site", "code"),
    [
        ("en", "nl", "nl", "en"),
        ("<script>", "nl", "en", "nl"),
        (None, "de-DE, de;q=0.9, nl;q=0.5, en;q=0.4", "en", "nl"),
        (None, "en;q=0", "nl", "nl"),
        (None, "nl;q=x,,;;q", "en", "en"),
        (None, "", "fy", "en"),
    ],
)
def test_language_is_what_was_asked_then_the_readers_then_the_forums(
    asked: str | None, accepted: str, site: str, code: str
) -> None:
    assert code == languages.choose(asked, accepted, site).code

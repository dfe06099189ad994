import pytest

from fediforum.web.negotiate import wants_as2

LD = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'


@pytest.mark.parametrize(
    ("accept", "as2"),
    [
        ("application/activity+json", True),
        ("application/ld+json", True),
        (LD, True),
        (f"application/activity+json, {LD}", True),
        (f"{LD}, application/activity+json, text/html;q=0.1", True),
        ("text/html, application/activity+json", True),
        ("application/activity+json, */*", True),
        ("application/activity+json, */*;q=0.1", True),
        ("APPLICATION/ACTIVITY+JSON", True),
        ('application/ld+json; profile="a,text/html"', True),
        ("text/html, application/activity+json;q=0.1", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", False),
        ("application/activity+json;q=0", False),
        ("application/json", False),
        ("*/*", False),
        ("", False),
        (",,;;q=,", False),
        ("x" * 8000, False),
    ],
)
def test_as2_is_for_those_who_name_it_and_want_it_no_less(accept: str, as2: bool) -> None:
    assert as2 == wants_as2(accept)

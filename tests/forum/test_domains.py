"""Which of several decisions about servers holds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fediforum.forum.domains import Domain, Policy, after, domains

NOW = datetime(2026, 11, 24, tzinfo=UTC)
BLOCK = Domain(name="evil.example", policy=Policy.BLOCK)
GOOD = Domain(name="good.evil.example", policy=Policy.ALLOW)


@pytest.mark.parametrize(
    ("host", "policy"),
    [
        ("evil.example", Policy.BLOCK),
        ("evil.example:8443", Policy.BLOCK),
        ("a.evil.example", Policy.BLOCK),
        ("www.evil.example", Policy.BLOCK),
        ("notevil.example", Policy.ALLOW),
        ("evil.example.org", Policy.ALLOW),
        ("example", Policy.ALLOW),
        ("good.evil.example", Policy.ALLOW),
        ("www.good.evil.example", Policy.ALLOW),
    ],
)
def test_the_more_specific_name_wins(host: str, policy: Policy) -> None:
    assert policy is domains(BLOCK, GOOD).policy(host)


def test_an_exact_decision_covers_nothing_under_its_name() -> None:
    known = domains(Domain(name="github.io", policy=Policy.BLOCK, exact=True))

    assert (Policy.BLOCK, Policy.ALLOW) == (known.policy("github.io"), known.policy("a.github.io"))


def test_by_hand_outweighs_lists_and_these_each_other_by_priority_then_strictness() -> None:
    low = replace(BLOCK, source="https://low.example/l", priority=1)
    high = replace(BLOCK, source="https://high.example/l", priority=9, policy=Policy.LIMIT)
    even = replace(high, source="https://even.example/l", policy=Policy.HOLD)
    by_hand = replace(BLOCK, policy=Policy.ALLOW)

    assert Policy.LIMIT is domains(low, high).policy("evil.example")
    assert Policy.HOLD is domains(low, high, even).policy("evil.example")
    assert Policy.ALLOW is domains(low, high, even, by_hand).policy("evil.example")


def test_a_decision_lasts_to_the_second() -> None:
    known = domains(replace(BLOCK, until=NOW))

    assert Policy.BLOCK is known.policy("evil.example", NOW - timedelta(seconds=1))
    assert Policy.ALLOW is known.policy("evil.example", NOW)


def test_what_has_run_out_gives_way_to_what_is_said_above_it() -> None:
    known = domains(BLOCK, replace(GOOD, until=NOW))

    assert Policy.BLOCK is known.policy("good.evil.example", NOW)


def test_where_only_the_listed_are_spoken_with_nobody_else_is() -> None:
    known = domains(GOOD, listed_only=True)

    assert Policy.ALLOW is known.policy("good.evil.example")
    assert Policy.BLOCK is known.policy("mastodon.example")


def test_a_plan_says_what_holds_once_it_is_carried_out() -> None:
    known = domains(BLOCK)

    assert Policy.ALLOW is after(known, (), [("evil.example", "")]).policy("evil.example")
    assert Policy.LIMIT is after(known, [replace(BLOCK, policy=Policy.LIMIT)], ()).policy(
        "evil.example"
    )

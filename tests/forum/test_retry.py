"""retry: the schedule of deliveries, the breaker, and relays that are not wanted."""

from datetime import timedelta

import pytest

from fediforum.forum.retry import (
    SCHEDULE,
    TRIES,
    Again,
    Came,
    Health,
    Relay,
    Settled,
    after,
    failed,
    fails,
    refuses_relay,
    relay_refused,
)  # fmt: skip
from tests.people import MINUTE, NOW

HOUR = 60 * MINUTE
DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "delivered"), (202, "delivered"), (204, "delivered"), (410, "gone"),
        (400, "rejected"), (403, "rejected"), (404, "rejected"), (301, "rejected"),
        (422, "rejected"),
    ],
)  # fmt: skip
def test_final_answers_settle(status: int, outcome: str) -> None:
    assert Settled(outcome) == after(Came(status), 1, NOW, 0)


@pytest.mark.parametrize("status", [None, 401, 408, 429, 500, 502, 503, 504])
def test_passing_trouble_is_tried_again(status: int | None) -> None:
    assert Again(NOW + MINUTE) == after(Came(status), 1, NOW, 0)


def test_schedule_is_walked_step_by_step_and_ends() -> None:
    steps = [after(Came(503), tries, NOW, 0) for tries in range(1, TRIES + 1)]

    assert [*(Again(NOW + wait) for wait in SCHEDULE), Settled("abandoned")] == steps
    assert (12, 4) == (TRIES, sum(SCHEDULE, timedelta()).days)


@pytest.mark.parametrize(("jitter", "minutes"), [(-1, 0.75), (1, 1.25)])
def test_jitter_is_a_quarter_either_way(jitter: float, minutes: float) -> None:
    assert Again(NOW + minutes * MINUTE) == after(Came(503), 1, NOW, jitter)


@pytest.mark.parametrize(
    ("asked", "wait"),
    [(0, timedelta(seconds=30)), (600, 10 * MINUTE), (10**9, DAY)],
)
def test_retry_after_is_heeded_within_bounds(asked: int, wait: timedelta) -> None:
    assert Again(NOW + wait) == after(Came(429, retry_after=asked), 3, NOW, 0.5)


def test_nodebb_that_stopped_listening_has_it() -> None:
    assert Settled("delivered") == after(Came(None, sent=True), 1, NOW, 0, software="nodebb")


def test_vote_that_piefed_may_have_is_not_sent_twice() -> None:
    lost = Came(None, sent=True)

    assert Settled("unknown") == after(lost, 1, NOW, 0, software="piefed", vote=True)
    assert isinstance(after(lost, 1, NOW, 0, software="piefed"), Again)
    assert isinstance(after(Came(None), 1, NOW, 0, software="piefed", vote=True), Again)


def test_refused_relay_is_not_repeated() -> None:
    assert Settled("rejected") == after(Came(401), 1, NOW, 0, relay=True)
    assert [True, True, False] == [refuses_relay(Came(status)) for status in (401, 403, 404)]


# -- the breaker ---------------------------------------------------------------------------------


def after_failures(count: int, every: timedelta) -> Health:
    health = Health()
    for number in range(count):
        health = failed(health, NOW + number * every)
    return health


def test_five_failures_in_ten_minutes_open_the_breaker() -> None:
    assert after_failures(4, MINUTE).open(NOW + 4 * MINUTE)

    health = after_failures(5, MINUTE)

    assert not health.open(NOW + 33 * MINUTE)
    assert health.open(NOW + 34 * MINUTE)


def test_failures_far_apart_do_not() -> None:
    assert after_failures(9, 11 * MINUTE).open(NOW + 100 * MINUTE)


def test_probe_that_fails_opens_it_again() -> None:
    health = failed(after_failures(5, MINUTE), NOW + HOUR)

    assert not health.open(NOW + HOUR + 29 * MINUTE)


def test_seven_days_of_nothing_else_is_death() -> None:
    assert [False, True] == [after_failures(days, DAY).dead for days in (6, 7)]
    assert not after_failures(7, DAY).open(NOW + 99 * DAY)


def test_only_silence_and_illness_tell_against_a_server() -> None:
    tries = [Came(None), Came(500), Came(403), Came(202), Came(429)]

    assert [True, True, False, False, False] == [
        fails(came, after(came, 1, NOW, 0)) for came in tries
    ]
    assert not fails(Came(None, sent=True), Settled("delivered"))


# -- relays --------------------------------------------------------------------------------------


def test_three_refusals_in_a_day_pause_the_relay_for_a_week() -> None:
    relay = Relay()
    for number in range(3):
        relay = relay_refused(relay, NOW, NOW + number * HOUR)

    assert NOW + 2 * HOUR + 7 * DAY == relay.paused_until


def test_server_that_takes_nothing_from_us_is_no_refusal_of_relays() -> None:
    relay = Relay()
    for number in range(5):
        relay = relay_refused(relay, None, NOW + number * HOUR)

    assert relay.paused_until is None


def test_refusals_on_different_days_do_not_add_up() -> None:
    relay = Relay()
    for number in range(3):
        relay = relay_refused(relay, NOW + number * 25 * HOUR, NOW + number * 25 * HOUR)

    assert relay.paused_until is None


def test_after_the_pause_one_refusal_is_enough() -> None:
    before = Relay(3, NOW - 9 * DAY, NOW - DAY)

    assert NOW + 7 * DAY == relay_refused(before, NOW, NOW).paused_until

"""The law of signing in: pure, so that every moment can be tried."""

import secrets
from datetime import UTC, datetime, timedelta

from fediforum.people.scope import Scope
from fediforum.people.sessions import (
    LINK_LASTS,
    SESSION_LASTS,
    Link,
    Session,
    can_be,
    form_token,
    holds,
    mark,
    opens,
    same,
)
from fediforum.vocab.iri import Iri

NOW = datetime(2026, 5, 3, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)
TUIN = Iri("https://alpha.test/ap/boards/tuin")
KEUKEN = Iri("https://alpha.test/ap/boards/keuken")
ANNA = Iri("https://alpha.test/ap/members/anna")


def test_link_opens_for_a_quarter_of_an_hour() -> None:
    link = Link(NOW)

    assert [False, True, True, False] == [
        opens(link, moment)
        for moment in (NOW - TICK, NOW, NOW + LINK_LASTS - TICK, NOW + LINK_LASTS)
    ]
    assert timedelta(minutes=15) == LINK_LASTS


def test_link_that_was_used_opens_no_more() -> None:
    assert not opens(Link(NOW, used=NOW), NOW)


def test_session_holds_for_half_a_day_or_until_it_is_ended() -> None:
    session = Session(NOW)

    assert [False, True, True, False] == [
        holds(session, moment)
        for moment in (NOW - TICK, NOW, NOW + SESSION_LASTS - TICK, NOW + SESSION_LASTS)
    ]
    assert not holds(Session(NOW, ended=NOW), NOW)
    assert timedelta(hours=12) == SESSION_LASTS


def test_only_what_we_could_have_made_is_looked_for() -> None:
    secret = secrets.token_urlsafe(32)

    assert can_be(secret)
    assert not any(map(can_be, ("", secret[:-1], f"{secret}a", f"{secret[:-1]} ", f"{secret}\n")))


def test_what_is_kept_of_a_secret_is_no_way_in() -> None:
    secret = secrets.token_urlsafe(32)

    assert secret.encode() not in mark(secret)
    assert 32 == len(mark(secret))


def test_form_is_good_for_its_own_session_alone() -> None:
    one, other = secrets.token_urlsafe(32), secrets.token_urlsafe(32)

    assert same(form_token(one), form_token(one))
    assert not same(form_token(one), form_token(other))
    assert one not in form_token(one)


def test_moderator_of_a_board_does_what_is_that_boards() -> None:
    anna = Scope(ANNA, "anna", boards={TUIN: "tuin"})

    assert (True, False, False) == (anna.covers(TUIN), anna.covers(KEUKEN), anna.covers(None))
    assert (TUIN,) == anna.only
    assert not anna.empty


def test_desk_does_everything_and_nobody_else_who_moderates_nothing_does_anything() -> None:
    desk, nobody = Scope(ANNA, "desk", everywhere=True), Scope(ANNA, "anna")

    assert (True, True) == (desk.covers(TUIN), desk.covers(None))
    assert (None, False) == (desk.only, desk.empty)
    assert (False, (), True) == (nobody.covers(None), nobody.only, nobody.empty)

"""Search: what is found, in which order, and what never is."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from fediforum import limits
from fediforum.content import SafeHtml
from fediforum.forum.effects import Effect, Erase, Put, Sweep, Unsweep
from fediforum.forum.model import Grave, Member, Post, PostState
from fediforum.store.database import Conn, Database, Sql
from fediforum.store.reading import searching
from fediforum.store.reading.searching import SearchPage, SearchQuery, search
from fediforum.store.reading.views import Row
from tests.store.scene import (
    ALICE,
    BOB,
    CAROL,
    HOME,
    KEUKEN,
    NOW,
    TUIN,
    done,
    moment,
    opening,
    post,
    post_id,
    stage,
    thread,
)

DUTCH = ("nl", "fietsen")
COUNT = Sql("SELECT count(*) FROM search")


def letter(number: int, text: str, author: Member = CAROL, **more: Any) -> Post:
    """A post in Dutch under the first thread."""
    plain = replace(
        post(number, thread(1, author=CAROL), author=author),
        content=SafeHtml(f"<p>{text}</p>"),
        language="nl",
    )
    return replace(plain, **more)


def began(number: int, title: str, text: str, **more: Any) -> tuple[Effect, ...]:
    """A thread of carol's in tuin."""
    made = replace(thread(number, author=CAROL), title=title)
    plain = replace(
        post(number, made, author=CAROL), content=SafeHtml(f"<p>{text}</p>"), language="nl"
    )
    return Put(made), Put(replace(plain, **more))


async def prepared(database: Database, *letters: Post) -> None:
    await stage(database, *began(1, "Over van alles", "Hier staat weinig."), *map(Put, letters))


async def asked(database: Database, text: str = "", **more: Any) -> SearchPage:
    async with database.connection() as conn:
        return await search(conn, SearchQuery(text=text, **more), HOME, NOW)


async def found(database: Database, text: str = "", **more: Any) -> list[str]:
    page = await asked(database, text, **more)
    return [] if page.loosened else [hit.post.id for hit in page.hits]


WORDS = (
    ("fiets", "fietsen"),
    ("fietsen", "fiets"),
    ("coordinatie", "coördinatie"),
    ("coördinatie", "coordinatie"),
    ("huis", "huizen"),
    ("huizen", "huis"),
    ("brief", "brieven"),
    ("brieven", "brief"),
    ("idee", "ideeën"),
    ("foto", "foto's"),
    ("keuken", "tuin/keuken"),
    ("cohousing co-housing", "cohousing, ofwel co-housing"),
    ("één", "een"),
    ("FIETS", "“fiets”"),
    ("zorg", "wijkteam&nbsp;zorg"),
)


@pytest.mark.parametrize(("asking", "written"), WORDS)
async def test_a_word_is_found_in_its_other_forms(
    database: Database, asking: str, written: str
) -> None:
    await prepared(database, letter(2, f"Wij zagen {written} in het dorp"))

    assert [post_id(2, CAROL)] == await found(database, asking)


async def test_english_is_stemmed_as_english_and_an_unknown_language_as_both(
    database: Database,
) -> None:
    await prepared(
        database,
        letter(2, "they were running", language="en-GB"),
        letter(3, "running en fietsen", language=None),
        letter(4, "running", language="nl"),
    )

    assert {post_id(2, CAROL), post_id(3, CAROL)} == set(await found(database, "runs"))


async def test_all_words_must_be_there_and_no_other_may(database: Database) -> None:
    await prepared(
        database,
        letter(2, "appels en peren"),
        letter(3, "appels en pruimen"),
        letter(4, "peren"),
    )

    assert [post_id(2, CAROL)] == await found(database, "appels peren")
    assert [post_id(3, CAROL)] == await found(database, "appels -peren")
    assert {post_id(2, CAROL), post_id(4, CAROL)} == set(await found(database, "peren -pruimen"))


async def test_a_phrase_is_found_in_its_order(database: Database) -> None:
    await prepared(
        database, letter(2, "van eigen kracht uitgaan"), letter(3, "kracht van eigen mensen")
    )

    assert [post_id(2, CAROL)] == await found(database, '"eigen kracht"')
    assert [post_id(3, CAROL)] == await found(database, 'kracht -"eigen kracht"')


async def test_words_that_stand_everywhere_are_asked_for_only_alone_or_quoted(
    database: Database,
) -> None:
    await prepared(database, letter(2, "slakken eten sla"), letter(3, "de slakken"))

    assert {post_id(2, CAROL), post_id(3, CAROL)} == set(await found(database, "de slakken"))
    assert [post_id(3, CAROL)] == await found(database, '"de slakken"')
    assert [post_id(3, CAROL)] == await found(database, "de")


async def test_a_title_comes_first_and_then_what_is_newer(database: Database) -> None:
    old, new = moment(-5 * 525_600), moment(-60)
    await stage(
        database,
        *began(1, "Over van alles", "bijen bijen bijen", published=new),
        *began(2, "Bijen in de stad", "Wie houdt ze?", published=old),
        Put(letter(3, "Over bijen gesproken", published=new)),
        Put(letter(4, "Over bijen gesproken", published=old)),
    )

    order = await found(database, "bijen")

    assert post_id(2, CAROL) == order[0]
    assert order.index(post_id(3, CAROL)) < order.index(post_id(4, CAROL))
    assert 4 == len(order)


async def test_fields_narrow_what_is_found(database: Database) -> None:
    dave = replace(CAROL, id=HOME.member("dave"), name="dave", display="Dave de Wit")
    moved = replace(thread(5, KEUKEN, CAROL), title="Soep")
    await stage(
        database,
        Put(dave),
        *began(1, "Over van alles", "soep", published=moment(-10_000), hashtags=("wijk-zorg",)),
        Put(letter(2, "soep", dave)),
        Put(moved),
        Put(replace(post(5, moved, author=CAROL), content=SafeHtml("<p>soep</p>"))),
    )
    first, daves, kitchen = post_id(1, CAROL), post_id(2, dave), post_id(5, CAROL)

    assert {first, daves, kitchen} == set(await found(database, "soep"))
    assert [daves] == await found(database, "soep", author="dave")
    assert [daves] == await found(database, "soep", author="@dave@home.test")
    assert [daves] == await found(database, 'soep van:"dave de wit"')
    assert [kitchen] == await found(database, "soep", board="keuken")
    assert [kitchen] == await found(database, "soep in:keuken")
    assert [first] == await found(database, "soep", tag="#Wijk-Zorg")
    assert [first] == await found(database, "soep", before=(NOW - timedelta(days=2)).date())
    assert [] == await found(database, "soep", after=date(2027, 1, 1))
    assert [daves] == await found(database, author="dave")
    assert [] == await found(database, "soep", author="dave", tag="wijk-zorg")


async def test_a_field_that_names_nobody_is_told(database: Database) -> None:
    await prepared(database)

    page = await asked(database, "alles", author="zxcvbnm", board="qwertyuiop")

    assert ("author", "board") == page.unknown
    assert () == page.hits


async def test_a_thread_that_moves_is_found_in_its_new_board(database: Database) -> None:
    await prepared(database, letter(2, "soep"))

    await done(database, Put(replace(thread(1, KEUKEN, CAROL), title="Over van alles")))

    assert [post_id(2, CAROL)] == await found(database, "soep", board="keuken")
    assert [] == await found(database, "soep", board="tuin")


async def test_where_nothing_has_all_words_the_nearest_is_given_and_said(
    database: Database,
) -> None:
    await prepared(database, letter(2, "het fietspad is glad"), letter(3, "een kapotte lamp"))

    begun = await asked(database, "fiets")
    some = await asked(database, "fiets lamp zwembad")

    assert ("begun", [post_id(2, CAROL)]) == (begun.loosened, [h.post.id for h in begun.hits])
    assert ("some", 2) == (some.loosened, some.total)


async def test_a_slip_is_put_right_and_titles_that_are_alike_are_shown(
    database: Database,
) -> None:
    await stage(database, *began(1, "De bibliotheek sluit", "Jammer."))

    page = await asked(database, "Biblioteek sluit")

    assert "bibliotheek sluit" == page.nearby.meant
    assert ["De bibliotheek sluit"] == [each.title for each in page.nearby.titles]


async def test_people_and_boards_are_found_by_a_part_of_their_name(database: Database) -> None:
    cora = replace(CAROL, id=HOME.member("cora"), name="cora", display="Córa van Dijk")
    await prepared(database)
    await done(database, Put(cora), Put(letter(2, "hallo", cora)))

    assert ["cora"] == [each.name for each in (await asked(database, "cora")).nearby.people]
    assert ["cora"] == [each.name for each in (await asked(database, "van dijk")).nearby.people]
    assert ["tuin"] == [each.name for each in (await asked(database, "de tuin")).nearby.boards]


async def test_what_is_found_is_shown_where_it_stands(database: Database) -> None:
    text = "Eerst iets anders. " * 40 + "Toen kwam “Fiets” &lt;b&gt; langs. " + "En dan nog. " * 40
    await prepared(database, letter(2, text))

    hit = (await asked(database, "fietsen")).hits[0]

    assert ["Fiets"] == [piece.text for piece in hit.snippet if piece.marked]
    shown = "".join(piece.text for piece in hit.snippet)
    assert "Toen kwam “Fiets” <b> langs." in shown
    assert len(shown) < 300


async def test_of_a_post_with_a_warning_only_the_warning_is_shown(database: Database) -> None:
    await prepared(database, letter(2, "over een operatie", summary="Ziekenhuis"))

    hit = (await asked(database, "operatie")).hits[0]

    assert "Ziekenhuis" == "".join(piece.text for piece in hit.snippet)


async def test_pages_go_on_and_end(database: Database) -> None:
    await prepared(database, *(letter(number, "soep") for number in range(2, 27)))

    first, second = await asked(database, "soep"), await asked(database, "soep", page=2)

    assert (20, 5) == (len(first.hits), len(second.hits))
    assert (25, 2, False) == (first.total, first.pages, first.more)
    ids = {hit.post.id for page in (first, second) for hit in page.hits}
    assert 25 == len(ids)


@pytest.mark.parametrize("state", [s for s in PostState if s is not PostState.SHOWN])
async def test_only_what_is_shown_is_found(database: Database, state: PostState) -> None:
    hidden = letter(2, "soep")
    await prepared(database, hidden)

    thread_id = None if state is PostState.SHELVED else hidden.thread
    await done(database, Put(replace(hidden, state=state, thread=thread_id)))

    assert [] == await found(database, "soep")
    async with database.connection() as conn:
        assert 1 == await conn.fetchval(COUNT)


async def test_words_leave_with_the_post_and_change_with_it(database: Database) -> None:
    await prepared(database, letter(2, "soep"), letter(3, "soep"), letter(4, "soep"))
    grave = Grave(id=post_id(2, CAROL), by=CAROL.id, at=NOW, former_type="Note")

    await done(database, Put(grave))
    await done(database, Put(letter(3, "brood")))

    assert [post_id(4, CAROL)] == await found(database, "soep")
    assert [post_id(3, CAROL)] == await found(database, "brood")


async def test_whoever_is_gone_is_found_no_more(database: Database) -> None:
    await prepared(database, letter(2, "soep", BOB, searchable=True))
    assert 1 == len(await found(database, "soep"))

    await done(database, Erase(BOB.id, NOW))

    assert [] == await found(database, "soep")
    assert () == (await asked(database, "bob")).nearby.people


async def test_what_is_swept_is_found_again_when_it_is_put_back(database: Database) -> None:
    await prepared(database, letter(2, "soep", BOB, searchable=True))

    await done(database, Sweep(by=BOB.id, board=TUIN.id, cause="https://a.test/ban"))
    gone = await found(database, "soep")
    await done(database, Unsweep(cause="https://a.test/ban", back=""))

    assert ([], [post_id(2, BOB)]) == (gone, await found(database, "soep"))


async def test_a_removed_thread_is_not_found(database: Database) -> None:
    await stage(database, *opening(7), *began(1, "Soep", "lekker"), Put(letter(2, "soep")))

    await done(database, Put(replace(thread(1, author=CAROL), title="Soep", removed=True)))

    page = await asked(database, "soep")
    assert ((), ()) == (page.hits, page.nearby.titles)


async def test_a_title_that_changes_is_found_by_its_new_words(database: Database) -> None:
    await stage(database, *began(1, "Soep", "lekker"))

    await done(database, Put(replace(thread(1, author=CAROL), title="Brood")))

    assert ([], [post_id(1, CAROL)]) == (
        await found(database, "soep"),
        await found(database, "brood"),
    )


NASTY = st.text(
    alphabet=st.one_of(st.sampled_from(list("&|!()<>:*'\"\\-+@#%_ \t\n~aeë“”日")), st.characters()),
    max_size=60,
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=NASTY, author=NASTY, board=NASTY, tag=NASTY)
async def test_no_question_is_an_error(
    database: Database, text: str, author: str, board: str, tag: str
) -> None:
    clean = [each.replace("\0", "") for each in (text, author, board, tag)]

    page = await asked(database, clean[0])
    narrow = await asked(database, clean[0], author=clean[1], board=clean[2], tag=clean[3])

    assert (False, False) == (page.gave_up, narrow.gave_up)


async def test_no_text_is_too_much_to_be_found(database: Database) -> None:
    letters = "".join(
        chr(0x1F600 + n % 60) + chr(0x10400 + n % 40) + f"{n:x} " for n in range(30_000)
    )
    await prepared(
        database,
        letter(2, letters),
        letter(3, "\ufdfa" * 30_000, language=None),
        letter(4, "x" * 200_000 + " soep", language=None),
        letter(5, "'s\\' \x07 " * 20_000),
    )

    assert "2" < str(len(await found(database, author="carol")))


async def test_a_remote_author_is_found_only_with_their_leave(database: Database) -> None:
    await prepared(
        database,
        letter(2, "soep", ALICE),
        letter(3, "soep", ALICE, searchable=True),
        letter(4, "soep", CAROL, searchable=False),
        letter(5, "soep", CAROL, public=False),
        letter(6, "soep", CAROL),
    )

    assert {post_id(3), post_id(6, CAROL)} == set(await found(database, "soep"))


async def test_a_search_gives_up_in_time_however_many_steps_it_takes(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await prepared(database, letter(2, "slakken"))

    async def slow(conn: Conn, *_: object) -> list[Row]:
        await conn.execute("SELECT pg_sleep(0.2)")
        return []

    monkeypatch.setattr(limits, "SEARCH_SECONDS", 0.5)
    monkeypatch.setattr(searching, "matched", slow)
    page = await asked(database, "slakken")

    assert (True, ()) == (page.gave_up, page.hits)

"""What moderators do at the desk: in their own boards, with a reason, tried first where it is wide,
and taken back.
"""

import re

import pytest
from starlette.types import Receive, Scope, Send

from fediforum.errors import Forbidden
from fediforum.flow import preside
from fediforum.flow.reporting import Complaint, complain
from fediforum.forum.model import Matter, PostState
from fediforum.node import Node
from fediforum.store import reading
from fediforum.store.database import Sql
from fediforum.store.reading import reported
from fediforum.web.desk import door
from fediforum.web.desk.wishes import LENGTHS
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock, Network
from tests.store.rows import all_rows, differences
from tests.web.conftest import AS2
from tests.web.desk.conftest import HOST, THREAD, Scene
from tests.web.desk.moderator import Moderator, commands, texts
from tests.web.pages.markup import Markup

BACK = re.compile(r'name="back" value="([^"]*)"')
OPEN = Sql("""
    SELECT count(*)
    FROM pg_stat_activity
    WHERE datname = current_database() AND state = 'idle in transaction'
""")


async def state(node: Node, short: str) -> PostState:
    async with node.database.connection() as conn:
        iri = await reading.find_post(conn, short, node.home)
        found = await reading.post(conn, iri) if iri is not None else None
    assert found is not None
    return found.state


async def a_report(node: Node, short: str, words: str = "Reclame.") -> str:
    """A reader's report of that post; its short id."""
    async with node.database.connection() as conn:
        what = await reported(conn, short, node.home)
    said = Complaint(what=what, kind=Matter.SPAM, words=words, contact="cora@x.test")
    return (await complain(node, said)).id.rpartition("/")[2]


# -- doing ---------------------------------------------------------------------------------------


async def test_moderator_removes_a_reply_and_takes_it_back(
    node: Node, dirk: Moderator, scene: Scene
) -> None:
    before = await dirk.see(f"/desk/post/{scene.reply}")

    done = await dirk.do(f"/desk/post/{scene.reply}", "remove", reason="geen reclame")
    removed = await state(node, scene.reply)
    undone = await dirk.do(str(done.url), "undo", reason="vergissing")

    assert f"fediforum mod remove {scene.reply} -m '…' --as dirk" in commands(before)
    assert f"fediforum mod remove {scene.reply} -m 'geen reclame' --as dirk" == commands(done)[0]
    assert "Dat is gedaan." in texts(done)
    assert "Een reactie in Slakken in de sla is weggehaald." in texts(done)
    assert (PostState.REMOVED, PostState.SHOWN) == (removed, await state(node, scene.reply))
    assert "vergissing" in texts(undone)
    assert "teruggedraaid" in texts(await dirk.see("/desk/log"))


async def test_nothing_is_done_without_a_reason(node: Node, dirk: Moderator, scene: Scene) -> None:
    page = await dirk.see(f"/desk/post/{scene.reply}")

    silent = await dirk.press(page, "remove", reason=" \n")
    long = await dirk.press(page, "remove", reason="x" * 301)

    assert (422, 422) == (silent.status_code, long.status_code)
    assert "Zeg waarom" in texts(silent)
    assert "x" * 301 in long.text
    assert PostState.SHOWN is await state(node, scene.reply)


async def test_what_is_wide_is_seen_before_it_is_done(
    node: Node, dirk: Moderator, scene: Scene
) -> None:
    page = await dirk.see(f"/desk/post/{scene.opening}")

    preview = await dirk.press(page, "remove", reason="reclame")
    still = await state(node, scene.opening)
    done = await dirk.press(preview, "remove", "do:remove")

    assert (200, 303) == (preview.status_code, done.status_code)
    assert "Er is nog niets gedaan." in texts(preview)
    assert "1 gesprek staat er niet meer." in texts(preview)
    assert (PostState.SHOWN, PostState.REMOVED) == (still, await state(node, scene.opening))
    assert commands(preview)[0] == commands(await dirk.see(done.headers["location"]))[0]


async def test_ban_that_removes_what_was_written_is_seen_first_and_undone_at_once(
    node: Node, dirk: Moderator, scene: Scene
) -> None:
    page = await dirk.see(f"/desk/post/{scene.reply}")

    preview = await dirk.press(page, "ban", reason="spam", length="7d", content="yes")
    done = await dirk.press(preview, "ban", "do:ban")
    shown = await dirk.see(done.headers["location"])

    assert "1 bericht staat er niet meer." in texts(preview)
    expected = "fediforum mod ban mallory --board tuin --for 7d --remove-content -m spam --as dirk"
    assert [expected, expected] == [commands(preview)[0], commands(shown)[0]]
    assert PostState.REMOVED is await state(node, scene.reply)
    assert PostState.SHOWN is await state(node, scene.elsewhere)

    await dirk.do(str(shown.url), "undo", reason="vergissing")

    assert PostState.SHOWN is await state(node, scene.reply)


async def test_looking_first_changes_no_row(node: Node, keeper: Moderator, scene: Scene) -> None:
    async with node.database.connection() as conn:
        before = await all_rows(conn)
    page = await keeper.see(f"/desk/post/{scene.opening}")

    for act in ("remove", "lock", "pin", "ban"):
        answer = await keeper.press(page, act, "look", reason="proef", content="yes", length="1d")
        assert 200 == answer.status_code, act

    async with node.database.connection() as conn:
        assert [] == differences(before, await all_rows(conn))


async def test_who_is_from_elsewhere_is_looked_up_before_a_transaction_is_open(
    node: Node, keeper: Moderator, scene: Scene, network: Network, clock: Clock
) -> None:
    bob = Stranger("bob", "slow.test", network, clock)
    bob.documents[f"{bob.base}/.well-known/webfinger"] = {
        "subject": "acct:bob@slow.test",
        "links": [{"rel": "self", "type": AS2, "href": bob.id}],
    }
    door, open_then = network.apps["slow.test"], list[int]()

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        async with node.database.connection() as conn:
            open_then.append(await conn.fetchval(OPEN))
        await door(scope, receive, send)

    network.apps["slow.test"] = watched
    page = await keeper.see(f"/desk/post/{scene.reply}")
    mine = {**keeper.fields(page, "ban"), "reason": "spam", "step": "look"}

    known = await keeper.send("/desk/act", {**mine, "thing": "@bob@slow.test"})
    alias = await keeper.send("/desk/act", {**mine, "thing": "@robert@slow.test"})
    nobody = await keeper.send("/desk/act", {**mine, "thing": "@nobody@away.test"})

    assert "Er is nog niets gedaan." in texts(known)
    assert "Er is nog niets gedaan." in texts(alias)
    assert "Het kon niet, en er is niets veranderd." in texts(nobody)
    assert {0} == set(open_then)


async def test_whoever_chooses_a_language_on_a_preview_comes_back_to_a_page(
    node: Node, keeper: Moderator, scene: Scene
) -> None:
    report = await a_report(node, scene.reply)
    page = await keeper.see(f"/desk/reports/{report}")
    kept = await keeper.see(f"/desk/post/{scene.reply}")
    done = await keeper.do(f"/desk/post/{scene.answer}", "lock", reason="klaar")
    shown = [
        await keeper.press(kept, "remove", "look", reason="reclame"),
        await keeper.press(kept, "remove"),
        await keeper.press(page, "ban", "look", reason="spam"),
        await keeper.press(page, "settle"),
        await keeper.press(done, "undo", "look", reason="toch niet"),
        await keeper.press(kept, "ban", "look", reason="spam"),
        await Moderator(node).send("/desk/act", {"act": "remove"}),
        await keeper.knock("A" * 43),
    ]

    back = [BACK.findall(answer.text)[0] for answer in shown]

    post, told = f"/desk/post/{scene.reply}", f"/desk/reports/{report}"
    line = done.url.path
    assert [post, post, told, told, line, "/desk", "/desk", "/desk"] == back


async def test_opening_pages_changes_no_row(node: Node, keeper: Moderator, scene: Scene) -> None:
    report = await a_report(node, scene.reply)
    done = await preside.lock(node, scene.opening, "klaar")
    async with node.database.connection() as conn:
        before = await all_rows(conn)

    for path in (
        *("/desk", "/desk/reports?all=yes", f"/desk/reports/{report}", "/desk/log?board=tuin"),
        *(f"/desk/post/{scene.reply}", f"/desk/op/{done.operation}?done=yes"),
        *("/desk/act", "/desk/out", f"/desk/find?what={scene.reply}"),
    ):
        assert (await keeper.see(path)).status_code in (200, 303, 404, 405), path

    async with node.database.connection() as conn:
        assert [] == differences(before, await all_rows(conn))


async def test_what_stands_in_the_way_is_named(node: Node, dirk: Moderator, scene: Scene) -> None:
    first = await dirk.do(f"/desk/post/{scene.reply}", "remove", reason="reclame")
    await preside.restore_post(node, scene.reply)

    answer = await dirk.press(first, "undo", reason="vergissing")

    assert 409 == answer.status_code
    assert "stands on it" in answer.text
    assert "Het kon niet, en er is niets veranderd." in texts(answer)


async def test_what_forms_offer_and_how_long_a_reason_may_be_is_said_in_one_place(
    dirk: Moderator, keeper: Moderator, scene: Scene, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = await a_report(node, scene.reply)
    before = await dirk.see(f"/desk/reports/{report}")
    monkeypatch.setattr(door, "LENGTHS", ("7d", ""))
    monkeypatch.setattr(door, "most_chars", len)

    page = await dirk.see(f"/desk/reports/{report}")

    assert {"300", "1000"} == {each["maxlength"] for each in Markup(before.text).named("textarea")}
    assert {"0", "6"} == {each["maxlength"] for each in Markup(page.text).named("textarea")}
    assert [*LENGTHS] == [each["value"] for each in Markup(before.text).named("option")]
    assert ["7d", ""] == [each["value"] for each in Markup(page.text).named("option")]


# -- whose -----------------------------------------------------------------------------------------


async def test_moderator_sees_and_does_only_what_is_of_their_boards(
    node: Node, dirk: Moderator, scene: Scene
) -> None:
    report = await a_report(node, scene.elsewhere, "Over de keuken.")
    about_all = (await complain(node, Complaint(what=reading.Reported(), kind=Matter.OTHER,
        words="Over alles."))).id.rpartition("/")[2]  # fmt: skip
    there = await preside.lock(node, scene.elsewhere, "klaar")
    everywhere = await preside.ban(node, "mallory", "", "spam")
    page = await dirk.see(f"/desk/post/{scene.reply}")
    mine = {**dirk.fields(page, "remove"), "reason": "reclame", "step": "do"}

    seen = [
        await dirk.see(path)
        for path in (
            *(f"/desk/post/{scene.elsewhere}", f"/desk/reports/{report}"),
            *(f"/desk/reports/{about_all}", f"/desk/op/{there.operation}"),
            *(f"/desk/op/{everywhere.operation}", f"/desk/find?what={scene.elsewhere}"),
        )
    ]
    done = [
        await dirk.send("/desk/act", {**mine, **other})
        for other in (
            {"thing": scene.elsewhere},
            {"act": "lock", "thing": scene.elsewhere},
            {"act": "ban", "thing": "anna", "board": "keuken"},
            {"act": "ban", "thing": "anna"},
            {"act": "unban", "thing": "mallory"},
            {"act": "undo", "thing": str(there.operation)},
            {"act": "undo", "thing": str(everywhere.operation)},
            {"act": "settle", "thing": report},
            {"act": "forward", "thing": report},
        )
    ]

    assert [404] * len(seen) == [answer.status_code for answer in seen]
    assert [404] * len(done) == [answer.status_code for answer in done]
    listed = texts(await dirk.see("/desk/reports")) + texts(await dirk.see("/desk/log"))
    assert "Over de keuken" not in listed
    assert "Over alles" not in listed
    assert "De keuken" not in listed
    assert "Mallory" not in listed


async def test_law_refuses_what_no_form_would_ask(node: Node, scene: Scene) -> None:
    """Whatever the desk let through, whoever moderates something else is refused by what acts."""
    there = await preside.lock(node, scene.elsewhere, "klaar")

    for act in (
        preside.remove_post(node, scene.elsewhere, "x", "dirk"),
        preside.ban(node, "anna", "", "x", "dirk"),
        preside.ban(node, "anna", "keuken", "x", "dirk"),
        undone(node, str(there.operation)),
    ):
        with pytest.raises(Forbidden):
            await act


async def undone(node: Node, operation: str) -> None:
    from fediforum.flow.undoing import undo_operation

    await undo_operation(node, operation, "dirk")


async def test_nonsense_is_refused(dirk: Moderator, scene: Scene) -> None:
    page = await dirk.see(f"/desk/post/{scene.reply}")
    mine = {**dirk.fields(page, "remove"), "reason": "x"}

    for other in (
        {"act": "drop"}, {"act": ""}, {"thing": ""}, {"thing": "a\nb"}, {"length": "5y"},
        {"thing": "x" * 400}, {"thing": "../../etc"}, {"thing": "--as"},
    ):  # fmt: skip
        answer = await dirk.send("/desk/act", {**mine, **other})
        assert answer.status_code in (400, 404), other


# -- reports ---------------------------------------------------------------------------------------


async def test_report_is_read_acted_on_and_settled(
    node: Node, dirk: Moderator, scene: Scene
) -> None:
    report = await a_report(node, scene.reply, "Dit is <b>reclame</b>.")

    home = await dirk.see("/desk")
    page = await dirk.see(f"/desk/reports/{report}")
    done = await dirk.do(f"/desk/reports/{report}", "remove", reason="reclame")
    settled = await dirk.do(f"/desk/reports/{report}", "settle", reason="Weggehaald, dank je!")

    assert "1 melding om naar te kijken" in texts(home)
    for words in ("Dit is <b>reclame</b>.", "Koop goedkope pillen!", "cora@x.test", "Mallory"):
        assert words in texts(page)
    assert f"/desk/reports/{report}" in done.text
    assert "De melding is afgehandeld." in texts(settled)
    told = f"fediforum report settle {report} -m 'Weggehaald, dank je!' --as dirk"
    assert told in commands(settled)
    assert "Niemand heeft je gevraagd" in texts(await dirk.see("/desk/reports"))
    assert "afgehandeld op" in texts(await dirk.see("/desk/reports?all=yes"))
    [kept] = await preside.reports(node, settled=True)
    assert "Weggehaald, dank je!" == kept.outcome


async def test_record_tells_what_somebody_did_before(
    node: Node, dirk: Moderator, keeper: Moderator, scene: Scene, clock: Clock
) -> None:
    removed = await preside.remove_post(node, scene.elsewhere, "eerder ook al")
    clock.later(seconds=60)

    page = await dirk.see(f"/desk/post/{scene.reply}")
    every = await keeper.see(f"/desk/post/{scene.reply}")

    assert "eerder ook al" in texts(page)
    assert "1 is weggehaald." in texts(page)
    there = f"/desk/op/{removed.operation}"
    assert (False, True) == (there in Markup(page.text).links, there in Markup(every.text).links)
    assert str(removed.operation) in texts(page)


async def test_post_is_found_by_whatever_address_it_has(dirk: Moderator, scene: Scene) -> None:
    for what in (
        scene.reply,
        f"https://{HOST}/p/{scene.reply}",
        f"https://{HOST}/t/{scene.opening}-slakken-in-de-sla#p{scene.reply}",
    ):
        answer = await dirk.see(f"/desk/find?what={what.replace('#', '%23')}")
        assert f"/desk/post/{scene.reply}" == answer.headers["location"], what

    assert 404 == (await dirk.see("/desk/find?what=quatsch")).status_code


async def test_removed_post_can_be_read_by_moderators_alone(dirk: Moderator, scene: Scene) -> None:
    await dirk.do(f"/desk/post/{scene.reply}", "remove", reason="reclame")

    assert "Koop goedkope pillen!" in texts(await dirk.see(f"/desk/post/{scene.reply}"))
    assert "pillen" not in (await dirk.see(f"/t/{scene.opening}")).text


async def test_thread_is_called_by_its_title_in_the_log_of_the_desk(
    dirk: Moderator, scene: Scene
) -> None:
    await dirk.do(f"/desk/post/{scene.opening}", "lock", reason="klaar")

    assert f"{THREAD} is gesloten." in texts(await dirk.see("/desk/log?by=dirk&board=tuin"))

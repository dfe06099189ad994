"""Keys that are no good, keys that change, and keys that are asked for without end."""

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fediforum.wire import Guard
from tests.attacks.scene import (
    ANNA,
    ANOTHER_KEY,
    BASE,
    BOARD,
    INTRODUCED,
    Scene,
    body_of,
    key_of,
    like,
    pairs,
    share_doors,
    signed,
)
from tests.flow.hands import settle_down

pytestmark = pytest.mark.asyncio(loop_scope="module")


def rsa_pem(bits: int, exponent: int = 65537) -> str:
    public = generate_private_key(exponent, bits).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


PEMS: dict[str, Callable[[], object]] = {
    "S30": lambda: rsa_pem(1024),
    "S31": lambda: rsa_pem(2048, 3),
    "S33-number": lambda: 7,
    "S33-list": lambda: ["a", "b"],
    "S33-object": lambda: {"@value": "x"},
    "S33-none": lambda: None,
    "S33-long": lambda: "-----BEGIN PUBLIC KEY-----" + "A" * 900_000,
    "S33-odd": lambda: "-----BEGIN PUBLIC KEY-----\nλ\n-----END PUBLIC KEY-----",
    "S33-private": lambda: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
}


@pytest.mark.parametrize("pem", PEMS.values(), ids=PEMS.keys())
async def test_no_weak_or_broken_key_proves_anything(
    scene: Scene, pem: Callable[[], object], request: pytest.FixtureRequest
) -> None:
    stranger = scene.stranger(f"{request.node.callspec.id.lower()}.evil.test")
    key = {**key_of(stranger), "publicKeyPem": pem()}
    stranger.documents[stranger.id] = {**stranger.person("mal"), "publicKey": key}
    before = await scene.tables.look()

    statuses = [await stranger.post(stranger.does("Follow", BOARD)) for _ in range(3)]

    assert [401] * 3 == statuses
    assert INTRODUCED >= await scene.changes(before)
    assert [f"GET {stranger.id}"] == scene.tried


async def test_who_speaks_for_us_with_our_own_key_from_outside_is_refused(scene: Scene) -> None:
    """S37: a key of ours that leaked is of no use at our own door."""
    async with scene.node.database.connection() as conn:
        key_id, key = await scene.node.keyring.pair(conn, scene.node.home.member("anna"), "rsa")
    body = body_of(
        scene.mallory.does("Like", scene.opening.id) | {"actor": ANNA, "id": f"{BASE}/x"}
    )
    before = await scene.tables.look()

    headers = signed(scene.mallory, body, key_id=key_id, key=key)
    status = await scene.knock(pairs(headers), body)

    assert (403, before, []) == (status, await scene.tables.look(), scene.tried)


async def test_ten_thousand_forgeries_would_cost_their_victim_one_fetch(scene: Scene) -> None:
    """S34."""
    statuses = set()
    for _ in range(20):
        body = like(scene)
        statuses.add(await scene.knock(pairs(signed(scene.vic, body, key=ANOTHER_KEY)), body))

    assert {401} == statuses
    assert [f"GET {scene.vic.id}"] == scene.tried
    assert 202 == await scene.vic.post(scene.vic.does("Follow", BOARD))
    await settle_down(scene.node)


async def test_unknown_keys_without_end_are_soon_not_looked_for_any_more(scene: Scene) -> None:
    """S35."""
    statuses = []
    for number in range(20):
        body = like(scene, scene.mallory)
        headers = signed(scene.mallory, body, key_id=f"https://evil.test/none/{number}")
        statuses.append(await scene.knock(pairs(headers), body))

    assert [401] * 10 + [429] * 10 == statuses
    assert 10 == len(scene.tried)


async def test_a_host_without_end_of_people_is_told_to_wait(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R24: servers of a private network may be as many as they like."""
    crowd = [scene.stranger("crowd.evil.test", f"m{number}") for number in range(4)]
    share_doors(scene.network, "crowd.evil.test", *crowd)
    monkeypatch.setattr("fediforum.limits.NEW_ACTORS_PER_HOST_HOUR", 2)
    scene.begin()

    at_home = await crowd[0].post(crowd[0].does("Follow", BOARD))
    monkeypatch.setattr(Guard, "private", lambda *_: False)
    abroad = [await each.post(each.does("Follow", BOARD)) for each in crowd[1:]]

    assert (202, [202, 202, 429]) == (at_home, abroad)
    monkeypatch.undo()
    await settle_down(scene.node)


async def test_a_pushed_document_does_not_change_a_key(scene: Scene) -> None:
    """S40: who has stolen a key cannot make it theirs for ever."""
    thief = scene.stranger("s40.victim.test", "tim")
    await thief.post(thief.does("Follow", BOARD))
    await settle_down(scene.node)
    honest = await scene.keys_of(thief.id)
    forged = {**thief.person("tim"), "publicKey": {
        **key_of(thief), "id": f"{thief.id}#mine", "publicKeyPem": rsa_pem(2048)}}  # fmt: skip

    status = await thief.post(thief.does("Update", forged))
    scene.tried.clear()
    await settle_down(scene.node)

    assert (202, honest) == (status, await scene.keys_of(thief.id))
    assert f"GET {thief.id}" in scene.tried


async def test_a_key_that_is_listed_no_more_proves_nothing(scene: Scene) -> None:
    """S38, S41: a new key is found at once, and the old one is worth nothing from then on."""
    careful = scene.stranger("s41.victim.test", "cato")
    assert 202 == await careful.post(careful.does("Follow", BOARD))
    old_id, old = careful.key_id, careful.key

    careful.key_id, careful.key = f"{careful.id}#next", ANOTHER_KEY
    careful.documents[careful.id] = careful.person("cato")
    fresh = await careful.post(careful.does("Follow", BOARD))
    careful.key_id, careful.key = old_id, old
    stale = await careful.post(careful.does("Follow", BOARD))

    assert (202, 401) == (fresh, stale)
    await settle_down(scene.node)


async def test_who_takes_leave_costs_no_fetch_and_is_believed_with_the_key_we_have(
    scene: Scene,
) -> None:
    """S42, S43: also when their server does not know them any more."""
    leaver = scene.stranger("s43.victim.test", "leo")
    unknown = scene.stranger("s42.victim.test", "una")
    assert 202 == await leaver.post(leaver.does("Follow", BOARD))
    await settle_down(scene.node)
    leaver.documents[leaver.id] = unknown.documents[unknown.id] = 410
    scene.tried.clear()
    newest = await scene.tables.newest()

    statuses = [await each.post(each.does("Delete", each.id)) for each in (unknown, leaver)]
    await settle_down(scene.node)

    assert [202, 202] == statuses
    assert ["accepted"] == await scene.tables.verdicts(newest)
    assert [] == scene.tried

"""The keyring: the private keys that this forum signs with, and the public ones met lately.

Private keys come sealed out of the store and are kept opened in memory only. Nothing is
fetched here; ``identify`` does that.
"""

import time
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from fediforum import limits
from fediforum.errors import Misconfigured
from fediforum.flow.recent import Recent
from fediforum.forum.home import Home, Kind
from fediforum.keys import Vault
from fediforum.store.actors import keys_of
from fediforum.store.database import Conn
from fediforum.store.threads import key_board
from fediforum.vocab.iri import Iri
from fediforum.wire import PrivateKey, PublicKey, Signer, read_private

PAIRS = 10_000


class Keyring:
    """Keys in memory; ``public``, ``unknown`` and ``refreshed`` are for ``identify``."""

    def __init__(
        self, home: Home, vault: Vault, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.home = home
        self.vault = vault
        self.pairs: Recent[dict[str, tuple[str, PrivateKey]]] = Recent(PAIRS, 1e9, clock)
        self.public: Recent[PublicKey] = Recent(PAIRS, limits.KEY_REFRESH_SECONDS, clock)
        self.unknown: Recent[bool] = Recent(
            limits.KEY_UNKNOWN_ROWS, limits.KEY_UNKNOWN_SECONDS, clock
        )
        self.refreshed: Recent[bool] = Recent(
            limits.KEY_UNKNOWN_ROWS, limits.KEY_REFRESH_SECONDS, clock
        )

    def forget(self, owner: Iri) -> None:
        """The public keys of that actor are looked up again: they may be other ones now."""
        for key_id in [iri for iri, (_, key) in self.public.values.items() if key.owner == owner]:
            self.public.drop(key_id)

    async def signer(self, conn: Conn, actor: Iri) -> Signer:
        """Whoever signs requests for this actor of ours: its RSA key.

        Raises Misconfigured for an actor without keys here.
        """
        key_id, private = await self.pair(conn, actor, "rsa")
        return Signer(key_id, private)

    def signer_at_hand(self, actor: Iri) -> Signer | None:
        """As ``signer``, from memory; None where the key must be loaded first."""
        pairs = self.pairs.get(actor)
        return Signer(*pairs["rsa"]) if pairs is not None and "rsa" in pairs else None

    async def linked(self, conn: Conn, actor: Iri) -> tuple[str, RSAPrivateKey]:
        """The key that makes LD signatures of this actor of ours, and its id."""
        key_id, private = await self.pair(conn, actor, "rsa")
        assert isinstance(private, RSAPrivateKey)
        return key_id, private

    async def prover(self, conn: Conn, actor: Iri) -> tuple[str, Ed25519PrivateKey]:
        """The key that makes integrity proofs of this actor of ours, and its id."""
        key_id, private = await self.pair(conn, actor, "ed25519")
        assert isinstance(private, Ed25519PrivateKey)
        return key_id, private

    async def pair(self, conn: Conn, actor: Iri, algorithm: str) -> tuple[str, PrivateKey]:
        pairs = self.pairs.get(actor)
        if pairs is None:
            pairs = await self.load(conn, actor)
            self.pairs.put(actor, pairs)
        if algorithm not in pairs:
            raise Misconfigured("An actor here has no key to sign with.", subject=actor)
        return pairs[algorithm]

    async def load(self, conn: Conn, actor: Iri) -> dict[str, tuple[str, PrivateKey]]:
        owner = await self.holder(conn, actor)
        return {
            # A thread speaks with its board's keys, under ids of its own (decision 8).
            key.algorithm: (
                actor + key.id.removeprefix(owner),
                read_private(self.vault.open(key.private, purpose(key.id))),
            )
            for key in await keys_of(conn, owner)
            if key.private is not None
        }

    async def holder(self, conn: Conn, actor: Iri) -> Iri:
        """The actor whose keys this one signs with: itself, or a thread's first board."""
        place = self.home.place(actor)
        if place is None or place.kind is not Kind.THREAD:
            return actor
        board = await key_board(conn, place.key)
        if board is None:
            raise Misconfigured("There is no such thread to sign for.", subject=actor)
        return board


def purpose(key_id: str) -> str:
    """What the vault binds a sealed private key to, so that none can stand in for another."""
    return f"private key {key_id}"

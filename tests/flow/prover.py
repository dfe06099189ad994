"""Somebody elsewhere whose activities carry integrity proofs, as Mitra's and Fedify's do; and
what tests ask about what they said.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fediforum.flow import speak
from fediforum.forum.model import Post
from fediforum.node import Node
from fediforum.store.known import load_known
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json
from fediforum.wire import create_proof, generate_ed25519, public_key, write_multikey
from tests.flow.stranger import Stranger
from tests.flow.two_forums import Clock, Network


class Prover(Stranger):
    """A person with a Multikey of Ed25519, which makes the proofs."""

    def __init__(self, name: str, host: str, network: Network, clock: Clock) -> None:
        self.proving: Ed25519PrivateKey = generate_ed25519()
        super().__init__(name, host, network, clock)

    @property
    def proof_key(self) -> str:
        return f"{self.id}#ed25519-key"

    def person(self, name: str) -> dict[str, Any]:
        key = public_key(self.proving, key_id=self.proof_key, owner=self.id)
        multikey = {
            "id": self.proof_key,
            "type": "Multikey",
            "controller": self.id,
            "publicKeyMultibase": write_multikey(key),
        }
        return {**super().person(name), "assertionMethod": [multikey]}

    def proves(
        self, document: Json, *, key_id: str | None = None, created: datetime | None = None
    ) -> dict[str, Any]:
        """The document with a proof by this person."""
        proved = create_proof(
            document,
            key_id=key_id or self.proof_key,
            private_key=self.proving,
            created=created or self.clock(),
        )
        return dict(proved)


async def post_of(node: Node, note: Json) -> Post | None:
    async with node.database.connection() as conn:
        known = await load_known(conn, {Iri(note["id"])}, node.home)
    return known.posts.get(Iri(note["id"]))


async def answered(alpha: Node, dora: Prover) -> tuple[Iri, Json]:
    """A thread at alpha, and a reply that dora wrote and serves."""
    said = await speak.open_thread(alpha, "tuin", "anna", "Slakken", "Ze zijn overal.")
    note = dora.note("Bier helpt.", to=(alpha.home.board("tuin"),), parent=said.id)
    return said.id, note


def asked_of(network: Network, note: Json) -> bool:
    return note["id"] in network.gets


def without(proof: str) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        document["proof"] = {k: v for k, v in document["proof"].items() if k != proof}

    return change


def with_proof(**more: object) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        document["proof"] = {**document["proof"], **more}

    return change


def with_content(document: dict[str, Any]) -> None:
    document["object"] = {**document["object"], "content": "<p>Koop bitcoin.</p>"}

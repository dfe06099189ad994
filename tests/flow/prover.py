"""Somebody elsewhere whose activities carry integrity proofs, as Mitra's and Fedify's do."""

from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

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

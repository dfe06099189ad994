"""A proof is read by JSON-LD processors too: every word of it stands in the document's context."""

from pyld import jsonld

from fediforum.vocab.activities import Like
from fediforum.vocab.iri import Iri
from fediforum.vocab.jsonld import load_bundled
from fediforum.vocab.writing import provable, write

SEC = "https://w3id.org/security#"


def test_every_word_of_a_proof_survives_expansion() -> None:
    like = Like(
        id=Iri("https://alpha.test/ap/activities/1"),
        actor=Iri("https://alpha.test/ap/members/ann"),
        object=Iri("https://beta.test/note/1"),
    )
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": "2026-11-24T10:00:00Z",
        "verificationMethod": "https://alpha.test/ap/members/ann#ed25519-key",
        "proofPurpose": "assertionMethod",
        "proofValue": "z1",
    }

    [expanded] = jsonld.expand(
        {**provable(write(like)), "proof": proof}, {"documentLoader": load_bundled}
    )

    [graph] = expanded[SEC + "proof"]
    [told] = graph["@graph"]
    assert {
        SEC + "cryptosuite",
        SEC + "proofPurpose",
        SEC + "proofValue",
        SEC + "verificationMethod",
    } <= told.keys()
    assert [{"@id": SEC + "assertionMethod"}] == told[SEC + "proofPurpose"]

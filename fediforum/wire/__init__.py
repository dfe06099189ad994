"""HTTP between servers: signatures, what may be called, fetching and delivering.

No SQL, no keys at rest and no rules of the forum in here.
"""

from fediforum.wire.certificate import certificate_ends
from fediforum.wire.claim import Claim, Dialect, SignedRequest
from fediforum.wire.client import Answer, HttpClient, Unanswered
from fediforum.wire.fetch import Fetched, NotShown, fetch_changed, fetch_document
from fediforum.wire.files import FetchedFile, fetch_picture
from fediforum.wire.guard import Guard, read_hosts
from fediforum.wire.integrity import carries_proof, create_proof, proof_key, verify_proof
from fediforum.wire.keys import (
    PrivateKey,
    PublicKey,
    generate_ed25519,
    generate_rsa,
    public_key,
    read_multikey,
    read_pem,
    read_private,
    write_multikey,
    write_pem,
    write_private,
)
from fediforum.wire.linked_data import create_signature
from fediforum.wire.lists import FetchedText, fetch_text
from fediforum.wire.nodeinfo import Software, read_software
from fediforum.wire.post import (
    Delivered,
    Outcome,
    PeerGone,
    Rejected,
    Unreachable,
    post_activity,
)
from fediforum.wire.rfc9421 import accept_signature
from fediforum.wire.signatures import (
    Signer,
    carries_signature,
    parse_claim,
    sign,
    verify,
)
from fediforum.wire.synchronization import (
    Synchronization,
    digest_of,
    read_synchronization,
    write_synchronization,
)
from fediforum.wire.webfinger import Handle, Identity, read_handle, resolve

__all__ = [
    "Answer",
    "Claim",
    "Delivered",
    "Dialect",
    "Fetched",
    "FetchedFile",
    "FetchedText",
    "Guard",
    "Handle",
    "HttpClient",
    "Identity",
    "NotShown",
    "Outcome",
    "PeerGone",
    "PrivateKey",
    "PublicKey",
    "Rejected",
    "SignedRequest",
    "Signer",
    "Software",
    "Synchronization",
    "Unanswered",
    "Unreachable",
    "accept_signature",
    "carries_proof",
    "carries_signature",
    "certificate_ends",
    "create_proof",
    "create_signature",
    "digest_of",
    "fetch_changed",
    "fetch_document",
    "fetch_picture",
    "fetch_text",
    "generate_ed25519",
    "generate_rsa",
    "parse_claim",
    "post_activity",
    "proof_key",
    "public_key",
    "read_handle",
    "read_hosts",
    "read_multikey",
    "read_pem",
    "read_private",
    "read_software",
    "read_synchronization",
    "resolve",
    "sign",
    "verify",
    "verify_proof",
    "write_multikey",
    "write_pem",
    "write_private",
    "write_synchronization",
]

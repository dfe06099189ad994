"""Texts that others keep, such as block lists: asked for again by what they were called."""

import pytest

from fediforum.wire import fetch_changed, fetch_text
from tests.wire.loopback_peer import reply, running_client, running_peer

NOTE = b'{"id": "https://alpha.test:%d/x", "type": "Note"}'


@pytest.mark.parametrize(
    ("etag", "kept"), [('"1"', '"1"'), ('W/"a b"', 'W/"a b"'), ('"\xe9"', None), ('"a\tb"', None)]
)
async def test_an_etag_is_kept_only_if_it_can_be_sent_back(etag: str, kept: str | None) -> None:
    async with running_peer() as peer, running_client() as client:
        peer.answer("/list", reply(200, b"a.test\n", ETag=etag))
        peer.answer("/x", reply(200, NOTE % peer.port, "application/activity+json", ETag=etag))

        found = await fetch_text(client, peer.url("/list"), etag=None, max_bytes=1_000, seconds=5)
        assert found is not None
        again = await fetch_text(
            client, peer.url("/list"), etag=found.etag, max_bytes=1_000, seconds=5
        )
        document = await fetch_changed(client, peer.url("/x"), etag=None, signer=None, seconds=5)

    assert again is not None
    assert document is not None
    assert {kept} == {found.etag, again.etag, document.etag}

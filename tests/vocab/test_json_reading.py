"""JSON comes in one way only."""

import pytest

from fediforum import limits
from fediforum.errors import Malformed
from fediforum.vocab.json import read_json, write_json


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b'"text"',
        b"null",
        b'{"id": 1} {"id": 2}',
        b'{"id": 1, "id": 2}',
        b'{"a": {"id": 1, "id": 2}}',
        b'{"n": NaN}',
        b'{"n": -Infinity}',
        b'{"n": 1e999}',
        b'{"n": 9007199254740993}',
        b'{"n": ' + b"1" * 5000 + b"}",
        b'{"text": "\\u0000"}',
        b'{"\\u0000": 1}',
        b'{"text": "\\ud800"}',
        b'{"text": "\xff"}',
        b"\xef\xbb\xbf{}",
        '{"text": "UTF-16"}'.encode("utf-16"),
        b'{"a":' * 40 + b"1" + b"}" * 40,
        b"[" * 100_000,
        b'{"a": [' + b"1," * (limits.JSON_NODES + 1) + b"1]}",
        b"{" + b",".join(b'"k%d": 1' % n for n in range(limits.JSON_KEYS + 1)) + b"}",
    ],
)
def test_what_two_parsers_could_read_differently_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        read_json(raw)


def test_brackets_in_texts_do_not_count_as_depth() -> None:
    raw = write_json({"text": "[{" * 100 + '\\"'})

    document = read_json(raw)

    assert {"text": "[{" * 100 + '\\"'} == document


def test_what_is_written_is_read_again() -> None:
    document = {"id": "https://alpha.test/1", "n": [1, -2.5, True, None], "é": {"ü": "🌱"}}

    assert document == read_json(write_json(document))

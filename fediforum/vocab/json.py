"""Bytes ↔ JSON, strictly on the way in and fast on the way out.

In: UTF-8 only, no duplicate keys, no NaN, bounded depth, nodes, keys and numbers, no NUL and
no lone surrogates (what PostgreSQL or another parser would read differently is
refused here). Out: orjson. ``Json`` stops in this floor; other rooms hold values.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

import orjson

from fediforum import limits
from fediforum.errors import Malformed

Json = Mapping[str, Any]

# Only an escape can bring NUL or half a character into UTF-8 that is valid JSON.
ODD_ESCAPES = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


def read_json(raw: bytes) -> Json:
    """The one JSON object that the bytes hold.

    Raises Malformed where they are not exactly that, within the limits.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise Malformed("the document is not UTF-8") from problem
    try:
        document = json.loads(
            text,
            object_pairs_hook=unique_keys,
            parse_constant=refuse_constant,
            parse_int=small_integer,
            parse_float=small_float,
        )
    except (json.JSONDecodeError, RecursionError) as problem:
        raise Malformed("the document is not JSON") from problem
    if not isinstance(document, dict):
        raise Malformed("the document is not a JSON object")
    check_size(document)
    if ODD_ESCAPES.search(raw):
        check_texts(document)
    return document


def write_json(document: Json) -> bytes:
    """The document as compact UTF-8, keys in their order."""
    return orjson.dumps(document)


def check_size(document: Json) -> None:
    """Refuse what is nested too deeply or has too many parts, one level at a time."""
    level: list[Any] = [document]
    depth, nodes = 0, 1
    while level:
        depth += 1
        if depth > limits.JSON_DEPTH:
            raise Malformed("the document is nested too deeply")
        below: list[Any] = []
        for part in level:
            values = part.values() if isinstance(part, dict) else part
            nodes += len(part) * 2 if isinstance(part, dict) else len(part)
            below += [value for value in values if isinstance(value, (dict, list))]
        if nodes > limits.JSON_NODES:
            raise Malformed("the document has too many parts")
        level = below


def check_texts(document: Json) -> None:
    heap: list[Any] = [document]
    while heap:
        match heap.pop():
            case dict() as part:
                heap.extend(part.keys())
                heap.extend(part.values())
            case list() as part:
                heap.extend(part)
            case str() as text:
                check_text(text)
            case _:
                pass


def check_text(text: str) -> None:
    if "\x00" in text:
        raise Malformed("the document holds a NUL character")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as problem:
        raise Malformed("the document holds half a character") from problem


def unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > limits.JSON_KEYS:
        raise Malformed("an object in the document has too many keys")
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("an object in the document says the same key twice")
    return found


def refuse_constant(text: str) -> float:
    raise Malformed(f"{text} is no JSON number")


def small_integer(text: str) -> int:
    if len(text) > limits.JSON_NUMBER_CHARS or abs(int(text)) > limits.JSON_INTEGER:
        raise Malformed("a number in the document is too large")
    return int(text)


def small_float(text: str) -> float:
    number = float(text) if len(text) <= limits.JSON_NUMBER_CHARS else float("inf")
    if number in (float("inf"), float("-inf")):
        raise Malformed("a number in the document is too large")
    return number

"""What every document of ours must look like, so that the strictest reader takes it.

The rules are Lemmy's structs and the habits of NodeBB, Mbin, Misskey and PieFed; each line of
``breaches`` says whose.
"""

import re
from collections.abc import Iterator
from typing import Any

ACTORS = {"Application", "Group", "Organization", "Person", "Service"}
POSTS = {"Note", "Article", "Page", "Question"}
ONE_URL = ("actor", "audience", "inReplyTo", "context", "target", "origin", "instrument", "result")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
ATTACHMENTS: tuple[tuple[set[str], set[str], str], ...] = (
    ({"type", "href"}, set(), "Link"),
    ({"type", "url"}, {"name"}, "Image"),
    ({"type", "url", "mediaType"}, {"name"}, "Document"),
)


def breaches(document: Any, path: str = "") -> Iterator[str]:
    """Where and how the document breaks the contract; nothing, if all is well."""
    if isinstance(document, list):
        for each in document:
            yield from breaches(each, path + "[]")
    if not isinstance(document, dict):
        return
    if None in document.values():
        yield f"{path}: null"
    if path and "@context" in document:
        yield f"{path}: a context inside"
    yield from single_urls(document, path)
    yield from addressing(document, path)
    if document.get("type") in POSTS and "attributedTo" in document:
        yield from post(document, path)
    if document.get("type") in ACTORS and "inbox" in document:
        yield from actor(document, path)
    for key, value in document.items():
        if key != "@context":
            yield from breaches(value, f"{path}.{key}")


def single_urls(document: dict[str, Any], path: str) -> Iterator[str]:
    for key in ONE_URL:
        if key in document and not isinstance(document[key], str):
            yield f"{path}.{key}: not one URL"
    for key in ("published", "updated", "endTime", "deleted"):
        if key in document and not MOMENT.fullmatch(document[key]):
            yield f"{path}.{key}: no moment with a zone"
    naming = {"Like", "Dislike", "Lock", "Block", "Delete", "Follow", "Add", "Remove", "Move"}
    if document.get("type") in naming and not isinstance(document.get("object"), str):
        yield f"{path}.object: not one URL"


def addressing(document: dict[str, Any], path: str) -> Iterator[str]:
    spoken = "actor" in document or (document.get("type") in POSTS and "id" in document)
    for key in ("to", "cc"):
        value = document.get(key, [] if not spoken else None)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            yield f"{path}.{key}: no list of strings (Lemmy, Mbin)"


def post(document: dict[str, Any], path: str) -> Iterator[str]:
    if not isinstance(document["attributedTo"], str):
        yield f"{path}.attributedTo: not one URL (NodeBB, Misskey)"
    if not isinstance(document.get("tag"), list):
        yield f"{path}.tag: no list (Lemmy)"
    if not isinstance(document.get("sensitive"), bool):
        yield f"{path}.sensitive: no boolean (Lemmy)"
    if "language" in document:
        yield f"{path}.language: Lemmy wants an object"
    if document.get("mediaType", "text/html") != "text/html":
        yield f"{path}.mediaType: not HTML"
    if not isinstance(document.get("url", ""), str):
        yield f"{path}.url: not one URL (Mastodon)"
    for each in document.get("attachment", [None]):
        if each is None or not any(fits(each, *shape) for shape in ATTACHMENTS):
            yield f"{path}.attachment: a shape that Lemmy drops the post for: {each}"


def fits(each: dict[str, Any], needed: set[str], allowed: set[str], type_: str) -> bool:
    return each["type"] == type_ and needed <= each.keys() <= needed | allowed


def actor(document: dict[str, Any], path: str) -> Iterator[str]:
    for key in ("icon", "image"):
        if key in document and {"type": "Image", "url": str} != {
            "type": document[key]["type"],
            "url": type(document[key]["url"]),
        }:
            yield f"{path}.{key}: not one Image (Lemmy)"
    if "sharedInbox" not in document.get("endpoints", {"sharedInbox": ""}):
        yield f"{path}.endpoints: without sharedInbox (Lemmy)"
    key = document.get("publicKey", {"id": "", "owner": "", "publicKeyPem": ""})
    if {"id", "owner", "publicKeyPem"} != set(key):
        yield f"{path}.publicKey: not one key (Lemmy)"
    if not isinstance(document.get("attachment"), list):
        yield f"{path}.attachment: no list (Mastodon)"

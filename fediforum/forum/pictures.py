"""Which pictures a post shows: those in its text, and those that hang on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from fediforum.content import SafeHtml, pictures_in
from fediforum.errors import Malformed
from fediforum.limits import PICTURES_A_POST
from fediforum.vocab.iri import Iri, host_of
from fediforum.vocab.objects import Attachment

STILL = ("image/avif", "image/gif", "image/jpeg", "image/jpg", "image/png", "image/webp")
ENDINGS = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".webp")


@dataclass(frozen=True, slots=True)
class Pictured:
    """Where a picture is, and whether it is as small as a letter."""

    url: Iri
    small: bool = False


def pictured_by(content: SafeHtml, files: Sequence[Attachment]) -> tuple[Pictured, ...]:
    """Return the pictures in a post's text and of its files, each once.

    They are at most ``limits.PICTURES_A_POST``; of an address without a host there is none.
    """
    found: dict[str, Pictured] = {}
    for picture in pictures_in(content):
        found.setdefault(picture.src, Pictured(Iri(picture.src), picture.small))
    for file in files:
        if shows_picture(file):
            found.setdefault(file.url, Pictured(file.url))
    return tuple(each for each in found.values() if has_host(each.url))[:PICTURES_A_POST]


def has_host(url: Iri) -> bool:
    """Whether the address says where to ask: what text may lead to is not always that much."""
    try:
        host_of(url)
    except Malformed:
        return False
    return True


def shows_picture(file: Attachment) -> bool:
    """Whether what hangs on a post is a picture, by what is said of it or by how it is called."""
    if file.media_type is not None:
        return file.media_type.partition(";")[0].strip().lower() in STILL
    if file.type == "Image":
        return True
    path = file.url.partition("?")[0].partition("#")[0].lower()
    return file.type == "Document" and path.endswith(ENDINGS)

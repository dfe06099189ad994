"""Posts: JSON → Object or Tombstone. Habits of other software are named where they are met."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from fediforum import limits
from fediforum.errors import Malformed
from fediforum.vocab import shapes
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import Json
from fediforum.vocab.objects import (
    POST_TYPES,
    Attachment,
    Authorization,
    Emoji,
    Hashtag,
    Mention,
    Object,
    ObjectLink,
    Option,
    Source,
    Tag,
    Tombstone,
)
from fediforum.vocab.reading.kinds import id_of, refuse_graphs, type_in

QUOTES = ("quote", "quoteUri", "quoteUrl", "quoteURL", "_misskey_quote")
QUOTE_RELS = frozenset(
    {"https://misskey-hub.net/ns#_misskey_quote", "https://w3id.org/fep/044f#quote"}
)
POLICIES = {"canReply": "reply", "canLike": "like", "canAnnounce": "announce"}
FILES = frozenset({"Audio", "Document", "Image", "Video"})
BY_GROUPS = frozenset({"Article", "Event"})
REPLY_STAMPS = ("replyAuthorization", "approvedBy", "replyApproval")


def read_object(document: Json, *, attributed_to: Iri | None = None) -> Object | Tombstone:
    """The post that the document says, or what is left of it.

    ``attributed_to`` is taken where the document names no author (a Create names one).
    Texts and lists beyond ``limits`` are cut. Raises Malformed without an https id, an author
    or a type that a post has, and where ``inReplyTo`` cannot be read: a reply whose parent
    is lost must not become a thread.
    """
    refuse_graphs(document)
    iri = id_of(document, "a post")
    if "Tombstone" in shapes.types(document):
        return read_tombstone(document, iri)
    type_ = type_in(document, POST_TYPES)
    tags = read_tags(document.get("tag"))
    return Object(
        id=iri,
        type=type_,
        attributed_to=author(document, type_, attributed_to),
        content=passage(document, type_) + (shapes.said(document, "content", limits.CONTENT) or ""),
        name=shapes.label(shapes.said(document, "name", limits.CONTENT), limits.TITLE_CHARS),
        summary=shapes.said(document, "summary", limits.SUMMARY) or None,
        source=read_source(document.get("source")),
        in_reply_to=parent(document, iri),
        context=shapes.ident(document.get("context")) or shapes.ident(document.get("conversation")),
        audience=shapes.ident(document.get("audience")),
        to=shapes.addresses(document.get("to"), limits.ADDRESSEES),
        cc=shapes.addresses(document.get("cc"), limits.ADDRESSEES),
        tag=tags,
        attachment=read_hanging(document, type_),
        url=shapes.web_link(document.get("url")),
        published=shapes.moment(document.get("published")),
        updated=edited_at(document),
        sensitive=shapes.yes(document.get("sensitive")),
        distinguished=shapes.yes(document.get("distinguished")),
        searchable=shapes.searchable(document),
        comments_enabled=commented(document),
        language=shapes.language(document),
        quote=quoted(document, tags),
        quote_authorization=shapes.ident(document.get("quoteAuthorization")),
        reply_authorization=shapes.first_ident([document.get(key) for key in REPLY_STAMPS]),
        asks=read_policy(document.get("interactionPolicy")),
        media_type=markup(document),
        start_time=shapes.moment(document.get("startTime")),
        location=read_location(document.get("location"))
        or shapes.label(document.get("onlineLink"), limits.IRI),  # of PieFed
        one_of=read_options(document.get("oneOf")),
        any_of=read_options(document.get("anyOf")),
        end_time=shapes.moment(document.get("endTime")) or shapes.moment(document.get("closed")),
        voters=shapes.count(document.get("votersCount")),
        answer=document.get("answer") is True,
        replies=shapes.beside(iri, document.get("replies")),
        likes=shapes.total(document.get("likes")),
        shares=shapes.total(document.get("shares")),
    )


def read_tombstone(document: Json, iri: Iri) -> Tombstone:
    return Tombstone(
        id=iri,
        former_type=shapes.label(document.get("formerType"), limits.NAME_CHARS),
        deleted=shapes.moment(document.get("deleted")),
    )


def edited_at(document: Json) -> datetime | None:
    """When it was edited; Mbin says so one ``object`` too deep."""
    inner = document.get("object")
    deep = inner.get("updated") if isinstance(inner, dict) else None
    return shapes.moment(document.get("updated")) or shapes.moment(deep)


def commented(document: Json) -> bool | None:
    """Whether it may be answered; PeerTube 8 says only ``commentsPolicy``, and 2 is no."""
    said = document.get("commentsEnabled")
    if isinstance(said, bool):
        return said
    return False if document.get("commentsPolicy") == 2 else None


def author(document: Json, type_: str, spare: Iri | None) -> Iri:
    """PeerTube names a video's Person and its channel, a Group; a post has one author.

    What a group on Mobilizon publishes is attributed to the group; who wrote it is the ``actor``.
    """
    given = shapes.many(document.get("attributedTo"))
    writer = shapes.ident(document.get("actor")) if type_ in BY_GROUPS else None
    if writer is not None and len(given) == 1 and shapes.beside(writer, given) is not None:
        return writer
    if not given and spare is not None:
        return spare
    if len(given) > 1 and type_ != "Video":
        raise Malformed("a post has one author")
    people = [one for one in given if isinstance(one, dict) and "Person" in shapes.types(one)]
    found = shapes.first_ident(people) or shapes.first_ident(given)
    if found is None:
        raise Malformed("a post must name its author", subject=str(given)[:200])
    return found


def parent(document: Json, iri: Iri) -> Iri | None:
    """PieFed writes ``""`` for none; whoever answers himself opens a thread."""
    given = shapes.one(document.get("inReplyTo"))
    if given in (None, "", {}):
        return None
    found = shapes.ident(given)
    if found is None:
        raise Malformed("inReplyTo must be an https URL", subject=str(given)[:200])
    return found if found != iri else None


def quoted(document: Json, tags: tuple[Tag, ...]) -> Iri | None:
    """The quoted post: under one of five words, or by a link among the tags (FEP-e232)."""
    links = (
        tag.href
        for tag in tags
        if isinstance(tag, ObjectLink) and not QUOTE_RELS.isdisjoint(tag.rel)
    )
    return shapes.first_ident([document.get(key) for key in QUOTES]) or next(links, None)


def markup(document: Json) -> str | None:
    """What ``content`` is written in, where it is not HTML: PeerTube's is Markdown."""
    said = shapes.label(document.get("mediaType"), 100)
    return said if said != "text/html" else None


def read_policy(value: Any) -> tuple[str, ...]:
    """What is not open to everybody; GoToSocial before 0.21 says ``always`` for it."""
    policy = value if isinstance(value, dict) else {}
    found = []
    for key, interaction in POLICIES.items():
        part = shapes.one(policy.get(key))
        if not isinstance(part, dict):
            continue
        free = [*shapes.many(part.get("automaticApproval")), *shapes.many(part.get("always"))]
        if not any(map(shapes.is_public, free)):
            found.append(interaction)
    return tuple(found)


def read_location(value: Any) -> str | None:
    """Where an Event is, on one line: its name and, of Mobilizon's address, street and town."""
    place = shapes.one(value)
    if not isinstance(place, dict):
        return None
    address = place.get("address")
    parts = [place.get("name")]
    if isinstance(address, dict):
        parts += [address.get("streetAddress"), address.get("addressLocality")]
    elif isinstance(address, str):
        parts.append(address)
    said = (shapes.label(part, limits.NAME_CHARS) for part in parts)
    return ", ".join(dict.fromkeys(part for part in said if part)) or None


def read_authorization(document: Json) -> Authorization:
    """The stamp that the document says, in FEP-044f's words or GoToSocial's older ones.

    Raises Malformed where it does not say who allows what.
    """
    refuse_graphs(document)
    types = shapes.types(document)
    return Authorization(
        id=id_of(document, "a stamp"),
        type=types[0][:64] if types else "",
        attributed_to=shapes.required(document.get("attributedTo"), "who allows it"),
        interacting=shapes.required(
            document.get("interactingObject") or document.get("object"), "what is allowed"
        ),
        target=shapes.required(
            document.get("interactionTarget") or document.get("target"), "what it is done to"
        ),
    )


def read_source(value: Any) -> Source | None:
    """The source of a text, in whatever markup: Friendica's is BBCode, Lemmy's Markdown."""
    match value:
        case {"content": str(content), "mediaType": str(media_type)}:
            return Source(shapes.text(content, limits.CONTENT) or "", media_type[:100])
        case _:
            return None


def read_tags(value: Any) -> tuple[Tag, ...]:
    """The tags that we know, at most ``limits.TAGS``, ``MENTIONS`` and ``HASHTAGS``."""
    room = {Mention: limits.MENTIONS, Hashtag: limits.HASHTAGS}
    found: list[Tag] = []
    for tag in tags_in(value):
        if room.get(type(tag), 1) > 0 and len(found) < limits.TAGS:
            room[type(tag)] = room.get(type(tag), limits.TAGS) - 1
            found.append(tag)
    return tuple(found)


def tags_in(value: Any) -> Iterator[Tag]:
    for part in shapes.many(value):
        if not isinstance(part, dict):
            continue
        name = shapes.label(part.get("name"), limits.NAME_CHARS) or ""
        href = shapes.ident(part.get("href"))
        match shapes.types(part):
            case ("Mention", *_) if href:
                yield Mention(href, name)
            case ("Hashtag", *_) if name.strip("#"):
                yield Hashtag(name.lstrip("#"), href)
            case ("Emoji", *_) if name and (icon := shapes.picture(part.get("icon"))):
                yield Emoji(name.strip(":"), icon)
            case ("Link", *_) if href:
                rels = [rel[:200] for rel in shapes.many(part.get("rel")) if isinstance(rel, str)]
                yield ObjectLink(href, name, tuple(rels[:8]))
            case _:
                pass


def passage(document: Json, type_: str) -> str:
    """What a Quotation is about: BookWyrm says the words of the book in ``quote``."""
    words = shapes.text(document.get("quote"), limits.SUMMARY) if type_ == "Quotation" else None
    if words is None or shapes.readable(words) is not None:
        return ""
    return f"<blockquote>{words}</blockquote>"


def read_hanging(document: Json, type_: str) -> tuple[Attachment, ...]:
    """The files of a post and its ``image``; of a film, sound or picture without a page, itself.

    What Lemmy, PieFed and Mbin call the ``image`` of a Page that links to something or holds
    something is only a smaller copy of that.
    """
    files = read_attachments(document.get("attachment"))
    if type_ in FILES and shapes.web_link(document.get("url")) is None:
        itself = read_attachments(document.get("url"))[:1]
        files = (*(replace(each, type=type_) for each in itself), *files)
    if type_ == "Page" and files:
        return files
    held = {each.url for each in files}
    images = (each for each in read_attachments(document.get("image")) if each.url not in held)
    return (*files, *(replace(each, type="Image") for each in images))[: limits.ATTACHMENTS]


def read_attachments(value: Any) -> tuple[Attachment, ...]:
    """Files and links, at most ``limits.ATTACHMENTS``; profile fields are no files."""
    found = (read_attachment(part) for part in shapes.many(value))
    return tuple(each for each in found if each is not None)[: limits.ATTACHMENTS]


def read_attachment(part: Any) -> Attachment | None:
    if not isinstance(part, dict):
        url = shapes.ident(part)
        return Attachment("Link", url) if url is not None else None
    type_ = next(iter(shapes.types(part)), "Document")
    url = shapes.ident(part.get("href")) or shapes.picture(part)
    if url is None or type_ == "PropertyValue":
        return None
    return Attachment(
        type=type_[:64],
        url=url,
        media_type=shapes.label(part.get("mediaType") or of_link(part.get("url")), 100),
        name=shapes.label(shapes.said(part, "name", limits.SUMMARY), limits.SUMMARY)
        or shapes.label(part.get("summary"), limits.SUMMARY),
        width=shapes.count(part.get("width")),
        height=shapes.count(part.get("height")),
    )


def of_link(value: Any) -> Any:
    """What the first Link under ``url`` leads to."""
    link = shapes.one(value)
    return link.get("mediaType") if isinstance(link, dict) else None


def read_options(value: Any) -> tuple[Option, ...]:
    """The answers of a poll, at most ``limits.OPTIONS``; those without a name are left out."""
    found = []
    for part in shapes.many(value)[: limits.OPTIONS]:
        named = shapes.said(part, "name", limits.CONTENT) if isinstance(part, dict) else None
        if name := shapes.label(named, limits.NAME_CHARS):
            found.append(Option(name, shapes.total(part.get("replies")) or 0))
    return tuple(found)

"""Posts: values → JSON, in the one shape that every reader takes.

Lemmy drops a document with an unexpected shape, so its structs set the rules: single URLs as
strings, ``to`` and ``cc`` always arrays and always there, attachments of three exact shapes,
no ``language`` as a bare string. ``commentsEnabled`` is only said of what is closed: PieFed takes a
thread whose author edits it for open otherwise.
"""

from typing import Any, assert_never

from fediforum.vocab.collections import Collection, Part
from fediforum.vocab.iri import PUBLIC, Iri
from fediforum.vocab.json import Json
from fediforum.vocab.objects import (
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
from fediforum.vocab.writing.collections import write_collection, write_inverse
from fediforum.vocab.writing.context import AS2, present
from fediforum.vocab.writing.moments import write_moment


def write_object(thing: Object, replies: Collection | None = None) -> dict[str, Any]:
    """The post without ``@context``; ``replies`` stands in for their mere id."""
    return present(
        id=thing.id,
        type=thing.type,
        attributedTo=thing.attributed_to,
        inReplyTo=thing.in_reply_to,
        context=thing.context,
        conversation=thing.context,
        audience=thing.audience,
        to=list(thing.to),
        cc=list(thing.cc),
        name=thing.name,
        summary=thing.summary,
        **write_content(thing),
        source=write_source(thing.source),
        url=thing.url,
        published=write_moment(thing.published),
        updated=write_moment(thing.updated),
        sensitive=thing.sensitive,
        distinguished=thing.distinguished or None,
        commentsEnabled=False if thing.comments_enabled is False else None,
        tag=[write_tag(tag) for tag in thing.tag],
        attachment=[write_attachment(each) for each in thing.attachment],
        **write_consent(thing),
        **write_poll(thing),
        likes=write_count(thing.id, "likes", thing.likes),
        shares=write_count(thing.id, "shares", thing.shares),
        replies=write_collection(replies) if replies else thing.replies,
    )


def write_content(thing: Object) -> dict[str, Any]:
    """A vote in a poll has a name and no content. Mastodon reads the language off the map."""
    if not thing.content:
        return {}
    translations = {thing.language: thing.content} if thing.language else None
    return present(content=thing.content, contentMap=translations, mediaType="text/html")


def write_source(source: Source | None) -> Json | None:
    if source is None:
        return None
    return {"content": source.content, "mediaType": source.media_type}


def write_consent(thing: Object) -> dict[str, Any]:
    """Mastodon reads ``quote``, Fedibird and Pleroma ``quoteUri``, Misskey its own word.

    GoToSocial reads ``replyAuthorization``, its older versions ``approvedBy``.
    """
    return present(
        quote=thing.quote,
        quoteUri=thing.quote,
        _misskey_quote=thing.quote,
        quoteAuthorization=thing.quote_authorization,
        replyAuthorization=thing.reply_authorization,
        approvedBy=thing.reply_authorization,
        interactionPolicy=write_policy(thing),
    )


def write_policy(thing: Object) -> Json | None:
    """Without ``canQuote`` nobody on Mastodon can quote a post."""
    policy = {
        f"can{interaction.capitalize()}": {"automaticApproval": [thing.attributed_to]}
        for interaction in thing.asks
    }
    if thing.public:
        policy["canQuote"] = {"automaticApproval": [PUBLIC]}
    return policy or None


def write_poll(thing: Object) -> dict[str, Any]:
    return present(
        oneOf=[write_option(option) for option in thing.one_of] or None,
        anyOf=[write_option(option) for option in thing.any_of] or None,
        endTime=write_moment(thing.end_time),
        votersCount=thing.voters,
    )


def write_option(option: Option) -> Json:
    replies = {"type": "Collection", "totalItems": option.votes}
    return {"type": "Note", "name": option.name, "replies": replies}


def write_count(owner: Iri, name: Part, total: int | None) -> Json | None:
    """Mastodon shows the number, PeerTube and others ask the id for more."""
    if total is None:
        return None
    return {
        "id": f"{owner}/{name}",
        "type": "Collection",
        **write_inverse((name, owner)),
        "totalItems": total,
    }


def write_tag(tag: Tag) -> Json:
    match tag:
        case Mention():
            return {"type": "Mention", "href": tag.href, "name": tag.name}
        case Hashtag():
            return present(type="Hashtag", href=tag.href, name="#" + tag.name)
        case Emoji():
            icon = {"type": "Image", "url": tag.icon}
            return {"type": "Emoji", "name": f":{tag.name}:", "icon": icon}
        case ObjectLink():
            kind = f'application/ld+json; profile="{AS2}"'
            rel = list(tag.rel) or None
            return present(type="Link", href=tag.href, name=tag.name, mediaType=kind, rel=rel)
        case _ as never:
            assert_never(never)


def write_attachment(each: Attachment) -> Json:
    """One of the three shapes that Lemmy knows; any other loses the whole post there.

    What it does not know of within one, it lets be; Mastodon wants to know how large a picture is.
    """
    if each.type == "Image":
        return present(
            type="Image",
            url=each.url,
            mediaType=each.media_type,
            name=each.name,
            width=each.width,
            height=each.height,
        )
    if each.type != "Link" and each.media_type is not None:
        return present(type="Document", url=each.url, mediaType=each.media_type, name=each.name)
    return {"type": "Link", "href": each.url}


def write_tombstone(tombstone: Tombstone) -> dict[str, Any]:
    return present(
        id=tombstone.id,
        type="Tombstone",
        formerType=tombstone.former_type,
        deleted=write_moment(tombstone.deleted),
    )


def write_authorization(stamp: Authorization) -> dict[str, Any]:
    return {
        "id": stamp.id,
        "type": stamp.type,
        "attributedTo": stamp.attributed_to,
        "interactingObject": stamp.interacting,
        "interactionTarget": stamp.target,
    }

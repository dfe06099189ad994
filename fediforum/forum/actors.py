"""What the documents of our own actors say: boards, threads, members, the desk, the instance.

A thread's actor is computed, never stored: it publishes the keys of the board it was opened
in, under ids of its own (decision 8). Keys come in as values; nothing here signs.
"""

from dataclasses import replace
from datetime import datetime

from fediforum.content import SafeHtml
from fediforum.forum.home import Home
from fediforum.forum.model import Board, Member, Posting, Thread
from fediforum.vocab.actors import RFC_9421, RFC_9421_ED25519, Actor, Field, Key
from fediforum.vocab.iri import Iri, without_fragment
from fediforum.vocab.objects import Source

Keys = tuple[Key, ...]

# What this server says that it can do (FEP-844e): it verifies these.
ABILITIES = (RFC_9421, RFC_9421_ED25519)


def board_actor(
    board: Board,
    home: Home,
    keys: Keys,
    *,
    summary: SafeHtml | None = None,
    source: str | None = None,
    icon: Iri | None = None,
    image: Iri | None = None,
    published: datetime | None = None,
    updated: datetime | None = None,
) -> Actor:
    """A board here as a Group that may be found, followed and written to."""
    return Actor(
        id=board.id,
        type="Group",
        preferred_username=board.name,
        name=board.title,
        summary=summary,
        source=Source(source) if source is not None else None,
        url=home.board_page(board.name),
        icon=icon,
        image=image,
        inbox=board.inbox,
        outbox=part(board.id, "outbox"),
        shared_inbox=home.shared_inbox,
        followers=board.followers,
        following=part(board.id, "following"),
        featured=board.featured or part(board.id, "featured"),
        moderators=board.moderators or part(board.id, "moderators"),
        keys=keys,
        webfinger=board.handle,
        published=published,
        updated=updated,
        discoverable=True,
        indexable=True,
        posting_restricted_to_mods=board.posting is Posting.MODERATORS,
        question_answer=board.questions,
        suspended=board.removed,
        language=board.language,
        attribution_domains=(home.host,),
        generator=home.instance,
        implements=ABILITIES,
    )


def thread_actor(thread: Thread, board: Board, home: Home, keys: Keys) -> Actor:
    """A thread of a board here as a Group that passes on its replies to whoever follows it.

    ``keys`` are those of the board that it was opened in.
    """
    name = f"t{thread.short}"
    page = home.thread_join_page(thread.short)
    return Actor(
        id=thread.id,
        type="Group",
        preferred_username=name,
        name=thread.title,
        url=page,
        inbox=part(thread.id, "inbox"),
        outbox=part(thread.id, "outbox"),
        shared_inbox=home.shared_inbox,
        followers=part(thread.id, "followers"),
        following=part(thread.id, "following"),
        keys=keys_under(thread.id, keys),
        webfinger=home.handle(name),
        fields=(Field("Board", f'<a href="{home.board_page(board.name)}">{board.name}</a>'),),
        published=thread.created,
        discoverable=False,
        indexable=False,
        language=board.language,
        attribution_domains=(home.host,),
        generator=home.instance,
        implements=ABILITIES,
    )


def member_actor(
    member: Member,
    home: Home,
    keys: Keys,
    *,
    summary: SafeHtml | None = None,
    source: str | None = None,
    icon: Iri | None = None,
    image: Iri | None = None,
    published: datetime | None = None,
    updated: datetime | None = None,
    discoverable: bool = True,
    indexable: bool = False,
    language: str | None = None,
) -> Actor:
    """A member here, or the desk, as a Person (or as the Service that it is)."""
    return Actor(
        id=member.id,
        type=member.type,
        preferred_username=member.name,
        name=member.display or member.name,
        summary=summary,
        source=Source(source) if source is not None else None,
        url=home.member_page(member.name),
        icon=icon,
        image=image,
        inbox=member.inbox,
        outbox=part(member.id, "outbox"),
        shared_inbox=home.shared_inbox,
        followers=part(member.id, "followers"),
        following=part(member.id, "following"),
        featured=part(member.id, "featured"),
        keys=keys,
        webfinger=member.handle,
        also_known_as=member.also_known_as,
        moved_to=member.moved_to,
        published=published,
        updated=updated,
        discoverable=discoverable and member.id != home.desk,
        indexable=indexable,
        suspended=member.suspended,
        language=language,
        attribution_domains=(home.host,),
        generator=home.instance,
        implements=ABILITIES,
    )


def instance_actor(
    home: Home,
    title: str,
    keys: Keys,
    *,
    summary: SafeHtml | None = None,
    icon: Iri | None = None,
    published: datetime | None = None,
) -> Actor:
    """The server itself, an Application: who signs our fetches. Its inbox is the shared one,
    where PieFed and Lemmy post everything.
    """
    return Actor(
        id=home.instance,
        type="Application",
        preferred_username="instance",
        name=title or home.host,
        summary=summary,
        url=Iri(f"{home.base}/"),
        icon=icon,
        inbox=home.shared_inbox,
        outbox=part(home.instance, "outbox"),
        shared_inbox=home.shared_inbox,
        followers=part(home.instance, "followers"),
        following=part(home.instance, "following"),
        keys=keys,
        webfinger=home.handle("instance"),
        published=published,
        discoverable=False,
        manually_approves_followers=True,
        implements=ABILITIES,
    )


def keys_under(owner: Iri, keys: Keys) -> Keys:
    """The same key pairs, published as another actor's own."""
    return tuple(
        replace(key, id=Iri(f"{owner}#{key.id[len(without_fragment(key.id)) + 1 :]}"), owner=owner)
        for key in keys
    )


def part(owner: Iri, name: str) -> Iri:
    return Iri(f"{owner}/{name}")

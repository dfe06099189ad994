"""Rows of the gather query as the law's values, column by column.

The order of columns is that of the dataclasses' use in ``known.py``; nothing here asks the
database. What is JSON in a row (attachments, options) is written and read here only.
"""

from collections.abc import Sequence
from typing import Any

import orjson

from fediforum.content import SafeHtml
from fediforum.forum.domains import Domain, Policy
from fediforum.forum.holding import Lately, Record
from fediforum.forum.model import (
    Board,
    Member,
    Post,
    Posting,
    PostState,
    Relation,
    Thread,
    Tie,
)  # fmt: skip
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Attachment, Option, Source

Row = Sequence[Any]


def member_from(row: Row) -> Member:
    (id_, local, type_, name, host, inbox, display, shared_inbox, followers, url,
     suspended, gone, moved_to, also_known_as, discoverable) = row  # fmt: skip
    return Member(
        id=id_,
        local=local,
        type=type_,
        name=name,
        host=host,
        inbox=inbox,
        display=display,
        shared_inbox=shared_inbox,
        followers=followers,
        url=url,
        suspended=suspended,
        gone=gone,
        moved_to=moved_to,
        also_known_as=tuple(also_known_as),
        discoverable=discoverable,
    )


def decision_from(row: Row) -> Domain:
    name, policy, source, priority, exact = row
    return Domain(name=name, policy=Policy(policy), source=source, priority=priority, exact=exact)


def board_from(row: Row) -> Board:
    (id_, local, name, title, followers, inbox, host, shared_inbox, posting, starter_type,
     moderators, featured, language, removed, questions, slow) = row  # fmt: skip
    return Board(
        id=id_,
        local=local,
        name=name,
        title=title,
        followers=followers,
        inbox=inbox,
        host=host,
        shared_inbox=shared_inbox,
        posting=Posting(posting),
        starter_type=starter_type,
        moderators=moderators,
        featured=featured,
        language=language,
        removed=removed,
        questions=questions,
        slow=slow,
    )


def thread_from(row: Row) -> Thread:
    (id_, short, board, root, author, title, slug, context, locked, lock_reason, locked_by,
     removed, created, slow, into, retitled) = row  # fmt: skip
    return Thread(
        id=id_,
        short=short,
        board=board,
        root=root,
        author=author,
        title=title,
        slug=slug,
        context=context,
        locked=locked,
        lock_reason=lock_reason,
        locked_by=locked_by,
        removed=removed,
        created=created,
        slow=slow,
        into=into,
        retitled=retitled,
    )


def post_from(row: Row) -> Post:
    (id_, short, local, author, thread, parent, content, published, seq, board, type_, name,
     summary, source, source_type, sensitive, language, context, url, updated, state, create,
     public, quote, hashtags, mentions, attachments, options, many, closes,
     reason, locked, swept, searchable, note) = row  # fmt: skip
    return Post(
        id=id_,
        short=short,
        local=local,
        author=author,
        thread=thread,
        parent=parent,
        content=SafeHtml(content),
        published=published,
        seq=seq,
        board=board,
        type=type_,
        name=name,
        summary=summary,
        source=None if source is None else Source(source, source_type),
        sensitive=sensitive,
        language=language,
        context=context,
        url=url,
        updated=updated,
        state=PostState(state),
        reason=reason,
        locked=locked,
        swept=swept,
        searchable=searchable,
        note=note,
        create=create,
        public=public,
        quote=quote,
        hashtags=tuple(hashtags),
        mentions=tuple(mentions),
        attachments=read_attachments(attachments),
        options=read_options(options),
        many=many,
        closes=closes,
    )


def relation_from(row: Row) -> Relation:
    kind, a, b, value, activity, until = row
    return Relation(kind=Tie(kind), a=a, b=b, value=value, activity=activity, until=until)


def record_from(row: Row) -> tuple[Iri, Record]:
    author, began, met, host_met, followed, lately = row
    return author, Record(
        lately=tuple(Lately(*each) for each in lately),
        began=began,
        met=met,
        host_met=host_met,
        followed=followed,
    )


def read_attachments(text: str) -> tuple[Attachment, ...]:
    return tuple(Attachment(**each) for each in orjson.loads(text))


def write_attachments(attachments: Sequence[Attachment]) -> str:
    return orjson.dumps(attachments).decode()


def read_options(text: str) -> tuple[Option, ...]:
    return tuple(Option(name, votes) for name, votes in orjson.loads(text))


def write_options(options: Sequence[Option]) -> str:
    return orjson.dumps([[each.name, each.votes] for each in options]).decode()

"""What a client says (C2S), as activities of ours."""

from dataclasses import replace
from datetime import datetime

from fediforum.content import (
    clean_title,
    render,
    sanitise_ours,
    shorten,
    with_heading,
    without_heading,
)  # fmt: skip
from fediforum.forum.compose.acts import deed_of
from fediforum.forum.compose.polls import with_end
from fediforum.forum.compose.posts import SENT_TITLE_CHARS, created, heard_by
from fediforum.forum.home import Ids
from fediforum.forum.model import Board, Member, Relation
from fediforum.vocab.activities import Announce, AnyActivity, Create, Undo, Unknown, Update
from fediforum.vocab.actors import Actor
from fediforum.vocab.iri import Iri
from fediforum.vocab.objects import Hashtag, Mention, Object, Tag


def adopt(
    said: AnyActivity | Object,
    author: Member,
    *,
    new: Ids,
    now: datetime,
    board: Board | None = None,
    parent_author: Member | None = None,
    context: Iri | None = None,
    deed: Relation | None = None,
) -> AnyActivity:
    """What a client POSTs to its outbox, as an activity of ours: our ids, our author and dates.

    A bare object is wrapped in a Create. A client's own ids, and its word on who did it, count
    for nothing; an Update keeps the id of what it changes. Nothing is sent to ``bto`` and
    ``bcc``: the readers never take them in. ``deed`` is what an Undo by bare id undoes; it is
    embedded, as Mastodon needs it for a Like.
    """
    if isinstance(said, Object):
        said = Create(id=Iri(""), actor=author.id, to=said.to, cc=said.cc, object=said)
    if isinstance(said, Create):
        post = adopted(said, author, new, now, board, parent_author, context)
        return created(post, new=new, now=now)
    said = replace(said, id=new.home.activity(new.short), actor=author.id, published=now)
    match said:
        case Update(object=Object() as thing):
            changed = adopted(said, author, new, now, board, parent_author, context)
            kept = replace(changed, id=thing.id, updated=now, published=thing.published or now)
            return replace(said, object=kept, to=kept.to, cc=kept.cc, audience=kept.audience)
        case Update(object=Actor()):
            # Keys and inboxes are not for a client to say.
            return Unknown(id=said.id, actor=author.id, published=now, type="Update of an actor")
        case Announce(object=Object() as shared):
            return replace(said, object=shared.id)
        case Undo(undone=None) if deed is not None:
            return replace(said, undone=deed_of(deed, new))
        case Undo(undone=inner) if inner is not None:
            return replace(said, undone=replace(inner, actor=author.id))
        case _:
            return said


def adopted(
    said: Create | Update,
    author: Member,
    new: Ids,
    now: datetime,
    board: Board | None,
    parent_author: Member | None,
    context: Iri | None,
) -> Object:
    """A client's object, addressed like any post of ours: to its board and whom it answers."""
    thing = said.object
    assert isinstance(thing, Object)
    home = new.home
    if thing.name and thing.in_reply_to is not None and not (thing.content or thing.source):
        return chosen(thing, author, parent_author, new)
    html = sanitise_ours(thing.content)
    hashtags: tuple[str, ...] = ()
    if thing.source is not None and not thing.content.strip():
        text = render(thing.source.content, tags=f"{home.base}/tag/")
        html, hashtags = text.html, text.hashtags
    title = None
    if thing.name is not None and thing.in_reply_to is None:
        title = shorten(clean_title(thing.name), SENT_TITLE_CHARS) or None
    people = [parent_author] if parent_author is not None and parent_author != author else []
    cc = {*thing.cc, *said.cc, *(member.id for member in people)}
    to = {*thing.to, *said.to}
    tag: list[Tag] = list(thing.tag)
    if board is not None:
        cc |= set(heard_by(author, board, ()))
        to |= set() if board.local else {board.id}
        tag.append(Mention(board.id, f"@{board.handle}"))
    tag += [Mention(member.id, f"@{member.handle}") for member in people]
    tag += [Hashtag(word, home.tag_page(word)) for word in hashtags]
    kept = replace(
        thing,
        id=home.post(new.short),
        attributed_to=author.id,
        content=with_heading(title, without_heading(title, html)) if title is not None else html,
        name=title if thing.in_reply_to is None else thing.name,
        context=context if context is not None else contextual(thing, board, new),
        audience=board.id if board is not None else thing.audience,
        to=tuple(sorted(to)),
        cc=tuple(sorted(cc - to)),
        tag=tuple(dict.fromkeys(tag)),
        url=home.post_page(new.short),
        published=now,
        updated=None,
        replies=Iri(f"{home.post(new.short)}/replies"),
        likes=None,
        shares=None,
    )
    return with_end(kept) if isinstance(said, Create) else kept


def chosen(thing: Object, author: Member, asker: Member | None, new: Ids) -> Object:
    """A choice in a poll: for who asked alone, and without a date (PieFed files it else)."""
    return Object(
        id=new.home.post(new.short), type="Note", attributed_to=author.id, name=thing.name,
        in_reply_to=thing.in_reply_to, to=(asker.id,) if asker is not None else thing.to,
    )  # fmt: skip


def contextual(thing: Object, board: Board | None, new: Ids) -> Iri | None:
    """An opening post in a board here begins a context of ours; a client names none."""
    if board is None or not board.local or thing.in_reply_to is not None:
        return None
    return new.home.context(new.short)

"""Posts of ours: opened, answered, edited, deleted; and how each is addressed.

Every post names its board, hidden in ``tag`` and ``cc``, and whom it answers: so answers find
their way back from microblogs. The thread's actor is never mentioned.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from fediforum.content import (
    clean_title,
    cut_markdown,
    render,
    shorten,
    with_heading,
    with_quote_line,
)  # fmt: skip
from fediforum.forum.compose.polls import Poll, with_poll
from fediforum.forum.home import Home, Ids
from fediforum.forum.model import Board, Member, Post, Relation, Thread
from fediforum.forum.stamps import TYPES
from fediforum.limits import ATTACHMENTS
from fediforum.vocab.activities import Create, Delete, ReplyRequest, Update
from fediforum.vocab.iri import PUBLIC, Iri
from fediforum.vocab.objects import (
    Attachment,
    Authorization,
    Hashtag,
    Mention,
    Object,
    ObjectLink,
    Source,
    Tag,
)  # fmt: skip

SENT_TITLE_CHARS = 200
SHORTEST = 8
UNSEEN = "\u2060"
MARKDOWN = Source("").media_type
MISSKEY_QUOTE = "https://misskey-hub.net/ns#_misskey_quote"

Called = Mapping[str, Member]
NOBODY: Called = {}
Pictures = Mapping[str, Attachment]
NONE: Pictures = {}


def thread(
    author: Member,
    board: Board,
    title: str,
    source: str,
    *,
    new: Ids,
    now: datetime,
    called: Called = NOBODY,
    language: str | None = None,
    attachments: tuple[Attachment, ...] = (),
    pictures: Pictures = NONE,
    quote: Iri | None = None,
    poll: Poll | None = None,
) -> Create:
    """A thread is opened: a Note (or the board's type, such as FEP-b2b8's Article) with its title
    as name and heading.

    ``called`` maps handles as ``content.mentions_in`` gives them to who is meant, ``pictures``
    addresses of ours that the source names to what hangs on the post for that.
    """
    post = note(
        author, board, source, iri=new.home.post(new.short), new=new, published=now,
        kind=board.starter_type, title=title, called=called, language=language or board.language,
        attachments=attachments, context=new.home.context(new.short) if board.local else None,
        pictures=pictures, quote=quote,
    )  # fmt: skip
    return created(with_poll(post, poll), new=new, now=now)


def reply(
    author: Member,
    parent: Post,
    thread: Thread,
    board: Board,
    parent_author: Member,
    source: str,
    *,
    new: Ids,
    now: datetime,
    called: Called = NOBODY,
    language: str | None = None,
    attachments: tuple[Attachment, ...] = (),
    pictures: Pictures = NONE,
    quote: Iri | None = None,
    apart: bool = False,
) -> Create:
    """A post is answered; its author is called, in ``tag`` and ``cc``. Its context is that of its
    thread, or none (FEP-11dd). ``apart``: a moderator speaks in it as one.
    """
    post = note(
        author, board, source, iri=new.home.post(new.short), new=new, published=now,
        in_reply_to=parent.id, parent_author=parent_author, called=called,
        language=language or board.language, attachments=attachments, context=thread.context,
        pictures=pictures, quote=quote,
    )  # fmt: skip
    return created(replace(post, distinguished=apart), new=new, now=now)


def edit(
    author: Member,
    post: Post,
    thread: Thread,
    board: Board,
    parent_author: Member | None,
    source: str,
    *,
    new: Ids,
    now: datetime,
    title: str | None = None,
    called: Called = NOBODY,
    pictures: Pictures | None = None,
) -> Update:
    """A post says something else; its id, place and date stay.

    ``title`` None keeps it, ``pictures`` None those that hang on it.
    """
    if pictures is None:
        ours = (each for each in post.attachments if each.type == "Image")
        pictures = {each.url: each for each in ours if each.url.startswith(new.home.base)}
    opening = post.id == thread.root
    changed = note(
        author, board, source, iri=post.id, new=new, published=post.published, kind=post.type,
        title=(title or post.name or thread.title) if opening else None, in_reply_to=post.parent,
        parent_author=parent_author, called=called, language=post.language,
        attachments=post.attachments, pictures=pictures, context=thread.context,
        quote=post.quote,
    )  # fmt: skip
    changed = replace(
        changed,
        updated=now,
        summary=post.summary,
        sensitive=post.sensitive,
        distinguished=post.note,
        one_of=() if post.many else post.options,
        any_of=post.options if post.many else (),
        end_time=post.closes,
        comments_enabled=False if opening and thread.locked else None,
    )
    return Update(
        id=new.home.activity(new.short), actor=author.id, to=changed.to, cc=changed.cc,
        audience=changed.audience, published=now, object=changed,
    )  # fmt: skip


def note(
    author: Member,
    board: Board,
    source: str,
    *,
    iri: Iri,
    new: Ids,
    published: datetime,
    kind: str = "Note",
    title: str | None = None,
    in_reply_to: Iri | None = None,
    parent_author: Member | None = None,
    called: Called = NOBODY,
    language: str | None = None,
    attachments: tuple[Attachment, ...] = (),
    pictures: Pictures = NONE,
    context: Iri | None = None,
    quote: Iri | None = None,
) -> Object:
    """The document of a post of ours, as it is served and sent (decision 9, 12).

    A board elsewhere stands in ``to``, as Lemmy and PieFed have it; one here in ``cc``, as
    microblogs would otherwise take the post for a message to it.
    """
    home = new.home
    page = home.post_page(iri.rpartition("/")[2])
    pages = {handle: str(member.url or member.id) for handle, member in called.items()}
    text = render(source, pages, f"{home.base}/tag/")
    who = [called[handle] for handle in text.mentions if handle in called]
    if parent_author is not None and parent_author.id != author.id:
        who.insert(0, parent_author)
    people = {member.id: f"@{member.handle}" for member in who if member.id != author.id}
    tag: list[Tag] = [Mention(board.id, f"@{board.handle}")]
    tag += [Mention(member, handle) for member, handle in people.items()]
    tag += [Hashtag(word, home.tag_page(word)) for word in text.hashtags]
    words = text.html
    if quote is not None:
        link = quoted_page(quote, home)
        tag.append(ObjectLink(quote, f"RE: {link}", (MISSKEY_QUOTE,)))
        words = with_quote_line(words, link)
    heading = shorten(clean_title(title), SENT_TITLE_CHARS) if title is not None else None
    hanging = [each for each in attachments if not each.url.startswith(f"{home.base}/media/")]
    return Object(
        id=iri,
        type=kind,
        attributed_to=author.id,
        content=with_heading(heading, words) if heading is not None else words,
        name=heading,
        source=Source(source),
        in_reply_to=in_reply_to,
        context=context,
        audience=board.id,
        to=(PUBLIC,) if board.local else (PUBLIC, board.id),
        cc=tuple(dict.fromkeys(heard_by(author, board, tuple(people)))),
        tag=tuple(tag),
        attachment=(*hanging, *pictures.values())[:ATTACHMENTS],
        url=page,
        published=published,
        language=language,
        replies=Iri(f"{iri}/replies"),
        quote=quote,
    )


def as_sent(post: Object) -> Object:
    """A post of ours as it goes out: of a long source the beginning, for Lemmy refuses more."""
    if post.source is None or post.source.media_type != MARKDOWN:
        return post
    said = long_enough(cut_markdown(post.source.content, link=post.url or ""))
    return replace(post, source=Source(said))


def quoted_page(quoted: Iri, home: Home) -> Iri:
    """Where people read what is quoted; the line with it is for software that knows no quotes."""
    return home.post_page(quoted.rpartition("/")[2]) if home.ours(quoted) else quoted


def long_enough(markdown: str) -> str:
    """NodeBB loses a post of fewer than 8 characters: word joiners make up for what lacks.

    >>> len(long_enough("Ja!"))
    8
    """
    bare = markdown.rstrip(UNSEEN).strip()
    return bare + UNSEEN * (SHORTEST - len(bare)) if 0 < len(bare) < SHORTEST else markdown


def restate(post: Object, *, new: Ids, now: datetime) -> Update:
    """A post of ours is sent once more: what is said in it stays, and so does its date."""
    return Update(
        id=new.home.activity(new.short), actor=post.attributed_to, to=post.to, cc=post.cc,
        audience=post.audience, published=now, object=post,
    )  # fmt: skip


def refile(post: Object, origin: Board, target: Board, *, new: Ids, now: datetime) -> Update:
    """A post of ours says that it stands in another board; its words stay as they are."""
    places = {origin.id: target.id, origin.followers: target.followers}
    mention, instead = Mention(origin.id, f"@{origin.handle}"), f"@{target.handle}"
    moved = replace(
        post,
        audience=target.id,
        to=tuple(places.get(iri, iri) for iri in post.to),
        cc=tuple(places.get(iri, iri) for iri in post.cc),
        tag=tuple(Mention(target.id, instead) if tag == mention else tag for tag in post.tag),
        updated=now,
    )
    return restate(moved, new=new, now=now)


def ask_to_answer(reply: Object, parent: Post, *, new: Ids) -> ReplyRequest:
    """The author of a post is asked whether a post of ours may answer it."""
    return ReplyRequest(
        id=new.derived(reply.id, "ReplyRequest", reply.attributed_to), actor=reply.attributed_to,
        to=(parent.author,), object=parent.id, instrument=reply.id,
    )  # fmt: skip


def revoke(relation: Relation, author: Iri, *, new: Ids, now: datetime) -> Delete:
    """A post of ours may no longer be quoted by another: the stamp for it is taken back."""
    stamp = relation.activity or Iri("")
    given = Authorization(stamp, TYPES[relation.kind], author, relation.a, relation.b)
    return Delete(
        id=new.home.activity(new.short), actor=author, to=(PUBLIC,), cc=(Iri(relation.value),),
        published=now, object=stamp, stamp=given,
    )  # fmt: skip


def heard_by(author: Member, board: Board, people: tuple[Iri, ...]) -> tuple[Iri, ...]:
    named: tuple[Iri, ...] = (board.id, board.followers, *people) if board.local else people
    return (*named, author.followers) if author.followers is not None else named


def created(post: Object, *, new: Ids, now: datetime) -> Create:
    """The Create of a post of ours; its id follows from the post's, so it can be found again."""
    return Create(
        id=new.derived(post.id, "Create", post.attributed_to), actor=post.attributed_to,
        to=post.to, cc=post.cc, audience=post.audience, published=now, object=post,
    )  # fmt: skip


def found(post: Object) -> Create:
    """The Create that a post read at its own id must have come by; its id is not known."""
    return Create(
        id=Iri(""), actor=post.attributed_to, to=post.to, cc=post.cc, audience=post.audience,
        published=post.published, object=post,
    )  # fmt: skip


def delete(
    author: Member, post: Post, board: Board | None, *, new: Ids, now: datetime,
    reason: str | None = None,
) -> Delete:  # fmt: skip
    """A post is deleted by its author; or, with a ``reason`` (also ""), removed by a moderator."""
    to, cc = public_act(author, board)
    return Delete(
        id=new.home.activity(new.short), actor=author.id, to=to,
        cc=tuple(dict.fromkeys((*cc, *post.mentions))),
        audience=board.id if board is not None else None, published=now, object=post.id,
        summary=reason,
    )  # fmt: skip


def public_act(actor: Member, board: Board | None) -> tuple[tuple[Iri, ...], tuple[Iri, ...]]:
    """``to`` and ``cc`` of an act that everybody may see: Lemmy looks for Public and the board."""
    if board is None:
        return (PUBLIC,), ((actor.followers,) if actor.followers is not None else ())
    return (PUBLIC, board.id), tuple(iri for iri in (board.id, board.followers) if iri)

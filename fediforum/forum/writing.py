"""From what a document says to the post and thread that it becomes.

Text is cleaned, titles are found and dates are bounded here; whether the post may stand is
decided in ``rules``.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape, unescape

from fediforum.content import (
    SafeHtml,
    clean_title,
    render,
    sanitise_ours,
    sanitise_remote,
    shorten,
    slug,
    title_of,
    with_icons,
    without_heading,
)  # fmt: skip
from fediforum.forum.case import Case
from fediforum.forum.home import Home, Kind
from fediforum.forum.model import Board, Post, PostState, Thread
from fediforum.limits import ATTACHMENTS, HASHTAGS, MENTIONS, TITLE_CHARS
from fediforum.vocab.iri import PUBLIC, Iri, same_origin
from fediforum.vocab.objects import Attachment, Emoji, Object

FUTURE = timedelta(minutes=5)
WARNED = frozenset({"ChatMessage", "Note", "Question"})
ENTITIES = re.compile(r"&(?:amp|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
TITLE_SEEN = 40
PLAYED = frozenset({"Audio", "Event", "Image", "Video"})


def post_from(thing: Object, case: Case, *, parent: Post | None, create: Iri | None) -> Post:
    """The post that a new document describes, not filed yet.

    ``published`` lies between the parent's and now: NodeBB makes the oldest post of a chain the
    opening one, and hides what is dated in the future.
    """
    local = case.home.ours(thing.id)
    place = case.home.place(thing.id) if local else None
    options = thing.one_of or thing.any_of
    return Post(
        id=thing.id,
        short=place.key if place is not None and place.kind is Kind.POST else case.new.short,
        local=local,
        author=thing.attributed_to,
        thread=None,
        parent=parent.id if parent is not None else thing.in_reply_to,
        content=content_of(thing, case.home),
        published=bounded(thing.published, parent, case.now),
        type=thing.type,
        name=title_said(thing),
        summary=warning_of(thing),
        source=thing.source,
        sensitive=thing.sensitive,
        searchable=thing.searchable,
        language=thing.language,
        context=thing.context,
        url=page_of(thing),
        updated=edited_at(thing, case.now) if dated_anew(thing) else None,
        create=create or None,
        public=PUBLIC in thing.to,
        quote=thing.quote,
        hashtags=hashtags_of(thing),
        mentions=mentions_of(thing),
        attachments=attachments_of(thing),
        options=options,
        many=bool(thing.any_of) and not thing.one_of,
        closes=thing.end_time,
    )


def thread_from(post: Post, board: Board, home: Home) -> tuple[Thread, Post]:
    """The thread that a post opens, and the post as it stands at its head.

    Its title is the post's ``name``, else its first sentence without the board's mention; in
    ``content`` the title does not stand again. Posts of a board here share our context.
    """
    title = title_for(post, board)
    thread = Thread(
        id=home.thread(post.short),
        short=post.short,
        board=board.id,
        root=post.id,
        author=post.author,
        title=title,
        slug=slug(title),
        context=home.context(post.short) if board.local else context_of(post, board),
        created=post.published,
    )
    return thread, headed(post, title)


def context_of(post: Post, board: Board) -> Iri | None:
    """The context that a thread elsewhere is known by: its board's server's, or its author's.

    By that of a stranger what is said of another thread would be taken for this one's.
    """
    given = post.context
    theirs = given is not None and (same_origin(given, post.id) or same_origin(given, board.id))
    return given if theirs else None


def title_for(post: Post, board: Board) -> str:
    """The title of the thread that a post opens, never empty.

    What a warning folds is not told in a title; a post of nothing but files is called by them.
    """
    called = (f"@{board.name}", f"@{board.handle}")
    shown = post.name or shorten(clean_title(post.summary or ""), TITLE_CHARS)
    if shown or post.content.strip():
        return shown or title_of(post.content, mentions_to_strip=called)
    names = (clean_title(file.name or "") for file in post.attachments)
    return shorten(next(filter(None, names), ""), TITLE_CHARS) or title_of(post.content)


def headed(post: Post, title: str) -> Post:
    """The post without the heading that repeats its thread's title; PieFed's polls have a line."""
    line = not post.local and post.name is not None
    return replace(post, content=without_heading(title, post.content, line=line))


def edited(post: Post, thing: Object, case: Case) -> Post:
    """The post as its author now has it: what is said changes, its place and author never do."""
    return replace(
        post,
        content=content_of(thing, case.home),
        type=thing.type,
        name=title_said(thing),
        summary=warning_of(thing),
        source=thing.source,
        sensitive=thing.sensitive,
        searchable=thing.searchable,
        language=thing.language,
        url=page_of(thing) or post.url,
        updated=edited_at(thing, case.now),
        quote=thing.quote,
        hashtags=hashtags_of(thing),
        mentions=mentions_of(thing),
        attachments=attachments_of(thing),
        options=thing.one_of or thing.any_of,
        many=bool(thing.any_of) and not thing.one_of,
        closes=thing.end_time or post.closes,
    )


def edited_at(thing: Object, now: datetime) -> datetime:
    """When an edit was made: a date far ahead would bar every edit after it."""
    return min(thing.updated or now, now + FUTURE)


def dated_anew(thing: Object) -> bool:
    """Whether a document says that it was edited; some servers repeat ``published`` there."""
    return thing.updated is not None and thing.updated != thing.published


def content_of(thing: Object, home: Home) -> SafeHtml:
    """The text of a document as it may be shown, with its emoji in their places (FEP-9098)."""
    if home.ours(thing.id):
        return sanitise_ours(thing.content)
    match thing.media_type:
        case "text/markdown":  # of PeerTube
            said: str = render(thing.content).html
        case "text/plain":
            said = "<br>".join(escape(thing.content, quote=False).splitlines())
        case _:
            said = thing.content
    shown = sanitise_remote(f"{when_and_where(thing)}{said}{where_it_plays(thing)}")
    icons = {tag.name: tag.icon for tag in thing.tag if isinstance(tag, Emoji)}
    return with_icons(shown, icons)


def when_and_where(thing: Object) -> str:
    """The first line of an event: when it is, and where."""
    if thing.type != "Event" or thing.start_time is None:
        return ""
    end = thing.end_time
    times = f"{thing.start_time:%Y-%m-%d %H:%M}"
    if end is not None and end > thing.start_time:
        same = end.date() == thing.start_time.date()
        times += f" – {end:%H:%M}" if same else f" – {end:%Y-%m-%d %H:%M}"
    return f"<p>{escape(', '.join(part for part in (f'{times} UTC', thing.location) if part))}</p>"


def where_it_plays(thing: Object) -> str:
    """The last line of what is more than text: the page where it is to be seen or heard."""
    page = page_of(thing)
    if thing.type not in PLAYED or page is None or escape(page) in thing.content:
        return ""
    return f'<p><a href="{escape(page)}">{escape(page)}</a></p>'


def attachments_of(thing: Object) -> tuple[Attachment, ...]:
    """Its files, and what it links to without saying so in its text (FEP-e232).

    Lotide says in ``url`` what a Page is about, where that is elsewhere.
    """
    links = (link for link in thing.links if link.href != thing.quote)
    linked = [Attachment("Link", link.href, name=link.name or None) for link in links]
    if thing.type == "Page" and thing.url is not None and page_of(thing) is None:
        linked.insert(0, Attachment("Link", thing.url))
    held = {file.url for file in thing.attachment}
    return (*thing.attachment, *(link for link in linked if link.url not in held))[:ATTACHMENTS]


def title_said(thing: Object) -> str | None:
    """The ``name`` of a document as a title, or None. NodeBB names replies too: they get none.

    It is no HTML, but blogs and Hubzilla write ``&#8217;`` and ``&amp;`` in it.
    """
    if thing.name is None or thing.in_reply_to is not None:
        return None
    return shorten(clean_title(ENTITIES.sub(decoded, thing.name)), TITLE_CHARS) or None


def decoded(entity: re.Match[str]) -> str:
    return unescape(entity[0])


def warning_of(thing: Object) -> str | None:
    """What its author warns of, before it is read.

    The ``summary`` of an Article and its like tells what is in it, unless that is ``sensitive``;
    Mbin and Lotide repeat the title there.
    """
    said = thing.summary
    if said is None or not (thing.sensitive or thing.type in WARNED):
        return None
    repeated = thing.name is not None and said.startswith(thing.name[:TITLE_SEEN])
    return None if repeated else said


def page_of(thing: Object) -> Iri | None:
    """Where people read it; a page of another server is not taken for it."""
    return thing.url if thing.url is not None and same_origin(thing.url, thing.id) else None


def hashtags_of(thing: Object) -> tuple[str, ...]:
    """The hashtags of a post, each once, in lower case (FEP-eb48)."""
    names = (tag.name.removeprefix("#").lower() for tag in thing.hashtags)
    return tuple(dict.fromkeys(name for name in names if name))[:HASHTAGS]


def mentions_of(thing: Object) -> tuple[Iri, ...]:
    return tuple(dict.fromkeys(mention.href for mention in thing.mentions))[:MENTIONS]


def bounded(published: datetime | None, parent: Post | None, now: datetime) -> datetime:
    """A date between the parent's and now."""
    when = min(published or now, now)
    return max(when, parent.published) if parent is not None else when


def shelved(post: Post) -> Post:
    return replace(post, state=PostState.SHELVED)

"""Making: the rows that pages are made of, as the shapes of the data."""

from collections.abc import Iterable
from dataclasses import dataclass

from fediforum.content import SafeHtml, excerpt, plain_text
from fediforum.forum.model import PostState
from fediforum.store.reading import Author, BoardView, PostView, ThreadView
from fediforum.store.reading.views import Place
from fediforum.vocab.objects import Attachment
from fediforum.web.abroad import abroad, in_full
from fediforum.web.addresses import Addresses, board_path, member_path, thread_path
from fediforum.web.api import shapes

EXCERPT = 280
STATES: dict[PostState, shapes.State] = {
    PostState.SHOWN: "shown",
    PostState.PENDING: "pending",
    PostState.HELD: "held",
    PostState.REFUSED: "refused",
    PostState.REMOVED: "removed",
    PostState.SHUT: "removed",
    PostState.DELETED: "deleted",
    PostState.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True, slots=True)
class Making:
    """Makes data for the forum at ``base``."""

    base: str
    addresses: Addresses

    def person(self, author: Author) -> shapes.Person:
        return shapes.Person(
            id=author.id,
            url=self.base + member_path(author),
            name=author.called,
            handle=author.handle,
            local=author.local,
            indexable=author.indexable,
            gone=author.gone,
        )

    def board_name(self, place: Place | BoardView) -> shapes.BoardName:
        return shapes.BoardName(
            id=place.id,
            url=self.base + board_path(place),
            name=place.name,
            title=place.title,
            local=place.local,
        )

    def board(self, board: BoardView) -> shapes.Board:
        url = self.base + board_path(board)
        summary = in_full(board.summary, self.base, url)
        return shapes.Board(
            id=board.id,
            url=url,
            data=f"{url}.json",
            feed=f"{url}.atom",
            name=board.name,
            handle=board.handle,
            title=board.title,
            summary_html=summary,
            summary_text=plain_text(summary),
            local=board.local,
            language=board.language,
            threads=board.threads,
            posts=board.posts,
            latest=None if board.latest is None else self.thread(board.latest),
        )

    def thread(self, thread: ThreadView) -> shapes.Thread:
        return shapes.Thread(
            id=thread.id,
            url=self.base + thread_path(thread),
            data=f"{self.base}/t/{thread.short}.json",
            feed=f"{self.base}/t/{thread.short}.atom",
            context=thread.context,
            opening=thread.root,
            title=thread.title,
            board=self.board_name(thread.board),
            author=self.person(thread.author),
            last_author=self.person(thread.last_author),
            created=thread.created,
            last_post_at=thread.last_post_at,
            replies=thread.replies,
            views=thread.views,
            pages=thread.pages,
            pinned=thread.pinned,
            closed=thread.locked,
            closed_because=thread.lock_reason,
        )

    def threads(self, threads: Iterable[ThreadView]) -> tuple[shapes.Thread, ...]:
        return tuple(map(self.thread, threads))

    def post(self, post: PostView) -> shapes.Post:
        """A post; of one that is not shown, only its place."""
        html = abroad(post, self.base) if post.shown else SafeHtml("")
        parent_url = f"{self.base}/p/{post.parent_short}" if post.parent_short else None
        page = f"{self.base}{self.addresses.post(post)}"
        return shapes.Post(
            id=post.id,
            url=page,
            state=STATES[post.state],
            reason=post.reason,
            place=post.seq,
            page=post.page,
            thread=shapes.ThreadName(
                id=post.thread, url=page.partition("#")[0], title=post.thread_title
            ),
            board=self.board_name(post.board),
            opening=post.opening,
            parent=post.parent,
            parent_url=parent_url,
            author=self.person(post.author) if post.shown else None,
            origin=post.url if post.shown and not post.local else None,
            published=post.published,
            updated=post.updated,
            language=post.language if post.shown else None,
            warning=post.summary,
            sensitive=post.sensitive and post.shown,
            content_html=html,
            content_text=plain_text(html),
            tags=post.hashtags,
            files=tuple(map(file, post.attachments)),
            poll=tuple(shapes.Answer(name=each.name, votes=each.votes) for each in post.options),
            poll_closes=post.closes if post.options else None,
            quote=self.quote(post),
            replies=post.replies,
            likes=post.likes if post.shown else 0,
            shares=post.shares if post.shown else 0,
        )

    def posts(self, posts: Iterable[PostView]) -> tuple[shapes.Post, ...]:
        return tuple(map(self.post, posts))

    def quote(self, post: PostView) -> shapes.Quote | None:
        quoted = post.quoted
        if quoted is None or not post.shown:
            return None
        return shapes.Quote(
            url=f"{self.base}/p/{quoted.short}",
            author=quoted.author,
            text=quoted.summary or excerpt(quoted.content, EXCERPT),
        )


def file(attachment: Attachment) -> shapes.File:
    return shapes.File(
        type=attachment.type,
        url=attachment.url,
        media_type=attachment.media_type,
        description=attachment.name,
    )

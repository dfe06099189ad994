"""Together: what the posts of one page have to do with each other, and with its room."""

from dataclasses import dataclass, field

from fediforum.content import SafeHtml
from fediforum.store.database import Conn
from fediforum.store.reading import PostView, posts_named
from fediforum.web.addresses import Addresses
from fediforum.web.dressing import words_of
from fediforum.web.languages import Language
from fediforum.web.lengths import Room, folded, shortened
from fediforum.web.quoting import Sources, attributed, may_quote, parents_elsewhere


@dataclass(frozen=True, slots=True)
class Together:
    """How the posts of a page are read: where their quotes lead, and how much of each is shown."""

    sources: Sources
    addresses: Addresses
    spoken: Language
    base: str
    room: Room | None = field(default_factory=Room)

    def named(self, post: PostView, html: SafeHtml) -> SafeHtml:
        """The post with its quotes attributed, before it is dressed."""
        return attributed(html, post, self.sources, self.base)

    def fitted(self, post: PostView, html: SafeHtml) -> SafeHtml:
        """The dressed post with what is long folded; an opening post stands as it is."""
        if post.opening:
            return html
        words = self.spoken.words.gettext
        html = folded(html, words("The whole quote"))
        if self.room is None:
            return html
        whole = self.addresses.page("all", f"/p/{post.short}")
        return shortened(html, self.room, more=words("Read on"), whole=whole)


async def together(
    conn: Conn,
    posts: tuple[PostView, ...],
    addresses: Addresses,
    spoken: Language,
    base: str,
    *,
    room: Room | None = None,
) -> Together:
    """Return how these posts are read on one page; what they answer elsewhere is looked up."""
    here = {post.short for post in posts}

    def href(post: PostView) -> str:
        return f"#p{post.short}" if post.short in here else addresses.post(post)

    said: list[PostView] = []
    if any(may_quote(post.content) for post in posts):
        said = [*posts, *await posts_named(conn, parents_elsewhere(posts))]
    wrote = spoken.words.gettext("%(name)s wrote:")
    return Together(Sources.among(said, words_of, href, wrote), addresses, spoken, base, room)

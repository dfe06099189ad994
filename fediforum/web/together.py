"""Together: what the posts of one page have to do with each other, and with its room."""

from dataclasses import dataclass, field

from fediforum.content import Names, SafeHtml
from fediforum.store.database import Conn
from fediforum.store.reading import Author, PostView, posts_named
from fediforum.web.addresses import Addresses
from fediforum.web.dressing import words_of
from fediforum.web.languages import Language
from fediforum.web.lengths import Room, folded, shortened
from fediforum.web.media import recall
from fediforum.web.naming import NOBODY, names_in, with_names
from fediforum.web.quoting import Sources, attributed, may_quote, parents_elsewhere


@dataclass(frozen=True, slots=True)
class Together:
    """How the posts of a page are read: where their quotes lead, and how much of each is shown."""

    sources: Sources
    addresses: Addresses
    spoken: Language
    base: str
    room: Room | None = field(default_factory=Room)
    names: Names[Author] = NOBODY

    def named(self, post: PostView, html: SafeHtml) -> SafeHtml:
        """The post with its quotes attributed and people found by name, before it is dressed."""
        return with_names(attributed(html, post, self.sources, self.base), post, self.names)

    def fitted(self, post: PostView, html: SafeHtml) -> SafeHtml:
        """The dressed post with what is long folded; an opening post stands as it is."""
        if post.opening:
            return html
        _ = self.spoken.words.gettext
        html = folded(html, _("The whole quote"))
        if self.room is None:
            return html
        whole = self.addresses.page("all", f"/p/{post.short}")
        return shortened(html, self.room, more=_("Read on"), whole=whole)


async def together(
    conn: Conn,
    posts: tuple[PostView, ...],
    addresses: Addresses,
    spoken: Language,
    base: str,
    *,
    opening: PostView | None = None,
    room: Room | None = None,
    pages: range = range(0),
) -> Together:
    """Return how these posts are read on one page; what they answer elsewhere is looked up.

    ``opening`` is that of their thread, which may be quoted wherever it stands; ``pages`` of it
    are those that are read as one.
    """
    here = {post.short for post in posts}
    await recall(conn, posts)

    def href(post: PostView) -> str:
        beside = post.short in here or post.page in pages
        return f"#p{post.short}" if beside else addresses.post(post)

    said: list[PostView] = []
    if any(may_quote(post.content) for post in posts):
        said = [*posts, *await posts_named(conn, parents_elsewhere(posts))]
        said += [opening] if opening is not None and opening.short not in here else []
    wrote = spoken.words.gettext("%(name)s wrote:")
    sources = Sources.among(said, words_of, href, wrote)
    return Together(sources, addresses, spoken, base, room, await names_in(conn, posts))

"""The pictures of posts, as far as a page may show them."""

from collections.abc import Sequence
from dataclasses import replace

from fediforum.forum.pictures import pictured_by
from fediforum.store.database import Conn, Sql
from fediforum.store.media import File, PictureView
from fediforum.store.reading.views import PostView

FILES = Sql("""
    SELECT picture.url, picture.state, file.name, file.width, file.height,
        file.bytes
    FROM picture
    LEFT JOIN picture_file AS file ON file.url = picture.url
    WHERE picture.url = ANY($1::text[]) AND picture.state IN ('here', 'dropped')
      AND (picture.local OR (SELECT pictures FROM instance) = 'proxy')
    ORDER BY picture.url, file.width DESC, file.name
""")


async def with_pictures(conn: Conn, posts: Sequence[PostView]) -> tuple[PostView, ...]:
    """Return the posts with those of their pictures that are here, or made room for others."""
    named = {
        post.id: [each.url for each in pictured_by(post.content, post.attachments)]
        for post in posts
        if post.shown
    }
    urls = list(dict.fromkeys(url for each in named.values() for url in each))
    if not urls:
        return tuple(posts)
    found: dict[str, PictureView] = {}
    for row in await conn.fetch(FILES, urls):
        known = found.get(row["url"], PictureView(row["url"], row["state"] == "dropped"))
        if row["name"] is not None:
            file = File(row["name"], row["width"], row["height"], row["bytes"])
            known = replace(known, files=(*known.files, file))
        found[row["url"]] = known
    return tuple(
        replace(post, pictures=tuple(found[url] for url in named.get(post.id, ()) if url in found))
        for post in posts
    )

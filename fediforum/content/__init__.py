"""Text: what may be shown of HTML from anywhere, and what our own Markdown becomes.

Pure: no network, no database, no protocol. Everything shown on a page was made here.
"""

from fediforum.content.likeness import (
    fingerprint,
    likeness,
    link_hosts,
    links_in,
    said_in,
    shingles,
)
from fediforum.content.mentions import strip_leading_mentions
from fediforum.content.names import Names
from fediforum.content.pictures import (
    picture_line,
    pictures_in,
    pictures_placed,
    with_icons,
    with_sources,
)
from fediforum.content.quotes import with_quote_line, without_quote_line
from fediforum.content.render import Rendered, cut_markdown, mentions_in, render
from fediforum.content.safe import SafeHtml
from fediforum.content.sanitise import sanitise_ours, sanitise_remote, scrub
from fediforum.content.text import excerpt, plain_text, shorten
from fediforum.content.title import (
    clean_title,
    heading,
    slug,
    title_of,
    with_heading,
    without_heading,
)
from fediforum.content.words import words

__all__ = [
    "Names",
    "Rendered",
    "SafeHtml",
    "clean_title",
    "cut_markdown",
    "excerpt",
    "fingerprint",
    "heading",
    "likeness",
    "link_hosts",
    "links_in",
    "mentions_in",
    "picture_line",
    "pictures_in",
    "pictures_placed",
    "plain_text",
    "render",
    "said_in",
    "sanitise_ours",
    "sanitise_remote",
    "scrub",
    "shingles",
    "shorten",
    "slug",
    "strip_leading_mentions",
    "title_of",
    "with_heading",
    "with_icons",
    "with_quote_line",
    "with_sources",
    "without_heading",
    "without_quote_line",
    "words",
]

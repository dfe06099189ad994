"""Rendering: a template and its values made into a page.

Whatever a template prints is escaped; HTML is only what ``content`` cleaned and ``dress`` gave.
"""

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from fediforum.content import SafeHtml, excerpt, without_quote_line
from fediforum.forum.home import Home
from fediforum.store.instance import Instance
from fediforum.store.reading.views import PostView
from fediforum.vocab.objects import Attachment
from fediforum.web.addresses import Addresses, board_path, member_path, tag_path, thread_path
from fediforum.web.dressing import Words, dress, dress_post, pictured, words_of
from fediforum.web.languages import Language, language
from fediforum.web.looks import icon_path, logo_path, script_path, style_path
from fediforum.web.negotiate import LIVE, answer, etag_of
from fediforum.web.together import Together

TEMPLATES = Path(__file__).parent / "templates"
PAGE_CACHE = "public, max-age=30, stale-while-revalidate=300"
OWN_CACHE = "private, no-cache"  # of a page that somebody sees as they chose
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
HTML = "text/html; charset=utf-8"
# In the head of a thread, and where machines are told the same.
COUNTED = (
    re.compile(r'<span class="views">[^<]*</span>'),
    re.compile(
        r',\{"@type":"InteractionCounter","interactionType":"https://schema\.org/ViewAction"'
        r',"userInteractionCount":\d+\}'
    ),
)
ATOM = "application/atom+xml; charset=utf-8"


def clean(html: SafeHtml) -> Markup:
    """The one way past the escaping: for what ``content`` has cleaned, by its type."""
    return Markup(html)  # noqa: S704


def said(post: PostView, chars: int) -> str:
    """The beginning of a post on one line; of one with a warning, the warning."""
    return post.summary or excerpt(without_quote_line(words_of(post)), chars)


def xml(text: str) -> str:
    """Text without the characters that no XML document may hold, escaped or not."""
    return FORBIDDEN.sub("", text)


@cache
def environment(code: str, addresses: Addresses) -> Environment:
    """The templates in one language, with a forum's addresses."""
    spoken = language(code)
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(spoken.words, newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(
        date=spoken.date,
        moment=spoken.moment,
        number=spoken.number,
        xml=xml,
        excerpt=excerpt,
        said=said,
        thread_path=thread_path,
        post_path=addresses.post,
        board_path=board_path,
        member_path=member_path,
        tag_path=tag_path,
    )
    made.policies["ext.i18n.trimmed"] = True
    made.globals.update(
        language=code,
        logo_path=logo_path,
        page_path=addresses.page,
        query=addresses.query,
        query_name=addresses.asking,
    )
    return made


def render(template: str, spoken: Language, forum: Instance, home: Home, **values: object) -> str:
    """Return the page that a template makes of these values, in that language.

    One of them may be ``together``, which is how the posts of the page are read.
    """
    made, around = prepared(template, spoken, forum, home, **values)
    return made.render(**around)


def prepared(
    template: str, spoken: Language, forum: Instance, home: Home, **values: object
) -> tuple[Template, dict[str, object]]:
    """Return the template and all that it is given, for a page that is sent in parts."""
    together = values.get("together")
    words = Words.in_language(spoken)

    def dressed(post: PostView) -> Markup:
        said = words_of(post)
        if not isinstance(together, Together):
            return clean(dress_post(post, said, home.base, words))
        html = dress_post(post, together.named(post, said), home.base, words)
        return clean(together.fitted(post, html))

    def hanging(post: PostView) -> Markup:
        return clean(pictured(post, home.base, words).hanging(post))

    def others(post: PostView) -> tuple[Attachment, ...]:
        return pictured(post, home.base, words).others(post)

    def described(html: SafeHtml) -> Markup:
        return clean(dress(html, home.base, reply=False))

    made = environment(spoken.code, Addresses(forum.language)).get_template(template)
    return made, {
        "forum": forum,
        "home": home,
        "style": style_path(forum),
        "icon": icon_path(forum),
        "script": script_path(),
        "dressed": dressed,
        "described": described,
        "hanging": hanging,
        "others": others,
        **values,
    }


def settled(body: str) -> bytes:
    """A page without how often it was read: that makes it no other page for who has it."""
    for counted in COUNTED:
        body = counted.sub("", body)
    return body.encode()


def respond(
    request: Request,
    body: str,
    *,
    status: int = 200,
    cache: str = PAGE_CACHE,
    links: tuple[str, ...] = (),
) -> Response:
    """Answer with a page, or with 304 whoever has it already."""
    if cache == PAGE_CACHE:
        cache = OWN_CACHE if request.cookies else PAGE_CACHE if status == 200 else LIVE
    tag = etag_of(settled(body))
    made = answer(request, body.encode(), media_type=HTML, cache=cache, status=status, etag=tag)
    made.headers["vary"] = "Accept, Accept-Language, Cookie"
    if links:
        made.headers["link"] = ", ".join(links)
    return made

"""Films, sounds, events and formulas: what of them can be read in a forum."""

from dataclasses import replace

import pytest

from fediforum.content import plain_text, sanitise_remote
from fediforum.forum import compose
from fediforum.forum.case import Case
from fediforum.forum.model import Post
from fediforum.forum.pictures import Pictured, pictured_by
from fediforum.forum.writing import post_from, thread_from, title_for
from fediforum.vocab.activities import Create
from fediforum.vocab.iri import Iri
from fediforum.vocab.json import read_json
from fediforum.vocab.objects import Attachment, Emoji, Object, ObjectLink
from fediforum.vocab.reading import read_document
from tests.people import (
    BOB,
    CORA,
    CORAS_POST,
    CORAS_THREAD,
    GARDENING,
    HOME,
    NOW,
    ids,
    known,
    said,
    signed,
)
from tests.vocab.shared_corpus import documents

FILM = "peertube/activity_pub-fixtures-framatube.org-video.json"
SOUND = "funkwhale/activity_pub-fixtures-funkwhale_create_audio.json"
MOBILIZON = "mobilizon/activity_pub-fixtures-mobilizon.org-event.json"
GANCIO = "gancio/mobilizon-fixtures-gancio-event-activity.json"


def filed(thing: Object) -> Post:
    case = Case(known(), signed(BOB), NOW, ids())
    return post_from(thing, case, parent=None, create=None)


def recorded(name: str) -> Post:
    raw = dict(documents()).get(name)
    if raw is None:
        pytest.skip(f"{name} is not here")
    found = read_document(read_json(raw))
    thing = found.object if isinstance(found, Create) else found
    assert isinstance(thing, Object)
    return filed(thing)


@pytest.mark.parametrize(
    ("name", "page"),
    [
        (FILM, "https://framatube.local/videos/watch/"),
        (SOUND, "https://funkwhale.local/library/tracks/"),
        (MOBILIZON, "https://mobilizon.local/events/"),
        (GANCIO, "https://demo.gancio.org/event/demo-event"),
    ],
)
def test_what_is_more_than_text_says_what_it_is_and_where_it_plays(name: str, page: str) -> None:
    post = recorded(name)

    assert post.name
    assert f'<a href="{page}' in post.content


def test_markdown_of_a_film_is_rendered() -> None:
    assert "<p>" in recorded(FILM).content
    film = said(BOB, content="# Tuin\n\n*Slakken*", type="Video", media_type="text/markdown")

    assert "<em>Slakken</em>" in filed(replace(film, type="Video")).content


def test_event_says_first_when_and_where_it_is() -> None:
    assert recorded(MOBILIZON).content.startswith("<p>2019-12-18 13:00 – 14:00 UTC, ")
    assert recorded(GANCIO).content.startswith("<p>2021-07-14 15:30")
    assert "UTC, Colosseo</p>" in recorded(GANCIO).content


def test_markup_in_the_name_of_a_place_is_text() -> None:
    event = said(BOB, type="Event", start_time=NOW, location="<b>Zaal</b>")

    assert "&lt;b&gt;Zaal&lt;/b&gt;" in filed(event).content


def test_link_to_an_object_is_shown_with_the_post_and_the_quote_is_not() -> None:
    here, quoted = Iri("https://beta.test/notes/7"), Iri("https://beta.test/notes/8")
    links = (ObjectLink(here, "see also"), ObjectLink(quoted, "RE"))

    post = filed(said(BOB, tag=links, quote=quoted))

    assert (Attachment("Link", here, name="see also"),) == post.attachments


def test_formula_is_read_once() -> None:
    formula = (
        "<p>Dus <math><semantics><mrow><mi>x</mi><mo>=</mo><mn>2</mn></mrow>"
        '<annotation encoding="application/x-tex">x=2</annotation></semantics></math>.</p>'
    )

    assert "Dus x=2." == plain_text(sanitise_remote(formula))


def test_emoji_of_another_server_stand_where_their_names_do() -> None:
    icon = Iri("https://beta.test/blobcat.png")
    post = filed(said(BOB, content="<p>Ha :blobcat: :other:</p>", tag=(Emoji("blobcat", icon),)))

    assert f'<p>Ha <img src="{icon}" alt=":blobcat:"> :other:</p>' == post.content
    assert "Ha :blobcat: :other:" == plain_text(post.content)
    assert sanitise_remote(post.content) == post.content


def test_pictures_of_a_post_are_those_in_its_text_and_those_that_hang_on_it() -> None:
    inline, hung, film = (Iri(f"https://beta.test/{name}") for name in ("a.png", "b", "c.mp4"))
    files = (
        Attachment("Image", hung),
        Attachment("Document", film, "video/mp4"),
        Attachment("Document", inline, "image/png"),
        Attachment("Link", Iri("https://beta.test/d.png")),
        Attachment("Document", Iri("https://beta.test/e.svg"), "image/svg+xml"),
    )
    post = filed(said(BOB, content=f'<img src="{inline}" alt="x">', attachment=files))

    assert (Pictured(inline), Pictured(hung)) == pictured_by(post.content, post.attachments)


def test_pictures_of_ours_hang_on_the_post_that_names_them() -> None:
    cat = Attachment("Image", Iri(f"{HOME.base}/media/1.webp"), "image/webp", "A cat", 9, 6)
    link = Attachment("Link", Iri("https://news.test/"))
    post = replace(CORAS_POST, attachments=(cat, link))
    place = (CORA, post, CORAS_THREAD, GARDENING, None)

    kept = compose.edit(*place, f"![A cat]({cat.url})", new=ids(), now=NOW).object
    gone = compose.edit(*place, "No cat", new=ids(), now=NOW, pictures={}).object

    assert isinstance(kept, Object)
    assert isinstance(gone, Object)
    assert {cat, link} == set(kept.attachment)
    assert (link,) == gone.attachment


def test_effects_of_misskey_leave_their_words() -> None:
    spun = '<p><span class="mfm-spin" data-mfm-speed="1s">Hoera</span></p>'

    assert "<p><span>Hoera</span></p>" == sanitise_remote(spun)


def test_page_that_is_about_what_stands_elsewhere_links_to_it() -> None:
    """Lotide names the link in ``url`` alone."""
    news, own = Iri("https://news.test/slugs"), Iri("https://beta.test/posts/1/slugs")
    link = Attachment("Link", news)

    assert (link,) == filed(said(BOB, type="Page", url=news)).attachments
    assert (link,) == filed(said(BOB, type="Page", url=news, attachment=(link,))).attachments
    assert () == filed(said(BOB, type="Page", url=own)).attachments
    assert () == filed(said(BOB, type="Note", url=news)).attachments


def test_plain_text_keeps_its_signs_and_lines() -> None:
    plain = said(BOB, content="slugs < beans\n& peas", media_type="text/plain")

    assert "slugs &lt; beans<br>&amp; peas" == filed(plain).content


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Slugs &amp; snails: what&#8217;s up", "Slugs & snails: what’s up"),
        ("How to write &lt;b&gt;", "How to write &lt;b&gt;"),
        ("&#x202e;&#60;slugs", "<slugs"),
    ],
)
def test_title_of_a_blog_is_read_without_its_entities(name: str, title: str) -> None:
    assert title == filed(replace(said(BOB, type="Article"), name=name)).name


@pytest.mark.parametrize("type_", ["Article", "Page", "Event", "Audio", "Video"])
def test_what_a_summary_tells_of_a_long_text_is_no_warning(type_: str) -> None:
    """WordPress, NodeBB and Mbin tell there how it begins."""
    told = said(BOB, type=type_, summary="They eat lettuce [...]")

    assert filed(told).summary is None
    assert told.summary == filed(replace(told, sensitive=True)).summary


def test_what_a_summary_says_of_a_note_is_a_warning() -> None:
    assert "Slugs" == filed(said(BOB, summary="Slugs")).summary
    assert "Slugs" == filed(said(BOB, type="Question", summary="Slugs")).summary


def test_title_that_is_repeated_is_no_warning() -> None:
    """Lotide's Note, and what Mbin says of a Page for grown-ups."""
    title = "Slugs and what to do about them before they eat everything"

    for short in (title, f"{title[:57]}... #slugs"):
        post = filed(replace(said(BOB, summary=short, sensitive=True), name=title))
        assert (None, True) == (post.summary, post.sensitive)


def test_what_a_warning_folds_is_not_told_in_the_title() -> None:
    assert "Dead slugs" == title_for(filed(said(BOB, summary="Dead slugs")), GARDENING)


def test_post_of_nothing_but_a_picture_is_called_by_it() -> None:
    picture = Attachment("Image", Iri("https://beta.test/slug.png"), name="A slug on a leaf")
    bare = said(BOB, content="", attachment=(replace(picture, name=None), picture))

    assert "A slug on a leaf" == title_for(filed(bare), GARDENING)
    assert "…" == title_for(filed(said(BOB, content="")), GARDENING)


def test_line_that_repeats_the_name_of_a_post_is_not_shown_twice() -> None:
    """PieFed's polls begin with their title."""
    poll = replace(said(BOB, content="<p>Tea?</p><p>Or coffee?</p>"), type="Question")

    _, named = thread_from(filed(replace(poll, name="Tea?")), GARDENING, HOME)
    _, found = thread_from(filed(poll), GARDENING, HOME)

    assert "<p>Or coffee?</p>" == named.content
    assert "<p>Tea?</p><p>Or coffee?</p>" == found.content

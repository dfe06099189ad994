"""The forms of an essay: figures, headings, notes, tables, code, tasks, formulas (FEP-dc88)."""

import re
import time

import pytest
from hypothesis import given, settings, strategies as st

from fediforum.content import plain_text, render, sanitise_ours, sanitise_remote
from fediforum.content.notes import Links, linked
from fediforum.content.pieces import join, pieces
from fediforum.content.sanitise import KEPT
from tests.content.markup_inspector import wrong_in

WORDS = Links("Noot {}", "Terug naar {}")

NOTED = """\
De winkel[^a] ging dicht[^geld], en nog eens de winkel[^a].

[^geld]: Het geld was op.

    Al jaren.

[^a]: Van mevrouw Terpstra.

Einde."""


WORDPRESS = (
    '<figure class="wp-block-image size-large"><a href="https://blog.test/full.jpg"><img'
    ' decoding="async" width="1024" height="683" src="https://blog.test/a.jpg" alt="Een kat"'
    ' class="wp-image-7" srcset="https://blog.test/a.jpg 1024w" sizes="100vw"/></a>'
    '<figcaption class="wp-element-caption">Prenten van <em>Jörg Müller</em></figcaption></figure>'
)
GHOST = (
    '<figure class="kg-card kg-image-card kg-card-hascaption"><img class="kg-image" loading="lazy"'
    ' src="https://blog.test/a.jpg" alt="Een kat" width="2000" height="1333">'
    '<figcaption><span style="white-space: pre-wrap;">Prenten van </span><i><em>Jörg Müller'
    "</em></i></figcaption></figure>"
)
GALLERY = (
    '<figure class="wp-block-gallery"><figure><img src="https://blog.test/a.jpg" alt="Een kat">'
    "</figure><figcaption>Prenten van Jörg Müller</figcaption></figure>"
)


@pytest.mark.parametrize("html", [WORDPRESS, GHOST, GALLERY])
def test_figures_of_blogs_keep_picture_and_caption(html: str) -> None:
    clean = sanitise_remote(html)

    assert 'src="https://blog.test/a.jpg" alt="Een kat"' in clean.replace(
        ' width="1024" height="683"', ""
    )
    assert "<figcaption>" in clean
    assert plain_text(clean).splitlines()[-1] == "Prenten van Jörg Müller"
    assert sanitise_remote(clean) == clean


def test_caption_survives_from_markdown_to_another_forum() -> None:
    written = render('![Een kat](https://alpha.test/1.webp "Prenten van Jörg Müller")').html

    assert sanitise_remote(written) == written
    assert "<figcaption>Prenten van Jörg Müller</figcaption>" in written


@pytest.mark.parametrize(
    ("source", "headings"),
    [
        ("# A\n## B\n### C", "<h2>A</h2>\n<h3>B</h3>\n<h4>C</h4>\n"),
        ("## A\n### B", "<h2>A</h2>\n<h3>B</h3>\n"),
        ("# A\n###### F", "<h2>A</h2>\n<h6>F</h6>\n"),
    ],
)
def test_headings_begin_below_the_title_and_keep_their_order(source: str, headings: str) -> None:
    html = render(source).html

    assert html == headings
    assert sanitise_remote(html) == html


def test_notes_are_numbered_by_first_mention_and_gathered_below() -> None:
    html = render(NOTED).html

    assert html.count('<sup class="noteref">[1]</sup>') == 2
    assert html.index("Einde.") < html.index('<ol class="notes">')
    assert html.index("Terpstra") < html.index("Al jaren")
    assert " id=" not in html
    assert "#" not in html
    assert sanitise_remote(html) == html


def test_text_reads_on_where_software_keeps_no_notes_and_tables() -> None:
    source = (
        "De slak[^1] kwam.\n\n| soort | aantal |\n|---|---|\n| naakt | 12 |\n\n[^1]: ’s Nachts."
    )

    html = render(source).html

    # As Mastodon does: the elements go, their text stays.
    left = " ".join(re.sub("</?(?:sup|table|thead|tbody|tr|th|td)\\b[^>]*>", "", html).split())
    assert left.startswith("<p>De slak[1] kwam.</p> soort aantal naakt 12 <ol")
    assert sanitise_remote(html) == html


def test_word_before_a_note_is_found_as_it_is_written() -> None:
    assert "slak" in re.split(r"\W", plain_text(render("De slak[^1]\n\n[^1]: ’s Nachts.").html))


def test_notes_on_a_page_lead_there_and_back_by_ids_of_their_post() -> None:
    parts = list(pieces(render(NOTED).html))

    html = join(linked(parts, "p7-", WORDS))

    assert html.count('<sup class="noteref" id="p7-r1">') == 1
    assert html.count('<a href="#p7-n1" aria-label="Noot 1">1</a>') == 2
    assert '<li id="p7-n2" value="2">' in html
    back = '<a href="#p7-r2" aria-label="Terug naar 2">'
    assert f"Al jaren. {back}" in html


def test_numbers_without_notes_and_notes_without_numbers_lead_nowhere() -> None:
    html = sanitise_remote(
        '<p>x<sup class="noteref">9</sup></p><ol class="notes"><li value="1">een</li>'
        '<li value="1">weer</li><li>niets</li></ol><ol class="notes">'
    )

    shown = join(linked(list(pieces(html)), "p7-", WORDS))

    assert "href" not in shown
    assert shown.count("id=") == 1


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ['<ol class="notes">', "</ol>", '<li value="1">', '<li value="2">', "</li>", "<p>x</p>",
             '<sup class="noteref">1</sup>', '<sup class="noteref">2</sup>', "<ul>", "</ul>", "y"]
        ),
        max_size=25,
    ).map("".join)
)  # fmt: skip
def test_ids_of_notes_are_unique_whatever_comes(soup: str) -> None:
    parts = list(pieces(sanitise_remote(soup)))

    html = join(linked(parts, "p7-", WORDS))

    ids = [piece.attributes["id"] for piece in pieces(html) if "id" in piece.attributes]
    assert len(ids) == len(set(ids))
    targets = {p.attributes["href"][1:] for p in pieces(html) if "href" in p.attributes}
    assert targets <= set(ids)


def test_code_says_its_language_and_is_not_touched() -> None:
    html = render("```python\nprint('@anna <b>')\n```").html

    assert html == "<pre class=\"language-python\"><code>print('@anna &lt;b&gt;')\n</code></pre>\n"
    assert sanitise_remote(html) == html
    assert sanitise_remote('<pre class="modal language-x">y</pre>') == (
        '<pre class="language-x">y</pre>'
    )


def test_tasks_are_told_by_a_mark() -> None:
    html = render("- [ ] planten\n- [x] wieden").html

    assert plain_text(html).split() == ["☐", "planten", "☑", "wieden"]
    assert "<input" not in html


def test_what_is_folded_stays_folded() -> None:
    html = "<details><summary>Einde van het boek</summary><p>Zij trouwen.</p></details>"

    assert sanitise_remote(html) == html


def test_formula_passes_written_anew() -> None:
    html = (
        '<p>Als <math xmlns="http://www.w3.org/1998/Math/MathML" display="inline" onclick="x()">'
        '<semantics><mrow><mi mathvariant="normal">x</mi><mo>&lt;</mo><msup><mi>y</mi><mn>2</mn>'
        '</msup></mrow><annotation encoding="application/x-tex">x &lt; y^2</annotation>'
        "</semantics></math>, dan.</p>"
    )

    clean = sanitise_remote(html)

    assert clean == (
        '<p>Als <math display="inline"><mrow><mi mathvariant="normal">x</mi><mo>&lt;</mo>'
        "<msup><mi>y</mi><mn>2</mn></msup></mrow></math>, dan.</p>"
    )
    assert sanitise_remote(clean) == clean
    assert plain_text(clean) == "Als x<y2, dan."


HOSTILE_FORMULAS = [
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src onerror=x>'>",
    "<math><mi><b>x</mi></math><script>alert(1)</script>",
    '<math><annotation-xml encoding="text/html"><img src=x onerror=y></annotation-xml></math>',
    "<math><mi xlink:href='javascript:x' href='javascript:x'>x</mi></math>",
    "<math></p><img src=x onerror=alert(1)></math>",
    "<math><maction actiontype='statusline'><mi>x</mi></maction></math>",
    '<p title="<math><mi>x</mi></math>">y</p>',
    '<a href="https://a.test/<math><mi>x</mi></math>">y</a>',
    "\U0010fffc0\U0010fffd<math><mi>x</math>",
    "<math><math><mi>x</mi></math></math></math>",
    "<math><mi>x<math><mn>1</mn></math>",
    "<svg><math><mi>x</mi></math></svg>",
    "<math><mi>x</mi></math>&#x10fffc;0&#x10fffd;&#1114108a&#01114108;0&#x10FFFD",
    "&#x10f\U0010fffcffc;0&#x10fffd;<math><mi>x</mi></math>",
    "<math><mi>&#x81;&#1;&#xfffe;e" + "&#x301;" * 9 + "</mi></math>",
    "<math><mi>" + "<" * 3_900 + "&" * 1_000 + "</mi></math>",
    "<textarea><math></textarea><img src=x onerror=y></math>",
]


@pytest.mark.parametrize("html", HOSTILE_FORMULAS)
def test_nothing_acts_in_a_formula(html: str) -> None:
    clean = sanitise_remote(html)

    assert wrong_in(clean, KEPT) == []
    assert sanitise_remote(clean) == clean
    assert "alert" not in clean or "<script" not in clean
    assert "\U0010fffc" not in clean


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<math>", "</math>", "<mi>", "</mi>", "<mtext>", "<b>", "</b>", "<p>", "</p>", "<",
             "</style>", "<!--", "-->", "<annotation-xml>", "</annotation-xml>", "x", "<style>",
             "<a href='https://a.test/'>", "</a>", "<mglyph>", "<table>", "<math display='block'>",
             "<mspace width='1em'/>", "&#x10fffc;0&#x10fffd;", "&#x81;", "&#x301;", "\u0301",
             "&lt;", "\U0010fffc0\U0010fffd", "<svg>", "<title>", ">", '"']
        ),
        max_size=20,
    ).map("".join)
)  # fmt: skip
def test_formulas_among_anything_leave_what_is_listed_and_stay(soup: str) -> None:
    clean = sanitise_remote(soup)

    assert wrong_in(clean, KEPT) == []
    assert sanitise_remote(clean) == clean
    assert sanitise_ours(clean) == clean


def test_formula_is_shown_once_however_often_its_mark_is_spelled() -> None:
    clean = sanitise_remote("<math><mi>xyz</mi></math>" + "&#x10fffc;0&#x10fffd;" * 5_000)

    assert clean.count("xyz") == 1


def test_notes_in_notes_have_an_end() -> None:
    html = render('<div class="note"><sup>1</sup>x' * 1_500).html

    assert html.count('<ol class="notes">') == 3
    assert plain_text(html).count("x") == 1_500


HOSTILE = {
    "tables in tables": "<table><tr><td>" * 1300,
    "text between rows": "<table>" + "<tr>x<td>y" * 1300,
    "emphasis out of tables": "<table>" + "<b>x" * 1990,
    "links out of tables": "<table>" + "<a href=https://x.test/>z" * 1990,
    "captions": "<table><caption>" * 1990,
    "what is folded": "<details><summary>" * 1990,
    "pictures": "<img src=https://x.test/>" * 3900,
    "boxes": "<input type=checkbox>" * 3900,
    "unclosed formulas": "<math>" * 4000 + "x" * 200_000,
    "many formulas": "<math><mi>x</mi></math>" * 990,
    "deep formulas": "<math>" + "<mrow>" * 3900 + "</math>",
    "names in formulas": ("<math><" + "a" * 16_000 + "</math>") * 16,
    "values in formulas": ("<math><mi " + "a" * 16_000 + "></mi></math>") * 16,
    "remarks in formulas": "<math><!--" * 1990 + "</math>",
    "programs": '<pre><code class="language-x' * 1900,
    "notes": '<ol class="notes"><li value="1">' * 1300,
    "numbers": '<sup class="noteref">1' * 1900,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_markup_takes_long(name: str) -> None:
    began = time.process_time()

    clean = sanitise_remote(HOSTILE[name])
    linked(list(pieces(clean)), "p7-", WORDS)

    assert time.process_time() - began < 0.5
    assert sanitise_remote(clean) == clean


@pytest.mark.parametrize(
    ("source", "href", "after"),
    [
        ("Heb je al gekeken? www.partnerzorg.nl.", "https://www.partnerzorg.nl", "."),
        ("(zie www.partnerzorg.nl)", "https://www.partnerzorg.nl", ")"),
        ("(zie https://a.test/x_(y))", "https://a.test/x_(y)", ")"),
        ("www.partnerzorg.nl/blog?a=1, en", "https://www.partnerzorg.nl/blog?a=1", ", en"),
    ],
)
def test_bare_address_ends_where_the_sentence_goes_on(source: str, href: str, after: str) -> None:
    html = render(source).html

    assert f'<a href="{href}" ' in html
    assert f"</a>{after}</p>" in html

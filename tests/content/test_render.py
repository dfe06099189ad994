import pytest
from hypothesis import given, settings, strategies as st

from fediforum.content import cut_markdown, mentions_in, plain_text, render, sanitise_ours
from fediforum.content.sanitise import KEPT
from fediforum.limits import HASHTAGS, MENTIONS
from tests.content.markup_inspector import wrong_in
from tests.content.payloads import ACTIVE

CORA = {"@cora": "https://alpha.test/u/cora"}
TAGS = "https://alpha.test/tags/"
MARKUP = st.lists(
    st.sampled_from(
        [*"*_`#>-|[]()!<>&~\n\t @:", "@cora", "#tag", "www.a.test", "```", "<b>", "zei:"]
    )
    | st.text(max_size=4),
    max_size=40,
).map("".join)


def without_rel_check(html: str) -> list[str]:
    # Mentions and hashtags of our own making need no rel against their author.
    return [wrong for wrong in wrong_in(html, KEPT) if wrong != "a without rel"]


def test_mention_has_the_shape_that_microblogs_know() -> None:
    rendered = render("Dag @Cora!", CORA)

    assert rendered.html == (
        '<p>Dag <span class="h-card" translate="no"><a href="https://alpha.test/u/cora"'
        ' class="u-url mention">@<span>Cora</span></a></span>!</p>\n'
    )
    assert rendered.mentions == ("@cora",)


def test_handle_that_leads_nowhere_stays_text() -> None:
    rendered = render("@zot and @bob@beta.test", CORA)

    assert rendered.html == "<p>@zot and @bob@beta.test</p>\n"
    assert rendered.mentions == ()


def test_hashtag_has_the_shape_that_microblogs_know() -> None:
    rendered = render("#Één", tags=TAGS)

    assert rendered.html == (
        '<p><a href="https://alpha.test/tags/%C3%A9%C3%A9n" class="mention hashtag" rel="tag">'
        "#<span>Één</span></a></p>\n"
    )
    assert rendered.hashtags == ("Één",)


@pytest.mark.parametrize(
    "source",
    [
        "`@cora #tag`",
        "```\n@cora #tag\n```",
        "[@cora #tag](https://a.test)",
        "<code>@cora #tag</code>",
    ],
)
def test_nothing_in_code_or_links_is_linked(source: str) -> None:
    rendered = render(source, CORA, TAGS)

    assert rendered.mentions == ()
    assert rendered.hashtags == ()
    assert mentions_in(source) == ()


def test_who_is_named_can_be_asked_first() -> None:
    assert mentions_in("@Cora, **@bob@beta.test** and `@eve`") == ("@cora", "@bob@beta.test")


@pytest.mark.parametrize(
    ("source", "href", "text"),
    [
        ("zie www.partnerzorg.nl.", "https://www.partnerzorg.nl", "www.partnerzorg.nl"),
        ("(https://a.test/b_(c))", "https://a.test/b_(c)", "https://a.test/b_(c)"),
        ("<https://a.test/>", "https://a.test/", "https://a.test/"),
        ("https://a.test/?b=1&c=2", "https://a.test/?b=1&amp;c=2", "https://a.test/?b=1&amp;c=2"),
    ],
)
def test_bare_address_becomes_a_link(source: str, href: str, text: str) -> None:
    html = render(source).html

    assert f'<a href="{href}" rel="nofollow noopener noreferrer ugc">{text}</a>' in html


def test_more_names_than_the_limits_allow_stay_text() -> None:
    people = {f"@p{n}": f"https://alpha.test/u/p{n}" for n in range(MENTIONS + 5)}
    source = " ".join(people) + " " + " ".join(f"#t{n}" for n in range(HASHTAGS + 5))

    rendered = render(source, people, TAGS)

    assert len(rendered.mentions) == MENTIONS
    assert len(rendered.hashtags) == HASHTAGS


def test_quote_names_who_wrote_it() -> None:
    html = render("> **John Beckers** zei:\n>\n> Klant?\n\nInderdaad.").html

    assert '<blockquote>\n<p class="van"><strong>John Beckers</strong> zei:</p>' in html
    assert sanitise_ours(html) == html


def test_picture_with_a_title_becomes_a_figure() -> None:
    html = render('![Een kat](https://alpha.test/1.png "Prenten van Jörg")').html

    assert html.startswith("<figure><img ")
    assert "<figcaption>Prenten van Jörg</figcaption></figure>" in html
    assert sanitise_ours(html) == html


def test_tables_strikes_and_headings_are_understood() -> None:
    html = render("# A\n\n|a|b|\n|-|-|\n|1|2|\n\n~~no~~").html

    assert "<h2>A</h2>" in html
    assert "<td>2</td>" in html
    assert "<del>no</del>" in html


def test_soft_break_is_no_new_paragraph() -> None:
    assert plain_text(render("one\ntwo").html) == "one two"


@pytest.mark.parametrize("payload", ACTIVE)
def test_nothing_active_comes_out_of_markdown(payload: str) -> None:
    assert without_rel_check(render(payload, CORA, TAGS).html) == []


@pytest.mark.parametrize(
    "source",
    [
        "[x](javascript:alert(1))",
        "[x]( java&#10;script:alert(1))",
        "<javascript:alert(1)>",
        "![x](data:text/html,1)",
        "[x]: vbscript:x\n\n[x]",
        '[x](https://a.test/"onclick="alert(1))',
    ],
)
def test_markdown_links_lead_only_to_the_web(source: str) -> None:
    assert without_rel_check(render(source).html) == []


@settings(max_examples=200, deadline=None)
@given(MARKUP)
def test_any_text_renders_safely_and_the_same_again(source: str) -> None:
    rendered = render(source, CORA, TAGS)

    assert without_rel_check(rendered.html) == []
    assert rendered == render(source, CORA, TAGS)
    assert set(rendered.mentions) <= set(mentions_in(source))


@settings(max_examples=150, deadline=None)
@given(MARKUP)
def test_rendered_html_survives_the_sanitiser(source: str) -> None:
    html = render(source, CORA, TAGS).html

    assert plain_text(sanitise_ours(html)) == plain_text(html)


def test_short_source_is_not_cut() -> None:
    assert cut_markdown("a\n\nb", 4) == "a\n\nb"


def test_long_source_is_cut_between_paragraphs_with_a_link() -> None:
    source = "\n\n".join(["word " * 10] * 100)

    cut = cut_markdown(source, 1_000, "https://alpha.test/t/1")

    assert len(cut) <= 1_000
    assert cut.endswith("word\n\n[…](https://alpha.test/t/1)")


def test_fence_that_the_cut_opens_is_closed() -> None:
    cut = cut_markdown("a\n\n```\n" + "code\n" * 100, 200, "https://alpha.test/t/1")

    assert len(cut) <= 200
    assert cut.count("```") == 2
    assert render(cut).html.endswith("…</a></p>\n")


@settings(max_examples=100, deadline=None)
@given(MARKUP, st.integers(60, 200))
def test_cut_source_never_exceeds_the_limit(source: str, limit: int) -> None:
    assert len(cut_markdown(source * 20, limit, "https://alpha.test/t/1")) <= limit


def test_columns_of_a_table_stay_aligned() -> None:
    html = render("|a|b|c|d|\n|:-|:-:|-:|-|\n|1|2|3|4|").html

    cells = [
        f'<{cell} align="left">{a}</{cell}> <{cell} align="center">{b}</{cell}> '
        f'<{cell} align="right">{c}</{cell}> <{cell}>{d}</{cell}>'
        for cell, a, b, c, d in (("th", *"abcd"), ("td", *"1234"))
    ]
    assert [True, True] == [row in html for row in cells]
    assert sanitise_ours(html) == html


def test_what_looks_like_an_aligned_cell_in_code_stays_code() -> None:
    html = render('`<td style="text-align: left">`').html

    assert "text-align: left" in html
    assert "<td" not in html


def test_long_text_keeps_its_shape_to_the_end() -> None:
    points = render("\n".join(f"- punt {n}" for n in range(5_000))).html
    links = render("\n\n".join(f"zie https://a.test/{n}" for n in range(3_000))).html

    assert points.count("<li>") == 5_000
    assert sanitise_ours(links).count("<a ") == 3_000


def test_text_of_ours_is_whole_however_long_it_is() -> None:
    source = "\n".join(f"- punt {n} & *meer*" for n in range(12_000))

    html = render(source).html

    assert "…" not in html
    assert "punt 11999 &amp; meer</p>" in html
    assert html.count("<p>") == 12_000

"""What is long is folded or has a page of its own; nothing of it is lost."""

from fediforum.content import SafeHtml, plain_text, sanitise_ours
from fediforum.limits import REPLIES_FOLDED, REPLY_FOLDED
from fediforum.web.lengths import BEGINNING, WHOLE, Room, folded, shortened

PARAGRAPH = f"<p>{'woord ' * 40}</p>"
VAN = '<p class="van">John zei:</p>'


def replies(html: str, room: Room | None = None) -> str:
    return shortened(SafeHtml(html), room or Room(), more="Lees verder", whole="/p/1/alles")


def test_reply_of_a_common_length_stands_whole() -> None:
    html = PARAGRAPH * (WHOLE // len(PARAGRAPH))

    assert html == replies(html)


def test_rest_of_a_long_reply_is_folded_behind_its_beginning() -> None:
    html = replies(PARAGRAPH * 60)

    before, _, after = html.partition('<details class="rest"><summary>Lees verder</summary>')
    assert BEGINNING <= len(before) <= BEGINNING + len(PARAGRAPH)
    assert PARAGRAPH * 60 == before + after.removesuffix("</details>")


def test_rest_that_is_too_long_for_a_page_is_on_its_own() -> None:
    html = replies(PARAGRAPH * (REPLY_FOLDED // len(PARAGRAPH) + 20))

    assert html.endswith('<p class="rest"><a href="/p/1/alles">Lees verder</a></p>')
    assert len(html) < WHOLE


def test_reply_that_is_one_block_begins_with_its_first_words() -> None:
    html = replies(f"<p>{'woord ' * 4000}</p>")

    assert html.startswith("<p>woord woord")
    assert html.index("<details") < BEGINNING
    assert html.count("<p>") == html.count("</p>") == 2


def test_all_replies_of_a_page_share_its_room() -> None:
    room = Room()
    made = [replies(PARAGRAPH * 100, room) for _ in range(100)]

    kept = [html for html in made if "<details" in html]
    assert 0 < len(kept) < 100
    assert sum(map(len, made)) <= REPLIES_FOLDED + 100 * WHOLE


def test_long_quote_is_folded_whole_and_a_short_one_is_not() -> None:
    inner = "<blockquote><p>Kort</p></blockquote>"
    long = f"<blockquote>{VAN}<p>{'woord ' * 200}</p>{inner}</blockquote>"

    html = folded(sanitise_ours(f"{long}<p>Na</p>"), "Alles")

    assert 1 == html.count("<details>")
    assert html.startswith(f"<blockquote>{VAN}<details><summary><bdi>woord ")
    assert html.endswith(f"</bdi> Alles</summary><p>{'woord ' * 200}</p>{inner}"
                         "</details></blockquote><p>Na</p>")  # fmt: skip
    assert inner == folded(SafeHtml(inner), "Alles")


def test_quote_of_many_short_lines_is_long() -> None:
    lines = "".join(f"<p>{number}</p>" for number in range(9))

    assert "<details>" in folded(SafeHtml(f"<blockquote>{lines}</blockquote>"), "Alles")
    assert "<details>" not in folded(SafeHtml(f"<blockquote>{lines[:-8]}</blockquote>"), "Alles")


def test_nothing_is_lost_in_folding() -> None:
    html = SafeHtml(f"<blockquote>{PARAGRAPH * 9}</blockquote>{PARAGRAPH * 60}")

    text = plain_text(SafeHtml(folded(SafeHtml(replies(html)), "Alles")))

    assert text.count("woord ") >= plain_text(html).count("woord ")

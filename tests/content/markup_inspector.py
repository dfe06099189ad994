"""What stands in HTML that should not, found by a parser that the sanitiser does not use."""

from html.parser import HTMLParser

from fediforum.content.formula import ATTRIBUTES, ELEMENTS
from fediforum.content.links import absolute
from fediforum.content.sanitise import PROGRAMMING

MAY_HOLD = {
    "a": {"href", "rel", "class", "translate"},
    "span": {"class", "translate"},
    "p": {"class"},
    "li": {"value"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "title", "width", "height"},
    "th": {"align", "scope", "colspan", "rowspan"},
    "td": {"align", "colspan", "rowspan"},
    "pre": {"class"},
    "sup": {"class"},
    "div": {"class"},
    "ol": {"start", "reversed", "class"},
} | {name: set(ATTRIBUTES) for name in ELEMENTS}
OUR_MARKS = (
    "mention hashtag u-url h-card invisible ellipsis quote-inline van task note noteref notes"
)
CLASSES = frozenset(OUR_MARKS.split())


class Inspector(HTMLParser):
    """Reads HTML with a parser that is not ours and lists what should not be in it."""

    def __init__(self, tags: frozenset[str]) -> None:
        super().__init__()
        self.tags = tags
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.tags | ELEMENTS:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            if name not in MAY_HOLD.get(tag, set()) | {"lang", "dir"}:
                self.wrong.append(f"{tag}.{name}")
            if name in {"href", "src", "cite"} and absolute(value or "") != value:
                self.wrong.append(f"{tag}.{name}={value}")
            if tag == "pre" and name == "class":
                if not PROGRAMMING.fullmatch(value or ""):
                    self.wrong.append(f"pre.class={value}")
            elif name == "class" and not CLASSES.issuperset((value or "").split()):
                self.wrong.append(f"{tag}.class={value}")
        if tag == "a" and "ugc" not in (dict(attrs).get("rel") or ""):
            self.wrong.append("a without rel")

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append(f"<!{decl}")

    def handle_pi(self, data: str) -> None:
        self.wrong.append(f"<?{data}")


def wrong_in(html: str, tags: frozenset[str]) -> list[str]:
    inspector = Inspector(tags)
    inspector.feed(html)
    inspector.close()
    return inspector.wrong

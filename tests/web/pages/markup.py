"""A page as a test sees it: whether its tags nest, and what stands where."""

from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
LOADING = {("link", "href"), ("img", "src"), ("script", "src"), ("iframe", "src")}


class Markup(HTMLParser):
    """One page, read; ``crossed`` lists the tags that do not close what is open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)
        self.close()
        self.crossed += self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.crossed.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(("/".join(self.open), " ".join(data.split())))

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def words(self, under: str) -> list[str]:
        return [text for path, text in self.texts if f"/{under}/" in f"/{path}/"]

    @property
    def ids(self) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get("id"))]

    @property
    def links(self) -> list[str]:
        return [value for each in self.named("a") if (value := each.get("href"))]

    @property
    def loaded(self) -> list[str]:
        """What a browser fetches by itself to show the page."""
        return [
            value
            for tag, attributes in self.tags
            for name, value in attributes.items()
            if (tag, name) in LOADING
            and value
            and (tag != "link" or attributes.get("rel") == "stylesheet")
        ]

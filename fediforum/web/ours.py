"""Ours: what the forum says of itself where its admin has written nothing else.

The texts are Markdown in ``texts/{language}/{name}.md``; what they promise is filled in from where
it is decided, so that they stay true.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template

from fediforum import limits
from fediforum.content import SafeHtml, render
from fediforum.forum.home import Home
from fediforum.store.instance import Instance
from fediforum.store.partitions import KEPT
from fediforum.web.addresses import Addresses
from fediforum.web.languages import FALLBACK, LANGUAGES, Language, choose

TEXTS = Path(__file__).parent / "texts"
NAMES = ("about", "rules", "terms", "privacy", "contact", "accessibility", "federation")
LEADING = ("rules", "terms", "privacy", "report", "accessibility", "federation", "contact")
MARKS = re.compile(r"([\\`*_{}\[\]()<>#+!|~.&@-])")


@cache
def text(name: str, code: str) -> Template:
    """The text of that name as it lies there, to be filled in."""
    known = code if code in LANGUAGES else FALLBACK
    return Template((TEXTS / known / f"{name}.md").read_text(encoding="utf-8"))


def source_of(name: str, spoken: Language, forum: Instance, home: Home) -> str:
    """The Markdown of what the forum says by itself under one of ``NAMES``."""
    days = {kept.table: kept.days for kept in KEPT}
    addresses = Addresses(forum.language)
    keeper = plain(forum.contact) or spoken.words.gettext("whoever looks after this forum")
    pages = {word: home.base + addresses.page(word) for word in LEADING}
    return text(name, spoken.code).substitute(
        pages,
        forum=plain(forum.title or home.host),
        contact=f"[{keeper}]({pages['contact']})",
        contact_name=f"**{keeper}**",
        revisions=limits.REVISIONS,
        contact_days=limits.REPORT_CONTACT_DAYS,
        intake=days["intake"],
        sent=days["delivery"],
    )


def html_of(name: str, spoken: Language, forum: Instance, home: Home) -> SafeHtml:
    """The same as it stands on a page."""
    return render(source_of(name, spoken, forum, home)).html


def titles(spoken: Language) -> Mapping[str, str]:
    """What each page is called."""
    _ = spoken.words.gettext
    return {
        "about": _("About this forum"),
        "rules": _("House rules"),
        "terms": _("Terms"),
        "privacy": _("What we keep of you"),
        "contact": _("Contact"),
        "accessibility": _("Accessibility"),
        "federation": _("Other places"),
    }


def told_to_machines(forum: Instance, home: Home) -> SafeHtml:
    """What the server's own actor says of itself: what it is for, and where these pages are."""
    spoken = choose(None, "", forum.language)
    addresses = Addresses(forum.language)
    links = (
        f"[{plain(title)}]({home.base}{addresses.page(name)})"
        for name, title in titles(spoken).items()
    )
    return render(f"{plain(forum.tagline)}\n\n{' · '.join(links)}").html


def plain(words: str) -> str:
    r"""Words that mean nothing in Markdown but themselves.

    >>> plain("Zorg & *Welzijn*")
    'Zorg \\& \\*Welzijn\\*'
    """
    return MARKS.sub(r"\\\1", " ".join(words.split()))

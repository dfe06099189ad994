"""Languages: which one a page is in, and how words, dates and numbers are written in it.

The catalogues are ``locale/{language}/LC_MESSAGES/fediforum.po``; English stands in the code.
"""

import gettext
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

CATALOGUES = Path(__file__).parents[1] / "locale"
LANGUAGES = ("nl", "en")
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the pages; ``code`` is what stands in ``lang``."""

    code: str
    words: gettext.NullTranslations

    def date(self, moment: datetime) -> str:
        """The day, in the time zone of this machine.

        >>> from datetime import UTC
        >>> language("nl").date(datetime(2026, 5, 3, 12, tzinfo=UTC))
        '3 mei 2026'
        """
        return format_date(moment.astimezone(), "d MMMM y", locale=self.code)

    def moment(self, moment: datetime) -> str:
        """The day and the minute, in the time zone of this machine.

        >>> from datetime import UTC
        >>> language("nl").moment(datetime(2026, 5, 3, 12, 5, tzinfo=UTC)).endswith(":05")
        True
        """
        return f"{self.date(moment)}, {moment.astimezone():%H:%M}"

    def number(self, number: int) -> str:
        """The number with its thousands apart.

        >>> language("nl").number(2775), language("en").number(2775)
        ('2.775', '2,775')
        """
        return format_decimal(number, locale=self.code)


@cache
def language(code: str) -> Language:
    """The language of that code; raises KeyError where there are no pages in it."""
    if code not in LANGUAGES:
        raise KeyError(code)
    file = CATALOGUES / code / "LC_MESSAGES" / "fediforum.po"
    if not file.is_file():
        return Language(code, gettext.NullTranslations())
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(file.read_bytes()), locale=code))
    return Language(code, gettext.GNUTranslations(io.BytesIO(compiled.getvalue())))


def choose(wanted: str | None, accepted: str, site: str) -> Language:
    """The language of a page: the one asked for, else the reader's first, else the site's.

    ``accepted`` is an Accept-Language header; only its order counts, quality apart of ``q=0``.

    >>> choose(None, "de, en;q=0.8, nl;q=0.5", "nl").code, choose("nl", "en", "en").code
    ('en', 'nl')
    >>> choose(None, "fr", "nl-BE").code, choose("xx", "", "xx").code
    ('nl', 'en')
    """
    for code in (wanted or "", *preferences(accepted), site, FALLBACK):
        short = code.partition("-")[0].lower()
        if short in LANGUAGES:
            return language(short)
    raise AssertionError("the last of them is one of ours")


def preferences(accepted: str) -> Iterable[str]:
    """The languages of an Accept-Language header, the most wanted first.

    >>> list(preferences("nl;q=0.3, en-GB, fr;q=0"))
    ['en-GB', 'nl']
    """
    weighed = []
    for offer in accepted[:200].split(","):
        code, _, rest = offer.partition(";")
        weight = rest.replace(" ", "").removeprefix("q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            quality = 0.0
        if quality > 0:
            weighed.append((-quality, code.strip()))
    return [code for _, code in sorted(weighed, key=lambda pair: pair[0])]

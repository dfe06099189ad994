"""Nonsense in any word or option of any command is told in one line, with an exit code that says
whose mistake it is; never a traceback, never silence.
"""

from collections.abc import Iterator, Sequence

from fediforum.cli.reference import Entry, Parameter, entries
from tests.cli.examples import RUN_ELSEWHERE
from tests.cli.saying import Said
from tests.cli.village import Village, village

__all__ = ["village"]

COMMANDS = tuple(entries())
USAGE = 2
CODES = {USAGE, 3, 4, 6}
UNREACHABLE = 7
LONG = "x" * 10_000
WRONG = {
    "nothing": "",
    "blanks": "   ",
    "controls": "\x1b[31m\u202e",  # no word of a command can hold NUL
    "10,000 characters": LONG,
    "an id of nothing": "https://alpha.test/ap/posts/0000000000000",
    "no address": "https://",
    "a negative number": "-1",
    "raw bytes": "\udcff",
}
# What may say anything: a title, a reason, what a picture shows, words to search for.
FREE = {"A", "B", "C", "D", "R", "T", "TITLE", "VALUE", "WORDS"}


def test_nonsense_is_refused_in_one_line(village: Village) -> None:
    wrong = [
        f"{told}: ended with {came.code}: {came.err.strip() or '(silent)'}"
        for told, came, codes in nonsense(village)
        if came.code not in codes or (came.code and not in_one_line(came))
    ]

    assert [] == wrong, "\n".join(wrong)


def in_one_line(said: Said) -> bool:
    return 1 == said.err.count("\n") and said.err.startswith("fediforum: ")


def nonsense(village: Village) -> Iterator[tuple[str, Said, set[int]]]:
    for entry in COMMANDS:
        yield f"{entry.name} --nonsense", said(village, [*entry.words, "--nonsense"]), {USAGE}
        if entry.name in RUN_ELSEWHERE:
            continue
        for parameter in filter(lambda each: each.value, entry.parameters):
            if parameter.options:
                words = [*entry.words, parameter.options[-1]]
                yield f"{' '.join(words)} (and no value)", said(village, words), {USAGE}
            for kind, value in WRONG.items():
                words = with_value(entry, parameter, value, village)
                codes = CODES | {0} if parameter.value in FREE else CODES
                yield f"{entry.name} {parameter.written}, {kind}", said(village, words), codes


def said(village: Village, words: Sequence[str]) -> Said:
    """What came of it; a mistake of ours, too."""
    try:
        return village.say(*words, text="Tekst.")
    except Exception as problem:
        return Said(-1, "", f"raised {problem!r}")


def with_value(entry: Entry, parameter: Parameter, value: str, village: Village) -> list[str]:
    """The words of a command that are right but for one."""
    words = [
        value if each is parameter else right(each, village)
        for each in entry.parameters
        if (each.needed or each is parameter) and not each.options
    ]
    options = [
        f"{each.options[-1]}={value if each is parameter else right(each, village)}"
        for each in entry.parameters
        if each.options and (each.needed or each is parameter)
    ]
    return [*entry.words, *options, *words]


RIGHT = {
    "HOST": "evil.test",
    "BOARD": "tuin",
    "MEMBER": "anna",
    "WHOM": "bea",
    "NAME": "nieuw",
    "N": "1",
}


def right(parameter: Parameter, village: Village) -> str:
    """A value that could be meant."""
    if parameter.value in ("POST", "THREAD", "QUOTING"):
        return village.opening
    return RIGHT.get(parameter.value, "iets")

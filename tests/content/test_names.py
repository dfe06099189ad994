"""First names: whoever is meant for certain is found, and nobody else."""

from dataclasses import dataclass

import pytest

from fediforum.content import Names, mentions_in, render


@dataclass(frozen=True)
class Somebody:
    id: str
    name: str
    display: str


CORA = Somebody("1", "cora", "Cora de Wit")
ZOE = Somebody("2", "zvdberg", "Zoë van den Berg")
JORG = Somebody("3", "jmueller", "🌻 Jörg Müller")
JAN_A = Somebody("4", "jan_a", "Jan Aalders")
JAN_B = Somebody("5", "jan.b", "Jan Bakker")
ANNEKE = Somebody("6", "anneke", "De Tuinvrouw")
OTHER_ANNEKE = Somebody("7", "tuin", "Anneke")
NAMES = Names.among((CORA, ZOE, JORG, JAN_A, JAN_B, ANNEKE, OTHER_ANNEKE))


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("cora", [CORA]),
        ("CORA", [CORA]),
        ("Zoë", [ZOE]),
        ("zoe", [ZOE]),
        ("Zoë".upper(), [ZOE]),
        ("jorg", [JORG]),
        ("jan.b", [JAN_B]),
        ("jan", [JAN_A, JAN_B]),
        ("anneke", [ANNEKE, OTHER_ANNEKE]),  # one's short name, the other's first name
        ("wit", []),
        ("piet", []),
        ("", []),
    ],
)
def test_a_name_means_who_goes_by_it(name: str, meant: list[Somebody]) -> None:
    assert meant == list(NAMES.called(name))


def test_nobody_calls_themselves() -> None:
    assert (JAN_B,) == NAMES.called("Jan", by=JAN_A.id)
    assert () == NAMES.called("cora", by=CORA.id)


def test_who_shows_no_name_is_not_called_by_it() -> None:
    assert () == Names.among((Somebody("1", "x1", "😀"),)).called("")


def test_a_name_with_an_accent_is_read_whole() -> None:
    """Of "@Zoë" the "@Zo" is nobody's."""
    assert mentions_in("@Zoë, @Jörg-Maria en @zo") == ("@zoë", "@jörg-maria", "@zo")
    assert mentions_in("ë@zo en zoë@jansen") == ()


def test_a_first_name_becomes_a_mention_where_it_leads_somewhere() -> None:
    rendered = render("@Zoë Kijk, @Piet.", {"@zoë": "https://beta.test/@zvdberg"})

    assert (
        '<p><span class="h-card" translate="no"><a href="https://beta.test/@zvdberg"'
        ' class="u-url mention">@<span>Zoë</span></a></span> Kijk, @Piet.</p>\n'
    ) == rendered.html
    assert ("@zoë",) == rendered.mentions

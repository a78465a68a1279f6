"""What a surface form can mean: names of municipalities and localities, and the other things that are looked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from monitor.analysis.forms import Kind
    from monitor.analysis.matching.lexis import Region, Traits


# The languages of each country, its municipalities' first.
HOME_LANGUAGES = {"SE": ("sv",), "NO": ("nb", "nn"), "FI": ("fi", "sv"), "DK": ("da",)}


class Rank(IntEnum):
    """How much a name stands for its municipality."""

    OWN = 0  # a place that the configuration lists
    MUNICIPALITY = 1
    LOCALITY = 2


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """One name of one municipality, or of a place in it, and what else it can be."""

    text: str
    code: str
    country: str  # SE, NO, FI or DK
    county: str  # SE-14
    rank: Rank
    languages: tuple[str, ...]  # in which the name is used
    traits: Traits
    shared: int = 1  # how many municipalities have a place of this name
    shadowed: bool = False  # a locality named like a municipality of the same country
    population: int = 0
    external: bool = False  # a Finnish name that takes -lla, not -ssa

    def word(self, language: str | None) -> int:
        """How common a word the name is, 0-3: in the text's language, or where that is not known in the place's own."""
        if not self.traits.words:
            return 0
        if language is None:
            return max(self.traits.word(own) for own in HOME_LANGUAGES[self.country])
        return self.traits.word(language)

    @property
    def plain(self) -> bool:
        """Whether nothing else, and no other place, is known by this name."""
        return self.traits.clear and not self.traits.place and self.shared == 1 and self.rank is not Rank.OWN

    @property
    def locality(self) -> str | None:
        """The place below the municipality, when the name is one."""
        return None if self.rank is Rank.MUNICIPALITY else self.text


class Sense(NamedTuple):
    """One reading of a surface form."""

    name: Name
    kind: Kind
    case: str


class Entry(NamedTuple):
    """All that one surface form can be.

    ``senses`` are municipalities and localities, ``region`` and ``longer`` (what a longer expression is) the other
    things. ``lower`` says whether it may be believed in lower case with nothing beside it, ``prefix`` that any letters
    may follow.
    """

    text: str
    senses: tuple[Sense, ...] = ()
    region: Region | None = None
    longer: str = ""
    lower: bool = True
    prefix: bool = False
    plain: bool = False  # it can be nothing but one place
    wordy: bool = False  # a locality's name, and one of the commonest words: not looked at where a sentence begins
    words: tuple[tuple[str, int], ...] = ()  # languages in which this form is also a word's, each with its strength

"""Weighs what stands beside a form: each sign that is found, the word that gave it, what it is worth."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from monitor.analysis.forms import Kind
from monitor.analysis.matching.page import Look
from monitor.analysis.matching.senses import Rank

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.analysis.matching.lexis import Lexis, Traits
    from monitor.analysis.matching.page import Page
    from monitor.analysis.matching.scan import Found
    from monitor.analysis.matching.senses import Entry

EDGE = "\"“”„»«‘’'›‹()[]{}.,;:!?…*•"


class Mark(NamedTuple):
    """One sign at one place: its name in evidence.toml, the word that gave it, its weight."""

    sign: str
    word: str
    weight: float


@dataclass(frozen=True)
class World:
    """What the readers of signs know. ``known`` are all surface forms; ``hosts`` the municipalities' own web hosts.
    """

    lexis: Lexis
    known: Mapping[str, Entry]
    hosts: frozenset[str]

    def is_place(self, word: str) -> bool:
        """Whether a word is a form of a municipality, a region, or a locality that is nothing else."""
        entry = self.known.get(word.lower())
        if entry is None:
            return False
        if entry.region:
            return True
        return any(name.rank is not Rank.LOCALITY or name.traits.clear for name, _, _ in entry.senses)


@dataclass(slots=True)
class Case:
    """One form under consideration, the same for all its senses: what stands beside it, and the marks it got."""

    found: Found
    look: Look
    page: Page
    world: World
    marks: list[Mark] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name as it is written in the register."""
        return self.found.entry.senses[0].name.text

    @property
    def traits(self) -> Traits:
        """What else the name can be."""
        return self.found.entry.senses[0].name.traits

    @property
    def grammar(self) -> str:
        """The Finnish case, or nom or gen."""
        return self.found.entry.senses[0].case

    @property
    def kind(self) -> Kind:
        """Nominative, genitive, case or resident."""
        return self.found.entry.senses[0].kind

    @property
    def finnish(self) -> bool:
        """Whether the form is inflected as Finnish is."""
        name = self.found.entry.senses[0].name
        return name.country == "FI" or name.languages == ("fi",)

    @property
    def risky(self) -> bool:
        """Whether the name is also a person's, a company's or a product's, or a word of the text's language."""
        traits = self.traits
        return not traits.clear and bool(traits.person or traits.thing or traits.word(self.page.language))

    def add(self, sign: str, word: str = "") -> None:
        """Note a sign."""
        self.marks.append(Mark(sign, word, self.world.lexis.signs[sign].weight))

    def has(self, *signs: str) -> bool:
        """Whether one of these signs was noted."""
        return any(mark.sign in signs for mark in self.marks)


def split_word(token: str) -> str:
    """A token without the punctuation at its edges."""
    return token.strip(EDGE)


def is_capital(word: str) -> bool:
    """Whether a word begins with a capital letter."""
    return word[:1].isupper()

"""One form under consideration: what stands beside it, and the marks that it gets for and against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.analysis.matching.page import Look
from monitor.analysis.matching.senses import Rank

if TYPE_CHECKING:
    from monitor.analysis.matching.lexis import Lexis, Mark
    from monitor.analysis.matching.packed import Forms
    from monitor.analysis.matching.page import Page
    from monitor.analysis.matching.scan import Found

EDGE = "\"“”„»«‘’'›‹()[]{}.,;:!?…*•"


@dataclass(frozen=True)
class World:
    """What the readers of signs know. ``known`` are all surface forms; ``hosts`` the municipalities' own web hosts."""

    lexis: Lexis
    known: Forms
    hosts: frozenset[str]

    def is_place(self, word: str) -> bool:
        """Whether a word is a form of a municipality, a region, or a locality that is nothing else."""
        entry = self.known.get(word.lower())
        if entry is None:
            return False
        if entry.region:
            return True
        return any(name.rank is not Rank.LOCALITY or name.traits.clear for name, _, _ in entry.senses)


class Case:
    """One form in a text, the same for all its senses. ``grammar`` is the Finnish case, or nom or gen."""

    def __init__(self, found: Found, page: Page, world: World) -> None:
        self.found = found
        self.page = page
        self.world = world
        self.marks: list[Mark] = []
        self._look: Look | None = None
        self._risky: bool | None = None
        first, self.kind, self.grammar = found.entry.senses[0]
        self.name = first.text
        self.traits = first.traits
        self.rank = first.rank
        self.external = first.external
        # A Finnish name of a place elsewhere (Tukholma) is inflected as Finnish too.
        self.finnish = first.country == "FI" or first.languages == ("fi",)

    @property
    def look(self) -> Look:
        """What stands to the left and the right."""
        if self._look is None:  # remembered by hand: cached_property takes a lock for each first use
            found = self.found
            self._look = Look(self.page.composed, found.start, found.end + len(found.rest))
        return self._look

    @property
    def word(self) -> int:
        """How common a word the name is in the text's language, 0-3."""
        return self.found.entry.senses[0].name.word(self.page.language)

    @property
    def risky(self) -> bool:
        """Whether the name is also a person's, a company's or a product's, or a word of the text's language."""
        if self._risky is None:
            traits = self.traits
            self._risky = not traits.clear and bool(traits.person or traits.thing or self.word)
        return self._risky

    def add(self, sign: str, word: str = "") -> None:
        """Note a sign."""
        self.marks.append(self.world.lexis.mark(sign, word))

    def has(self, *signs: str) -> bool:
        """Whether one of these signs was noted."""
        return any(mark.sign in signs for mark in self.marks)


def split_word(token: str) -> str:
    """A token without the punctuation at its edges."""
    return token.strip(EDGE)


def is_capital(word: str) -> bool:
    """Whether a word begins with a capital letter."""
    return word[:1].isupper()

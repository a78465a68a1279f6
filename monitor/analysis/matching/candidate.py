"""A form in a text and its readings, with all that was said for and against each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.analysis.matching.senses import Rank

if TYPE_CHECKING:
    from monitor.analysis.matching.lexis import Mark
    from monitor.analysis.matching.senses import Sense
    from monitor.analysis.matching.weigh import Case

SURE = 2.0  # log-odds: what a name is worth alone to speak for others, and to need none
# Signs that a place is meant and neither its team nor a person.
SAYS_WHERE = ("locative", "direction", "area", "between", "pa_place", "notice")
# Signs after which no other place of the text can help.
_SETTLED = (
    "sport",
    "club",
    "company",
    "organisation_after",
    "county_after",
    "region_before",
    "given_before",
    "abbreviation",
)


@dataclass(slots=True)
class Choice:
    """One reading of a candidate, what it is worth, and what is said of it alone."""

    sense: Sense
    total: float
    marks: list[Mark] = field(default_factory=list)

    def add(self, mark: Mark) -> None:
        """Note a sign of this reading."""
        self.marks.append(mark)
        self.total += mark.weight


@dataclass(slots=True)
class Candidate:
    """One form in a text with its readings, the best one first once decided."""

    case: Case
    choices: list[Choice]
    owner: Candidate | None = None  # the town that stands beside it and that it is a part of: Oulun Rusko

    def spread(self, mark: Mark) -> None:
        """Note a sign of the form, whichever reading is meant."""
        self.case.marks.append(mark)
        for choice in self.choices:
            choice.total += mark.weight

    @property
    def best(self) -> Choice:
        """The reading that is worth most."""
        choices = self.choices
        return choices[0] if len(choices) == 1 else max(choices, key=lambda choice: choice.total)

    @property
    def settled(self) -> bool:
        """Whether nothing outside its sentence can change the decision, or need."""
        if self.single and self.best.total >= SURE:
            return True
        return self.case.has(*_SETTLED)

    @property
    def single(self) -> bool:
        """Whether there is one reading only, and nothing else that has the name."""
        return len(self.choices) == 1 and self.case.traits.clear

    @property
    def dependent(self) -> bool:
        """Whether the town beside it says where it lies: it may be several places, or is a part of a municipality."""
        return not self.single or self.case.rank is Rank.LOCALITY

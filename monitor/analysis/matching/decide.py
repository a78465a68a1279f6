"""Decides the candidates of one text: what each is worth, alone and among the others, and which reading wins."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from monitor.analysis.forms import Kind
from monitor.analysis.matching.page import cut_sentence
from monitor.analysis.matching.prior import weigh_alone, weigh_homograph
from monitor.analysis.matching.senses import Rank
from monitor.analysis.matching.weigh import Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.analysis.matching.lexis import Lexis, Region
    from monitor.analysis.matching.page import Page
    from monitor.analysis.matching.scan import Found
    from monitor.analysis.matching.senses import Sense
    from monitor.analysis.matching.support import Anchor, Origin, Supporter
    from monitor.analysis.matching.weigh import Case

_SURE = 2.0  # log-odds: what a name is worth alone to speak for others, and to need none
_RESULT = re.compile(r"(?<![\d.:])\d{1,2}\s?[–-]\s?\d{1,2}(?![\d.:])")
_IN = frozenset({" i ", " på ", " in "})
# Signs that a place is meant and neither its team nor a person.
SAYS_WHERE = ("locative", "direction", "area", "between", "pa_place", "notice")
_OFFICIAL = ("admin_after", "admin_list")
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
_PLACED = (*SAYS_WHERE, "admin_after", "admin_before", "place_noun", "case_in", "case_to", "hyphen_people")


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

    @property
    def best(self) -> Choice:
        """The reading that is worth most."""
        choices = self.choices
        return choices[0] if len(choices) == 1 else max(choices, key=lambda choice: choice.total)

    @property
    def settled(self) -> bool:
        """Whether nothing outside its sentence can change the decision, or need."""
        if self.single and self.best.total >= _SURE:
            return True
        return self.case.has(*_SETTLED)

    @property
    def single(self) -> bool:
        """Whether there is one reading only, and nothing else that has the name."""
        return len(self.choices) == 1 and self.case.traits.clear


class Court:
    """Hears all candidates of a text."""

    def __init__(self, lexis: Lexis, supporter: Supporter) -> None:
        self._lexis = lexis
        self._supporter = supporter

    def open_case(self, case: Case) -> Candidate:
        """What each reading of a form is worth by its own sentence."""
        words = case.found.entry.words
        if words and (weight := weigh_homograph(words, case.look, case.page, self._lexis)):
            case.marks.append(Mark("homograph", case.look.surface, weight))
        shared = sum([mark.weight for mark in case.marks])
        placed = case.has(*SAYS_WHERE)
        choices = [
            Choice(sense, shared + weigh_alone(sense, case.look, case.page, self._lexis, placed=placed))
            for sense in case.found.entry.senses
        ]
        self._read_nation(case, choices)
        official = sum([mark.weight for mark in case.marks if mark.sign in _OFFICIAL])
        for choice in choices:
            if official and choice.sense.name.rank is Rank.LOCALITY:
                choice.total -= official  # "kommun" is said of municipalities only
        return Candidate(case, choices)

    def _read_nation(self, case: Case, choices: Sequence[Choice]) -> None:
        """Note an adjective that says the country: svenske Lund is none in Norway."""
        before = case.look.before[-1].lower() if case.look.before else ""
        country = self._lexis.nations.get(before)
        if country:
            for choice in choices:
                fits = choice.sense.name.country == country
                choice.add(self._mark("nation_fits" if fits else "nation_other", before))

    def open_plain(self, case: Case) -> Candidate:
        """The same for a form of a clear name in an ordinary place."""
        sense = case.found.entry.senses[0]
        base = self._lexis.base["name" if case.rank is Rank.MUNICIPALITY else "locality"]
        return Candidate(case, [Choice(sense, base + sum([mark.weight for mark in case.marks]))])

    def hear(self, candidates: Sequence[Candidate], found: Sequence[Found], page: Page, origin: Origin) -> None:
        """Add what the other places, the words of sport and business, and the source say."""
        regions = [one for one in found if one.entry.region]
        for candidate in candidates:
            self._read_topic(candidate)
        unsure = [index for index, one in enumerate(candidates) if not one.settled]
        if not unsure:
            return
        self._read_owners(candidates, regions, page)
        self._read_persons(candidates, page)
        spoken = [_speak(one) for one in candidates]
        areas = [one.entry.region for one in regions if one.entry.region]
        for index in unsure:
            anchors = [anchor for other, names in enumerate(spoken) if other != index for anchor in names]
            self._support(candidates[index], anchors, areas, origin, page)

    def _support(
        self, candidate: Candidate, anchors: Sequence[Anchor], areas: Sequence[Region], origin: Origin, page: Page
    ) -> None:
        towns = sum([choice.sense.name.rank is Rank.MUNICIPALITY for choice in candidate.choices])
        for choice in candidate.choices:
            name = choice.sense.name
            for mark in self._supporter.list_marks(name, anchors, areas, origin, page):
                choice.add(mark)
            if towns > 1 and name.rank is Rank.MUNICIPALITY and (standard := self._supporter.fit_standard(name, page)):
                choice.add(standard)

    def _mark(self, sign: str, word: str = "") -> Mark:
        return Mark(sign, word, self._lexis.signs[sign].weight)

    def _spread(self, candidate: Candidate, mark: Mark) -> None:
        candidate.case.marks.append(mark)
        for choice in candidate.choices:
            choice.total += mark.weight

    def _read_topic(self, candidate: Candidate) -> None:
        """A name in a sentence about matches is a team's, one in a sentence about shares a company's."""
        case = candidate.case
        if case.kind is Kind.RESIDENT or case.rank is Rank.OWN or case.has(*_PLACED):
            return
        sentence = cut_sentence(case.page.composed, case.found.start, case.found.end)
        found = self._lexis.topics.find(sentence)
        if not found:
            return
        strong, weak = sorted(found.get("strong", ())), sorted(found.get("weak", ()))
        if "business" in found and case.traits.company:
            self._spread(candidate, self._mark("business", min(found["business"])))
        elif strong or len(weak) > 1 or (weak and _RESULT.search(sentence)):
            self._spread(candidate, self._mark("sport", (strong or weak)[0]))

    def _read_owners(self, candidates: Sequence[Candidate], regions: Sequence[Found], page: Page) -> None:
        """Våler i Solør, Sandviken i Karlskrona, Oulun Rusko: what stands beside a name says where it lies."""
        for candidate in candidates:
            if candidate.single:
                continue
            end = candidate.case.found.end
            for found in regions:
                gap = page.composed[end : found.start]
                if found.entry.region and gap in _IN:
                    self._place_in_region(candidate, found.entry.region)
        for left, right in pairwise(candidates):
            gap = page.composed[left.case.found.end : right.case.found.start]
            if gap in _IN and not left.single:
                self._place_in_town(left, right)
            elif gap == " " and left.case.grammar == "gen" and not right.single and left.best.total > 0:
                self._place_in_town(right, left)

    def _place_in_region(self, candidate: Candidate, region: Region) -> None:
        for choice in candidate.choices:
            fits = choice.sense.name.code in region.inside or choice.sense.name.county in region.inside
            choice.add(self._mark("region_fits" if fits else "region_other", region.name))

    def _place_in_town(self, part: Candidate, owner: Candidate) -> None:
        town = owner.best.sense.name
        if town.rank is not Rank.MUNICIPALITY or town.text == part.case.name:
            return
        for choice in part.choices:
            if choice.sense.name.code == town.code:
                choice.add(self._mark("own_owner", town.text))
                part.owner = owner
            elif choice.sense.name.rank is Rank.LOCALITY or part.case.traits.place or part.case.risky:
                choice.add(self._mark("other_owner", town.text))

    def _read_persons(self, candidates: Sequence[Candidate], page: Page) -> None:
        """Who was named in full once is meant by the bare surname elsewhere."""
        if not page.persons:
            return
        for candidate in candidates:
            full = page.persons.get(candidate.case.name.lower())
            case = candidate.case
            if full and case.kind is not Kind.RESIDENT and not case.has("given_before", "given_before_clear", *_PLACED):
                self._spread(candidate, self._mark("person_known", full))


def _speak(candidate: Candidate) -> list[Anchor]:
    """The names by which a candidate speaks for others, and whether it is sure which of its readings is meant."""
    best = candidate.best
    if best.total < _SURE:
        return []
    names = [choice.sense.name for choice in candidate.choices if choice.total > best.total - 1.0]
    return [(name, len(names) == 1) for name in names]

"""Decides the candidates of one text: what each is worth, alone and among the others, and which reading wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.analysis.matching.around import Surroundings
from monitor.analysis.matching.candidate import SAYS_WHERE, SURE, Candidate, Choice
from monitor.analysis.matching.lexis import Mark
from monitor.analysis.matching.prior import name_position, weigh_alone, weigh_homograph
from monitor.analysis.matching.senses import Rank
from monitor.analysis.matching.support import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.analysis.matching.lexis import Lexis, Region
    from monitor.analysis.matching.page import Page
    from monitor.analysis.matching.scan import Found
    from monitor.analysis.matching.support import Anchor, Origin, Supporter
    from monitor.analysis.matching.weigh import Case

_FREQUENT = 2
_OFFICIAL = ("admin_after", "admin_list")


class Court:
    """Hears all candidates of a text."""

    def __init__(self, lexis: Lexis, supporter: Supporter) -> None:
        self._lexis = lexis
        self._supporter = supporter
        self._around = Surroundings(lexis)

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
        if len(choices) > 1:
            self._read_official(case, choices)
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
                choice.add(self._lexis.mark("nation_fits" if fits else "nation_other", before))

    def _read_official(self, case: Case, choices: Sequence[Choice]) -> None:
        """Note in which countries a municipality is called so: Lund kommune is in Norway, Lunds kommun in Sweden."""
        word = next((mark.word for mark in case.marks if mark.sign == "admin_after"), case.found.rest)
        countries = self._lexis.official.get(word)
        if countries and any(choice.sense.name.country in countries for choice in choices):
            for choice in choices:
                if choice.sense.name.country not in countries:
                    choice.add(self._lexis.mark("official_other", word))

    def open_plain(self, case: Case) -> Candidate:
        """The same for a form of a clear name in an ordinary place."""
        sense = case.found.entry.senses[0]
        base = self._lexis.base["name" if case.rank is Rank.MUNICIPALITY else "locality"]
        return Candidate(case, [Choice(sense, base + sum([mark.weight for mark in case.marks]))])

    def hear(self, candidates: Sequence[Candidate], found: Sequence[Found], page: Page, origin: Origin) -> None:
        """Add what the other places, the words of sport and business, and the source say."""
        regions = [one for one in found if one.entry.region]
        for candidate in candidates:
            self._around.read_topic(candidate)
        if regions or len(candidates) > 1:
            self._around.read_owners(candidates, regions, page)
        unsure = [index for index, one in enumerate(candidates) if not one.settled]
        if not unsure:
            return
        self._around.read_persons(candidates, page)
        spoken = [_speak(one) for one in candidates]
        areas = [one.entry.region for one in regions if one.entry.region]
        for index in unsure:
            anchors = [anchor for other, names in enumerate(spoken) if other != index for anchor in names]
            self._support(candidates[index], anchors, areas, origin, page)

    def _support(
        self, candidate: Candidate, anchors: Sequence[Anchor], areas: Sequence[Region], origin: Origin, page: Page
    ) -> None:
        commonest = candidate.case.word > _FREQUENT and name_position(candidate.case.look) != "middle"
        left = self._lexis.position["source_of_word"] if commonest else 1.0
        towns = sum([choice.sense.name.rank is Rank.MUNICIPALITY for choice in candidate.choices])
        for choice in candidate.choices:
            name = choice.sense.name
            for mark in self._supporter.list_marks(name, anchors, areas, page):
                choice.add(mark)
            if origin is not NOWHERE:
                for mark in self._supporter.list_source_marks(name, origin):
                    choice.add(mark._replace(weight=mark.weight * left))
            if towns > 1 and name.rank is Rank.MUNICIPALITY and (standard := self._supporter.fit_standard(name, page)):
                choice.add(standard)


def _speak(candidate: Candidate) -> list[Anchor]:
    """The names by which a candidate speaks for others, and whether it is sure which of its readings is meant."""
    best = candidate.best
    if best.total < SURE:
        return []
    names = [choice.sense.name for choice in candidate.choices if choice.total > best.total - 1.0]
    return [(name, len(names) == 1) for name in names]

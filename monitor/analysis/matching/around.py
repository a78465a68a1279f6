"""What the sentence and the text around a name say: its topic, the town or region beside it, the persons named."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from monitor.analysis.forms import Kind
from monitor.analysis.matching.candidate import SAYS_WHERE
from monitor.analysis.matching.page import cut_sentence
from monitor.analysis.matching.senses import Rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.analysis.matching.candidate import Candidate
    from monitor.analysis.matching.lexis import Lexis, Region
    from monitor.analysis.matching.page import Page
    from monitor.analysis.matching.scan import Found

_FREQUENT = 2
_RESULT = re.compile(r"(?<![\d.:])\d{1,2}\s?[–-]\s?\d{1,2}(?![\d:]|\.\d)")
_IN = frozenset({" i ", " på ", " in "})
_PLACED = (*SAYS_WHERE, "admin_after", "admin_before", "place_noun", "case_in", "case_to", "hyphen_people")


class Surroundings:
    """Reads what stands around candidates."""

    def __init__(self, lexis: Lexis) -> None:
        self._lexis = lexis

    def read_topic(self, candidate: Candidate) -> None:
        """In a sentence about matches a name is a team's, about shares a company's, about the council no word."""
        case = candidate.case
        if case.kind is Kind.RESIDENT or case.rank is Rank.OWN or case.has(*_PLACED):
            return
        sentence = cut_sentence(case.page.composed, case.found.start, case.found.end)
        found = self._lexis.topics.find(sentence)
        if not found:
            return
        strong, weak = sorted(found.get("strong", ())), sorted(found.get("weak", ()))
        if "business" in found and case.traits.company:
            candidate.spread(self._lexis.mark("business", min(found["business"])))
        elif strong or len(weak) > 1 or (weak and _RESULT.search(sentence)):
            candidate.spread(self._lexis.mark("sport", (strong or weak)[0]))
        elif "civic" in found and case.word and case.traits.person < _FREQUENT:
            candidate.spread(self._lexis.mark("civic", min(found["civic"])))

    def read_owners(self, candidates: Sequence[Candidate], regions: Sequence[Found], page: Page) -> None:
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
            if gap in _IN and left.dependent:
                self._place_in_town(left, right)
            elif gap == " " and left.case.grammar == "gen" and right.dependent and left.best.total > 0:
                self._place_in_town(right, left)

    def _place_in_region(self, candidate: Candidate, region: Region) -> None:
        for choice in candidate.choices:
            fits = choice.sense.name.code in region.inside or choice.sense.name.county in region.inside
            choice.add(self._lexis.mark("region_fits" if fits else "region_other", region.name))

    def _place_in_town(self, part: Candidate, owner: Candidate) -> None:
        town = owner.best.sense.name
        if town.rank is not Rank.MUNICIPALITY or town.text == part.case.name:
            return
        for choice in part.choices:
            if choice.sense.name.code == town.code:
                choice.add(self._lexis.mark("own_owner", town.text))
                part.owner = owner
            elif not part.single and (
                choice.sense.name.rank is Rank.LOCALITY or part.case.traits.place or part.case.risky
            ):
                choice.add(self._lexis.mark("other_owner", town.text))

    def read_persons(self, candidates: Sequence[Candidate], page: Page) -> None:
        """Who was named in full once is meant by the bare surname elsewhere."""
        if not page.persons:
            return
        for candidate in candidates:
            full = page.persons.get(candidate.case.name.lower())
            case = candidate.case
            if full and case.kind is not Kind.RESIDENT and not case.has("given_before", "given_before_clear", *_PLACED):
                candidate.spread(self._lexis.mark("person_known", full))

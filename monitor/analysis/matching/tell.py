"""Puts a decision into words: the place that is told, or why a candidate is refused."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.analysis.forms import Kind
from monitor.analysis.matching.candidate import SAYS_WHERE
from monitor.analysis.matching.prior import list_readings
from monitor.analysis.matching.senses import Rank
from monitor.domain.model import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitor.analysis.matching.candidate import Candidate, Choice
    from monitor.analysis.matching.lexis import Lexis, Mark
    from monitor.analysis.matching.page import Page
    from monitor.analysis.matching.scan import Found
    from monitor.analysis.matching.senses import Sense
    from monitor.analysis.matching.tags import Tagged
    from monitor.analysis.text import Text
    from monitor.domain.model import Municipality

_TOLD = 2  # signs in a because
_OFFICIAL_TAG, _TAG = 0.93, 0.75  # confidence of a name inside #lysekilskommun, #visitlysekil


class Teller:
    """Words for decisions. ``municipalities`` are all of them, by code."""

    def __init__(self, lexis: Lexis, municipalities: Mapping[str, Municipality]) -> None:
        self._lexis = lexis
        self._municipalities = municipalities

    def tell_places(
        self, candidate: Candidate, chosen: Sequence[Choice], page: Page, locality: str | None = None
    ) -> list[Place]:
        """The mentions that a candidate was decided to be: one, or several of one name that are as likely.

        ``locality`` is a part of the place that stands beside it.
        """
        places = [self._tell_place(candidate, choice, page, locality) for choice in chosen]
        if len(places) > 1:
            rivals = " and ".join(place.municipality for place in places)
            shares = [round(place.confidence / len(places), 3) for place in places]
            return [
                replace(place, confidence=share, because=f"{place.because}; nothing tells {rivals} apart")
                for place, share in zip(places, shares, strict=True)
            ]
        return places

    def _tell_place(self, candidate: Candidate, choice: Choice, page: Page, locality: str | None) -> Place:
        found, name = candidate.case.found, choice.sense.name
        start, end = page.text.origin(found.start, found.end + len(found.rest))
        return Place(
            municipality=name.code,
            term=page.text.full[start:end],
            start=start,
            end=end,
            confidence=round(1.0 / (1.0 + math.exp(-self._lexis.scale * choice.total)), 3),
            because=self._explain(candidate, choice),
            locality=locality or name.locality,
        )

    def tell_tag(self, tag: Tagged, text: Text) -> Place:
        """The mention inside a hashtag or the name of an account."""
        start, end = text.origin(tag.start, tag.end)
        confidence = _OFFICIAL_TAG if tag.official else _TAG
        because = f"{tag.name.text}, the municipality: inside a hashtag or the name of an account"
        return Place(tag.name.code, text.full[start:end], start, end, confidence, because)

    def tell_refusal(self, candidate: Candidate, page: Page) -> str:
        """What weighed most against a candidate."""
        case, choice = candidate.case, candidate.best
        against = [(mark.weight, self._say(mark)) for mark in (*case.marks, *choice.marks)]
        if case.kind is not Kind.RESIDENT:
            placed = case.has(*SAYS_WHERE)
            readings = list_readings(choice.sense, case.look, page, self._lexis, placed=placed)
            against += [(weight, says) for says, weight in readings]
        weight, says = min(against, default=(0.0, ""))
        start, _ = page.text.origin(case.found.start, case.found.end)
        return f"{case.look.surface} at {start}: {says if weight < 0 else 'too little speaks for it'}"

    def tell_longer(self, found: Sequence[Found], text: Text) -> Iterator[str]:
        """The longer expressions that hold a name: Gran Canaria, and what the configuration excludes."""
        for one in found:
            if one.entry.longer:
                start, end = text.origin(one.start, one.end)
                yield f"{text.full[start:end]} at {start}: a longer expression ({one.entry.longer})"

    def _explain(self, candidate: Candidate, choice: Choice) -> str:
        """Who is meant, and the signs that weighed most for it, in one line."""
        marks = [mark for mark in candidate.case.marks if mark.weight > 0]
        marks += [mark for mark in choice.marks if mark.weight > 0]
        if len(marks) > 1:
            marks.sort(key=lambda mark: -mark.weight)
        told = "; ".join([self._say(mark) for mark in marks[:_TOLD]])
        return f"{self._introduce(choice.sense)}: {told or 'nothing beside it speaks against'}"

    def _introduce(self, sense: Sense) -> str:
        name = sense.name
        if sense.kind is Kind.RESIDENT:
            return f"people or things of {name.text}"
        if name.rank is Rank.MUNICIPALITY:
            return f"{name.text}, the municipality"
        municipality = self._municipalities[name.code].name
        return f"{name.text}, {'of' if name.rank is Rank.OWN else 'a place in'} {municipality}"

    def _say(self, mark: Mark) -> str:
        sign = self._lexis.signs.get(mark.sign) or self._lexis.support[mark.sign]
        return sign.says.replace("{word}", mark.word)

"""Reads an item once: its language, which watches it matches, where, what it says, how its words look."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.analysis.classify import Classifier, Hint
from monitor.analysis.feedback import Lessons
from monitor.analysis.match import Hint as PlaceHint
from monitor.analysis.match import Matcher
from monitor.analysis.query import Document, Percolator, parse
from monitor.analysis.register import Register, load_register, name_county
from monitor.analysis.text import Text
from monitor.analysis.traits import add_traits
from monitor.domain.model import MUNICIPALITY, Hit, Reading, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.analysis.feedback import Saying
    from monitor.domain.model import Item, Place, Verdict
    from monitor.domain.plan import Plan

_AT_HOME = frozenset({Role.PRESS, Role.OWN, Role.OFFICIAL})  # whose sources are configured because they are near
_ASKS_VERDICT = ("topic:", "kind:")


class AnalysisReader:
    """All of analysis for one municipality and its watches; made once, only what people say of verdicts changes it."""

    def __init__(self, plan: Plan, register: Register | None = None) -> None:
        self._municipality = plan.municipality
        self._county = name_county(plan.municipality)
        spelled = (name for names in plan.municipality.names.values() for name in names)
        self._ours = [word for name in (plan.municipality.name, *spelled) for word in name.split()]
        self._zone = ZoneInfo(plan.timezone)
        self._matcher = Matcher(
            register or load_register(), [plan.municipality.code], places=plan.places, excluded=plan.excluded
        )
        self._classifier = Classifier.load(plan.severity)
        self._watches = Percolator({watch.name: parse(watch.query) for watch in plan.watches})
        self._asks_verdict = any(word in watch.query.lower() for watch in plan.watches for word in _ASKS_VERDICT)

    def read(self, item: Item) -> Reading:
        """What the item says; never raises."""
        text = Text(item.text, item.title)
        found = self._matcher.read_ours(text, self._place_hint(item))
        verdict = self._judge(item, text) if self._asks_verdict else None
        hits = (*self._places(item, found.places), *self._watched(item, text, found.places, verdict))
        if not hits:
            return Reading(item.language or "und", refused=found.refused)
        verdict = verdict or self._judge(item, text)
        reading = Reading(verdict.language, hits, found.places, found.refused, verdict)
        return add_traits(reading, item, text, self._zone)

    def is_named_after_us(self, name: str) -> bool:
        """Whether a source of that name speaks of the municipality: Kuopion Energia, Vi på Skaftö."""
        return self._matcher.is_named_after(name, self._municipality.code)

    def heed(self, sayings: Iterable[Saying]) -> None:
        """From now on heed what people said of verdicts: these sayings and no others."""
        self._classifier.lessons = Lessons(sayings, self._ours)

    def judge(self, item: Item) -> Verdict:
        """The verdict alone, also on what is no mention."""
        return self._judge(item, Text(item.text, item.title))

    def _judge(self, item: Item, text: Text) -> Verdict:
        hint = Hint(
            language=item.language,
            home=self._municipality.language,
            role=item.role,
            publisher=item.publisher,
            notice=item.notice,
            published_at=item.published_at,
            now=item.seen_at,
        )
        return self._classifier.classify(text, hint)

    def _place_hint(self, item: Item) -> PlaceHint:
        ours = item.everything or item.role is Role.OWN
        return PlaceHint(
            role=item.role,
            home=self._municipality.code if ours else None,
            county=self._county if item.role in _AT_HOME else None,
            language=item.language,
            publisher=item.publisher,
            url=item.url,
        )

    def _places(self, item: Item, places: Sequence[Place]) -> list[Hit]:
        code = self._municipality.code
        hits = [
            Hit(MUNICIPALITY, place.term, place.start, place.end, code, place.locality, place.because)
            for place in places
            if place.municipality == code
        ]
        if not hits and (item.everything or item.about_us):
            because = "its source is about us as a whole" if item.everything else "its source limited it to us"
            return [Hit(MUNICIPALITY, "", 0, 0, code, None, because)]
        return hits

    def _watched(self, item: Item, text: Text, places: Sequence[Place], verdict: Verdict | None) -> list[Hit]:
        document = Document(
            text,
            source=item.source,
            publisher=item.publisher,
            role=item.role,
            lang=(verdict.language if verdict else item.language) or "und",
            places=[name for place in places for name in (place.municipality, place.term, place.locality) if name],
            topics=verdict.topics if verdict else (),
            kind=verdict.kind if verdict else None,
        )
        hits = []
        for watch in self._watches.percolate(document):
            first = watch.spans[0] if watch.spans else None
            hits.append(Hit(watch.name, first.term, first.start, first.end) if first else Hit(watch.name, "", 0, 0))
        return hits

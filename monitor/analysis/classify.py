"""Says what a text is: kind, topics, severity, state, drill, how sure, and because of which words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.analysis.features import Seen
from monitor.analysis.feedback import Lessons, heed_bounds
from monitor.analysis.gravity import calls_for_action, find_boil_order, find_danger
from monitor.analysis.language import LanguageFinder
from monitor.analysis.linear import LinearModel
from monitor.analysis.reading import GROUPS, Reader, group_of
from monitor.analysis.severity import Extent, SeverityTable
from monitor.analysis.states import find_drill, find_state
from monitor.analysis.topics import choose_topics
from monitor.domain.model import UNKNOWN_LANGUAGE, Evidence, Kind, Notice, Role, State, Topic, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from monitor.analysis.feedback import Adjustment
    from monitor.analysis.reading import Told
    from monitor.analysis.text import Text

DATA = Path(__file__).parent / "data"
VERDICTS, TOPICS = "weights", "topics"  # the names of the two models' tables
_KINDS = tuple(Kind)
_SPANS = 6  # evidence shown for one verdict
_WORDS = 2  # of it for a topic that no concept says
_OUTRIGHT = frozenset({"", "frame", "word"})
_UNNAMED = -1.5  # the score of a topic that no word names, before people teach it
_BY_RULE = 0.95  # how sure a verdict is at least that follows from an outright phrase
_POSSIBLE = 0.15
_HEED = -0.3  # the score from which an event is more than slight: one missed costs more than one graded too high
_GRAVE = 1.0  # the same score from which a text tells of an event, whatever else it seems to be
_LANES = {State.RESOLVED: "over", State.PLANNED: "planned"}
_TRUSTED = frozenset({Role.OFFICIAL, Role.OWN})
_DISTURBED = frozenset({Kind.CRISIS, Kind.OPERATIONAL})


@dataclass(frozen=True, slots=True)
class Hint:
    """What is known of a text besides its words: who speaks, in which language, what an official message is.

    ``language`` is declared by the source; ``home`` is what is written in the town.
    """

    language: str | None = None
    home: str | None = None
    role: Role | None = None
    publisher: str = ""
    notice: Notice | None = None
    published_at: datetime | None = None
    now: datetime | None = None


_NO_HINT = Hint()


class Classifier:
    """The judge: a reader of concepts, a linear model, and rules where a wrong guess would cost too much."""

    def __init__(
        self,
        reader: Reader,
        finder: LanguageFinder,
        verdicts: LinearModel,
        topics: LinearModel,
        table: SeverityTable,
    ) -> None:
        self._reader = reader
        self._finder = finder
        self._verdicts = verdicts
        self._topics = topics
        self._table = table
        self.lessons = Lessons()  # what people said of earlier verdicts: replaced as a whole

    @classmethod
    def load(cls, severity: Mapping[str, Mapping[str, int]] | None = None, weights_in: Path = DATA) -> Classifier:
        """Read what is shipped. ``severity`` is a municipality's own table, laid over the shipped one."""
        verdicts, topics = (LinearModel.load(weights_in, name) for name in (VERDICTS, TOPICS))
        return cls(Reader.load(), LanguageFinder.load(), verdicts, topics, SeverityTable.load(severity))

    def classify(self, text: Text, hint: Hint = _NO_HINT) -> Verdict:
        """The verdict on one text. Never raises, whatever the text."""
        language = self._finder.find(text.words)
        groups = self._choose_groups(text, language, hint)
        told = self._reader.read(text, groups)
        scores = self._verdicts.score(told, groups)
        read = _Read(text, told, groups, language)
        verdict = self._judge(read, scores, hint)
        lesson = self.lessons.weigh(text) if self.lessons else None
        if lesson:
            after = self._judge(read, lesson.shift(scores), hint, lesson)
            verdict = heed_bounds(verdict, after, hint.role)
        return _heed(verdict, hint)

    def classify_many(self, texts: Iterable[Text], hints: Iterable[Hint] | None = None) -> list[Verdict]:
        """The verdicts on many texts, in their order."""
        if hints is None:
            return [self.classify(text) for text in texts]
        return [self.classify(text, hint) for text, hint in zip(texts, hints, strict=True)]

    def _choose_groups(self, text: Text, language: str, hint: Hint) -> tuple[str, ...]:
        """The lexica to read with: the text's language, else the declared one, else all.

        A few words of Swedish look Norwegian: what is probably in another language than is to be expected is read in
        both.
        """
        expected = group_of(hint.language or hint.home or UNKNOWN_LANGUAGE)
        found = group_of(language)
        if found and expected and found != expected and not self._finder.is_certain(text.words):
            return found, expected
        if not found and hint.language:
            found = expected
        return (found,) if found else tuple(GROUPS)

    def _judge(self, read: _Read, scores: Mapping[str, float], hint: Hint, lesson: Adjustment | None = None) -> Verdict:
        seen = read.told.seen
        chances = _soften({kind: scores[kind.value] for kind in _KINDS})
        kind = max(chances, key=lambda one: chances[one])
        order = find_boil_order(seen)
        drill, drill_spans = find_drill(seen, scores["drill"], calm=not _is_possible(chances))
        if drill:
            kind, sure = Kind.ROUTINE, max(chances[Kind.ROUTINE], _BY_RULE)
        elif order and (hint.role in _TRUSTED or _is_possible(chances)):
            kind, sure = Kind.CRISIS, max(chances[Kind.CRISIS], _BY_RULE)
        else:
            if lesson is None and scores["grave2"] > _GRAVE:
                kind = Kind.CRISIS if chances[Kind.CRISIS] > chances[Kind.OPERATIONAL] else Kind.OPERATIONAL
            sure = chances[kind]
        topics = self._find_topics(kind, read, lesson)
        state, state_spans = find_state(kind, seen, scores)
        danger = find_danger(seen) if state is State.ONGOING else ()
        extent = Extent.DANGER if danger else _reach(scores)
        if extent is Extent.MINOR and calls_for_action(seen):
            extent = Extent.LOCAL
        severity = self._table.grade(kind, topics, state, extent, drill=drill)
        if drill:
            drill_spans = drill_spans or self._strongest(self._verdicts, read, "drill", "drill")
        if state in _LANES:
            state_spans = state_spans or self._strongest(self._verdicts, read, _LANES[state], state)
        because = _show(read.text, [*drill_spans, *state_spans, *danger, *self._support(read, topics)])
        taught = lesson.because if lesson else ()
        return Verdict(kind, topics, severity, state, drill, round(sure, 4), (*because, *taught), read.language)

    def _find_topics(self, kind: Kind, read: _Read, lesson: Adjustment | None) -> tuple[Topic, ...]:
        """The topics, the surest first; a disturbance has at least one."""
        if kind is Kind.ROUTINE:
            return ()
        scores = self._topics.score(read.told, read.groups)
        if lesson:
            named = {name: max(score, _UNNAMED) for name, score in scores.items() if name in lesson.moves}
            scores |= lesson.shift(named)
        return choose_topics(kind, scores)

    def _support(self, read: _Read, topics: tuple[Topic, ...]) -> Iterator[Seen]:
        """What speaks for the topics: the concepts that were seen, and the strongest words for a topic without any."""
        for topic in topics:
            shown = [it for it in read.told.seen if _is_outright(it, topic)]
            if not shown and topic is not Topic.OTHER:
                yield from self._strongest(self._topics, read, topic.value, topic.value)
            yield from shown

    @staticmethod
    def _strongest(model: LinearModel, read: _Read, lane: str, concept: str) -> tuple[Seen, ...]:
        """The words that speak most for what no phrase says outright."""
        numbers = model.list_strongest(read.told, read.groups, lane, _WORDS)
        return tuple(Seen(concept, number, number + 1) for number in numbers)


@dataclass(frozen=True, slots=True)
class _Read:
    """A text, what was read of it, with the lexica of which groups, and its language."""

    text: Text
    told: Told
    groups: tuple[str, ...]
    language: str


def _soften(scores: Mapping[Kind, float]) -> dict[Kind, float]:
    top = max(scores.values())
    powers = {kind: math.exp(score - top) for kind, score in scores.items()}
    total = sum(powers.values())
    return {kind: power / total for kind, power in powers.items()}


def _is_possible(chances: Mapping[Kind, float]) -> bool:
    """Whether something may be wrong: enough where the words themselves are an order to all."""
    return sum(chances[kind] for kind in _DISTURBED) > _POSSIBLE


def _reach(scores: Mapping[str, float]) -> Extent:
    if scores["grave3"] > 0:
        return Extent.DANGER
    return Extent.LOCAL if scores["grave2"] > _HEED else Extent.MINOR


def _is_outright(it: Seen, topic: Topic) -> bool:
    name, _, shade = it.concept.partition(".")
    return name == topic.value and shade in _OUTRIGHT and not it.denied


def _show(text: Text, seen: Iterable[Seen]) -> Iterator[Evidence]:
    """Spans of the text as it came, each once."""
    shown: set[tuple[int, int]] = set()
    for it in seen:
        start, end = text.origin(text.starts[it.first], text.ends[it.after - 1])
        if (start, end) not in shown and len(shown) < _SPANS:
            shown.add((start, end))
            yield Evidence(text.full[start:end], start, end, it.concept.partition(".")[0])


def _heed(verdict: Verdict, hint: Hint) -> Verdict:
    """What an official message says of itself wins where the sender is official."""
    notice = hint.notice
    if notice is None or hint.role not in {None, Role.OFFICIAL, Role.OWN}:
        return verdict
    kind = notice.kind or verdict.kind
    topics = verdict.topics
    if notice.topic is not None:
        topics = (notice.topic, *(topic for topic in topics if topic not in {notice.topic, Topic.OTHER}))
    state = notice.state or verdict.state
    if notice.message == "cancel":
        state = State.RESOLVED
    severity = verdict.severity if notice.severity is None else notice.severity
    drill = verdict.drill or notice.exercise
    return Verdict(
        Kind.ROUTINE if drill else kind,
        topics,
        0 if drill else severity,
        State.NONE if drill else state,
        drill,
        max(verdict.confidence, 0.95) if notice.kind else verdict.confidence,
        verdict.because,
        verdict.language,
    )

"""What people say of verdicts moves later verdicts on texts that are alike: a little, within bounds, and visibly.

How to use it. Make a ``Saying`` of each row that holds (``read_saying``: the row of ``store.feedback`` with the item's
``title`` and ``text`` and the mention's verdict as ``said_kind``, ``said_topics``, ``said_severity``), and give them
all to ``AnalysisReader.heed``, at start and again whenever one is added or taken back: nothing else is remembered, so
taking a saying back takes back all it did. ``Lessons(sayings).rules`` lists what each of them does, in words.
``label_of`` makes a saying a labelled line for ``monitor evaluate``.

The bounds. One saying moves the score of a class by ``STEP`` on a text with the same words, by half of that on one
with half of them, not at all on a stranger; all together move it by ``MOST`` at most, which turns a doubtful verdict
and never a sure one. No severity falls by more than one step. What an authority or the municipality itself says is
never graded down. A saying whose text is no longer kept does nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from monitor.analysis.text import Text
from monitor.analysis.traits import LONG, cut, is_common
from monitor.domain.model import Evidence, Kind, Role, Topic, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

STEP = 1.0  # of a score: from 50 % to 73 % sure
MOST = 2.0  # from 50 % to 88 % sure
ALIKE = 0.35  # from this share of words in common on, two texts are alike
SHOWN = 3  # spans of what is alike, and sayings behind them
SPEAKS_FOR = "feedback"
_SHORTEST = 4  # letters of a word that is compared
_COMMON = 0.4  # the weight of a word that is short or that many notices hold, beside 1
_DISTURBED = (Kind.CRISIS.value, Kind.OPERATIONAL.value)
_GRAVE = ("grave2", "grave3")
_TRUSTED = frozenset({Role.OFFICIAL, Role.OWN})


@dataclass(frozen=True, slots=True)
class Saying:
    """What somebody said of a verdict and the text it was on; ``kind``, ``topic``, ``severity`` are what is right."""

    id: int
    answer: str  # relevant | irrelevant | wrong
    title: str
    text: str
    said: Verdict
    kind: Kind | None = None
    topic: Topic | None = None
    severity: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """What one saying does: to the score of which class, and in words."""

    id: int
    moves: Mapping[str, float]
    why: str


@dataclass(slots=True)
class Adjustment:
    """What all sayings on alike texts do to one text: to the score of each class, and the words that are alike."""

    moves: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    because: tuple[Evidence, ...] = ()

    def shift(self, scores: Mapping[str, float]) -> dict[str, float]:
        """The scores, moved within the bounds."""
        return {name: score + _bound(self.moves.get(name, 0.0)) for name, score in scores.items()}


class Lessons:
    """All sayings that hold, ready to be compared with texts. Made once, never changed."""

    def __init__(self, sayings: Iterable[Saying] = (), ours: Iterable[str] = ()) -> None:
        """``ours`` are the municipality's own names: every text holds them, so they make no two alike."""
        self._ours = frozenset(name.lower() for name in ours)
        self._taught: dict[int, dict[str, float]] = {}
        self._holders: dict[str, list[int]] = defaultdict(list)
        self._rules: dict[int, Rule] = {}
        for saying in sayings:
            self._learn(saying)

    def __bool__(self) -> bool:
        return bool(self._taught)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """What each saying does, oldest first."""
        return tuple(self._rules[number] for number in sorted(self._rules))

    def weigh(self, text: Text) -> Adjustment | None:
        """What people said of texts like this one; None when there is none."""
        words = self._weigh_words(text.words)
        size = _size_of(words)
        near = {number for word in words for number in self._holders.get(word, ())}
        found = [(_compare(words, size, self._taught[number]), number) for number in near]
        alike = sorted((pair for pair in found if pair[0] >= ALIKE), reverse=True)
        if not alike:
            return None
        adjustment = Adjustment()
        for likeness, number in alike:
            for name, move in self._rules[number].moves.items():
                adjustment.moves[name] += move * likeness
        adjustment.because = self._show(text, [number for _, number in alike[:SHOWN]])
        return adjustment

    def _learn(self, saying: Saying) -> None:
        words = self._weigh_words(Text(saying.text, saying.title).words)
        moves = _moves_of(saying)
        if not words or not moves:
            return
        self._taught[saying.id] = words
        self._rules[saying.id] = Rule(saying.id, moves, _tell(saying))
        for word in words:
            self._holders[word].append(saying.id)

    def _weigh_words(self, words: Sequence[str]) -> dict[str, float]:
        kept = (word for word in words if len(word) >= _SHORTEST and word.isalpha() and word not in self._ours)
        return {cut(word): _COMMON if len(word) < LONG or is_common(word) else 1.0 for word in kept}

    def _show(self, text: Text, numbers: Sequence[int]) -> tuple[Evidence, ...]:
        """The words that are alike, the rarest and longest, each speaking for the sayings that it comes from."""
        told = f"{SPEAKS_FOR} {', '.join(str(number) for number in numbers)}"
        taught = self._taught[numbers[0]]
        shared = [index for index, word in enumerate(text.words) if cut(word) in taught]
        shared.sort(key=lambda index: (-taught[cut(text.words[index])], -len(text.words[index])))
        spans = [text.origin(text.starts[index], text.ends[index]) for index in shared[:SHOWN]]
        return tuple(Evidence(text.full[start:end], start, end, told) for start, end in sorted(spans))


def heed_bounds(before: Verdict, after: Verdict, role: Role | None) -> Verdict:
    """The verdict after feedback, as far as it may go: see the bounds above."""
    if after.severity >= before.severity:
        return after
    if role in _TRUSTED:
        return before
    if after.severity < before.severity - 1:
        return _soften(before, after)
    return after


def _soften(before: Verdict, after: Verdict) -> Verdict:
    """The verdict before, one step down: no surer than what was said leaves it, and showing what that was."""
    left = after.confidence if after.kind is before.kind else 1 - after.confidence
    sure = round(min(before.confidence, left), 4)
    return replace(before, severity=before.severity - 1, confidence=sure, because=after.because)


def read_saying(row: Mapping[str, Any]) -> Saying:
    """A row of the memory as a saying. Raises ``KeyError`` or ``ValueError`` when it is none."""
    said = Verdict(
        kind=Kind(row.get("said_kind") or Kind.ROUTINE),
        topics=tuple(Topic(topic) for topic in row.get("said_topics") or ()),
        severity=int(row.get("said_severity") or 0),
    )
    return Saying(
        id=int(row["id"]),
        answer=str(row["answer"]),
        title=str(row.get("title") or ""),
        text=str(row.get("text") or ""),
        said=said,
        kind=Kind(row["kind"]) if row.get("kind") else None,
        topic=Topic(row["topic"]) if row.get("topic") else None,
        severity=row.get("severity"),
    )


def label_of(saying: Saying) -> dict[str, Any]:
    """A line as ``monitor evaluate`` reads it. What was irrelevant should have woken nobody: no more is known."""
    line: dict[str, Any] = {"id": str(saying.id), "title": saying.title, "text": saying.text}
    if saying.answer == "irrelevant":
        return {**line, "severity": 0}
    if saying.answer == "relevant":
        said = saying.said
        return {**line, "kind": said.kind, "topics": list(said.topics), "severity": said.severity}
    topics = [saying.topic] if saying.topic else None
    right = {"kind": saying.kind, "topics": topics, "severity": saying.severity}
    return {**line, **{name: value for name, value in right.items() if value is not None}}


def _moves_of(saying: Saying) -> dict[str, float]:
    """What one saying adds to the score of each class, on the very text that it is about."""
    moves: dict[str, float] = defaultdict(float)
    if saying.answer == "irrelevant":
        moves.update(dict.fromkeys((*_DISTURBED, *_GRAVE), -STEP))
    elif saying.answer == "relevant" and saying.said.kind not in {Kind.OPINION, Kind.QUESTION}:
        moves.update(dict.fromkeys(_DISTURBED, STEP))
    elif saying.answer == "wrong":
        _correct(saying, moves)
    return {name: move for name, move in moves.items() if move}


def _correct(saying: Saying, moves: dict[str, float]) -> None:
    if saying.kind and saying.kind is not saying.said.kind:
        moves[saying.kind.value] += STEP / 2
        moves[saying.said.kind.value] -= STEP / 2
    if saying.topic and saying.topic not in saying.said.topics:
        moves[saying.topic.value] += STEP
        for topic in saying.said.topics:
            moves[topic.value] -= STEP
    if saying.severity is not None:
        for level, lane in zip((2, 3), _GRAVE, strict=True):
            wanted, had = saying.severity >= level, saying.said.severity >= level
            moves[lane] += STEP * (wanted - had)
        if saying.severity == 0 and saying.kind is None and saying.said.severity > 0:
            for name in _DISTURBED:
                moves[name] -= STEP


def _tell(saying: Saying) -> str:
    right = [str(it) for it in (saying.kind, saying.topic, saying.severity) if it is not None]
    called = f"wrong, right is {', '.join(right)}" if right else saying.answer
    return f"{saying.id}: “{(saying.title or saying.text)[:60]}” was called {called}"


def _bound(move: float) -> float:
    return max(-MOST, min(MOST, move))


def _size_of(words: Mapping[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in words.values()))


def _compare(words: Mapping[str, float], size: float, taught: Mapping[str, float]) -> float:
    """The cosine of two texts: 1 for the same words, 0 for strangers."""
    shared = sum(weight * taught[word] for word, weight in words.items() if word in taught)
    return shared / (size * _size_of(taught)) if shared else 0.0

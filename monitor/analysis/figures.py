"""Counts verdicts against labels: the figures by which a classifier is judged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from monitor.domain.model import Kind, State, Topic, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DISTURBED = frozenset({Kind.CRISIS, Kind.OPERATIONAL})
WAKING = 2  # from this severity on somebody is disturbed
_BINS = 10
# A question and an opinion are answered by the same people in the same hours: for the four-class figure they are one.
FOUR = {Kind.CRISIS: "crisis", Kind.OPERATIONAL: "operational", Kind.OPINION: "opinion_or_question",
        Kind.QUESTION: "opinion_or_question", Kind.ROUTINE: "routine"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Labels:
    """What a reader said of a text; None where nothing was said. A topic group is met by any one of its members."""

    kind: Kind | None = None
    topics: tuple[frozenset[Topic], ...] | None = None
    severity: int | None = None
    state: State | None = None
    drill: bool | None = None


@dataclass(slots=True)
class Rates:
    """Found, wrongly found and missed, and what follows from them."""

    hit: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of what was said that is right; 1 when nothing was said."""
        return self.hit / (self.hit + self.false) if self.hit + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found; 1 when nothing is there."""
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 1 when nothing was there and nothing said."""
        total = 2 * self.hit + self.false + self.missed
        return 2 * self.hit / total if total else 1.0

    @property
    def seen(self) -> int:
        """How often it was said or should have been."""
        return self.hit + self.false + self.missed

    def as_dict(self) -> dict[str, Any]:
        """The three rates and the number labelled so."""
        return {
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
            "labelled": self.hit + self.missed,
        }


@dataclass(slots=True)
class Figures:
    """Everything that is counted over one set of texts: all of them, or those of one language."""

    texts: int = 0
    kinds: dict[str, Rates] = field(default_factory=dict)
    four: dict[str, Rates] = field(default_factory=dict)
    disturbance: dict[str, Rates] = field(default_factory=dict)
    topics: dict[str, Rates] = field(default_factory=dict)
    states: dict[str, Rates] = field(default_factory=dict)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    severities: Counter[tuple[int, int]] = field(default_factory=Counter)
    waking: Rates = field(default_factory=Rates)
    drill: Rates = field(default_factory=Rates)
    called_resolved: int = 0
    squares: float = 0.0
    bins: list[list[float]] = field(default_factory=lambda: [[0.0, 0.0, 0.0] for _ in range(_BINS)])

    def add(self, labels: Labels, verdict: Verdict) -> None:
        """Count one text for each label that it carries."""
        self.texts += 1
        if labels.kind is not None:
            self._add_kind(labels.kind, verdict)
        if labels.topics is not None:
            count_topics(self.topics, labels.topics, verdict.topics)
        if labels.severity is not None:
            self.severities[labels.severity, verdict.severity] += 1
            _count(self.waking, truth=labels.severity >= WAKING, said=verdict.severity >= WAKING)
        if labels.state is not None:
            count_class(self.states, labels.state.value, verdict.state.value)
            self.called_resolved += verdict.state is State.RESOLVED and labels.state is not State.RESOLVED
        if labels.drill is not None:
            _count(self.drill, truth=labels.drill, said=verdict.drill)

    def _add_kind(self, kind: Kind, verdict: Verdict) -> None:
        count_class(self.kinds, kind.value, verdict.kind.value)
        count_class(self.four, FOUR[kind], FOUR[verdict.kind])
        count_class(self.disturbance, disturbed(kind), disturbed(verdict.kind))
        self.confusion[kind.value, verdict.kind.value] += 1
        right = kind is verdict.kind
        self.squares += (verdict.confidence - right) ** 2
        its_bin = self.bins[min(int(verdict.confidence * _BINS), _BINS - 1)]
        its_bin[0] += 1
        its_bin[1] += verdict.confidence
        its_bin[2] += right

    def as_dict(self) -> dict[str, Any]:
        """All figures, ready for JSON; rates are shares, ``false_wakings`` is per 1,000 texts that carry a severity."""
        kinds = sum(self.confusion.values())
        graded = sum(self.severities.values())
        return {
            "texts": self.texts,
            "kind": {name: rates.as_dict() for name, rates in sorted(self.kinds.items())},
            "kind_macro_f1": _macro(self.four),
            "kind_accuracy": _share(sum(n for (gold, said), n in self.confusion.items() if gold == said), kinds),
            "disturbance": {name: rates.as_dict() for name, rates in sorted(self.disturbance.items())},
            "disturbance_macro_f1": _macro(self.disturbance),
            "topic": {name: rates.as_dict() for name, rates in sorted(self.topics.items())},
            "topic_micro_f1": _micro(self.topics),
            "topic_macro_f1": _macro(self.topics),
            "confusion": {f"{gold} > {said}": n for (gold, said), n in sorted(self.confusion.items())},
            "severity_exact": _share(sum(n for (gold, said), n in self.severities.items() if gold == said), graded),
            "severity_within_one": _share(
                sum(n for (gold, said), n in self.severities.items() if abs(gold - said) <= 1), graded
            ),
            "severity_confusion": {f"{gold} > {said}": n for (gold, said), n in sorted(self.severities.items())},
            "severity_2_or_more": self.waking.as_dict(),
            "severity_3_found": self._found_at(3),
            "severity_3_under_2": sum(n for (gold, said), n in self.severities.items() if gold == 3 and said < WAKING),
            "false_wakings": round(1000 * self.waking.false / graded, 2) if graded else 0.0,
            "state": {name: rates.as_dict() for name, rates in sorted(self.states.items())},
            "unresolved_called_resolved": self.called_resolved,
            "drill": {**self.drill.as_dict(), "wrongly_called_drill": self.drill.false},
            "brier": round(self.squares / kinds, 4) if kinds else None,
            "reliability": [
                {"from": index / _BINS, "texts": int(n), "said": round(said / n, 3), "right": round(right / n, 3)}
                for index, (n, said, right) in enumerate(self.bins)
                if n
            ],
        }

    def _found_at(self, severity: int) -> dict[str, Any]:
        labelled = sum(n for (gold, _), n in self.severities.items() if gold == severity)
        found = self.severities[severity, severity]
        return {"recall": _share(found, labelled), "labelled": labelled}


def count_topics(table: dict[str, Rates], wanted: Sequence[frozenset[Topic]], said: Sequence[Topic]) -> None:
    """Count topics: a group is found when one of its members was said; what is in no group was said wrongly."""
    for group in wanted:
        met = sorted(group & set(said))
        rates = table.setdefault((met or sorted(group))[0].value, Rates())
        rates.hit += bool(met)
        rates.missed += not met
    for topic in said:
        if not any(topic in group for group in wanted):
            table.setdefault(topic.value, Rates()).false += 1


def count_class(table: dict[str, Rates], truth: str, said: str) -> None:
    """Count one text in a table of classes that exclude each other."""
    if truth == said:
        table.setdefault(truth, Rates()).hit += 1
    else:
        table.setdefault(truth, Rates()).missed += 1
        table.setdefault(said, Rates()).false += 1


def _count(rates: Rates, *, truth: bool, said: bool) -> None:
    rates.hit += truth and said
    rates.false += said and not truth
    rates.missed += truth and not said


def disturbed(kind: Kind) -> str:
    """Which of the two classes a kind belongs to: something is wrong, or the rest."""
    return "disturbance" if kind in DISTURBED else "rest"


def _macro(table: Mapping[str, Rates]) -> float | None:
    """The mean F1 of the classes that were labelled at least once."""
    labelled = [rates.f1 for rates in table.values() if rates.hit + rates.missed]
    return round(sum(labelled) / len(labelled), 4) if labelled else None


def _micro(table: Mapping[str, Rates]) -> float | None:
    if not table:
        return None
    total = Rates()
    for rates in table.values():
        total.hit += rates.hit
        total.false += rates.false
        total.missed += rates.missed
    return round(total.f1, 4)


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None

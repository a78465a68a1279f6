"""Measures the matcher against labelled sentences: precision and recall by language, errors by type of trap.

python -m monitor.analysis.evaluate_match FILE [--split held] [--wrong 20]

A label is a line of JSON: ``text``, ``language``, ``is_mention``, ``municipality`` (the code, or null), ``type``; where
they are known ``title``, ``name``, ``surface``, ``start``, and ``home`` (the code of the source's municipality). A
mention is right when its code is told at the labelled words. A line that is none is wrong when a municipality of that
name is told there: a quarter of another town that has the name is none.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.analysis.match import Findings, Hint, Matcher
from monitor.analysis.register import Register
from monitor.analysis.text import Text
from monitor.domain.model import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WORST = 20  # mistakes that are shown
_FAMILY = {"nn": "nb"}  # Norwegian is one language here: labels often leave the written standard open


@dataclass
class Score:
    """How often the matcher was right. ``right`` and ``quiet`` are correct, ``invented`` and ``missed`` are not."""

    right: int = 0
    quiet: int = 0
    invented: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """The share of what was told that was right; 1 when nothing was told."""
        told = self.right + self.invented
        return self.right / told if told else 1.0

    @property
    def recall(self) -> float:
        """The share of the mentions that were told; 1 when there were none."""
        mentions = self.right + self.missed
        return self.right / mentions if mentions else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def as_dict(self) -> dict[str, Any]:
        """The rates and the counts, ready for JSON."""
        rates = {"precision": round(self.precision, 4), "recall": round(self.recall, 4), "f1": round(self.f1, 4)}
        return {**rates, **asdict(self)}


@dataclass(frozen=True, slots=True)
class Mistake:
    """A line that was judged wrongly, and why; ``confidence`` is what the wrong mention was told with, 0 for a miss."""

    label: Mapping[str, Any]
    told: tuple[str, ...]
    confidence: float
    why: str


@dataclass
class Report:
    """The scores by language, the mistakes by type of trap, and the worst mistakes first."""

    languages: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    types: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def overall(self) -> Score:
        """The score of all languages together."""
        counts = [asdict(score) for score in self.languages.values()]
        return Score(**{name: sum(count[name] for count in counts) for name in asdict(Score())})

    def as_dict(self) -> dict[str, Any]:
        """One object for JSON; the worst mistakes are those told with most confidence, then what was missed."""
        return {
            "all": self.overall.as_dict(),
            "languages": {name: score.as_dict() for name, score in sorted(self.languages.items())},
            "types": {kind: _count_type(outcomes) for kind, outcomes in sorted(self.types.items())},
            "worst": [_explain(mistake) for mistake in self.mistakes[:WORST]],
        }


def evaluate(labels: Iterable[Mapping[str, Any]], matcher: Matcher, register: Register) -> Report:
    """Judge every label."""
    report = Report()
    for label in labels:
        text = Text(label["text"], label.get("title") or "")
        findings = matcher.read(text, _hint_of(label))
        _judge(label, findings, register, report)
    report.mistakes.sort(key=lambda mistake: -mistake.confidence)
    return report


def _hint_of(label: Mapping[str, Any]) -> Hint:
    return Hint(
        role=Role(label["role"]) if label.get("role") else None,
        language=label.get("language"),
        publisher=str(label.get("publisher") or ""),
        url=str(label.get("url") or ""),
        home=label.get("home"),
    )


def _judge(label: Mapping[str, Any], findings: Findings, register: Register, report: Report) -> None:
    language = label.get("language") or "und"
    score = report.languages[_FAMILY.get(language, language)]
    start, end = _find_span(label)
    here = [place for place in findings.places if place.start < end and place.end > start]
    told = {place.municipality for place in here}
    wanted = label.get("municipality")
    if wanted is None and label.get("name"):
        told &= {municipality.code for municipality in register.list_homonyms(label["name"])}
    outcome = "right" if wanted in told else "missed" if wanted else "invented" if told else "quiet"
    setattr(score, outcome, getattr(score, outcome) + 1)
    # Of a whole text nobody said which other places it names besides the labelled one.
    score.invented += len(told - {wanted}) if wanted and label.get("surface") else 0
    report.types[label.get("type") or "unknown"][outcome] += 1
    if outcome in ("missed", "invented"):
        confidence = max((place.confidence for place in here), default=0.0)
        why = "; ".join([place.because for place in here] or findings.refused) or "no candidate"
        report.mistakes.append(Mistake(label, tuple(sorted(told)), confidence, why))


def _find_span(label: Mapping[str, Any]) -> tuple[int, int]:
    """Where the labelled words stand; the whole text where the label does not say."""
    if "start" not in label or not label.get("surface"):
        return 0, sys.maxsize
    return label["start"], label["start"] + len(label["surface"])


def _count_type(outcomes: Counter[str]) -> dict[str, int]:
    wrong = outcomes["missed"] + outcomes["invented"]
    return {"correct": outcomes.total() - wrong, "wrong": wrong}


def _explain(mistake: Mistake) -> dict[str, Any]:
    label = mistake.label
    return {
        "id": label.get("id"),
        "language": label.get("language"),
        "type": label.get("type"),
        "name": label.get("name"),
        "wanted": label.get("municipality"),
        "told": mistake.told,
        "confidence": round(mistake.confidence, 3),
        "text": str(label["text"])[:200],
        "because": mistake.why,
    }


def format_report(report: Report, wrong: int = WORST) -> str:
    """The report as lines of text."""
    lines = [f"{'language':10} {'precision':>9} {'recall':>7} {'F1':>6}  right quiet invented missed"]
    for language, score in [*sorted(report.languages.items()), ("all", report.overall)]:
        counts = f"{score.right:6} {score.quiet:5} {score.invented:8} {score.missed:6}"
        lines.append(f"{language:10} {score.precision:9.3f} {score.recall:7.3f} {score.f1:6.3f} {counts}")
    lines.append(f"\n{'type':20} correct  wrong")
    for kind, outcomes in sorted(report.types.items()):
        counted = _count_type(outcomes)
        lines.append(f"{kind:20} {counted['correct']:7} {counted['wrong']:6}")
    lines.extend(_format_mistake(mistake) for mistake in report.mistakes[:wrong])
    return "\n".join(lines)


def _format_mistake(mistake: Mistake) -> str:
    label = mistake.label
    wanted = label.get("municipality") or "nothing"
    told = ", ".join(mistake.told) or "nothing"
    name = label.get("name") or label.get("id", "")
    head = f"{name} ({label.get('type', 'unknown')}): wanted {wanted}, told {told}"
    return f"\n{head}\n  {label['text']}\n  {mistake.why}"


def read_labels(path: Path, split: str | None = None) -> list[dict[str, Any]]:
    """The labels of a file of JSON lines; only those whose ``split`` is the given one, where one is given."""
    lines = path.read_text(encoding="utf-8").splitlines()
    labels = [json.loads(line) for line in lines if line.strip()]
    return [label for label in labels if split is None or label.get("split") == split]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure a file from the terminal."""
    parser = argparse.ArgumentParser(description="Measures the matcher against labelled sentences.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--split", help="only lines with this split (held, tune)")
    parser.add_argument("--wrong", type=int, default=WORST, help="how many mistakes to show")
    options = parser.parse_args(arguments)
    register = Register.load()
    report = evaluate(read_labels(options.file, options.split), Matcher(register), register)
    sys.stdout.write(format_report(report, options.wrong) + "\n")


if __name__ == "__main__":
    main()

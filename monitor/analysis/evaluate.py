"""Measures verdicts against labels: figures for each language and in all, the worst mistakes with their reasons.

Run it on a file of labelled lines: ``python -m monitor.analysis.evaluate FILE.jsonl [--json]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.analysis.figures import Figures, Labels, disturbed
from monitor.analysis.labels import read_labels
from monitor.analysis.text import Text
from monitor.domain.model import Role, State, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WORST = 20


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled text, as it is given to the classifier."""

    id: str
    text: Text
    labels: Labels
    language: str = "und"
    role: Role | None = None
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A verdict that differs from its labels, how much it matters, and what led to it."""

    case: Case
    verdict: Verdict
    cost: float
    what: str


@dataclass(frozen=True, slots=True)
class Report:
    """The figures in all and for each language, and the worst mistakes, the worst first."""

    overall: Figures
    languages: Mapping[str, Figures]
    mistakes: tuple[Mistake, ...]

    def as_dict(self) -> dict[str, Any]:
        """One object for JSON."""
        return {
            "all": self.overall.as_dict(),
            "languages": {name: figures.as_dict() for name, figures in sorted(self.languages.items())},
            "worst": [_explain(mistake) for mistake in self.mistakes],
        }


def measure(cases: Sequence[Case], verdicts: Iterable[Verdict], worst: int = WORST) -> Report:
    """Compare verdicts with labels, in the same order. A case counts for the language that its line declares.

    ``worst`` is the number of mistakes that are told.
    """
    overall = Figures()
    languages: dict[str, Figures] = {}
    mistakes: list[Mistake] = []
    for case, verdict in zip(cases, verdicts, strict=True):
        overall.add(case.labels, verdict)
        languages.setdefault(case.language, Figures()).add(case.labels, verdict)
        mistake = find_mistake(case, verdict)
        if mistake:
            mistakes.append(mistake)
    mistakes.sort(key=lambda mistake: -mistake.cost)
    return Report(overall, languages, tuple(mistakes[:worst]))


def find_mistake(case: Case, verdict: Verdict) -> Mistake | None:
    """What is wrong with a verdict, worst first: slept through, a wrong all-clear, a needless waking, a wrong kind."""
    labels, parts, cost = case.labels, [], 0.0
    if (
        labels.severity is not None
        and abs(gap := labels.severity - verdict.severity)
        and (gap > 0 or verdict.severity > 1)
    ):
        parts.append(f"severity {labels.severity}, said {verdict.severity}")
        cost += 2.0 * gap if gap > 0 else 1.0 * -gap
    if labels.state is not None and verdict.state is State.RESOLVED is not labels.state:
        parts.append(f"state {labels.state}, said resolved")
        cost += 5.0
    if labels.drill is not None and labels.drill is not verdict.drill:
        parts.append("a drill, not seen" if labels.drill else "called a drill")
        cost += 2.0 if labels.drill else 5.0
    if labels.kind is not None and labels.kind is not verdict.kind:
        parts.append(f"{labels.kind}, said {verdict.kind} ({verdict.confidence:.2f})")
        cost += verdict.confidence * (2.0 if disturbed(labels.kind) != disturbed(verdict.kind) else 1.0)
    return Mistake(case, verdict, cost, "; ".join(parts)) if parts else None


def _explain(mistake: Mistake) -> dict[str, Any]:
    return {
        "id": mistake.case.id,
        "language": mistake.case.language,
        "what": mistake.what,
        "cost": round(mistake.cost, 2),
        "text": mistake.case.text.full[:200],
        "because": [f"{evidence.evidence} > {evidence.speaks_for}" for evidence in mistake.verdict.because],
    }


def read_case(line: Mapping[str, Any]) -> Case:
    """One labelled line as a case, unknown fields ignored. Raises ``LabelError`` for a label that cannot be used."""
    role = line.get("role")
    return Case(
        id=str(line.get("id", "")),
        text=Text(str(line.get("text") or ""), str(line.get("title") or "")),
        language=str(line.get("language") or "und"),
        role=Role(role) if role else None,
        publisher=str(line.get("publisher") or ""),
        labels=read_labels(line),
    )

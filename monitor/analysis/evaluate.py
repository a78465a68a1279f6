"""Measures verdicts against labels: figures for each language and in all, the worst mistakes with their reasons.

Run it on a file of labelled lines: ``python -m monitor.analysis.evaluate FILE.jsonl [--json]``.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.analysis.figures import Figures, Labels, disturbed
from monitor.analysis.text import Text
from monitor.domain.model import Kind, Role, State, Topic, Verdict

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


def measure(cases: Sequence[Case], verdicts: Iterable[Verdict]) -> Report:
    """Compare verdicts with labels, in the same order. A case counts for the language that its line declares."""
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
    return Report(overall, languages, tuple(mistakes[:WORST]))


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
    """A line of labelled text as a case. Labels may be partial; unknown fields are ignored, unknown values wrong."""
    kind, topics, severity, state, drill = (line.get(name) for name in ("kind", "topics", "severity", "state", "drill"))
    role = line.get("role")
    return Case(
        id=str(line.get("id", "")),
        text=Text(str(line.get("text") or ""), str(line.get("title") or "")),
        language=str(line.get("language") or "und"),
        role=Role(role) if role else None,
        publisher=str(line.get("publisher") or ""),
        labels=Labels(
            kind=Kind(kind) if kind else None,
            topics=None if topics is None else tuple(read_group(group) for group in topics),
            severity=None if severity is None else int(severity),
            state=State(state) if state else None,
            drill=None if drill is None else bool(drill),
        ),
    )


def read_group(topics: str) -> frozenset[Topic]:
    """``water|boil_notice`` as the set of topics that are all right."""
    return frozenset(Topic(topic) for topic in topics.split("|"))


def render(report: Report) -> str:
    """The report as lines for a terminal."""
    lines = [_line_of(name, figures) for name, figures in (*sorted(report.languages.items()), ("all", report.overall))]
    figures = report.overall.as_dict()
    for table in ("kind", "topic", "state"):
        lines += ["", f"{table:16} precision recall    f1  labelled"]
        lines += [
            f"{name:16} {rates['precision']:9.3f} {rates['recall']:6.3f} {rates['f1']:5.3f} {rates['labelled']:9}"
            for name, rates in figures[table].items()
        ]
    lines += ["", "label > said", *(f"  {pair:28} {n:5}" for pair, n in figures["confusion"].items())]
    lines += ["severity label > said", *(f"  {pair:28} {n:5}" for pair, n in figures["severity_confusion"].items())]
    lines += [
        "said  right  texts",
        *(f"{b['said']:.3f} {b['right']:.3f} {b['texts']:6}" for b in figures["reliability"]),
    ]
    lines += ["", "The worst mistakes"]
    for mistake in report.as_dict()["worst"]:
        lines += [f"- {mistake['id']} [{mistake['language']}] {mistake['what']}"]
        lines += ["    " + " / ".join(mistake["text"].splitlines()), "    " + "; ".join(mistake["because"])]
    return "\n".join(lines)


def _line_of(name: str, figures: Figures) -> str:
    it = figures.as_dict()
    waking = it["severity_2_or_more"]
    return (
        f"{name:4} {it['texts']:5} texts  disturbance {_number(it['disturbance_macro_f1'])}"
        f"  kind {_number(it['kind_macro_f1'])}"
        f"  topics {_number(it['topic_micro_f1'])}"
        f"  severity 2+ found {waking['recall']:.3f} right {waking['precision']:.3f}"
        f"  3 under 2: {it['severity_3_under_2']}  false wakings {it['false_wakings']:.1f}/1000"
        f"  wrongly resolved {it['unresolved_called_resolved']}"
        f"  drills {it['drill']['recall']:.2f}, false {it['drill']['wrongly_called_drill']}"
        f"  Brier {_number(it['brier'])}"
    )


def _number(value: float | None) -> str:
    return "    -" if value is None else f"{value:.3f}"


def main(arguments: Sequence[str]) -> int:
    """Measure the classifier on files of labelled lines."""
    from monitor.analysis.classify import Classifier, Hint

    paths = [Path(argument) for argument in arguments if argument != "--json"]
    lines = [
        json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    cases = [read_case(line) for line in lines]
    classifier = Classifier.load()
    hints = [Hint(language=case.language, role=case.role, publisher=case.publisher) for case in cases]
    report = measure(cases, classifier.classify_many([case.text for case in cases], hints))
    sys.stdout.write(
        (json.dumps(report.as_dict(), ensure_ascii=False) if "--json" in arguments else render(report)) + "\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

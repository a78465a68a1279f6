"""``monitor evaluate``: measures match and verdict against labels, and prints the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from monitor.analysis.labels import LabelError, judges_mention, judges_text, read_labels
from monitor.cli.output import emit, one_line
from monitor.cli.texts import read_lines, read_role
from monitor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.analysis.evaluate import Report
    from monitor.analysis.evaluate_match import Report as MatchReport

_SHOWN = 20  # wrong lines that are told at once
_CURE = (
    "no line has a label. Beside the text, write what is right, for example "
    '{"text": "Inget vatten i Sundsby", "kind": "operational", "topics": ["water"], "severity": 2} '
    'or {"text": "Brand i Lysekil", "municipality": "SE-1484"}'
)


def evaluate(source: str, *, json: bool) -> None:
    """Measure what the lines of ``source`` have labels for: the verdict, the match, or both.

    Raises:
        UsageError: the file cannot be read, a line is wrong, or there is no label in it.
    """
    lines = read_labelled(source)
    texts, mentions = list(filter(judges_text, lines)), list(filter(judges_mention, lines))
    if not texts and not mentions:
        raise UsageError(f"{_name(source)}: {_CURE}")
    verdicts = measure_verdicts(texts) if texts else None
    matches = measure_matches(mentions) if mentions else None
    if json:
        emit([_as_dict(len(lines), verdicts, matches)])
    else:
        _show(len(lines), verdicts, matches)


def read_labelled(source: str) -> list[dict[str, Any]]:
    """The lines of a file of labelled texts. Raises ``UsageError`` that tells every wrong line with its cure."""
    lines, problems = [], []
    for number, line in read_lines(source):
        found = _find_problems(line)
        problems += [f"{_name(source)}, line {number}: {problem}" for problem in found]
        lines.append({"id": str(number), **line, "text": line.get("text") or ""})
    if problems:
        more = len(problems) - _SHOWN
        raise UsageError("\n".join([*problems[:_SHOWN], *([f"… and {more} more"] if more > 0 else [])]))
    return lines


def _find_problems(line: dict[str, Any]) -> list[str]:
    problems = []
    said = [line.get(name) for name in ("title", "text") if line.get(name) is not None]
    if not said or not all(isinstance(part, str) for part in said):
        problems.append('"text" is missing or is no string: write {"text": "…"}, and a "title" where there is one')
    try:
        read_labels(line)
    except LabelError as error:
        problems += error.problems
    try:
        read_role(line.get("role"), "")
    except UsageError as error:
        problems.append(str(error).removeprefix(": "))
    return problems


def measure_verdicts(lines: Sequence[dict[str, Any]]) -> Report:
    """Classify every line as ``monitor classify`` does and compare."""
    from monitor.analysis.classify import Classifier, Hint
    from monitor.analysis.evaluate import measure, read_case

    cases = [read_case(line) for line in lines]
    hints = [Hint(language=case.language, role=case.role, publisher=case.publisher) for case in cases]
    return measure(cases, Classifier.load().classify_many([case.text for case in cases], hints))


def measure_matches(lines: Sequence[dict[str, Any]]) -> MatchReport:
    """Match every line against all municipalities, as ``monitor match --all`` does, and compare."""
    from monitor.analysis.evaluate_match import evaluate as compare
    from monitor.analysis.match import Matcher
    from monitor.analysis.register import Register

    register = Register.load()
    return compare(lines, Matcher(register), register)


def _as_dict(texts: int, verdicts: Report | None, matches: MatchReport | None) -> dict[str, Any]:
    """``all``, ``languages`` and ``worst`` of the verdicts; ``match`` holds the same of the mentions."""
    return {
        "texts": texts,
        **(verdicts.as_dict() if verdicts else {}),
        **({"match": matches.as_dict()} if matches else {}),
    }


def _show(texts: int, verdicts: Report | None, matches: MatchReport | None) -> None:
    from monitor.analysis.evaluate_match import format_report
    from monitor.analysis.evaluate_show import render

    typer.echo(f"{texts} texts")
    for head, report in (
        ("What they say", render(verdicts) if verdicts else ""),
        ("Which municipality they mention", format_report(matches) if matches else ""),
    ):
        if report:
            typer.echo(f"\n{head}\n")
            typer.echo("\n".join(one_line(line) for line in report.splitlines()))


def _name(source: str) -> str:
    return "standard input" if source == "-" else source

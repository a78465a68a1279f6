"""Commands that read texts and store nothing: classify, match, explain, evaluate."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.base import ConfigPath, Json, look_into_database, open_config, open_reader
from monitor.cli.output import emit, local, table
from monitor.cli.texts import TextIn, read_texts
from monitor.cli.times import parse_when
from monitor.clock import utc_now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.domain.model import Verdict
    from monitor.jobs.explain import Explanation

Source = Annotated[str | None, typer.Argument(metavar="[F.jsonl|-]", help="JSON Lines; - for standard input.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(explain)
    app.command()(classify)
    app.command()(match)
    app.command()(evaluate)


def classify(source: Source = "-", config: ConfigPath = None, json: Json = False) -> None:
    """Verdicts alone; needs no configuration."""
    del config  # is understood on every command
    from monitor.analysis.classify import Classifier, Hint
    from monitor.analysis.text import Text

    classifier = Classifier.load()

    def verdicts() -> Iterator[tuple[TextIn, Verdict]]:
        for one in read_texts(source or "-"):
            hint = Hint(language=one.language, role=one.role, publisher=one.publisher, published_at=one.published_at)
            yield one, classifier.classify(Text(one.text, one.title), hint)

    if json:
        emit({"id": one.id, **verdict_view(verdict)} for one, verdict in verdicts())
        return
    table(
        [
            (one.id, v.kind, ", ".join(v.topics), v.severity, v.state, "drill" if v.drill else "",
             f"{v.confidence:.2f}", v.language, ", ".join(e.evidence for e in v.because))
            for one, v in verdicts()
        ],
        ("id", "kind", "topics", "severity", "state", "drill", "confidence", "language", "because"),
        "There was no text.",
    )  # fmt: skip


def verdict_view(verdict: Verdict) -> dict[str, Any]:
    """A verdict as the contract has it."""
    return {
        "language": verdict.language,
        "kind": verdict.kind,
        "topics": verdict.topics,
        "severity": verdict.severity,
        "state": verdict.state,
        "drill": verdict.drill,
        "confidence": round(verdict.confidence, 4),
        "because": [
            {"evidence": e.evidence, "start": e.start, "end": e.end, "for": e.speaks_for} for e in verdict.because
        ],
    }


def match(
    source: Source = "-",
    everywhere: Annotated[bool, typer.Option("--all", help="All municipalities of the register.")] = False,
    municipality: Annotated[list[str] | None, typer.Option(help="A code; may be repeated.", show_default=False)] = None,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Which municipalities a text mentions; needs no configuration."""
    del config  # is understood on every command
    from monitor.analysis.match import Hint, Matcher
    from monitor.analysis.register import Register, UnknownMunicipalityError
    from monitor.analysis.text import Text
    from monitor.errors import UsageError

    if everywhere == bool(municipality):
        raise UsageError("Say --all, or one or more --municipality CODE")
    register = Register.load()
    try:
        codes = [register.find(code).code for code in municipality or ()] or None
    except UnknownMunicipalityError as error:
        raise UsageError(str(error)) from None
    matcher = Matcher(register, codes)

    def found() -> Iterator[dict[str, Any]]:
        for one in read_texts(source or "-"):
            hint = Hint(role=one.role, language=one.language, publisher=one.publisher, url=one.url)
            places = matcher.places(Text(one.text, one.title), hint)
            yield {
                "id": one.id,
                "mentions": [
                    {"municipality": p.municipality, "term": p.term, "start": p.start, "end": p.end,
                     "confidence": round(p.confidence, 3), "because": p.because, "locality": p.locality}
                    for p in places
                ],
            }  # fmt: skip

    if json:
        emit(found())
        return
    table(
        [
            (line["id"], one["municipality"], one["term"], f"{one['confidence']:.2f}", one["because"])
            for line in found()
            for one in line["mentions"]
        ],
        ("id", "municipality", "term", "confidence", "because"),
        "No municipality is mentioned.",
    )


def explain(
    text: Annotated[str | None, typer.Argument(metavar="[TEXT|-]", help="A text; - reads JSON Lines.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="JSON Lines.", show_default=False)] = None,
    at: Annotated[str | None, typer.Option("--at", help="As if it were then.", show_default=False)] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="As if this source had it.", show_default=False)
    ] = None,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """The whole head on a text, nothing stored: what it says, who would be told when, and why."""
    from monitor.errors import UsageError
    from monitor.jobs.explain import explain as explain_one

    if text is None and file is None and not sys.stdin.isatty():
        text = "-"  # as with classify and match
    if (text is None) == (file is None):
        raise UsageError("Give a text, or --file F.jsonl, or - for standard input")
    settings = open_config(config)
    now = parse_when(at, settings.plan.timezone, utc_now(), "--at") if at else utc_now()
    reader = open_reader(settings, look_into_database(settings))
    texts = read_texts(str(file)) if file else read_texts("-") if text == "-" else iter([TextIn("1", text or "")])
    answers = (explain_one(settings.plan, reader, one, source, now) for one in texts)
    if json:
        emit({"id": one.id, **_explained(answer)} for one, answer in answers)
        return
    for one, answer in answers:
        _show(one, answer, settings.plan.timezone)


def _explained(answer: Explanation) -> dict[str, Any]:
    decision = answer.decision
    return {
        **verdict_view(answer.verdict),
        "mentions": [
            {"watch": h.watch, "municipality": h.municipality, "term": h.term, "start": h.start, "end": h.end,
             "locality": h.locality, "because": h.because}
            for h in answer.hits
        ],
        "decision": {
            "action": decision.action, "at": decision.at, "route": decision.route, "receivers": decision.receivers,
            "people": decision.people, "reason": decision.reason,
        },
        "gates": [{"gate": g.gate, "passed": g.passed, "why": g.why} for g in answer.gates],
    }  # fmt: skip


def _show(one: TextIn, answer: Explanation, zone: str) -> None:
    verdict, decision = answer.verdict, answer.decision
    typer.echo(f"{one.title or one.text[:100]}")
    typer.echo(f"  says      {verdict.kind}, {', '.join(verdict.topics) or 'no topic'}, severity {verdict.severity}, "
               f"{verdict.state}, {verdict.confidence:.0%} sure{', a drill' if verdict.drill else ''}")  # fmt: skip
    typer.echo(f"  because   {', '.join(e.evidence for e in verdict.because) or 'of no single word'}")
    named = ", ".join(f"{hit.watch}: {hit.term or hit.because}" for hit in answer.hits)
    typer.echo(f"  mentions  {named or 'nothing that is watched'}")
    who = ", ".join((*decision.receivers, *(f"({person})" for person in decision.people)))
    when = f" at {local(decision.at, zone)}" if decision.at else ""
    typer.echo(f"  decision  {decision.action}{when} {who}: {decision.reason}")
    for gate in answer.gates:
        typer.echo(f"    {'passed' if gate.passed else 'failed'}  {gate.gate}: {gate.why}")


def evaluate(
    source: Annotated[str, typer.Argument(metavar="F.jsonl|-", help="Labelled texts as JSON Lines.")],
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Measure match and verdict against labels."""
    del config  # is understood on every command
    from monitor.cli import measuring

    measuring.evaluate(source, json=json)

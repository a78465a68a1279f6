"""Writes the figures of the verdicts for a person: tables by language and class, what is confused, the worst."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitor.analysis.evaluate import Report

_HEAD = (
    f"{'language':9} {'texts':>6} {'disturbance':>11} {'kind':>6} {'topics':>6}"
    f" {'2+ found':>8} {'right':>6} {'3 found':>7} {'3 under 2':>9} {'within 1':>8}"
    f" {'false/1000':>10} {'wrongly over':>12} {'drills':>6} {'false':>5} {'Brier':>6}"
)
_LEGEND = """
disturbance: macro-F1 of crisis or operational against the rest · kind: macro-F1, question and opinion as one
topics: micro-F1 · 2+ found, right: recall and precision of severity 2 and 3 · 3 found: recall of severity 3
within 1: severity at most one off · false/1000: texts that would have woken somebody needlessly
wrongly over: called resolved and were not"""


def render(report: Report) -> str:
    """The report as lines for a terminal."""
    figures = report.overall.as_dict()
    rows = [(name, of.as_dict()) for name, of in sorted(report.languages.items())]
    lines = [_HEAD, *(_line_of(name, it) for name, it in [*rows, ("all", figures)]), _LEGEND]
    for table in ("kind", "topic", "state"):
        lines += _list_classes(table, figures[table])
    lines += _list_kinds(figures["confusion"]) if figures["confusion"] else []
    lines += _list_pairs("severity, label > said", figures["severity_confusion"])
    lines += ["", "how sure      said  right  texts"] if figures["reliability"] else []
    lines += [
        f"{it['from']:.1f}-{it['from'] + 0.1:.1f}      {it['said']:.3f}  {it['right']:.3f} {it['texts']:6}"
        for it in figures["reliability"]
    ]
    return "\n".join([*lines, *_list_mistakes(report)])


def _line_of(name: str, it: Mapping[str, Any]) -> str:
    waking, gravest, drill = it["severity_2_or_more"], it["severity_3_found"], it["drill"]
    return (
        f"{name:9} {it['texts']:6} {_number(it['disturbance_macro_f1']):>11} {_number(it['kind_macro_f1']):>6}"
        f" {_number(it['topic_micro_f1']):>6} {_rate(waking, 'recall'):>8} {_rate(waking, 'precision'):>6}"
        f" {_number(gravest['recall']):>7} {it['severity_3_under_2']:>9} {_number(it['severity_within_one']):>8}"
        f" {it['false_wakings']:10.1f} {it['unresolved_called_resolved']:12}"
        f" {_rate(drill, 'recall'):>6} {drill['wrongly_called_drill']:5} {_number(it['brier']):>6}"
    )


def _list_classes(table: str, classes: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    if classes:
        yield from ("", f"{table:16} precision recall    f1  labelled")
    for name, rates in classes.items():
        yield f"{name:16} {rates['precision']:9.3f} {rates['recall']:6.3f} {rates['f1']:5.3f} {rates['labelled']:9}"


def _list_kinds(confusion: Mapping[str, int]) -> Iterator[str]:
    """Labels as rows, verdicts as columns."""
    kinds = sorted({kind for pair in confusion for kind in pair.split(" > ")})
    yield from ("", f"{'label, said:':14}" + "".join(f"{kind:>13}" for kind in kinds))
    for label in kinds:
        yield f"{label:14}" + "".join(f"{confusion.get(f'{label} > {said}', 0):13}" for said in kinds)


def _list_pairs(head: str, pairs: Mapping[str, int]) -> Iterator[str]:
    if pairs:
        yield from ("", head)
    for pair, texts in pairs.items():
        yield f"  {pair:10} {texts:6}"


def _list_mistakes(report: Report) -> Iterator[str]:
    if report.mistakes:
        yield from ("", "The worst mistakes")
    for mistake in report.as_dict()["worst"]:
        yield f"- {mistake['id']} [{mistake['language']}] {mistake['what']}"
        yield "    " + " / ".join(mistake["text"].splitlines())
        yield "    because: " + ("; ".join(mistake["because"]) or "no single word")


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _rate(rates: Mapping[str, Any], name: str) -> str:
    """A rate of a class; a dash when no text was labelled so."""
    return _number(rates[name] if rates["labelled"] else None)

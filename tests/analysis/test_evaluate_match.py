"""The measure of the matcher: what counts as right, and what it says of a mistake."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from monitor.analysis.evaluate_match import evaluate, format_report, main, read_labels
from monitor.analysis.match import Matcher
from monitor.analysis.register import Register

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def register() -> Register:
    return Register.load()


@pytest.fixture(scope="module")
def matcher(register: Register) -> Matcher:
    return Matcher(register)


def label(text: str, surface: str, municipality: str | None, **more: object) -> dict[str, Any]:
    return {
        "text": text,
        "language": "sv",
        "name": surface,
        "surface": surface,
        "start": text.index(surface),
        "is_mention": municipality is not None,
        "municipality": municipality,
        "type": "place" if municipality else "common_word",
        **more,
    }


@pytest.mark.parametrize(
    ("text", "surface", "municipality", "counts"),
    [
        ("Brand i Lysekil", "Lysekil", "SE-1484", (1, 0, 0, 0)),
        ("Det kan vara sant", "vara", None, (0, 1, 0, 0)),
        ("Brand i Lysekil", "Lysekil", None, (0, 0, 1, 0)),
        ("Det kan vara sant", "vara", "SE-1470", (0, 0, 0, 1)),
        ("Brand i Lysekil", "Lysekil", "SE-1421", (0, 0, 1, 1)),  # told, but another one: wrong twice
    ],
)
def test_each_label_is_counted_once_for_what_it_is(
    register: Register, matcher: Matcher, text: str, surface: str, municipality: str | None, counts: tuple[int, ...]
) -> None:
    score = evaluate([label(text, surface, municipality)], matcher, register).languages["sv"]
    assert (score.right, score.quiet, score.invented, score.missed) == counts


def test_precision_and_recall_are_shares_of_what_was_told_and_of_what_was_there(
    register: Register, matcher: Matcher
) -> None:
    labels = [
        label("Brand i Lysekil", "Lysekil", "SE-1484"),
        label("Brand i Lysekil", "Lysekil", None),
        label("Det kan vara sant", "vara", "SE-1470"),
        label("Brand i Tanum", "Tanum", "SE-1435"),
    ]
    score = evaluate(labels, matcher, register).languages["sv"]
    assert (round(score.precision, 3), round(score.recall, 3), round(score.f1, 3)) == (0.667, 0.667, 0.667)


def test_only_the_labelled_words_are_judged(register: Register, matcher: Matcher) -> None:
    text = "Bilen från Lysekil skulle bara vara där en stund"
    assert evaluate([label(text, "vara", None)], matcher, register).languages["sv"].quiet == 1


def test_another_place_of_that_name_is_no_mention_of_the_municipality(register: Register, matcher: Matcher) -> None:
    text = "Palo sammutettiin Oulun Ruskossa"
    one = label(text, "Ruskossa", None, name="Rusko", language="fi")
    assert evaluate([one], matcher, register).languages["fi"].quiet == 1


def test_both_standards_of_norwegian_are_counted_as_one_language(register: Register, matcher: Matcher) -> None:
    labels = [label("Brann i Voss", "Voss", "NO-4621", language=language) for language in ("nb", "nn")]
    report = evaluate(labels, matcher, register)
    assert list(report.languages) == ["nb"]
    assert report.languages["nb"].right == 2


def test_the_home_of_the_source_is_passed_on(register: Register, matcher: Matcher) -> None:
    one = label("Brann i Våler", "Våler", "NO-3419", language="nb", home="NO-3419")
    score = evaluate([one], matcher, register).languages["nb"]
    assert (score.right, score.invented) == (1, 0)


def test_the_surest_mistakes_are_shown_first_with_their_reason(register: Register, matcher: Matcher) -> None:
    labels = [label("Det kan vara sant", "vara", "SE-1470"), label("Brand i Lysekil", "Lysekil", None)]
    report = evaluate(labels, matcher, register)
    shown = format_report(report, 1)
    assert "Lysekil (common_word): wanted nothing, told SE-1484" in shown
    assert "after “i”" in shown
    assert "wanted SE-1470" not in shown
    assert "wanted SE-1470, told nothing" in format_report(report, 2)


def test_a_file_is_measured_from_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "labels.jsonl"
    lines = [
        label("Brand i Lysekil", "Lysekil", "SE-1484", split="held"),
        label("Brand i Tanum", "Tanum", "SE-1435", split="tune"),
    ]
    path.write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
    assert len(read_labels(path)) == 2
    main([str(path), "--split", "held"])
    row = capsys.readouterr().out.splitlines()[1]
    assert row.split() == ["sv", "1.000", "1.000", "1.000", "1", "0", "0", "0"]

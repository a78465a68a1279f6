from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from monitor.cli import main

if TYPE_CHECKING:
    from pathlib import Path

SAID: list[dict[str, Any]] = [
    {"id": "a", "text": "Inget vatten i Sundsby, läcka på Storgatan. 200 hushåll saknar vatten.", "language": "sv",
     "kind": "operational", "topics": ["water"], "severity": 2, "state": "ongoing", "drill": False},
    {"id": "b", "title": "Kaupungintalon aukioloajat", "text": "Avoinna arkisin kello 9-15.", "language": "fi",
     "kind": "routine", "topics": [], "severity": 0, "anything": "else"},
    {"id": "c", "text": "Fullt ut brann i et bolighus, flere personer er skadet.", "language": "nb",
     "kind": "routine", "severity": 0},
]  # fmt: skip
MENTIONED: list[dict[str, Any]] = [
    {"id": "m", "text": "Brand i Lysekil", "language": "sv", "municipality": "SE-1484", "name": "Lysekil",
     "surface": "Lysekil", "start": 8, "type": "place"},
    {"id": "n", "text": "Det kan vara sant", "language": "sv", "municipality": None, "name": "Vara",
     "surface": "vara", "start": 8, "type": "common_word"},
]  # fmt: skip


class Terminal:
    """Runs ``monitor evaluate`` on lines and keeps what it said."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.file = folder / "labels.jsonl"
        self._patch = monkeypatch
        self._captured = capsys
        monkeypatch.chdir(folder)  # no configuration here: none is needed

    def run(self, *lines: dict[str, Any] | str, options: tuple[str, ...] = ()) -> int:
        self.file.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines))
        self._patch.setattr(sys, "argv", ["monitor", "evaluate", "labels.jsonl", *options])
        return self.end()

    def end(self) -> int:
        try:
            main()
            status = 0
        except SystemExit as ended:
            status = int(ended.code or 0)
        self.out, self.err = self._captured.readouterr()
        return status

    def figures(self, *lines: dict[str, Any]) -> dict[str, Any]:
        assert self.run(*lines, options=("--json",)) == 0, self.err
        (line,) = self.out.splitlines()
        found: dict[str, Any] = json.loads(line)
        return found


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, monkeypatch, capsys)


def test_verdicts_are_measured_by_language_and_in_all(terminal: Terminal) -> None:
    found = terminal.figures(*SAID)

    assert found["texts"] == 3
    assert set(found["languages"]) == {"sv", "fi", "nb"}
    assert found["languages"]["sv"]["kind_macro_f1"] == found["languages"]["fi"]["kind_macro_f1"] == 1
    assert found["all"]["confusion"] == {
        "operational > operational": 1,
        "routine > crisis": 1,
        "routine > routine": 1,
    }
    assert found["all"]["false_wakings"] == pytest.approx(333.33)
    assert {"brier", "reliability", "severity_within_one", "severity_3_found", "topic_micro_f1"} <= set(found["all"])
    assert "match" not in found


def test_the_worst_mistakes_come_with_their_reasons(terminal: Terminal) -> None:
    (worst,) = terminal.figures(*SAID)["worst"]

    assert worst["id"] == "c"
    assert "routine, said crisis" in worst["what"]
    assert any("brann" in reason for reason in worst["because"])


def test_mentions_are_measured_by_type_of_trap(terminal: Terminal) -> None:
    found = terminal.figures(*MENTIONED, {"id": "o", "text": "Brand i Lysekil", "municipality": None})

    assert found["match"]["types"] == {
        "place": {"correct": 1, "wrong": 0},
        "common_word": {"correct": 1, "wrong": 0},
        "unknown": {"correct": 0, "wrong": 1},
    }
    assert found["match"]["all"]["recall"] == 1
    assert found["match"]["all"]["precision"] == 0.5
    assert [one["id"] for one in found["match"]["worst"]] == ["o"]
    assert "kind_macro_f1" not in found


def test_a_file_may_hold_both_kinds_of_labels(terminal: Terminal) -> None:
    found = terminal.figures(*SAID, *MENTIONED)

    assert found["all"]["texts"] == 3
    assert found["match"]["all"]["right"] + found["match"]["all"]["quiet"] == 2


def test_a_person_reads_tables(terminal: Terminal) -> None:
    assert terminal.run(*SAID, *MENTIONED) == 0

    for said in ("disturbance", "Brier", "label, said:", "The worst mistakes", "- c [nb]", "common_word", "false/1000"):
        assert said in terminal.out


@pytest.mark.parametrize(
    ("line", "cure"),
    [
        ({"text": "a", "kind": "fire"}, "line 2: \"kind\" is 'fire': write one of crisis, operational"),
        ({"text": "a", "topics": ["fires"]}, "line 2: \"topics\" is ['fires']: write a list"),
        ({"text": "a", "topics": 5}, 'line 2: "topics" is 5: write a list'),
        ({"text": "a", "severity": 4}, 'line 2: "severity" is 4: write 0, 1, 2 or 3'),
        ({"text": "a", "severity": True}, "write 0, 1, 2 or 3"),
        ({"text": "a", "state": "over"}, "write one of planned, ongoing, resolved, none"),
        ({"text": "a", "drill": "no"}, "write true or false"),
        ({"text": "a", "municipality": "Lysekil"}, 'for example "SE-1484", or null'),
        ({"kind": "crisis"}, 'line 2: "text" is missing'),
        ({"text": 5, "kind": "crisis"}, 'line 2: "text" is missing or is no string'),
        ({"text": "a", "kind": "crisis", "role": "boss"}, 'line 2: "role" is none of press'),
        ("no json", "line 2: no JSON"),
    ],
)
def test_a_wrong_line_is_told_with_its_cure(terminal: Terminal, line: dict[str, Any] | str, cure: str) -> None:
    assert terminal.run(SAID[0], line) == 2
    assert "labels.jsonl" in terminal.err
    assert cure in terminal.err.replace("\n", " ")
    assert terminal.out == ""


def test_all_wrong_lines_are_told_at_once(terminal: Terminal) -> None:
    assert terminal.run({"text": "a", "severity": 9, "kind": "x"}, {"text": "b", "drill": 1}) == 2

    for told in ('line 1: "severity"', 'line 1: "kind"', 'line 2: "drill"'):
        assert told in terminal.err


def test_lines_without_a_label_are_no_measure(terminal: Terminal) -> None:
    assert terminal.run({"text": "Inget vatten"}) == 2
    assert "no line has a label" in terminal.err


def test_lines_come_from_standard_input_too(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(SAID[0]).encode())))
    monkeypatch.setattr(sys, "argv", ["monitor", "evaluate", "-", "--json"])

    assert terminal.end() == 0
    assert json.loads(terminal.out)["all"]["texts"] == 1

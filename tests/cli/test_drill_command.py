"""Exercises from the command line: begun, seen through without a daemon, listed, stopped, reported."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from monitor.cli import main
from monitor.config import load_config
from monitor.store import Database
from monitor.store.presence import presence_on

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """
[municipality]
code = "SE-1484"
[database]
url = "sqlite:///{folder}/monitor.db"
[state]
directory = "{folder}"
[[receiver]]
name = "team"
  [[receiver.channel]]
  type = "email"
  to = ["team@lysekil.example"]
[[route]]
name = "alla"
min_severity = 1
to = ["team"]
"""
FAST = ("--speed", "100000")  # an hour in the blink of an eye


class Terminal:
    """Runs commands on one configuration and reads what they print."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.path, self.folder = folder / "monitor.toml", folder
        self.path.write_text(CONFIG.format(folder=folder), encoding="utf-8")
        self._capsys, self._patch = capsys, monkeypatch

    def run(self, *words: str) -> tuple[int, str, str]:
        """Exit status, standard output, standard error."""
        self._patch.setattr(sys, "argv", ["monitor", "--config", str(self.path), *words])
        status = 0
        try:
            main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = self._capsys.readouterr()
        return status, said.out, said.err

    def lines(self, *words: str) -> list[dict[str, Any]]:
        """What a command prints as JSON Lines."""
        status, out, err = self.run(*words)
        assert status == 0, err
        return [json.loads(line) for line in out.splitlines()]


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return Terminal(tmp_path, capsys, monkeypatch)


def test_a_drill_is_seen_through_without_a_daemon_and_ends_with_its_report(terminal: Terminal) -> None:
    (report,) = terminal.lines("drill", "water-leak.sv", *FAST, "--by", "Anna", "--json")

    assert (report["state"], report["script"], report["by"]) == ("over", "water-leak.sv", "Anna")
    assert all(report[f"{step}_at"] for step in ("detected", "sent", "own_word"))
    assert report["taken_at"] is None
    assert [point["minutes"] for point in report["points"]] == [30, 60]
    assert [line["item"] is not None for line in report["lines"]] == [True] * 7
    letters = [path.read_text() for path in (terminal.folder / "mail").glob("*.eml")]
    assert letters
    assert all("drill=yes" in letter for letter in letters)
    assert terminal.lines("drill", "report", "--json") == [report]


def test_a_script_of_ones_own_is_played_from_its_file(terminal: Terminal) -> None:
    script = terminal.folder / "own.toml"
    line = 'after = 0\nrole = "press"\npublisher = "Tidningen"\ntitle = "Inget vatten i {municipality}"\n'
    text = 'text = "Hundratals utan vatten efter en vattenläcka."\n'
    script.write_text(f'title = "Egen"\n[[line]]\n{line}{text}', encoding="utf-8")
    (report,) = terminal.lines("drill", str(script), *FAST, "--json")

    assert (report["title"], report["script"]) == ("Egen", "own")


def test_the_list_has_every_script_and_every_drill_that_was(terminal: Terminal) -> None:
    terminal.run("drill", "storm.nn", *FAST)
    found = terminal.lines("drill", "list", "--json")

    scripts = {line["script"] for line in found if "minutes" in line}
    assert {f"storm.{language}" for language in ("sv", "nb", "nn", "fi", "en")} < scripts
    assert [line["state"] for line in found if "state" in line] == ["over"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("drill", "no-such"), 2, "There is no script no-such; bundled are"),
        (("drill", "stop"), 2, "No drill is being played"),
        (("drill", "report"), 2, "There was no drill yet"),
        (("drill", "say", "Hej", "--by", "Per"), 2, "No drill is being played"),
        (("drill", "storm.sv", "--speed", "0"), 2, "--speed"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    terminal: Terminal, words: tuple[str, ...], status: int, said: str
) -> None:
    ended, _, err = terminal.run(*words)
    assert (ended, said in err) == (status, True), err


def test_while_a_daemon_runs_it_plays_and_the_command_only_asks_it_to(terminal: Terminal) -> None:
    config = load_config(terminal.path)
    daemon = presence_on(Database(config.database_url))
    with daemon.enter():
        pass

    status, out, err = terminal.run("drill", "storm.sv", "--no-wait")
    assert (status, out) == (0, "")
    assert "Stop it with: monitor drill stop" in err
    (report,) = terminal.lines("drill", "report", "--json")
    assert (report["state"], report["lines"][0]["at"]) == ("running", None)
    assert terminal.run("drill", "stop", "--by", "Anna")[0] == 0
    (report,) = terminal.lines("drill", "report", "--json")
    assert (report["state"], report["stopped_by"]) == ("stopped", "Anna")
    daemon.leave()


def test_the_calendar_shows_the_known_tests_of_the_sirens_in_their_interval(terminal: Terminal) -> None:
    stretches = terminal.lines("calendar", "--from", "2026-12-05", "--to", "2026-12-08", "--json")

    (held,) = [one for one in stretches if one["tests"]]
    assert held["tests"][0]["at"] == "2026-12-07T15:00:00+01:00"
    assert held["from"] <= held["tests"][0]["at"] < held["to"]
    assert "2026-12-07 15:00  prov av utomhuslarmet" in terminal.run("calendar", "--from", "2026-12-07")[1]

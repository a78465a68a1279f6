from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from monitor.analysis.reader import AnalysisReader
from monitor.cli import main
from monitor.clock import utc_now
from monitor.config import load_config
from monitor.domain import pipeline
from monitor.domain.model import RawItem, Role
from monitor.domain.oncall import OnCall
from monitor.domain.plan import SourcePlan
from monitor.store import Database, decide, migrate

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """
[municipality]
code = "SE-1484"
[database]
url = "sqlite:///{folder}/none.db"
[office_hours]
monday = "08:00-16:30"
tuesday = "08:00-16:30"
holidays = "SE"
[[receiver]]
name = "team"
  [[receiver.channel]]
  type = "email"
  to = ["team@lysekil.example"]
[[route]]
name = "alltid"
min_severity = 2
to = ["team"]
"""
LINES = [
    {"at": "2026-11-24T07:41:00+01:00", "id": "1", "source": "Lysekilsposten", "publisher": "Lysekilsposten",
     "role": "press", "title": "Inget vatten i Lysekil", "text": "Läcka på Storgatan. 300 hushåll saknar vatten.",
     "url": "https://lp.example/1", "anything": "else"},
    {"at": "2026-11-24T07:46:00+01:00", "id": "2", "source": "forum", "publisher": "Forum", "role": "social",
     "text": "Inget vatten på Storgatan i Lysekil heller", "url": "https://forum.example/2", "author": "anna"},
    {"at": "2026-11-24T07:50:00+01:00", "ack": "1", "by": "Maria"},
    {"at": "2026-11-24T09:00:00+01:00", "id": "3", "source": "lysekil.se", "publisher": "Lysekil", "role": "own",
     "title": "Vattnet är tillbaka", "text": "Läckan på Storgatan är lagad och alla har vatten igen.", "url": ""},
]  # fmt: skip


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "monitor.toml"
    path.write_text(CONFIG.format(folder=tmp_path))
    return path


def run(config: Path, monkeypatch: pytest.MonkeyPatch, lines: list[dict[str, Any]], *options: str) -> int:
    file = config.parent / "lines.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    monkeypatch.setattr(sys, "argv", ["monitor", "simulate", str(file), "--config", str(config), *options])
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_the_answer_is_one_object_of_incidents_and_deliveries(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(config, monkeypatch, LINES, "--json") == 0
    (line,) = capsys.readouterr().out.splitlines()
    answer = json.loads(line)

    (incident,) = answer["incidents"]
    assert (incident["items"], incident["voices"], incident["status"]) == (["1", "2", "3"], 3, "resolved")
    assert incident["acknowledged_by"] == "Maria"
    assert incident["own_channel_at"] == "2026-11-24T08:00:00.000Z"
    assert set(incident) >= {
        "id", "title", "kind", "topics", "severity", "state", "status", "drill", "opened_at", "updated_at",
        "first_seen_at",
        "acknowledged_at", "resolved_at", "mentions", "publishers",
    }  # fmt: skip
    first, *_, last = answer["deliveries"]
    assert {key: first[key] for key in ("at", "incident", "reason", "route", "receivers", "people", "after_item")} == {
        "at": "2026-11-24T06:41:00.000Z", "incident": 1, "reason": "new", "route": "alltid", "receivers": ["team"],
        "people": [], "after_item": "1",
    }  # fmt: skip
    assert (last["reason"], last["after_item"]) == ("resolved", "3")


def test_without_json_it_is_a_story(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(config, monkeypatch, LINES) == 0
    told = capsys.readouterr().out

    assert "Incident 1: Inget vatten i Lysekil" in told
    assert "3 independent voices" in told


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ({"id": "1", "text": "x"}, '"at" is missing'),
        ({"at": "yesterday", "id": "1", "text": "x"}, "no time"),
        ({"at": "2026-11-24T07:41:00Z", "text": "x"}, 'an item needs "id"'),
        ({"at": "2026-11-24T07:41:00Z", "id": "1", "text": "x", "role": "friend"}, '"role" is none of'),
    ],
)
def test_a_line_that_lacks_something_is_named(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: dict[str, Any], word: str
) -> None:
    assert run(config, monkeypatch, [line], "--json") == 2
    assert word in capsys.readouterr().err


def test_nothing_is_stored(config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    run(config, monkeypatch, LINES, "--json")
    capsys.readouterr()

    assert not (config.parent / "none.db").exists()


# ---- replay ------------------------------------------------------------------------------------------------------
def replay(config: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> int:
    monkeypatch.setattr(sys, "argv", ["monitor", "replay", "--config", str(config), *options])
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def publish(config: Path, text: str) -> None:
    """A paper that has been read for long published this a minute ago."""
    plan, now = load_config(config).plan, utc_now() - timedelta(minutes=1)
    database = Database(f"sqlite:///{config.parent / 'none.db'}")
    migrate.upgrade(database)
    paper = SourcePlan("paper", "rss", Role.PRESS, "Lysekilsposten")
    items = pipeline.prepare([RawItem("a", text=text)], paper, "salt", now)
    read = pipeline.read(items, {}, AnalysisReader(plan))
    with decide.deciding(database, plan, items, now) as (world, connection):
        world.reads_since["paper"] = now - timedelta(days=9)
        decide.remember(connection, pipeline.decide(read, world, OnCall(plan), now))
    database.close()


def test_a_replay_tells_of_the_archive_what_a_simulation_tells_of_a_file(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(config, "Inget vatten i Lysekil. Läcka på Storgatan, 300 hushåll saknar vatten.")

    assert replay(config, monkeypatch, "--since", "1h", "--json") == 0
    (line,) = capsys.readouterr().out.splitlines()
    answer = json.loads(line)
    (incident,) = answer["incidents"]
    assert (incident["items"], incident["topics"], answer["items"]) == ([1], ["water"], 1)
    assert {told["after_item"] for told in answer["deliveries"] if told["reason"] == "new"} == {1}

    assert replay(config, monkeypatch, "--since", "1h") == 0
    assert "Incident 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((), "--since"),
        (("--since", "soon"), "is no time"),
        (("--since", "2026-11-25", "--until", "2026-11-24"), "nothing lies between"),
    ],
)
def test_a_replay_of_no_time_is_wrong_use(
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    says: str,
) -> None:
    assert replay(config, monkeypatch, *options) == 2
    assert says in capsys.readouterr().err

"""What is stored is listed in one command, erased in one, and goes by itself when its time is over."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine

from monitor.clock import utc_now

if TYPE_CHECKING:
    from cli.shell import Shell


def export(shell: Shell, *arguments: str) -> str:
    assert shell.run("export", *arguments) == 0, shell.err
    return shell.out


def kinds(jsonl: str) -> list[str]:
    return [json.loads(line)["record"] for line in jsonl.splitlines()]


def test_everything_that_is_stored_is_in_the_export(alarmed: Shell) -> None:
    alarmed.run("feedback", "1", "relevant", "--by", "Maria")
    alarmed.run("silence", "add", "snö", "--owner", "Per", "--reason", "känt", "--until", "2h")

    found = kinds(export(alarmed))
    assert set(found) == {"item", "incident", "delivery", "feedback", "silence"}
    item = json.loads(alarmed.out.splitlines()[0])
    assert {"id", "source", "title", "text", "url", "kind", "gates", "incident"} <= item.keys()
    assert "author" not in item
    assert kinds(export(alarmed, "--until", "2020-01-01")) == ["silence"]


def test_an_extract_holds_what_fits_and_what_belongs_to_it(alarmed: Shell) -> None:
    alarmed.run("add", "--text", "Biblioteket i Lysekil firar hundra år")

    found = kinds(export(alarmed, "--query", "läcka"))
    assert found.count("item") == 1
    assert {"incident", "delivery"} <= set(found)
    assert kinds(export(alarmed, "--query", "krokodil")) == []


def test_a_table_can_be_opened_in_a_spreadsheet_that_calculates_nothing_of_it(alarmed: Shell) -> None:
    alarmed.run("add", "--text", "=1+1 läcker i Lysekil", "--title", "@SUM(A1)")
    rows = list(csv.DictReader(io.StringIO(export(alarmed, "--format", "csv"))))

    assert [row["id"] for row in rows] == ["1", "2"]
    assert rows[0]["topics"] == "water"
    assert (rows[1]["title"], rows[1]["text"]) == ("'@SUM(A1)", "'=1+1 läcker i Lysekil")


def test_a_page_can_be_read_by_anybody_and_runs_nothing(alarmed: Shell) -> None:
    alarmed.run("add", "--text", "<script>alert(1)</script> i Lysekil", "--title", "<img src=x onerror=alert(1)>")
    page = export(alarmed, "--format", "html")

    assert '<html lang="sv">' in page
    assert "<script" not in page
    assert "<img" not in page


def test_a_file_is_there_whole_and_nobody_else_may_read_it(alarmed: Shell) -> None:
    export(alarmed, "--out", "all.jsonl")
    file = alarmed.folder / "all.jsonl"

    assert kinds(file.read_text(encoding="utf-8"))[0] == "item"
    assert file.stat().st_mode & 0o077 == 0
    assert "Written to all.jsonl" in alarmed.err
    assert alarmed.run("export", "--out", "no/such/folder.jsonl") == 1
    assert alarmed.run("export", "--format", "docx") == 2


# ---- erase -------------------------------------------------------------------------------------------------------
def test_what_is_erased_is_gone_from_every_list_the_disk_and_the_file_of_the_database(alarmed: Shell) -> None:
    (mention,) = alarmed.lines("mentions")
    assert list((alarmed.folder / "mail").glob("*.eml"))
    (would,) = alarmed.lines("erase", "1", "--dry-run")
    assert would["id"] == 1

    (note,) = alarmed.lines("erase", "1", "--by", "Maria", "--why", "begäran 2026-14")
    assert (note["erased"], note["incidents"], note["by"]) == (1, [1], "Maria")
    assert note["letters"] >= 1
    assert alarmed.lines("mentions") == []
    assert mention["text"] not in export(alarmed)
    assert not list((alarmed.folder / "mail").glob("*.eml"))
    for path in alarmed.folder.glob("monitor.db*"):
        assert mention["text"].encode() not in path.read_bytes(), path
    (kept,) = alarmed.lines("erase", "--list")
    assert (kept["by"], kept["why"], kept["items"]) == ("Maria", "begäran 2026-14", [1])


@pytest.mark.parametrize("how", [["--query", "läcka"], ["--source", "drill"], ["--id", "1"]])
def test_items_are_erased_by_words_by_source_and_by_number(alarmed: Shell, how: list[str]) -> None:
    (note,) = alarmed.lines("erase", *how)

    assert note["items"] == [1]
    assert alarmed.lines("incidents")[0]["id"] == 1


def test_an_item_is_erased_by_its_address(alarmed: Shell) -> None:
    alarmed.run("add", "--url", "https://127.0.0.1:1/story", "--title", "Inget vatten i Lysekil", "--text", "En läcka.")

    (note,) = alarmed.lines("erase", "https://127.0.0.1:1/story")
    assert note["items"] == [2]


@pytest.mark.parametrize(
    "arguments", [[], ["99"], ["1", "--query", "x"], ["--query", "läcka AND ("], ["https://x.example/"]]
)
def test_what_cannot_be_meant_erases_nothing(alarmed: Shell, arguments: list[str]) -> None:
    assert alarmed.run("erase", *arguments) == 2
    assert len(alarmed.lines("mentions")) == 1


# ---- prune -------------------------------------------------------------------------------------------------------
def test_pruning_takes_out_what_is_over_and_can_be_tried(alarmed: Shell) -> None:
    assert alarmed.lines("prune")[0]["press"] == 0

    with time_machine.travel(utc_now() + timedelta(days=731), tick=False):
        assert alarmed.lines("prune", "--dry-run")[0]["press"] == 1
        assert len(alarmed.lines("mentions")) == 1
        (pruned,) = alarmed.lines("prune")
    assert (pruned["press"], pruned["dry_run"]) == (1, False)
    assert pruned["letters"] >= 1
    assert alarmed.lines("mentions") == []


def test_the_daemon_prunes_every_night(alarmed: Shell) -> None:
    with time_machine.travel(utc_now() + timedelta(days=731), tick=False):
        assert alarmed.run("run", "--once") == 0, alarmed.err

        assert "Inget vatten" not in {mention["title"] for mention in alarmed.lines("mentions", "--until", "700d")}
        assert alarmed.lines("prune")[0]["press"] == 0

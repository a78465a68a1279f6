"""The command line as scripts rely on it: exit status, JSON Lines, where each word goes."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cli.shell import Shell


def test_a_right_configuration_is_said_to_be_right(shell: Shell) -> None:
    assert shell.run("check") == 0
    assert "can be used" in shell.out


def test_a_wrong_configuration_ends_with_two_and_names_every_mistake(shell: Shell) -> None:
    text = shell.config.read_text().replace('"08:00-15:00"', '"late"').replace('to = ["jour"]', 'to = ["nobody"]')
    shell.config.write_text(text + "[wb]\n")

    assert shell.run("check") == 2
    assert "office_hours.friday" in shell.err
    assert "wb: there is no such key" in shell.err
    assert shell.out == ""


def test_a_watch_whose_query_cannot_be_read_is_a_mistake_of_the_configuration(shell: Shell) -> None:
    bad = '[[watch]]\nname = "x"\nquery = "läcka AND ("\n[[watch]]\nname = "municipality"\nquery = "snö"\n'
    shell.config.write_text(shell.config.read_text() + bad)

    assert shell.run("check") == 2
    assert "watch[0].query" in shell.err
    assert "column 12" in shell.err
    assert "expected" in shell.err
    assert "watch[1].name" in shell.err


def test_no_configuration_says_where_it_was_looked_for(shell: Shell) -> None:
    shell.config.unlink()

    assert shell.run("check") == 2
    assert "MONITOR_CONFIG" in shell.err


@pytest.mark.parametrize("place", ["before", "after", "environment"])
def test_the_configuration_may_be_named_in_every_way(shell: Shell, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = shell.config.rename(shell.folder / "elsewhere.toml")
    if place == "environment":
        monkeypatch.setenv("MONITOR_CONFIG", str(moved))
    named = {"before": ["--config", str(moved), "check"], "after": ["check", "--config", str(moved)]}

    assert shell.run(*named.get(place, ["check"])) == 0


def test_one_round_finds_the_event_tells_it_and_ends(alarmed: Shell) -> None:
    (incident,) = alarmed.lines("incidents")
    assert (incident["status"], incident["severity"], incident["drill"], incident["mentions"]) == ("open", 2, True, 1)

    told = alarmed.lines("deliveries")
    first = next(one for one in told if one["receiver"] == "jour")
    assert (first["state"], first["reason"], first["channel"], first["incident"]) == ("sent", "new", "email", 1)
    assert first["person"] in {"Maria", "Per"}
    (mail,) = (alarmed.folder / "mail").glob("*.eml")
    assert f"<{first['key']}@" in mail.read_text()


def test_mentions_have_the_fields_of_the_contract_and_no_author(alarmed: Shell) -> None:
    (mention,) = alarmed.lines("mentions")

    wanted = {
        "id", "source", "url", "title", "text", "language", "published_at", "seen_at", "watches", "terms", "kind",
        "topics",
        "severity", "state", "drill", "confidence", "because", "incident",
    }  # fmt: skip
    assert wanted <= mention.keys()
    assert mention["watches"] == ["municipality"]
    assert mention["seen_at"].endswith("Z")
    span = mention["because"][0]
    full = f"{mention['title']}\n{mention['text']}"
    assert full[span["start"] : span["end"]] == span["evidence"]


def test_mentions_are_searched_in_the_watch_language(alarmed: Shell) -> None:
    assert len(alarmed.lines("mentions", "läcka NEAR/6 Storgatan")) == 1
    assert alarmed.lines("mentions", "snö OR is") == []
    assert alarmed.run("mentions", "läcka AND (") == 2
    assert "column" in alarmed.err


def test_sources_have_the_fields_of_the_contract(alarmed: Shell) -> None:
    (source,) = alarmed.lines("sources")

    wanted = {
        "name", "connector", "url", "role", "health", "why", "last_success_at", "last_new_item_at",
        "consecutive_failures",
        "next_poll_at", "items", "mentions",
    }  # fmt: skip
    assert wanted <= source.keys()
    assert (source["health"], source["items"], source["mentions"]) == ("ok", 1, 1)


def test_an_incident_is_taken_resolved_and_closed(alarmed: Shell) -> None:
    assert alarmed.run("ack", "1", "--by", "Maria") == 0
    (taken,) = alarmed.lines("incidents", "--open")
    assert (taken["status"], taken["acknowledged_by"]) == ("acknowledged", "Maria")

    assert alarmed.run("resolve", "1", "--by", "Maria") == 0
    assert alarmed.lines("incidents", "--open") == []
    assert alarmed.run("close", "1", "--by", "Maria", "--why", "över") == 0
    (closed,) = alarmed.lines("incident", "1")
    assert closed["status"] == "closed"
    assert [entry["what"] for entry in closed["log"]][-3:] == ["acknowledged", "resolved", "closed"]


@pytest.mark.parametrize(
    "command", [["incident", "99"], ["ack", "99", "--by", "Maria"], ["why", "99"], ["why", "https://x.example/"]]
)
def test_what_does_not_exist_is_wrong_use(alarmed: Shell, command: list[str]) -> None:
    assert alarmed.run(*command) == 2
    assert alarmed.err


def test_why_shows_gates_and_deliveries(alarmed: Shell) -> None:
    (answer,) = alarmed.lines("why", "1")

    assert [gate["passed"] for gate in answer["gates"]] == [True] * len(answer["gates"])
    assert {one["receiver"] for one in answer["deliveries"]} >= {"jour"}


def test_explain_decides_as_if_it_were_then_and_stores_nothing(shell: Shell) -> None:
    (night,) = shell.lines("explain", "Inget vatten i Lysekil efter en läcka", "--at", "2026-11-28T02:00")
    (day,) = shell.lines("explain", "Biblioteket i Lysekil firar hundra år", "--at", "2026-11-24T10:00")
    (elsewhere,) = shell.lines("explain", "Inget vatten i Kiruna", "--at", "2026-11-24T10:00")

    assert night["decision"]["action"] == "tell"
    assert night["decision"]["route"] == "kris"
    assert "jour" in night["decision"]["receivers"]
    assert night["decision"]["people"] == ["Maria"]
    assert night["mentions"][0]["term"] == "Lysekil"
    assert [gate["gate"] for gate in night["gates"]][:3] == ["fresh", "unseen", "mention"]
    assert day["decision"]["action"] == "inbox"
    assert elsewhere["decision"]["action"] == "drop"
    assert shell.lines("mentions") == []


def test_classify_and_match_need_no_configuration_and_keep_the_order(shell: Shell) -> None:
    shell.config.unlink()
    texts = (
        '{"id": "a", "text": "Inget vatten i Lysekil"}\n{"id": "b", "title": "Seger", "text": "Laget vann med 3-1"}\n'
    )

    verdicts = shell.lines("classify", "-", stdin=texts)
    mentions = shell.lines("match", "-", "--municipality", "SE-1484", stdin=texts)

    assert [line["id"] for line in verdicts] == ["a", "b"]
    assert (verdicts[0]["kind"], verdicts[0]["topics"], verdicts[1]["kind"]) == ("operational", ["water"], "routine")
    assert [line["mentions"][0]["term"] if line["mentions"] else None for line in mentions] == ["Lysekil", None]


def test_a_line_that_is_no_json_is_named(shell: Shell) -> None:
    assert shell.run("classify", "-", stdin='{"text": "a"}\nnonsense\n') == 2
    assert "line 2" in shell.err


def test_the_calendar_has_no_gap_and_says_why(shell: Shell) -> None:
    found = shell.lines("calendar", "--from", "2026-12-21", "--to", "2026-12-28")

    assert found[0]["from"].startswith("2026-12-21T00:00:00+01:00")
    assert all(one["to"] == following["from"] for one, following in itertools.pairwise(found))
    eve = next(one for one in found if one["from"].startswith("2026-12-24"))
    assert (eve["open"], "julafton" in eve["why"].lower()) == (False, True)
    assert {one["on_call"]["kib"] for one in found} == {"Maria", "Per"}


def test_the_digest_comes_in_three_forms(alarmed: Shell) -> None:
    assert alarmed.run("digest", "--week", "2026-W48") == 0
    assert "vecka 48" in alarmed.out
    assert alarmed.run("digest", "--week", "2026-W48", "--format", "html", "--out", "week.html") == 0
    assert 'lang="sv"' in (alarmed.folder / "week.html").read_text()
    assert alarmed.run("digest", "--week", "2026-W48", "--format", "json") == 0
    assert json.loads(alarmed.out)["drills"] in {0, 1}
    assert alarmed.run("digest", "--week", "2026-W60") == 2


def test_a_test_alert_goes_through_the_real_channels_and_is_marked(shell: Shell) -> None:
    told = shell.lines("test-alert", "team")

    assert [(one["receiver"], one["reason"], one["state"]) for one in told] == [("team", "test", "sent")]
    (mail,) = (shell.folder / "mail").glob("*.eml")
    assert "Subject: PROV" in mail.read_text()
    assert shell.run("test-alert", "nobody") == 2


def test_the_database_is_upgraded_checked_and_copied(alarmed: Shell) -> None:
    assert alarmed.run("db", "upgrade") == 0
    assert alarmed.run("db", "check") == 0
    assert alarmed.run("db", "backup", "copy.db") == 0
    assert alarmed.run("db", "backup", "copy.db") == 1
    (alarmed.folder / "monitor.db").write_bytes((alarmed.folder / "copy.db").read_bytes())
    assert alarmed.run("db", "check") == 0


def test_init_writes_a_configuration_that_is_right(shell: Shell) -> None:
    assert shell.run("init", "Lysekil", "--offline", "--out", "new.toml") == 0
    assert shell.run("check", "--config", "new.toml") == 0
    assert shell.run("init", "LYSEKIL", "--offline") == 0
    assert 'code   = "SE-1484"' in shell.out
    assert shell.run("init", "Atlantis") == 2


def test_polling_by_hand_shows_what_was_found_and_fails_when_a_poll_does(shell: Shell) -> None:
    (report,) = shell.lines("poll", "drill")
    assert (report["items"], report["new"], report["mentions"]) == (1, 1, 1)
    assert shell.run("poll", "nothing") == 2

    shell.config.write_text(shell.config.read_text().replace("first-alert.sv", "no-such-script"))
    assert shell.run("poll") == 1
    assert "no-such-script" in shell.out


def test_the_doctor_looks_at_everything(alarmed: Shell) -> None:
    alarmed.run("doctor")

    for what in ("municipality", "database", "disk", "clock", "remembered"):
        assert what in alarmed.out


def test_a_database_that_may_not_be_written_is_said_in_words(shell: Shell) -> None:
    shell.config.write_text(shell.config.read_text().replace(f"sqlite:///{shell.folder}", "sqlite:////no/such/folder"))

    assert shell.run("incidents") == 1
    assert "folder of the database does not exist" in shell.err


@pytest.mark.parametrize(
    "command",
    [
        "calendar --from 0001-01-01 --to 0001-01-03",
        "calendar --from 9999-12-30 --to 9999-12-31",
        "mentions --since 0001-01-01",
        "mentions --until 9999-12-31",
        "silence add x --owner Maria --reason r --until 9999-12-31",
        "digest --week 9999-W52",
        "digest --week 0001-W01",
        "digest --period 0000",
        "digest --period 9999",
        "replay --since 0001-01-01",
        "explain vatten --at 9999-12-31",
        "explain vatten --at 0001-01-01",
        "add --text vatten --when 0001-01-01",
    ],
)
def test_a_time_beyond_all_reason_is_a_slip_of_the_pen(shell: Shell, command: str) -> None:
    assert shell.run(*command.split()) == 2
    assert "Write" in shell.err
    assert "Traceback" not in shell.err


@pytest.mark.parametrize("at", ["9999-12-31T23:00:00Z", "0001-01-01T00:00:00Z"])
def test_so_is_one_in_a_timeline(shell: Shell, at: str) -> None:
    line = json.dumps({"at": at, "id": "1", "source": "a", "role": "press", "text": "Inget vatten i Lysekil"})

    assert shell.run("simulate", "-", stdin=line) == 2
    assert 'line 1: "at" is no time' in shell.err


@pytest.mark.parametrize("command", ["ack 1", "resolve 1", "close 1 --why klart"])
def test_nobody_answers_without_a_name(alarmed: Shell, command: str) -> None:
    assert alarmed.run(*command.split(), "--by", " ") == 2
    assert "--by" in alarmed.err
    (incident,) = alarmed.lines("incidents")
    assert incident["status"] == "open"


def test_an_incident_is_not_closed_without_a_reason(alarmed: Shell) -> None:
    assert alarmed.run("close", "1", "--by", "Maria", "--why", "") == 2
    assert "--why" in alarmed.err

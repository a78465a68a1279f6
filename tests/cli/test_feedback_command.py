"""``monitor feedback``: what people say of an item holds until it is taken back or said anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cli.shell import Shell


def test_what_is_said_is_listed_with_what_the_monitor_had_said(alarmed: Shell) -> None:
    (said,) = alarmed.lines("feedback", "1", "wrong", "--kind", "routine", "--severity", "0", "--by", "Maria")
    assert (said["item"], said["answer"], said["kind"], said["severity"], said["topic"]) == (
        1,
        "wrong",
        "routine",
        0,
        None,
    )

    (listed,) = alarmed.lines("feedback", "list")
    assert (listed["id"], listed["by"], listed["verdict"]["kind"]) == (said["id"], "Maria", "operational")
    assert listed["title"]


def test_said_again_by_the_same_person_the_newer_word_holds(alarmed: Shell) -> None:
    alarmed.run("feedback", "1", "relevant", "--by", "Maria")
    alarmed.run("feedback", "1", "irrelevant", "--by", "Maria")
    alarmed.run("feedback", "1", "relevant", "--by", "Per")

    assert {(one["by"], one["answer"]) for one in alarmed.lines("feedback", "list")} == {
        ("Maria", "irrelevant"),
        ("Per", "relevant"),
    }
    assert len(alarmed.lines("feedback", "list", "--all")) == 3


def test_what_is_taken_back_holds_no_more_and_can_be_taken_back_twice(alarmed: Shell) -> None:
    alarmed.run("feedback", "1", "relevant", "--by", "Maria")

    assert alarmed.lines("feedback", "undo", "1") == [{"id": 1, "undone": True}]
    assert alarmed.lines("feedback", "undo", "1") == [{"id": 1, "undone": False}]
    assert alarmed.lines("feedback", "list") == []
    assert alarmed.lines("feedback", "list", "--all")[0]["undone_at"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["99", "relevant", "--by", "Maria"], "no mention 99"),
        (["1", "relevant"], "--by"),
        (["1", "perhaps", "--by", "Maria"], "relevant, irrelevant, wrong"),
        (["1", "wrong", "--by", "Maria"], "--kind"),
        (["1", "relevant", "--topic", "water", "--by", "Maria"], "go with wrong"),
        (["one", "relevant", "--by", "Maria"], "no number"),
        (["undo"], "which one"),
        (["undo", "9"], "no feedback 9"),
    ],
)
def test_what_cannot_be_meant_is_wrong_use(alarmed: Shell, arguments: list[str], said: str) -> None:
    assert alarmed.run("feedback", *arguments) == 2
    assert said in alarmed.err
    assert alarmed.lines("feedback", "list") == []


# ---- what it does ------------------------------------------------------------------------------------------------
DOUBTFUL = "Sirenen ljöd över hela Lysekil i natt när Gnistorna tände eld på publiken i Folkets park"
ALIKE = "Sirenen ljöd över Lysekil igen när Gnistorna tände eld på publiken i Folkets park i lördags"


def chance(shell: Shell) -> float:
    (said,) = shell.lines("explain", ALIKE, "--at", "2026-11-24T10:00")
    sure: float = said["confidence"]
    return sure if said["kind"] in {"crisis", "operational"} else 1 - sure


def test_what_people_say_moves_the_next_verdict_on_alike_words_and_taken_back_moves_it_back(shell: Shell) -> None:
    before = chance(shell)
    assert shell.lines("mentions") == []
    for number, by in enumerate(("Maria", "Per"), 1):
        shell.run("add", "--text", f"{DOUBTFUL}. {number}")
        shell.run("feedback", str(number), "irrelevant", "--by", by)

    assert chance(shell) < before
    said = shell.lines("feedback", "list")
    assert all(one["does"]["operational"] < 0 for one in said)
    for one in said:
        shell.run("feedback", "undo", str(one["id"]))
    assert chance(shell) == before

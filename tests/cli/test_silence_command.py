"""``monitor silence``: what is kept back, by whom, until when; and what follows when it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cli.shell import Shell

PLANNED = ("--owner", "Maria", "--reason", "planerat arbete", "--until", "4h")


def add(shell: Shell, *arguments: str) -> dict[str, object]:
    (line,) = shell.lines("silence", "add", *PLANNED, *arguments)
    return line


def test_a_silence_says_what_who_why_and_until_when_and_is_listed_until_it_ends(shell: Shell) -> None:
    added = add(shell, "läcka NEAR/6 Storgatan", "--topic", "water")

    assert (added["id"], added["owner"], added["reason"], added["query"]) == (
        1,
        "Maria",
        "planerat arbete",
        "läcka NEAR/6 Storgatan",
    )
    assert (added["topics"], added["state"], added["also_official"]) == (["water"], "active", False)
    assert [one["id"] for one in shell.lines("silence", "list")] == [1]
    (ended,) = shell.lines("silence", "end", "1")
    assert ended["state"] == "over"
    assert shell.lines("silence", "list") == []
    assert [one["id"] for one in shell.lines("silence", "list", "--all")] == [1]


def test_what_a_query_silences_is_told_when_it_ends(shell: Shell) -> None:
    add(shell, "läcka NEAR/6 Storgatan")
    assert shell.run("run", "--once") == 0, shell.err
    told = [one for one in shell.lines("deliveries") if one["receiver"] == "jour"]
    assert {one["state"] for one in told} == {"silenced"}
    assert "silenced by Maria: planerat arbete" in told[0]["why"]

    assert shell.run("silence", "end", "1") == 0
    assert shell.run("run", "--once") == 0, shell.err
    told = [one for one in shell.lines("deliveries") if one["receiver"] == "jour"]
    assert {one["state"] for one in told} == {"silenced", "sent"}


def test_another_matter_is_heard_all_the_same(shell: Shell) -> None:
    add(shell, "snö OR halka")
    assert shell.run("run", "--once") == 0, shell.err

    assert "silenced" not in {one["state"] for one in shell.lines("deliveries")}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--topic", "water"], ["--owner", "--reason", "--until"]),
        ([*PLANNED], ["what is to be silent?"]),
        ([*PLANNED[:4], "--until", "2020-01-01", "--topic", "water"], ["--until"]),
        ([*PLANNED, "--source", "nobody"], ["nobody", "drill"]),
        ([*PLANNED, "--incident", "99"], ["no incident 99"]),
        ([*PLANNED, "läcka AND ("], ["column"]),
    ],
)
def test_what_a_silence_lacks_is_named_all_at_once(shell: Shell, arguments: list[str], said: list[str]) -> None:
    assert shell.run("silence", "add", *arguments) == 2
    assert all(word in shell.err for word in said), shell.err
    assert shell.lines("silence", "list") == []


def test_ending_what_is_not_there_is_wrong_use(shell: Shell) -> None:
    assert shell.run("silence", "end", "7") == 2
    assert "no silence 7" in shell.err

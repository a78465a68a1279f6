from __future__ import annotations

from typing import Any

import pytest

from factories import SATURDAY_02, TUESDAY_10, a_plan, a_raw_item, a_verdict
from fakes import FakeReader
from monitor.domain import pipeline
from monitor.domain.model import Kind, State
from monitor.domain.oncall import OnCall
from monitor.domain.outcome import OUTCOMES, Traces, contradiction, outcome_of
from monitor.domain.world import World

PLAN = a_plan()


def gates(*passed: str, failed: str = "") -> list[dict[str, Any]]:
    return [{"gate": name, "passed": name != failed, "why": ""} for name in (*passed, failed) if name]


WAY = ("fresh", "unseen", "mention", "here", "incident", "route")


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        (gates(failed="fresh"), "archive"),
        (gates("fresh", failed="unseen"), "repeated"),
        (gates("fresh", "unseen", failed="mention"), "not_about_us"),
        (gates("fresh", "unseen", "mention", failed="here"), "elsewhere"),
        (gates(*WAY), "told"),
        (gates(*WAY[:-1], failed="route"), "incident"),
        (gates(*WAY[:4], "route", failed="incident"), "told"),
        ([*gates(*WAY[:4], failed="incident"), *gates(failed="route")], "inbox"),
        (gates(failed="kept"), "removed"),
        (gates("fresh", "unseen"), None),
        ([], None),
    ],
)
def test_every_way_through_the_gates_has_one_outcome(asked: list[dict[str, Any]], outcome: str | None) -> None:
    assert outcome_of(asked) == outcome
    assert outcome is None or outcome in OUTCOMES


@pytest.mark.parametrize(
    ("asked", "traces", "says"),
    [
        (gates(*WAY), Traces(True, 1, 2), ""),
        (gates(*WAY), Traces(True, 1, 0), "no delivery"),
        (gates(*WAY), Traces(True, None, 1), "joined an incident"),
        (gates(*WAY), Traces(False, 1, 1), "no mention"),
        (gates("fresh", "unseen", failed="mention"), Traces(False, None, 0), ""),
        (gates("fresh"), Traces(False, None, 0), "after fresh"),
        ([], Traces(False, None, 0), "no gate"),
    ],
)
def test_what_the_memory_does_not_show_is_a_contradiction(
    asked: list[dict[str, Any]], traces: Traces, says: str
) -> None:
    found = contradiction(asked, traces)

    assert says in found
    assert bool(found) == bool(says)


def test_whatever_the_head_decides_has_an_outcome() -> None:
    reader = FakeReader().teach("festival", a_verdict(0, kind=Kind.ROUTINE, topics=(), state=State.NONE))
    world = World(PLAN, reads_since={"paper": TUESDAY_10}, read_until={"paper": TUESDAY_10})
    titles = ("Inget vatten i Lysekil", "Inget vatten i Lysekil", "Festival i Lysekil", "Nytt i Kiruna")
    raw = [a_raw_item(str(number), title, text="") for number, title in reversed(list(enumerate(titles)))]
    changes = pipeline.process(raw, PLAN.sources[0], world, reader, OnCall(PLAN), SATURDAY_02)

    found = [outcome_of([{"gate": gate.gate, "passed": gate.passed} for gate in one.gates]) for one in changes.seen]
    assert found == ["told", "repeated", "inbox", "not_about_us"]

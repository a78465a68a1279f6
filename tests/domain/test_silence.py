from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from factories import SATURDAY_02, TUESDAY_10, a_plan, a_raw_item, a_verdict
from fakes import FakeReader
from monitor.domain import follow, pipeline
from monitor.domain.incident import Silence
from monitor.domain.model import DeliveryState, Reason, Role, State, Topic
from monitor.domain.oncall import OnCall
from monitor.domain.plan import SourcePlan
from monitor.domain.unmute import unmute, unmute_due
from monitor.domain.world import World

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.incident import Changes

OFFICIAL = SourcePlan("police", "rss", Role.OFFICIAL, "Police")
PLAN = replace(a_plan(), sources=(*a_plan().sources, OFFICIAL))
ONCALL = OnCall(PLAN)
END = SATURDAY_02 + timedelta(hours=4)


def a_silence(**changes: Any) -> Silence:
    given: dict[str, Any] = {"starts_at": SATURDAY_02, "ends_at": END, "topics": frozenset({Topic.WATER})}
    return Silence(1, "Per", "planned work", **(given | changes))


def a_world(*silences: Silence) -> World:
    long_ago = TUESDAY_10 - timedelta(days=30)
    read = {one.name: long_ago for one in PLAN.sources}
    return World(PLAN, "test", "salt", read, read, silences=list(silences))


def publish(
    world: World, *, severity: int = 2, source: SourcePlan = PLAN.sources[0], key: str = "1", **raw: Any
) -> Changes:
    reader = FakeReader().teach("åter", a_verdict(severity, state=State.RESOLVED)).teach("vatten", a_verdict(severity))
    return pipeline.process(
        [a_raw_item(key, **raw)], source, world, reader, ONCALL, raw.get("published_at") or SATURDAY_02
    )


def states(changes: Changes) -> set[DeliveryState]:
    """Of what the one on call is told."""
    return {one.state for one in changes.deliveries if one.receiver == "jour"}


def test_what_is_silenced_stands_in_the_ledger_with_who_and_why() -> None:
    told = publish(a_world(a_silence()))

    assert states(told) == {DeliveryState.SILENCED}
    assert "silenced by Per: planned work" in told.deliveries[0].why


@pytest.mark.parametrize(
    ("changes", "muted"),
    [
        ({}, True),
        ({"topics": frozenset({Topic.FIRE})}, False),
        ({"topics": frozenset(), "sources": frozenset({"paper"})}, True),
        ({"topics": frozenset(), "sources": frozenset({"forum"})}, False),
        ({"topics": frozenset(), "incident": 1}, True),
        ({"topics": frozenset(), "incident": 2}, False),
        ({"starts_at": SATURDAY_02 + timedelta(minutes=1)}, False),
        ({"ends_at": SATURDAY_02}, False),
        ({"topics": frozenset(), "query": "nothing of it"}, False),
    ],
)
def test_a_silence_mutes_what_it_names_while_it_holds(changes: dict[str, Any], muted: bool) -> None:
    told = publish(a_world(a_silence(**changes)))

    assert (states(told) == {DeliveryState.SILENCED}) is muted


def test_a_query_mutes_what_the_store_says_fulfils_it() -> None:
    world = a_world(a_silence(topics=frozenset(), query="läcka"))
    world.muting = lambda item, _: (1,) if "Läcka" in item.text else ()

    assert states(publish(world)) == {DeliveryState.SILENCED}
    assert states(publish(world, key="2", title="Inget vatten i Lysekil, kokas", text="Förorening.")) != {
        DeliveryState.SILENCED
    }


@pytest.mark.parametrize(
    ("severity", "official", "also", "muted"),
    [(3, True, False, False), (3, True, True, True), (2, True, False, True), (3, False, False, True)],
)
def test_what_is_severe_and_official_is_heard_unless_the_silence_says_otherwise(
    severity: int, official: bool, also: bool, muted: bool
) -> None:
    world = a_world(a_silence(also_official=also))
    told = publish(world, severity=severity, source=OFFICIAL if official else PLAN.sources[0])

    assert (states(told) == {DeliveryState.SILENCED}) is muted


def test_whoever_was_told_before_hears_that_it_is_over_although_it_is_silenced() -> None:
    world = a_world()
    publish(world)
    world.silences = [a_silence()]
    over = publish(world, key="2", title="Vattnet är åter i Lysekil")

    assert {(one.reason, one.state) for one in over.deliveries if one.receiver == "jour"} == {
        (Reason.RESOLVED, DeliveryState.PENDING)
    }


def test_what_is_held_until_after_a_silence_is_told_then() -> None:
    told = publish(a_world(a_silence()))

    assert {one.state for one in told.deliveries if one.receiver == "team"} == {DeliveryState.HELD}


def test_when_a_silence_is_over_what_is_still_open_is_told_once_to_those_from_whom_it_was_kept() -> None:
    world = a_world(a_silence())
    publish(world)
    due = unmute_due(world.silences[0])

    told = unmute(due, world, ONCALL, END)
    assert [(one.receiver, one.reason, one.state) for one in told.deliveries] == [
        ("jour", Reason.NEW, DeliveryState.PENDING)
    ]
    assert "still open now that a silence is over" in told.deliveries[0].why
    world.remember(told)
    assert unmute(due, world, ONCALL, END + timedelta(minutes=1)).deliveries == ()


def test_what_was_over_before_the_silence_was_wakes_nobody() -> None:
    world = a_world(a_silence())
    publish(world)
    publish(world, key="2", title="Vattnet är åter i Lysekil")

    assert unmute(unmute_due(world.silences[0]), world, ONCALL, END).deliveries == ()


def test_nobody_is_asked_again_while_it_is_silenced_and_the_question_waits_for_its_end() -> None:
    world = a_world(a_silence())
    publish(world)
    (reminder,) = [due for due in world.dues.values() if due.kind == "repeat"]

    later = follow.follow(reminder, world, ONCALL, reminder.due_at)
    assert later.deliveries == ()
    (again,) = later.dues
    assert again.due_at == END + timedelta(minutes=30)
    spoken: datetime = again.due_at
    assert {one.reason for one in follow.follow(again, world, ONCALL, spoken).deliveries} == {Reason.REMINDER}

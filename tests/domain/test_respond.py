from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from factories import SATURDAY_02, TUESDAY_10, a_plan, a_raw_item, a_verdict
from fakes import FakeReader
from monitor.domain import follow, pipeline
from monitor.domain.answer import Act, Answer, Result, next_in_turn, takers
from monitor.domain.incident import Silence
from monitor.domain.model import DeliveryState, Reason, Status
from monitor.domain.oncall import OnCall
from monitor.domain.respond import Outcome, respond
from monitor.domain.world import World

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.incident import Delivery, Due, Incident

PLAN = a_plan()
ONCALL = OnCall(PLAN)
SOON = SATURDAY_02 + timedelta(minutes=2)


@pytest.fixture
def night() -> World:
    """A crisis of Saturday 02:00: Maria, who is on call, has been told; the team's word waits for Monday."""
    long_ago = TUESDAY_10 - timedelta(days=30)
    since = {source.name: long_ago for source in PLAN.sources}
    world = World(PLAN, reads_since=dict(since), read_until=dict(since), salt="salt")
    reader = FakeReader().teach("vatten", a_verdict(3))
    pipeline.process([a_raw_item()], PLAN.sources[0], world, reader, ONCALL, SATURDAY_02)
    world.told[1] = [_sent(one) for one in world.told_of(1)]
    return world


def _sent(delivery: Delivery) -> Delivery:
    return delivery if delivery.state is DeliveryState.HELD else replace(delivery, state=DeliveryState.SENT)


def give(world: World, act: Act, by: str = "Maria", now: datetime = SOON, to: str = "", why: str = "") -> Outcome:
    """Answer about incident 1, and remember what follows."""
    outcome = respond(world.incidents[1], Answer(act, by, to, why), world, ONCALL, now)
    world.remember(outcome.changes)
    return outcome


def told(outcome: Outcome) -> list[tuple[str, str | None, str]]:
    return [(one.receiver, one.person, one.reason.value) for one in outcome.changes.deliveries]


def the_incident(world: World) -> Incident:
    return world.incidents[1]


def asking(world: World) -> list[Due]:
    """What asks somebody to take it."""
    found = [due for due in world.dues_of(1) if due.kind in {"repeat", "escalate"}]
    return sorted(found, key=lambda due: due.due_at)


# ---- taking it ---------------------------------------------------------------------------------------------------
def test_after_it_is_taken_nothing_asks_any_more(night: World) -> None:
    outcome = give(night, Act.TAKE)

    assert outcome.result is Result.DONE
    assert the_incident(night).status is Status.ACKNOWLEDGED
    assert asking(night) == []


def test_the_second_to_take_it_is_noted_and_the_first_keeps_it(night: World) -> None:
    give(night, Act.TAKE, "Maria")

    second = give(night, Act.TAKE, "Per")

    assert second.result is Result.ALREADY
    assert the_incident(night).acknowledged_by == "Maria"
    assert [entry.by for entry in second.changes.log] == ["Per"]


@pytest.mark.parametrize(
    ("act", "to", "why"),
    [
        (Act.TAKE, "", ""),
        (Act.NOT_OURS, "", ""),
        (Act.FALSE_ALARM, "", ""),
        (Act.HAND_OVER, "tib", ""),
        (Act.WAKE_NEXT, "tib", ""),
        (Act.WAKE_NEXT, "", ""),
        (Act.RESOLVE, "", ""),
        (Act.CLOSE, "", "passed on by phone"),
    ],
)
def test_an_answer_given_twice_changes_nothing_the_second_time(night: World, act: Act, to: str, why: str) -> None:
    assert give(night, act, to=to, why=why).result is Result.DONE

    again = give(night, act, to=to, why=why)

    assert again == Outcome(Result.ALREADY)


# ---- nothing of ours ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("act", [Act.NOT_OURS, Act.FALSE_ALARM])
def test_what_is_dismissed_is_closed_with_its_reason_and_told_to_those_who_were_woken(night: World, act: Act) -> None:
    give(night, Act.WAKE_NEXT, to="tib")
    night.told[1] = [_sent(one) for one in night.told_of(1)]

    outcome = give(night, act)

    closed = the_incident(night)
    assert (closed.status, closed.closed_why, closed.acknowledged_by) == (Status.CLOSED, act.value, "Maria")
    assert told(outcome) == [("tib", None, "taken")]
    assert not [one for one in night.told_of(1) if one.state is DeliveryState.HELD]


def test_who_has_not_heard_of_it_when_it_is_dismissed_never_does(night: World) -> None:
    give(night, Act.WAKE_NEXT, to="tib")  # decided, and not sent yet

    outcome = give(night, Act.FALSE_ALARM)

    assert told(outcome) == []
    assert {one.state for one in night.told_of(1) if one.receiver == "tib"} == {DeliveryState.CANCELLED}


# ---- handing over ------------------------------------------------------------------------------------------------
def test_handing_over_asks_the_new_one_until_somebody_takes_it(night: World) -> None:
    give(night, Act.TAKE)

    outcome = give(night, Act.HAND_OVER, to="tib")

    given = the_incident(night)
    assert (given.status, given.acknowledged_by) == (Status.OPEN, None)
    assert told(outcome) == [("tib", None, "new")]
    assert [(due.kind, due.receiver, due.due_at - SOON) for due in asking(night)] == [
        ("repeat", "tib", timedelta(minutes=5)),
        ("escalate", None, timedelta(minutes=10)),
    ]
    assert outcome.changes.log[0].note == "tib"


def test_reminders_after_a_handover_go_on_and_never_repeat_a_key(night: World) -> None:
    give(night, Act.HAND_OVER, to="tib")
    give(night, Act.TAKE, "tib")
    give(night, Act.HAND_OVER, "tib", to="jour")
    keys = [one.key for one in night.told_of(1)]

    for due in asking(night):
        keys += [one.key for one in follow.follow(due, night, ONCALL, due.due_at).deliveries]

    assert len(keys) == len(set(keys))


def test_a_colleague_of_the_rota_is_told_by_name_although_another_has_the_turn(night: World) -> None:
    outcome = give(night, Act.HAND_OVER, to="Per")

    assert told(outcome) == [("jour", "Per", "reminder")]
    assert outcome.changes.deliveries[0].body == {"by": "Maria", "person": "Per"}


def test_there_is_no_handing_over_to_somebody_who_is_not_there(night: World) -> None:
    before = the_incident(night)

    assert give(night, Act.HAND_OVER, to="nobody-of-that-name") == Outcome(Result.NOBODY)
    assert the_incident(night) == before


def test_it_can_be_handed_to_every_receiver_and_to_every_colleague() -> None:
    assert [(one.name, one.receiver, one.person) for one in takers(PLAN, ONCALL, SATURDAY_02)] == [
        ("jour", "jour", None),
        ("tib", "tib", None),
        ("team", "team", None),
        ("Maria", "jour", "Maria"),
        ("Per", "jour", "Per"),
    ]


# ---- waking the next ---------------------------------------------------------------------------------------------
def test_waking_the_next_does_now_what_would_have_been_done_later_and_not_again(night: World) -> None:
    step = next(due for due in night.dues_of(1) if due.kind == "escalate")

    outcome = give(night, Act.WAKE_NEXT, to="tib")

    assert told(outcome) == [("tib", None, "escalated")]
    by_itself = follow.follow(step, night, ONCALL, step.due_at)
    assert [one.key for one in by_itself.deliveries] == [one.key for one in outcome.changes.deliveries]
    assert step.key not in night.dues
    assert the_incident(night).status is Status.OPEN


def test_the_next_can_be_woken_by_the_one_who_has_it(night: World) -> None:
    give(night, Act.TAKE)

    assert told(give(night, Act.WAKE_NEXT, to="tib")) == [("tib", None, "escalated")]
    assert the_incident(night).acknowledged_by == "Maria"


def test_a_page_that_shows_somebody_who_is_awake_by_now_wakes_nobody_else(night: World) -> None:
    give(night, Act.WAKE_NEXT, to="tib")

    assert give(night, Act.WAKE_NEXT, "Per", to="tib") == Outcome(Result.ALREADY)


def test_after_the_steps_come_those_who_stand_in_and_then_nobody(night: World) -> None:
    bare = replace(PLAN, routes=tuple(replace(route, escalate=()) for route in PLAN.routes))
    heard = night.told_of(1)

    turn = next_in_turn(heard, (), bare)
    assert turn is not None
    assert turn.names == "tib"
    assert next_in_turn([*heard, replace(heard[0], receiver="tib")], (), bare) is None


def test_stand_ins_that_go_in_a_circle_end(night: World) -> None:
    circle = tuple(replace(one, fallback="jour") if one.name == "tib" else one for one in PLAN.receivers)
    plan = replace(PLAN, receivers=circle, routes=tuple(replace(route, escalate=()) for route in PLAN.routes))
    heard = night.told_of(1)

    assert next_in_turn([*heard, replace(heard[0], receiver="tib")], (), plan) is None


@pytest.mark.parametrize("act", [Act.HAND_OVER, Act.WAKE_NEXT])
def test_no_silence_mutes_what_a_person_asks_for(night: World, act: Act) -> None:
    night.silences = [Silence(1, "Per", "planned work", SATURDAY_02, SATURDAY_02 + timedelta(days=1))]

    outcome = give(night, act, to="tib")

    assert {one.state for one in outcome.changes.deliveries} == {DeliveryState.PENDING}


# ---- over --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("act", [Act.TAKE, Act.HAND_OVER, Act.WAKE_NEXT, Act.RESOLVE])
def test_what_is_over_is_asked_of_nobody(night: World, act: Act) -> None:
    give(night, Act.RESOLVE)

    assert give(night, act, "Per", to="tib") == Outcome(Result.ALREADY)


def test_what_is_over_can_still_be_closed(night: World) -> None:
    give(night, Act.RESOLVE)

    assert give(night, Act.CLOSE, why="done").result is Result.DONE
    assert the_incident(night).closed_why == "done"


def test_reasons_stay_those_of_the_contract(night: World) -> None:
    outcomes = [give(night, Act.HAND_OVER, to="tib"), give(night, Act.WAKE_NEXT, to="team")]

    assert {one.reason for outcome in outcomes for one in outcome.changes.deliveries} <= set(Reason)

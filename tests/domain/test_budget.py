from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from factories import a_plan, a_raw_item, a_verdict
from fakes import FakeReader
from monitor.domain import pipeline
from monitor.domain.budget import A_WEEK, list_wakings
from monitor.domain.incident import Changes
from monitor.domain.model import DeliveryState, Topic
from monitor.domain.oncall import OnCall
from monitor.domain.world import World

PLAN = a_plan()
ONCALL = OnCall(PLAN)
MONDAY_02 = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 02:00 in Stockholm
DAY = timedelta(days=1)
TOPICS = (Topic.WATER, Topic.CYBER, Topic.MISSING_PERSON, Topic.DISEASE, Topic.WASTE)
WORDS = ("vattnet", "hackad", "saknad", "smitta", "sopor")


def a_reader(severity: int = 2) -> FakeReader:
    reader = FakeReader()
    for word, topic in zip(WORDS, TOPICS, strict=True):
        reader.teach(word, a_verdict(severity, topics=(topic,)))
    return reader


def a_world() -> World:
    since = {source.name: MONDAY_02 - 30 * DAY for source in PLAN.sources}
    return World(PLAN, reads_since=dict(since), read_until=dict(since), salt="salt")


def publish(world: World, number: int, now: datetime, source: str = "paper", severity: int = 2) -> Changes:
    raw = a_raw_item(f"{number}", f"Lysekil {WORDS[number]}", text="", url=f"https://x.example/{number}")
    plan = next(one for one in PLAN.sources if one.name == source)
    return pipeline.process([raw], plan, world, a_reader(severity), ONCALL, now)


def to_the_one_on_call(changes: Changes) -> list[tuple[DeliveryState, datetime]]:
    return [(one.state, one.due_at) for one in changes.deliveries if one.receiver == "jour"]


def test_the_fourth_night_of_a_week_waits_for_the_morning_and_is_not_dropped() -> None:
    world = a_world()
    for night in range(A_WEEK):
        publish(world, night, MONDAY_02 + night * DAY, source="own")
    fourth = publish(world, 3, MONDAY_02 + 3 * DAY, source="own")
    morning = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)

    assert to_the_one_on_call(fourth) == [(DeliveryState.HELD, morning)]
    assert "3 wakings this week" in next(one.why for one in fourth.deliveries if one.receiver == "jour")


def test_the_third_is_kept_for_what_is_confirmed() -> None:
    world = a_world()
    for night in range(2):
        publish(world, night, MONDAY_02 + night * DAY)

    assert to_the_one_on_call(publish(world, 2, MONDAY_02 + 2 * DAY))[0][0] is DeliveryState.HELD  # one paper
    confirmed = publish(world, 3, MONDAY_02 + 2 * DAY, source="own")
    assert to_the_one_on_call(confirmed)[0][0] is DeliveryState.PENDING


def test_severity_3_is_never_held() -> None:
    world = a_world()
    for night in range(A_WEEK):
        publish(world, night, MONDAY_02 + night * DAY, source="own")
    grave = publish(world, 3, MONDAY_02 + 3 * DAY, severity=3)

    assert {state for state, _ in to_the_one_on_call(grave)} == {DeliveryState.PENDING}


def test_who_is_awake_already_is_told_at_once() -> None:
    world = a_world()
    for night in range(A_WEEK):
        publish(world, night, MONDAY_02 + night * DAY, source="own")
    soon = publish(world, 3, MONDAY_02 + (A_WEEK - 1) * DAY + timedelta(minutes=90))

    assert to_the_one_on_call(soon)[0][0] is DeliveryState.PENDING


@pytest.mark.parametrize("hours", [6, 12, 20])
def test_by_day_and_in_the_evening_nothing_is_held(hours: int) -> None:
    world = a_world()
    for night in range(A_WEEK):
        publish(world, night, MONDAY_02 + night * DAY, source="own")
    later = publish(world, 3, MONDAY_02 + 3 * DAY + timedelta(hours=hours), source="own")

    assert all(one.state is DeliveryState.PENDING for one in later.deliveries if one.receiver != "team" or hours == 12)


def test_what_is_told_in_one_night_is_one_waking() -> None:
    world = a_world()
    for number in range(3):
        publish(world, number, MONDAY_02 + timedelta(minutes=50 * number), source="own")
    told = [one for deliveries in world.told.values() for one in deliveries]

    assert list_wakings(told, ONCALL, MONDAY_02 + timedelta(hours=3)) == [MONDAY_02]

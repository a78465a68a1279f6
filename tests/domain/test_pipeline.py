from __future__ import annotations

from datetime import timedelta

import pytest

from factories import SATURDAY_02, TUESDAY_10, a_plan, a_raw_item, a_verdict
from fakes import FakeReader
from monitor.domain import follow, pipeline
from monitor.domain.incident import Changes
from monitor.domain.model import DeliveryState, Reason, State, Status
from monitor.domain.oncall import OnCall
from monitor.domain.world import World

if True:
    from datetime import datetime


def a_world(read_since: datetime = TUESDAY_10 - timedelta(days=30)) -> World:
    plan = a_plan()
    since = {source.name: read_since for source in plan.sources}
    return World(plan, reads_since=dict(since), read_until=dict(since), salt="salt")


def publish(
    world: World, now: datetime, *raw: object, source: str = "paper", reader: FakeReader | None = None
) -> Changes:
    plan = next(one for one in world.plan.sources if one.name == source)
    return pipeline.process(raw, plan, world, reader or FakeReader(), OnCall(world.plan), now)  # type: ignore[arg-type]


def told(changes: Changes) -> list[tuple[str, str, str]]:
    return [(one.receiver, one.channel, one.state) for one in changes.deliveries]


def test_a_leak_in_office_hours_is_told_to_the_team_by_each_of_its_channels() -> None:
    changes = publish(a_world(), TUESDAY_10, a_raw_item())

    assert told(changes) == [("team", "email", "pending"), ("team", "slack", "pending")]


def test_the_same_leak_at_night_wakes_the_one_on_call_and_is_held_for_the_team() -> None:
    changes = publish(a_world(), SATURDAY_02, a_raw_item())

    assert told(changes) == [("jour", "email", "pending"), ("team", "email", "held"), ("team", "slack", "held")]
    monday = datetime.fromisoformat("2026-11-30T08:00+01:00")
    assert {one.due_at for one in changes.deliveries if one.state is DeliveryState.HELD} == {monday}
    assert {one.person for one in changes.deliveries if one.receiver == "jour"} == {"Maria"}


@pytest.mark.parametrize(
    ("minutes", "keys"),
    [
        ((None, None, None), "cba"),  # a page without dates: the newest stands on top
        ((5, 5, 5), "cba"),  # dates without a time of day, or to the minute
        ((9, 5, 5), "cba"),
        ((1, 5, 5), "abc"),  # listed oldest first, as a chat is
        ((1, 2, 9), "abc"),
        ((None, 5, None), "bca"),
    ],
)
def test_what_one_poll_gives_is_taken_in_the_order_in_which_it_was_published(
    minutes: tuple[int | None, ...], keys: str
) -> None:
    raw = [
        a_raw_item(key, published_at=None if minute is None else TUESDAY_10 - timedelta(minutes=10 - minute))
        for key, minute in zip("abc", minutes, strict=True)
    ]
    source = next(one for one in a_world().plan.sources if one.name == "paper")

    assert "".join(item.key for item in pipeline.prepare(raw, source, "salt", TUESDAY_10)) == keys


def test_an_item_that_was_seen_before_says_nothing_again() -> None:
    world = a_world()
    publish(world, TUESDAY_10, a_raw_item())

    again = publish(world, TUESDAY_10 + timedelta(minutes=5), a_raw_item())

    assert again == Changes()


def test_the_same_words_under_a_new_id_are_remembered_and_not_told() -> None:
    world = a_world()
    publish(world, TUESDAY_10, a_raw_item("1"))

    again = publish(world, TUESDAY_10 + timedelta(minutes=5), a_raw_item("2"))

    assert again.deliveries == ()
    assert [(gate.gate, gate.passed) for gate in again.seen[0].gates][1] == ("unseen", False)


def test_at_the_first_poll_only_what_is_dated_within_the_hour_is_news() -> None:
    world = a_world()
    world.reads_since.clear()
    fresh = a_raw_item("1", published_at=TUESDAY_10 - timedelta(minutes=59))
    old = a_raw_item("2", "Vattenläcka i Lysekil", published_at=TUESDAY_10 - timedelta(minutes=61))
    undated = a_raw_item("3", "Läcka i Lysekil")

    changes = publish(world, TUESDAY_10, fresh, old, undated)

    assert [(seen.item.key, seen.archived) for seen in changes.seen] == [("2", True), ("1", False), ("3", True)]
    assert {one.item for one in changes.deliveries} == {changes.seen[1].id}


def test_a_worse_wording_tells_those_who_were_told_and_those_who_were_not() -> None:
    world = a_world()
    reader = FakeReader().teach("kokas", a_verdict(3))
    publish(world, TUESDAY_10, a_raw_item())

    worse = publish(
        world, TUESDAY_10 + timedelta(hours=1), a_raw_item("2", "Vattnet i Lysekil måste kokas"), reader=reader
    )

    assert [(one.receiver, one.reason) for one in worse.deliveries] == [
        ("jour", Reason.NEW),
        ("team", Reason.WORSE),
        ("team", Reason.WORSE),
    ]


def test_who_was_woken_hears_that_it_is_over_and_nobody_else_does() -> None:
    world = a_world()
    reader = FakeReader().teach("åter", a_verdict(1, state=State.RESOLVED))
    publish(world, SATURDAY_02, a_raw_item())

    over = publish(world, SATURDAY_02 + timedelta(hours=2), a_raw_item("2", "Vattnet är åter i Lysekil"), reader=reader)

    assert [(one.receiver, one.reason, one.state) for one in over.deliveries] == [
        ("jour", Reason.RESOLVED, DeliveryState.PENDING)
    ]
    assert over.incidents[-1].status is Status.RESOLVED


def test_reminders_come_until_somebody_takes_it() -> None:
    world = a_world()
    oncall = OnCall(world.plan)
    changes = publish(world, SATURDAY_02, a_raw_item())
    (first,) = [due for due in changes.dues if due.kind == "repeat"]
    at = SATURDAY_02 + timedelta(minutes=30)
    assert (first.kind, first.due_at) == ("repeat", at)

    reminder = follow.follow(first, world, oncall, at)
    world.remember(reminder)
    taken = follow.acknowledge(world.incidents[1], "Maria", world, oncall, at)
    world.remember(taken)

    assert [one.reason for one in reminder.deliveries] == [Reason.REMINDER]
    assert reminder.dues[0].due_at == at + timedelta(minutes=30)
    assert [due for due in world.dues_of(1) if due.kind in {"repeat", "escalate"}] == []
    assert follow.follow(reminder.dues[0], world, oncall, at + timedelta(minutes=30)) == Changes()


def test_a_crisis_that_nobody_takes_goes_to_the_next_after_ten_minutes() -> None:
    world = a_world()
    reader = FakeReader().teach("vatten", a_verdict(3))
    changes = publish(world, SATURDAY_02, a_raw_item(), reader=reader)
    step = next(due for due in changes.dues if due.kind == "escalate")

    escalated = follow.follow(step, world, OnCall(world.plan), step.due_at)

    assert step.due_at == SATURDAY_02 + timedelta(minutes=10)
    assert [(one.receiver, one.reason) for one in escalated.deliveries] == [("tib", Reason.ESCALATED)]


@pytest.mark.parametrize("hours", [1, 47])
def test_deciding_twice_gives_the_same_keys(hours: int) -> None:
    raw = a_raw_item(published_at=SATURDAY_02 - timedelta(hours=hours))

    first, second = publish(a_world(), SATURDAY_02, raw), publish(a_world(), SATURDAY_02, raw)

    assert first == second
    assert len({one.key for one in first.deliveries}) == 3

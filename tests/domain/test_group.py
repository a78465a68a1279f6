from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from factories import TUESDAY_10, a_plan
from members import a_member, a_resident
from monitor.domain.group import Grouped, group
from monitor.domain.incident import Incident, Member
from monitor.domain.model import Kind, Role, State, Status, Topic, Turn
from monitor.domain.plan import KnownEvent
from monitor.domain.world import World

ASKS: dict[str, Any] = {"kind": Kind.QUESTION, "severity": 0, "state": State.NONE, "turns": (Turn.WITNESS,)}
TALKS: dict[str, Any] = {
    "kind": Kind.OPINION, "severity": 0, "state": State.NONE, "topics": (), "rare_words": ("badhuset", "rivning"),
}  # fmt: skip


def a_world(**changes: Any) -> World:
    return World(replace(a_plan(), **changes), salt="salt")


def hear(world: World, *members: Member) -> list[Grouped]:
    """Group these one after the other, as the pipeline does."""
    heard = []
    for member in members:
        grouped = group(member, world, drill=False, wanted=False, now=member.seen_at)
        world.remember(grouped.changes)
        number = grouped.changes.incidents[-1].id if grouped.changes.incidents else None
        world.loose += [] if number else [grouped.member]
        heard.append(grouped)
    return heard


def items(incident: Incident) -> list[int]:
    return sorted(member.id for member in incident.members)


def test_a_question_waits_until_somebody_tells_what_it_was_about() -> None:
    world = a_world()
    asked, told = hear(world, a_resident(1, **ASKS), a_member(2, 30, Role.OWN))

    assert asked.changes.incidents == ()
    assert items(told.changes.incidents[0]) == [1, 2]
    assert told.changes.adopted == ((1, 1),)
    assert world.loose == []


def test_three_who_ask_the_same_within_the_hour_make_an_incident() -> None:
    world = a_world()
    *_, third = hear(
        world, a_resident(1, **ASKS), a_resident(2, 20, "bo", **ASKS), a_resident(3, 50, "cecilia", **ASKS)
    )

    (incident,) = world.incidents.values()
    assert items(incident) == [1, 2, 3]
    assert (incident.severity, incident.kind, incident.state) == (2, Kind.OPERATIONAL, State.ONGOING)
    assert third.occasion is not None


def test_three_who_ask_over_a_day_make_none() -> None:
    world = a_world()
    hear(world, a_resident(1, **ASKS), a_resident(2, 400, "bo", **ASKS), a_resident(3, 800, "cecilia", **ASKS))

    assert world.incidents == {}


def test_what_residents_see_of_an_announced_exercise_is_watched_and_no_more() -> None:
    fire: dict[str, Any] = {"topics": (Topic.FIRE,), "spots": ("at:södra hamnen",)}
    notice = a_member(1, -120, Role.OFFICIAL, drill=True, kind=Kind.ROUTINE, severity=0, state=State.NONE, **fire)
    seen = [a_resident(n, n, f"resident{n}", **fire) for n in (2, 3, 4)]
    drilled, plain = a_world(), a_world()
    hear(drilled, notice, *seen)
    hear(plain, *seen)

    assert [one.severity for one in drilled.incidents.values()] == [1]
    assert [one.severity for one in plain.incidents.values()] == [2]


def test_an_exercise_joins_no_real_event_and_opens_none() -> None:
    world = a_world()
    _, drill = hear(world, a_member(1), a_member(2, 5, Role.OFFICIAL, drill=True))

    assert drill.changes.incidents == ()
    assert len(world.incidents) == 1


def test_five_voices_on_one_matter_in_a_quiet_town_are_a_burst_that_wakes_nobody() -> None:
    world = a_world()
    hear(world, *(a_resident(n, n * 5, f"resident{n}", **TALKS) for n in range(1, 5)))
    assert world.incidents == {}
    hear(world, a_resident(5, 25, "resident5", **TALKS))

    (incident,) = world.incidents.values()

    assert incident.story.burst is not None
    assert (incident.story.burst.voices, incident.severity) == (5, 1)


def test_a_council_evening_takes_twice_as_many_and_is_named() -> None:
    evening = KnownEvent("fullmäktige", TUESDAY_10, TUESDAY_10 + timedelta(hours=4))
    posts = [a_resident(n, n * 2, f"resident{n}", **TALKS) for n in range(1, 12)]
    quiet, loud = a_world(events=(evening,)), a_world(events=(evening,))
    hear(quiet, *posts[:7])
    hear(loud, *posts)

    assert quiet.incidents == {}
    (incident,) = loud.incidents.values()
    assert incident.story.burst is not None
    assert incident.story.burst.note == "fullmäktige"


def test_what_is_usual_at_that_hour_is_no_burst() -> None:
    world = a_world()
    world.usual = lambda _at: 6.0
    hear(world, *(a_resident(n, n, f"resident{n}", **TALKS) for n in range(1, 9)))

    assert world.incidents == {}


@pytest.mark.parametrize(("hours", "incidents"), [(20, 1), (80, 2)])
def test_an_event_that_nobody_speaks_of_any_more_is_another_one(hours: int, incidents: int) -> None:
    world = a_world()
    hear(world, a_member(1), a_member(2, hours * 60))

    assert len(world.incidents) == incidents


def test_a_closed_incident_is_joined_only_by_what_is_bound_to_it() -> None:
    world = a_world()
    hear(world, a_member(1, role=Role.OWN))
    world.incidents[1] = replace(world.incidents[1], status=Status.CLOSED, closed_at=TUESDAY_10)
    hear(world, a_member(2, 60))
    hear(world, a_member(3, 60, Role.OWN, revision_of="1", severity=1))

    assert [items(one) for one in world.incidents.values()] == [[1, 3], [2]]


def test_two_papers_on_one_thing_are_kept_together_although_nobody_sees_a_disturbance() -> None:
    world = a_world()
    routine: dict[str, Any] = {"kind": Kind.ROUTINE, "severity": 0, "topics": (), "hints": (Topic.CONTAMINATION,)}
    routine |= {"localities": ("Lyse",)}
    hear(world, a_member(1, **routine), a_member(2, 30, voice="press:other", **routine))

    (incident,) = world.incidents.values()
    assert (items(incident), incident.severity) == ([1, 2], 0)


def test_the_words_of_a_mention_are_kept_with_its_copy() -> None:
    sketch = tuple(range(24))
    _, copied = hear(a_world(), a_member(1, sketch=sketch), a_member(2, 5, voice="press:other", sketch=sketch))

    assert isinstance(copied, Grouped)
    assert copied.member.copy_of == 1

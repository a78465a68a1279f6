from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from factories import LYSEKIL, SATURDAY_02, TUESDAY_10, a_plan
from members import a_member, an_incident
from monitor.domain import follow
from monitor.domain.incident import Changes, Delivery, Due, Incident
from monitor.domain.languages import official_languages
from monitor.domain.later import plan_later
from monitor.domain.model import DeliveryState, Kind, Municipality, Reason, Role, State, Status, Topic
from monitor.domain.oncall import OnCall
from monitor.domain.world import World

PLAN = a_plan()
ONCALL = OnCall(PLAN)
HOUR = timedelta(hours=1)
NIGHT = SATURDAY_02
MORNING = datetime.fromisoformat("2026-11-28T07:00+01:00")
MONDAY = datetime.fromisoformat("2026-11-30T08:00+01:00")


def a_world(incident: Incident, told_at: datetime, plan: Any = PLAN) -> World:
    """A world in which the one on call was told of the incident."""
    world = World(plan, incidents={incident.id: incident})
    told = Delivery("k", "jour", "email", 0, Reason.NEW, DeliveryState.SENT, told_at, told_at, incident=incident.id,
                    route="kväll och helg")  # fmt: skip
    world.told[incident.id] = [told]
    return world


def planned(incident: Incident, now: datetime, plan: Any = PLAN) -> dict[str, Due]:
    return {due.kind: due for due in plan_later(incident, World(plan), now)}


def reasons(changes: Changes) -> list[Reason]:
    return [one.reason for one in changes.deliveries]


# ---- have we said anything ---------------------------------------------------------------------------------------
def test_an_hour_after_the_first_signal_those_who_were_told_are_asked_for_a_word_of_ours() -> None:
    incident = an_incident(a_member(1))
    due = planned(incident, TUESDAY_10)["own_word"]
    asked = follow.follow(due, a_world(incident, TUESDAY_10), ONCALL, due.due_at)

    assert due.due_at == TUESDAY_10 + HOUR
    assert reasons(asked) == [Reason.REMINDER]
    assert asked.dues == ()  # one reminder, not two
    assert "60 minutes" in asked.deliveries[0].why


def test_who_has_spoken_is_not_asked() -> None:
    incident = an_incident(a_member(1), a_member(2, 30, Role.OWN))
    due = planned(an_incident(a_member(1)), TUESDAY_10)["own_word"]

    assert follow.follow(due, a_world(incident, TUESDAY_10), ONCALL, due.due_at) == Changes()
    assert "own_word" not in planned(incident, TUESDAY_10)


@pytest.mark.parametrize(("severity", "asked"), [(1, None), (2, MORNING), (3, NIGHT + HOUR)])
def test_at_night_only_what_is_grave_is_asked_for_at_once(severity: int, asked: datetime | None) -> None:
    incident = an_incident(a_member(1, seen_at=NIGHT, severity=severity))
    due = planned(incident, NIGHT).get("own_word")
    if asked is None:
        assert due is None
        return
    assert due is not None
    changes = follow.follow(due, a_world(incident, NIGHT), ONCALL, due.due_at)

    assert (reasons(changes) == [Reason.REMINDER]) == (severity == 3)
    assert [later.due_at for later in changes.dues] == ([asked] if severity == 2 else [])


PORVOO = Municipality(
    "FI-638", "Porvoo", {"fi": ("Porvoo",), "sv": ("Borgå",)}, language="fi", timezone="Europe/Helsinki"
)


def test_bilingual_towns_must_speak_both_languages() -> None:
    assert official_languages(PORVOO) == ("fi", "sv")
    assert official_languages(replace(PORVOO, code="FI-211")) == ("fi",)
    assert official_languages(LYSEKIL) == ("sv",)


@pytest.mark.parametrize(("second", "asked"), [(None, True), ("sv", False), ("en", True)])
def test_a_grave_thing_said_in_one_language_is_asked_for_in_the_other(second: str | None, asked: bool) -> None:
    plan = replace(PLAN, municipality=PORVOO)
    ours: dict[str, Any] = {"severity": 3, "topics": (Topic.BOIL_NOTICE,), "role": Role.OWN}
    incident = an_incident(a_member(1, language="fi", **ours))
    due = planned(incident, TUESDAY_10, plan)["other_language"]
    if second:
        incident = an_incident(a_member(1, language="fi", **ours), a_member(2, 10, language=second, **ours))
    changes = follow.follow(due, a_world(incident, TUESDAY_10, plan), OnCall(plan), due.due_at)

    assert due.due_at == TUESDAY_10 + timedelta(minutes=15)
    assert (reasons(changes) == [Reason.REMINDER]) is asked


# ---- is it still open --------------------------------------------------------------------------------------------
def test_after_six_hours_those_who_were_told_are_asked_whether_it_is_still_open_and_daily_after_that() -> None:
    incident = an_incident(a_member(1))
    due = planned(incident, TUESDAY_10)["still_open"]
    changes = follow.follow(due, a_world(incident, TUESDAY_10), ONCALL, due.due_at)

    assert due.due_at == TUESDAY_10 + 6 * HOUR
    assert reasons(changes) == [Reason.STILL_OPEN]
    assert [later.due_at for later in changes.dues] == [due.due_at + 24 * HOUR]


@pytest.mark.parametrize(("severity", "at_night"), [(2, False), (3, True)])
def test_at_night_and_on_sundays_only_of_what_is_grave(severity: int, at_night: bool) -> None:
    incident = an_incident(a_member(1, seen_at=NIGHT, severity=severity))
    due = planned(incident, NIGHT)["still_open"]
    changes = follow.follow(due, a_world(incident, NIGHT), ONCALL, due.due_at)

    assert (reasons(changes) == [Reason.STILL_OPEN]) is at_night
    assert at_night or [later.due_at for later in changes.dues] == [MONDAY]


def test_what_is_over_or_slight_is_not_asked_about() -> None:
    over = replace(an_incident(a_member(1)), status=Status.RESOLVED)
    due = planned(an_incident(a_member(1)), TUESDAY_10)["still_open"]

    assert follow.follow(due, a_world(over, TUESDAY_10), ONCALL, due.due_at) == Changes()
    assert "still_open" not in planned(an_incident(a_member(1, severity=1)), TUESDAY_10)


# ---- nothing more is heard ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("incident", "hours"),
    [
        (an_incident(a_member(1)), 72),
        (an_incident(a_member(1, severity=1)), 48),
        (an_incident(a_member(1, topics=(Topic.BOIL_NOTICE,))), 14 * 24),
        (replace(an_incident(a_member(1)), status=Status.RESOLVED), 24),
        (an_incident(a_member(1, 0, Role.OWN, state=State.PLANNED, severity=1, until=TUESDAY_10 + 10 * HOUR)), 34),
    ],
)
def test_an_incident_of_which_nothing_is_heard_is_closed_with_a_line_that_says_so(
    incident: Incident, hours: int
) -> None:
    due = planned(incident, TUESDAY_10)["close"]
    closed = follow.follow(due, World(PLAN, incidents={1: incident}), ONCALL, due.due_at)

    assert due.due_at == TUESDAY_10 + hours * HOUR
    assert closed.incidents[0].status is Status.CLOSED
    assert closed.log[0].what == "closed"
    assert closed.log[0].note.startswith("quiet for")
    assert closed.deliveries == ()


def test_an_incident_that_is_still_spoken_of_is_left_open() -> None:
    incident = an_incident(a_member(1), a_member(2, 60 * 60))
    due = planned(an_incident(a_member(1)), TUESDAY_10)["close"]
    changes = follow.follow(due, World(PLAN, incidents={1: incident}), ONCALL, due.due_at)

    assert changes.incidents == ()
    assert changes.dues[0].due_at == TUESDAY_10 + (60 + 72) * HOUR


def test_what_is_held_for_the_office_is_told_before_anything_is_closed() -> None:
    incident = an_incident(a_member(1, severity=1))
    due = planned(incident, TUESDAY_10)["close"]
    world = a_world(incident, TUESDAY_10)
    world.told[1] = [replace(world.told[1][0], state=DeliveryState.HELD, due_at=due.due_at + HOUR)]
    changes = follow.follow(due, world, ONCALL, due.due_at)

    assert changes.cancelled_deliveries == ()
    assert changes.incidents == ()
    assert changes.dues[0].due_at > due.due_at + HOUR


@pytest.mark.parametrize("kind", ["repeat", "escalate", "still_open", "own_word", "other_language", "close"])
def test_a_closed_incident_asks_nobody_anything(kind: str) -> None:
    closed = replace(an_incident(a_member(1, kind=Kind.CRISIS, severity=3)), status=Status.CLOSED)
    due = Due(f"{kind}:1:0", kind, TUESDAY_10, 1, "kris", "jour")

    assert follow.follow(due, a_world(closed, TUESDAY_10), ONCALL, TUESDAY_10) == Changes()

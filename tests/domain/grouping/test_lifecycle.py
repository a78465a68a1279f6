from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from factories import TUESDAY_10
from members import a_member, a_resident, an_incident
from monitor.domain.grouping.lifecycle import Step, join, open_incident
from monitor.domain.incident import Incident, Member
from monitor.domain.model import Kind, Reason, Role, State, Status, Topic, Turn

T = Topic


def step(incident: Incident, member: Member) -> Step:
    return join(incident, member, member.seen_at)


def reason(taken: Step) -> Reason | None:
    return taken.occasion.reason if taken.occasion else None


def test_it_opens_with_the_title_of_who_answers_for_it() -> None:
    members = [a_resident(1, title="nån mer?"), a_member(2, 20, title="Läcka på Storgatan")]
    incident = open_incident(7, members, "SE-1484", TUESDAY_10, drill=False).incident

    assert (incident.id, incident.title, incident.voices, incident.severity) == (7, "Läcka på Storgatan", 2, 2)


def test_what_was_over_before_we_knew_is_told_to_nobody() -> None:
    opened = open_incident(1, [a_member(1, state=State.RESOLVED, severity=1)], "SE-1484", TUESDAY_10, drill=False)

    assert opened.occasion is None
    assert opened.incident.status is Status.RESOLVED


@pytest.mark.parametrize(
    ("member", "told"),
    [
        (a_member(2, 30), None),
        (a_member(2, 30, severity=1), None),
        (a_member(2, 30, severity=3), Reason.WORSE),
        (a_member(2, 30, Role.OWN, topics=(T.BOIL_NOTICE,)), Reason.WORSE),
        (a_resident(2, 30), None),
        (a_member(2, 30, reach=1200), Reason.GROWING),
        (a_member(2, 30, reach=450), None),
        (a_member(2, 30, localities=("Lyse",)), Reason.GROWING),
        (a_resident(2, 30, localities=("Lyse",)), None),
        (a_member(2, 30, Role.OWN, turns=(Turn.LONGER,)), Reason.GROWING),
        (a_member(2, 30, turns=(Turn.LONGER,)), None),  # the press repeats it
        (a_member(2, 30, Role.OWN, turns=(Turn.AGAIN,)), Reason.GROWING),
        (a_member(2, 30, Role.OWN, kind=Kind.ROUTINE, turns=(Turn.LONGER,)), None),
        (a_member(2, 30, Role.OWN, state=State.RESOLVED, severity=1), Reason.RESOLVED),
        (a_member(2, 30, localities=("Lyse",), published_at=TUESDAY_10 - timedelta(hours=2)), None),  # late
    ],
)
def test_what_a_mention_adds_that_must_be_told(member: Member, told: Reason | None) -> None:
    incident = an_incident(a_member(1, reach=300, localities=("Brastad",)))

    assert reason(step(incident, member)) is told


def test_growth_is_told_once_an_hour_and_what_is_worse_at_once() -> None:
    incident = an_incident(a_member(1, localities=("Brastad",)))
    grown = step(incident, a_member(2, 10, localities=("Lyse",))).incident

    assert reason(step(grown, a_member(3, 20, localities=("Grundsund",)))) is None
    assert reason(step(grown, a_member(4, 80, localities=("Grundsund",)))) is Reason.GROWING
    assert reason(step(grown, a_member(5, 20, severity=3))) is Reason.WORSE


def test_the_third_resident_makes_it_worth_an_alert_and_the_fourth_adds_nothing() -> None:
    incident = an_incident(a_resident(1), a_resident(2, 10, "bo"))
    third = step(incident, a_resident(3, 20, "cecilia"))

    assert incident.severity == 1
    assert (reason(third), third.incident.severity) == (Reason.WORSE, 2)
    assert reason(step(third.incident, a_resident(4, 25, "david"))) is None


def planned() -> Incident:
    ends = TUESDAY_10 + timedelta(hours=5)
    return an_incident(a_member(1, 0, Role.OWN, state=State.PLANNED, severity=1, until=ends))


@pytest.mark.parametrize(
    ("member", "disturbance"),
    [
        (a_resident(2, 60), False),  # the works are announced
        (a_resident(2, 310), False),  # five minutes of grace and more
        (a_resident(2, 320), True),
        (a_member(2, 200, Role.OWN, severity=1, turns=(Turn.LATE,)), True),
        (a_member(2, 200, Role.OWN, severity=1, state=State.PLANNED), False),
        (a_member(2, 320, Role.OWN, severity=1, state=State.RESOLVED), False),
    ],
)
def test_planned_works_that_run_over_become_a_disturbance(member: Member, disturbance: bool) -> None:
    taken = step(planned(), member)

    assert (taken.incident.state is State.ONGOING and taken.incident.severity == 2) is disturbance
    assert (reason(taken) is Reason.WORSE) is disturbance


def test_three_neighbours_of_announced_works_wake_nobody() -> None:
    incident = planned()
    for number, who in enumerate(("anna", "bo", "cecilia"), 2):
        incident = step(incident, a_resident(number, 60 + number, who)).incident

    assert incident.severity == 1


def test_a_denial_ends_what_nobody_has_confirmed() -> None:
    claim: dict[str, Any] = {"topics": (T.CONTAMINATION, T.RUMOUR)}
    denial = a_member(9, 60, Role.OWN, severity=1, state=State.NONE, turns=(Turn.DENIED,), **claim)
    rumour = an_incident(a_resident(1, **claim), a_resident(2, 5, "bo", **claim))
    confirmed = an_incident(a_resident(1, **claim), a_member(2, 5, Role.OFFICIAL, **claim))

    denied = step(rumour, denial)
    assert denied.incident.status is Status.RESOLVED
    assert denied.occasion is not None
    assert denied.occasion.why == "denied by Own"
    assert step(confirmed, denial).incident.status is Status.OPEN


def test_who_took_the_lesser_thing_is_asked_anew_when_it_becomes_grave() -> None:
    taken = replace(an_incident(a_member(1)), status=Status.ACKNOWLEDGED, acknowledged_by="Maria")

    assert step(taken, a_member(2, 30, severity=3)).incident.status is Status.OPEN
    assert step(taken, a_member(2, 30, Role.OWN, topics=(T.BOIL_NOTICE,))).incident.status is Status.ACKNOWLEDGED


def test_a_late_mention_of_what_is_over_finds_its_place_and_wakes_nobody() -> None:
    over = a_member(2, 60, Role.OWN, state=State.RESOLVED, severity=1)
    incident = step(an_incident(a_member(1)), over).incident
    late = step(incident, a_member(3, 200, published_at=TUESDAY_10 + timedelta(minutes=10)))

    assert reason(late) is None
    assert late.incident.status is Status.RESOLVED
    assert late.incident.voices == 2


def test_the_papers_make_it_no_graver_than_who_answers_for_it_unless_somebody_died() -> None:
    incident = an_incident(a_member(1, 0, Role.OFFICIAL, topics=(Topic.FIRE,), severity=2))
    stronger = a_member(2, 20, topics=(Topic.FIRE,), severity=3)

    assert join(incident, stronger, stronger.seen_at).occasion is None
    dead = join(incident, replace(stronger, harm=True, dead=True), stronger.seen_at)
    assert dead.incident.severity == 3
    assert join(incident, replace(stronger, topics=(Topic.FIRE, Topic.EVACUATION)), stronger.seen_at).what == "worse"


def test_the_papers_say_no_more_by_an_order_that_was_given_already() -> None:
    ordered = an_incident(a_member(1, 0, Role.OFFICIAL, topics=(Topic.FIRE,), hints=(Topic.EVACUATION,)))
    alone = an_incident(a_member(1, 0, Role.OFFICIAL, topics=(Topic.FIRE,)))
    paper = a_member(2, 20, topics=(Topic.FIRE,), severity=3, harm=True)

    assert step(ordered, paper).occasion is None
    assert step(alone, paper).incident.severity == 3


def test_the_first_who_says_that_somebody_died_is_told() -> None:
    crash = an_incident(a_member(1, 0, Role.OFFICIAL, topics=(Topic.ACCIDENT,)))
    died = a_member(2, 60, Role.OFFICIAL, topics=(Topic.ACCIDENT,), dead=True)
    told = step(crash, died)

    assert (reason(told), told.occasion.why if told.occasion else "") == (Reason.WORSE, "somebody died")
    assert reason(step(told.incident, replace(died, id=3, voice="press:b", role=Role.PRESS))) is None
    assert reason(step(crash, a_resident(2, 60, dead=True))) is None

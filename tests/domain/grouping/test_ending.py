from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from members import a_member, a_resident, an_incident
from monitor.domain.grouping.ending import Ending, ends_late, is_back, read_ending
from monitor.domain.grouping.lifecycle import join
from monitor.domain.incident import Incident
from monitor.domain.model import Kind, Role, State, Status, Topic, Turn

T = Topic


def over(number: int = 9, minutes: float = 120, role: Role = Role.OWN, **changes: Any) -> Any:
    return a_member(
        number, minutes, role, **({"state": State.RESOLVED, "severity": 1, "turns": (Turn.OVER,)} | changes)
    )


def ending(incident: Incident, **changes: Any) -> Ending:
    return read_ending(over(**changes), incident)


@pytest.mark.parametrize("role", [Role.OWN, Role.OFFICIAL, Role.PRESS])
def test_those_who_answer_for_it_end_it(role: Role) -> None:
    assert ending(an_incident(a_member(1)), role=role) is Ending.WHOLE


def test_a_resident_ends_nothing() -> None:
    assert read_ending(a_resident(9, 60, state=State.RESOLVED), an_incident(a_member(1))) is Ending.NOT


@pytest.mark.parametrize("turn", [Turn.GOES_ON, Turn.AGAIN, Turn.PARTLY, Turn.LONGER, Turn.WIDER, Turn.LATE])
def test_what_says_in_the_same_text_that_it_goes_on_ends_nothing(turn: Turn) -> None:
    assert ending(an_incident(a_member(1)), turns=(Turn.OVER, turn)) is Ending.NOT


def test_that_it_is_open_again_ends_it_where_it_names_the_spot_and_no_matter() -> None:
    incident = an_incident(a_member(1, topics=(T.ROAD,), spots=("road:bybro",)))

    assert ending(incident, topics=(T.OTHER,), spots=("road:bybro",)) is Ending.WHOLE
    assert ending(incident, topics=(T.OTHER,), spots=("road:elvebro",)) is Ending.PART


def test_a_mended_leak_lifts_no_boil_notice() -> None:
    incident = an_incident(a_member(1), a_member(2, 30, Role.OWN, topics=(T.BOIL_NOTICE, T.WATER)))

    assert ending(incident) is Ending.PART
    assert ending(incident, topics=(T.BOIL_NOTICE,)) is Ending.WHOLE


def test_an_open_road_ends_a_fire_that_was_out_before() -> None:
    fire = a_member(1, role=Role.OFFICIAL, topics=(T.FIRE, T.ROAD))
    out = a_member(2, 60, Role.OFFICIAL, topics=(T.FIRE,), severity=1, turns=(Turn.OVER, Turn.GOES_ON))

    assert read_ending(out, an_incident(fire)) is Ending.NOT
    assert ending(an_incident(fire), topics=(T.ROAD,)) is Ending.PART
    assert ending(an_incident(fire, out), topics=(T.ROAD,)) is Ending.WHOLE


def test_a_later_wording_of_the_alarm_ends_it_whatever_its_words_are_taken_for() -> None:
    gas = a_member(1, role=Role.OFFICIAL, topics=(T.CONTAMINATION,))
    wording = {"role": Role.OFFICIAL, "topics": (T.HEATING,), "revision_of": "1"}

    assert ending(an_incident(gas), **wording) is Ending.WHOLE
    assert ending(an_incident(gas), **(wording | {"topics": (T.ROAD,)})) is Ending.PART
    assert ending(an_incident(gas), **(wording | {"revision_of": None})) is Ending.PART


def test_who_gave_the_alarm_and_leaves_ends_it_unless_somebody_was_sought() -> None:
    crash = a_member(1, role=Role.OFFICIAL, topics=(T.ACCIDENT,))
    leaves = {"role": Role.OFFICIAL, "topics": (T.POWER,), "turns": (Turn.OVER, Turn.DONE)}

    assert ending(an_incident(crash), **leaves) is Ending.WHOLE
    assert ending(an_incident(crash), **(leaves | {"voice": "official:another"})) is Ending.PART
    assert ending(an_incident(replace(crash, topics=(T.MISSING_PERSON,))), **leaves) is Ending.PART


def test_a_locality_that_only_says_where_a_quarter_lies_is_over_with_it() -> None:
    both = a_member(1, role=Role.OWN, localities=("Brastad",), spots=("at:lekstorp",))
    alone = a_member(2, 10, Role.OWN, localities=("Brastad",), spots=("at:ekvik",))

    assert ending(an_incident(both), spots=("at:lekstorp",)) is Ending.WHOLE
    assert ending(an_incident(both, alone), spots=("at:lekstorp",)) is Ending.PART


def test_that_all_are_safe_ends_a_search_and_no_fire() -> None:
    safe: dict[str, Any] = {"role": Role.OFFICIAL, "turns": (Turn.FOUND,), "state": State.ONGOING}
    search = an_incident(a_member(1, topics=(T.MISSING_PERSON,)))
    fire = an_incident(a_member(1, topics=(T.FIRE,)))

    assert ending(search, topics=(T.MISSING_PERSON,), **safe) is Ending.WHOLE
    assert ending(fire, topics=(T.FIRE,), **safe) is Ending.PART
    assert ending(fire, topics=(T.FIRE,), **(safe | {"turns": (Turn.FOUND, Turn.OVER)})) is Ending.WHOLE


def test_who_repeats_that_it_is_over_does_not_say_that_it_is_back() -> None:
    incident = an_incident(a_member(1), over())
    morning = a_member(10, 400, topics=(T.WATER,), turns=(Turn.OVER,))

    assert not is_back(morning, incident)
    assert is_back(replace(morning, turns=()), incident)


def test_an_open_road_ends_a_crash_and_no_landslide() -> None:
    crash = an_incident(a_member(1, topics=(T.ACCIDENT, T.ROAD)))
    slide = an_incident(a_member(1, topics=(T.LANDSLIDE, T.ROAD)))

    assert ending(crash, topics=(T.ROAD,)) is Ending.WHOLE
    assert ending(slide, topics=(T.ROAD,)) is Ending.PART


def test_an_evacuation_after_a_flood_ends_when_it_is_lifted() -> None:
    incident = an_incident(a_member(1, topics=(T.FLOOD,)), a_member(2, 30, Role.OWN, topics=(T.FLOOD, T.EVACUATION)))

    assert ending(incident, topics=(T.FLOOD,)) is Ending.PART
    assert ending(incident, topics=(T.EVACUATION,)) is Ending.WHOLE


def test_power_in_one_village_is_a_part_until_the_last_has_it() -> None:
    incident = an_incident(a_member(1, topics=(T.POWER,), localities=("Brastad", "Lyse")))
    first = over(8, 60, topics=(T.POWER,), localities=("Brastad",))
    joined = join(incident, first, first.seen_at).incident

    assert read_ending(first, incident) is Ending.PART
    assert joined.status is Status.OPEN
    assert read_ending(over(topics=(T.POWER,), localities=("Lyse",)), joined) is Ending.WHOLE
    assert read_ending(over(topics=(T.POWER,)), incident) is Ending.WHOLE  # names no place: all of it


def test_of_two_leaks_one_that_is_mended_is_a_part() -> None:
    incident = an_incident(
        a_member(1, role=Role.OWN, spots=("road:storgata",)),
        a_member(2, 60, Role.OWN, spots=("road:kungsgata",), turns=(Turn.AGAIN,), revision_of="1"),
    )

    assert ending(incident, spots=("road:storgata",)) is Ending.PART
    assert ending(incident, spots=("road:storgata", "road:kungsgata")) is Ending.WHOLE


def test_the_end_of_something_else_is_not_the_end_of_it() -> None:
    assert ending(an_incident(a_member(1)), topics=(T.TRANSIT,)) is Ending.PART


def test_a_storm_is_not_over_because_one_road_is_open() -> None:
    parts = [a_member(n, n * 10, topics=(T.WEATHER, T.ROAD)) for n in range(1, 5)]

    assert ending(an_incident(*parts), topics=(T.ROAD,)) is Ending.PART


# ---- and if it comes back ----------------------------------------------------------------------------------------
def ended() -> Incident:
    incident = an_incident(a_member(1))
    return join(incident, over(2, 60), over(2, 60).seen_at).incident


@pytest.mark.parametrize(
    ("changes", "back"),
    [
        ({"role": Role.OWN, "minutes": 120, "turns": (Turn.AGAIN,)}, True),
        ({"role": Role.OWN, "minutes": 120, "turns": (Turn.GOES_ON,), "severity": 1}, True),
        ({"role": Role.PRESS, "minutes": 180, "turns": (Turn.AGAIN,)}, True),
        ({"role": Role.PRESS, "minutes": 180}, True),  # harm in new words, two hours after it was over
        ({"role": Role.PRESS, "minutes": 180, "turns": (Turn.LOOKS_BACK,)}, False),
        ({"role": Role.PRESS, "minutes": 180, "copy_of": 1}, False),
        ({"role": Role.PRESS, "minutes": 75}, False),  # written before, published after
        ({"role": Role.PRESS, "minutes": 180, "kind": Kind.ROUTINE}, False),
        ({"role": Role.OWN, "minutes": 180, "revision_of": "1"}, False),  # an afterword on the same page
        ({"role": Role.SOCIAL, "minutes": 180, "turns": (Turn.AGAIN,)}, False),  # one resident
    ],
)
def test_what_brings_an_ended_incident_back(changes: dict[str, Any], back: bool) -> None:
    assert is_back(a_member(3, **changes), ended()) is back


def test_three_residents_bring_it_back() -> None:
    incident = ended()
    for number, who in enumerate(("anna", "bo"), 3):
        incident = join(incident, a_resident(number, 90 + number, who), incident.updated_at).incident
    third = join(incident, a_resident(9, 110, "cecilia"), incident.updated_at)

    assert incident.status is Status.RESOLVED
    assert third.incident.status is Status.OPEN
    assert third.what == "reopened"


def test_who_gave_the_alarm_tells_its_end_in_other_words() -> None:
    alarm = an_incident(
        a_member(1, 0, Role.OFFICIAL, topics=(T.ACCIDENT,)),
        a_member(2, 30, Role.OFFICIAL, topics=(T.WATER, T.EVACUATION), severity=3, voice="official:112"),
    )
    told = a_member(9, 120, Role.OFFICIAL, topics=(T.CONTAMINATION,), state=State.RESOLVED, severity=1)

    assert read_ending(replace(told, voice="official:112"), alarm) is Ending.WHOLE
    assert read_ending(replace(told, voice="official:other"), alarm) is Ending.PART


def test_the_last_wording_of_a_page_ends_all_that_the_page_was_about() -> None:
    first = a_member(1, role=Role.OFFICIAL, topics=(T.POWER,), localities=("Nagu", "Korpo"), title="Avbrott i Nagu")
    incident = an_incident(first)
    page = {"role": Role.OFFICIAL, "topics": (T.POWER,), "localities": ("Nagu",), "title": "Avbrott i Nagu"}

    assert ending(incident, **page, revision_of=first.key) is Ending.WHOLE
    assert ending(incident, **page) is Ending.PART


def test_what_is_over_in_one_place_and_goes_on_in_another_is_a_part_of_it() -> None:
    incident = an_incident(a_member(1, topics=(T.BOIL_NOTICE,), localities=("Ekne", "Ytterøy")))
    part = over(topics=(T.BOIL_NOTICE,), turns=(Turn.OVER, Turn.GOES_ON), lifted=("Ekne",), state=State.ONGOING)
    after = join(incident, part, part.seen_at).incident

    assert read_ending(part, incident) is Ending.PART
    assert after.story.over == ("ekne",)
    assert ending(after, topics=(T.BOIL_NOTICE,), localities=("Ytterøy",)) is Ending.WHOLE


def test_the_end_of_what_was_closed_in_silence_is_still_told() -> None:
    forgotten = replace(an_incident(a_member(1)), status=Status.CLOSED, closed_why="quiet for 72 hours")
    step = join(forgotten, over(9, 60 * 100), over(9, 60 * 100).seen_at)

    assert (step.what, step.incident.status) == ("resolved", Status.RESOLVED)
    assert not ends_late(over(), replace(forgotten, closed_why="mended by hand"))


def test_a_new_alarm_after_the_end_reopens_it_at_once() -> None:
    incident = an_incident(a_member(1), over(2, 30))
    alarm = a_member(3, 35, Role.OFFICIAL, severity=3)

    assert incident.status is Status.RESOLVED
    assert is_back(alarm, incident)
    assert not is_back(replace(alarm, severity=2), incident)

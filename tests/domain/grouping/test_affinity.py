from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from factories import TUESDAY_10
from members import a_member, a_resident, an_incident
from monitor.domain.grouping.affinity import weigh
from monitor.domain.grouping.lifecycle import join
from monitor.domain.model import Kind, Role, State, Topic, Turn

T = Topic
HOUR = 60


def fire(number: int = 1, minutes: float = 0, *localities: str, **changes: Any) -> Any:
    return a_member(number, minutes, topics=(T.FIRE,), kind=Kind.CRISIS, localities=localities, **changes)


ONE_EVENT = {
    "the same topic within the half day, no place named": (a_member(1), a_member(2, 10 * HOUR)),
    "a leak and its boil notice": (a_member(1), a_member(2, 90, topics=(T.BOIL_NOTICE,))),
    "neighbours in two streets of one leak": (
        a_resident(1, spots=("road:storgata",)), a_resident(2, 20, "bo", spots=("road:ekväg",))
    ),
    "one fire told with its street and without": (fire(1, 0, "Brastad"), fire(2, 60)),
    "a fire and the evacuation": (fire(1, 0, "Brastad"), a_member(2, 30, topics=(T.EVACUATION,),
    localities=("Brastad",))),
    "a crash and the closed road": (
        a_member(1, topics=(T.ACCIDENT,), spots=("road:e6",)), a_member(2, 30, topics=(T.ROAD,), spots=("road:e6",))
    ),
    "a boil notice four days on": (
        a_member(1, topics=(T.BOIL_NOTICE,)), a_member(2, 4 * 24 * HOUR, topics=(T.BOIL_NOTICE,), localities=())
    ),
    "a storm and a fallen line": (
        a_member(1, topics=(T.WEATHER,), localities=("Lyse",)), a_member(2, 100, topics=(T.POWER,),
        localities=("Brastad",))
    ),
    "a Finnish and a Swedish notice": (
        a_member(1, role=Role.OWN, spots=("road:isokatu",), language="fi"),
        a_member(2, 15, Role.OWN, spots=("road:storgata",), language="sv"),
    ),
    "a resident who says only: here too": (
        a_resident(1), a_resident(2, 10, "bo", topics=(), kind=Kind.ROUTINE, severity=0, turns=(Turn.WITNESS,))
    ),
    "the oil spill in the rescue service's other language, graded otherwise": (
        a_member(1, role=Role.OFFICIAL, topics=(T.ACCIDENT,), hints=(T.CONTAMINATION,), spots=("site:harbour",)),
        a_member(2, 5, Role.OFFICIAL, topics=(T.CONTAMINATION,), spots=("site:harbour",), language="fi"),
    ),
    "who asks why the bridge is not open yet": (
        a_member(1, role=Role.OWN, topics=(T.ROAD,), state=State.PLANNED, until=TUESDAY_10 + timedelta(hours=7)),
        a_resident(2, 8 * HOUR, topics=(T.ROAD,)),
    ),
    "a smell of what burns in another village": (
        a_member(1, role=Role.OFFICIAL, topics=(T.FIRE,), localities=("Brastad",)),
        a_resident(2, 40, topics=(T.CONTAMINATION,), localities=("Lyse",), turns=(Turn.WITNESS,)),
    ),
    "the denial of a rumour that the verdict made nothing of": (
        a_resident(1, topics=(T.CONTAMINATION,)),
        a_member(2, 60, Role.OWN, topics=(), kind=Kind.ROUTINE, hints=(T.RUMOUR, T.CONTAMINATION),
        turns=(Turn.DENIED,)),
    ),
}  # fmt: skip
TWO_EVENTS = {
    "two fires in two villages": (fire(1, 0, "Brastad"), fire(2, 40, "Lyse")),
    "two fires in two streets": (fire(1, spots=("road:storgata",)), fire(2, 40, spots=("road:ekväg",))),
    "two leaks in two villages": (a_member(1, localities=("Brastad",)), a_member(2, 60, localities=("Lyse",))),
    "a leak and a crash": (a_member(1), a_member(2, 5, topics=(T.ACCIDENT,))),
    "a threat and a leak at one school": (
        a_member(1, topics=(T.HATE_THREAT, T.SCHOOL), spots=("house:eks",)),
        a_member(2, 200, topics=(T.WATER, T.SCHOOL), spots=("house:eks",)),
    ),
    "two missing persons": (
        a_member(1, topics=(T.MISSING_PERSON,), numbers=("78y",)), a_member(2, 60, topics=(T.MISSING_PERSON,),
        numbers=("14y",))
    ),
    "planned works in two streets": (
        a_member(1, role=Role.OWN, state=State.PLANNED, spots=("road:storgata",)),
        a_member(2, 30, Role.OWN, state=State.PLANNED, spots=("road:ekväg",)),
    ),
    "the same topic four days later": (a_member(1), a_member(2, 4 * 24 * HOUR)),
    "a power cut in another village in the evening": (
        a_member(1, topics=(T.POWER,), localities=("Brastad",)), a_member(2, 8 * HOUR, topics=(T.POWER,),
        localities=("Lyse",))
    ),
    "a column about the water rates": (a_member(1), a_member(2, 14 * HOUR, kind=Kind.OPINION, severity=0)),
    "a lost dog in the village where a boy is sought": (
        a_member(1, topics=(T.MISSING_PERSON,), localities=("Brastad",)),
        a_resident(2, 60, topics=(T.MISSING_PERSON,), localities=("Brastad",), turns=(Turn.ASIDE,)),
    ),
    "news of the same village about something else": (
        a_member(1, localities=("Brastad",)), a_member(2, 30, topics=(), kind=Kind.ROUTINE, localities=("Brastad",))
    ),
}  # fmt: skip


def says_nothing(number: int, minutes: float, who: str = "bo", **changes: Any) -> Any:
    """What a resident writes that names no matter."""
    given: dict[str, Any] = {"topics": (), "kind": Kind.ROUTINE, "severity": 0, "state": State.NONE}
    return a_resident(number, minutes, who, **(given | changes))


LEAK = an_incident(a_resident(1, 0, "anna", localities=("Brastad",)), a_member(2, 20, Role.OWN))


@pytest.mark.parametrize(
    ("post", "joins"),
    [
        (says_nothing(3, 40, turns=(Turn.REACTS,)), True),  # thanks, in the group where they talk of it
        (says_nothing(3, 40), False),
        (says_nothing(3, 40, "anna"), True),  # who told of it goes on
        (says_nothing(3, 40, turns=(Turn.REACTS, Turn.ASIDE)), False),  # thanks for the cat
        (says_nothing(3, 40, turns=(Turn.WITNESS,), localities=("Lyse",)), True),  # here too
        (says_nothing(3, 4 * HOUR, turns=(Turn.REACTS,)), False),  # at last! it is Friday
        (says_nothing(3, 4 * HOUR, turns=(Turn.WITNESS,)), False),  # does anybody know? of something else by now
        (says_nothing(3, 40, source="elsewhere", turns=(Turn.REACTS,)), False),
        (says_nothing(3, 40, source="elsewhere", turns=(Turn.CONCERNED,)), True),  # moved by what was told as grave
        (says_nothing(3, 4 * HOUR, source="elsewhere", turns=(Turn.CONCERNED,)), False),
        (says_nothing(3, 40, source="elsewhere", localities=("Brastad",)), True),
        (says_nothing(3, 40, source="elsewhere", localities=("Brastad",), kind=Kind.QUESTION), True),
        (says_nothing(3, 40, source="elsewhere", localities=("Brastad",), turns=(Turn.ASIDE,)), False),
        (says_nothing(3, 40, source="Brastads bygrupp", turns=(Turn.REACTS,)), True),
    ],
)
def test_who_names_no_matter_means_what_is_talked_of(post: Any, *, joins: bool) -> None:
    affinity = weigh(post, LEAK)

    assert affinity.is_enough is joins, affinity


def test_a_source_that_names_no_authors_is_not_one_person_who_goes_on() -> None:
    nobody = {"voice": "social:forum", "publisher": "Forum"}
    told = an_incident(a_resident(1, 0, localities=("Brastad",), **nobody), a_member(2, 20, Role.OWN))

    assert not weigh(says_nothing(3, 40, **nobody), told).is_enough


def test_thanks_are_for_what_is_over_where_residents_wrote_of_it() -> None:
    thanks = says_nothing(4, 9 * HOUR, turns=(Turn.REACTS,))
    ended = a_member(3, 7 * HOUR, Role.OWN, state=State.RESOLVED, severity=1, turns=(Turn.OVER,))
    over = join(LEAK, ended, ended.seen_at).incident

    assert not weigh(thanks, LEAK).is_enough
    assert weigh(thanks, over).is_enough
    assert not weigh(replace(thanks, source="elsewhere"), over).is_enough


@pytest.mark.parametrize("pair", ONE_EVENT.values(), ids=ONE_EVENT)
def test_these_are_one_event(pair: tuple[Any, Any]) -> None:
    affinity = weigh(pair[1], an_incident(pair[0]))

    assert affinity.is_enough, affinity


@pytest.mark.parametrize("pair", TWO_EVENTS.values(), ids=TWO_EVENTS)
def test_these_are_two_events(pair: tuple[Any, Any]) -> None:
    affinity = weigh(pair[1], an_incident(pair[0]))

    assert not affinity.is_enough, affinity


def test_each_point_has_its_reason() -> None:
    affinity = weigh(a_member(2, 30, localities=("Brastad",)), an_incident(a_member(1, localities=("Brastad",))))

    assert affinity.because == ("topics same +2", "time +1", "same locality +1.5")
    assert affinity.points == 4.5

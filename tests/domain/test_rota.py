from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.plan import Rota, Turn
from monitor.domain.rota import duties, handovers, next_handover, on_call, turns

STOCKHOLM = ZoneInfo("Europe/Stockholm")
ZONES = [
    ZoneInfo(name)
    for name in ("Europe/Stockholm", "Europe/Oslo", "Europe/Copenhagen", "Europe/Helsinki", "Atlantic/Reykjavik")
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def turn(starts: str, ends: str, person: str) -> Turn:
    return Turn(at(starts).astimezone(UTC), at(ends).astimezone(UTC), person)


def say(instant: datetime) -> str:
    return f"{instant.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"


KIB = Rota(
    "kib",
    people=("Maria", "Per"),
    starts=date(2026, 1, 5),
    turns=(turn("2026-12-24T12:00", "2026-12-25T12:00", "Per"),),
)

people = st.lists(st.sampled_from(["Maria", "Per", "Aino", "Liv"]), max_size=6).map(tuple)
instants = st.datetimes(datetime(2025, 12, 1), datetime(2027, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001
swaps = st.builds(
    lambda starts, length, person: Turn(starts, starts + length, person),
    instants,
    st.timedeltas(timedelta(minutes=1), timedelta(days=20)),
    st.sampled_from(["Maria", "Per", "Aino", "Liv"]),
)
rotas = st.builds(
    Rota,
    st.just("kib"),
    people=people,
    starts=st.none() | st.dates(date(2025, 12, 1), date(2027, 6, 1)),
    handover_weekday=st.integers(0, 6),
    handover_time=st.sampled_from([time(12), time(0), time(2, 30), time(23, 59)]),
    turns=st.lists(swaps, max_size=6).map(tuple),
)


# ---- the rhythm --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("when", "person"),
    [
        ("2026-01-05T11:59", None),  # nobody before the first handover
        ("2026-01-05T12:00", "Maria"),  # at the very handover the next one is on call
        ("2026-01-12T11:59", "Maria"),
        ("2026-01-12T12:00", "Per"),
        ("2026-03-30T11:59", "Per"),  # the week in which the clock goes forward ...
        ("2026-03-30T12:00", "Maria"),  # ... still ends at noon
        ("2026-10-26T11:59", "Per"),
        ("2026-10-26T12:00", "Maria"),
        ("2026-12-24T11:59", "Maria"),
        ("2026-12-24T12:00", "Per"),  # the swap
        ("2026-12-25T11:59", "Per"),
        ("2026-12-25T12:00", "Maria"),
        ("2031-07-01T02:40", "Maria"),
    ],
)
def test_a_weekly_rota_with_a_swap(when: str, person: str | None) -> None:
    assert on_call(KIB, at(when), STOCKHOLM) == person


@pytest.mark.parametrize(
    ("starts", "weekday", "first"),
    [
        (date(2026, 1, 5), 0, "2026-01-05 12:00"),  # a Monday with a handover on Mondays
        (date(2026, 1, 6), 0, "2026-01-12 12:00"),  # the day after: nobody until the next one
        (date(2026, 1, 4), 0, "2026-01-05 12:00"),
        (date(2026, 1, 5), 4, "2026-01-09 12:00"),
        (date(2026, 1, 5), 6, "2026-01-11 12:00"),
    ],
)
def test_the_first_turn_begins_at_the_first_handover_on_or_after_the_start(
    starts: date, weekday: int, first: str
) -> None:
    rota = replace(KIB, starts=starts, handover_weekday=weekday, turns=())
    found = turns(rota, at("2025-12-01T00:00"), at("2026-02-01T00:00"), STOCKHOLM)[0]
    assert (say(found.starts), found.person) == (first, "Maria")


def test_a_week_of_duty_is_a_week_on_the_wall_clock() -> None:
    found = turns(KIB, at("2026-03-23T12:00"), at("2026-04-06T12:00"), STOCKHOLM)
    assert [(each.ends - each.starts) / timedelta(hours=1) for each in found] == [167, 168]
    assert [say(each.starts)[-5:] for each in found] == ["12:00", "12:00"]


def test_a_handover_in_the_hour_that_comes_twice_is_its_first_and_in_the_missing_hour_its_end() -> None:
    rota = replace(KIB, handover_weekday=6, handover_time=time(2, 30), starts=date(2026, 1, 4), turns=())
    changed = [each.at for each in handovers(rota, at("2026-01-05T00:00"), at("2026-12-31T00:00"), STOCKHOLM)]
    assert datetime(2026, 3, 29, 1, 0, tzinfo=UTC) in changed
    assert datetime(2026, 10, 25, 0, 30, tzinfo=UTC) in changed
    assert len(changed) == 51  # every Sunday after 4 January


def test_a_rota_without_a_start_or_without_people_has_only_its_turns() -> None:
    calendar = Rota("kib", turns=(turn("2026-01-05T12:00", "2026-01-12T12:00", "Aino"),))
    assert on_call(calendar, at("2026-01-06T00:00"), STOCKHOLM) == "Aino"
    assert on_call(calendar, at("2026-01-12T12:00"), STOCKHOLM) is None
    assert on_call(replace(KIB, people=(), turns=()), at("2026-02-01T00:00"), STOCKHOLM) is None


# ---- swaps -------------------------------------------------------------------------------------------------------
def test_of_swaps_that_overlap_the_later_in_the_list_holds() -> None:
    long = turn("2026-02-02T12:00", "2026-02-09T12:00", "Aino")
    short = turn("2026-02-04T08:00", "2026-02-05T08:00", "Liv")
    assert on_call(replace(KIB, turns=(long, short)), at("2026-02-04T12:00"), STOCKHOLM) == "Liv"
    assert on_call(replace(KIB, turns=(short, long)), at("2026-02-04T12:00"), STOCKHOLM) == "Aino"


def test_a_swap_may_fill_the_time_before_the_rota_starts() -> None:
    rota = replace(KIB, turns=(turn("2026-01-01T00:00", "2026-01-05T12:00", "Aino"),))
    assert [
        (say(each.starts), each.person)
        for each in duties(rota, at("2025-12-31T00:00"), at("2026-01-06T00:00"), STOCKHOLM)
    ] == [
        ("2025-12-31 00:00", None),
        ("2026-01-01 00:00", "Aino"),
        ("2026-01-05 12:00", "Maria"),
    ]


# ---- handovers ---------------------------------------------------------------------------------------------------
def test_the_next_handover_says_who_leaves_and_who_comes() -> None:
    now = at("2026-12-22T09:00")
    told = []
    for _ in range(3):
        found = next_handover(KIB, now, STOCKHOLM)
        assert found is not None
        told.append((say(found.at), found.leaves, found.comes))
        now = found.at
    assert told == [
        ("2026-12-24 12:00", "Maria", "Per"),
        ("2026-12-25 12:00", "Per", "Maria"),
        ("2026-12-28 12:00", "Maria", "Per"),
    ]


def test_the_first_handover_comes_from_nobody() -> None:
    found = next_handover(KIB, at("2025-12-24T00:00"), STOCKHOLM)
    assert found is not None
    assert (say(found.at), found.leaves, found.comes) == ("2026-01-05 12:00", None, "Maria")


def test_handovers_are_those_after_the_first_instant_and_up_to_the_last() -> None:
    noon, week_later = at("2026-01-12T12:00"), at("2026-01-19T12:00")
    assert [each.at for each in handovers(KIB, noon, week_later, STOCKHOLM)] == [week_later]


def test_a_week_handed_over_to_oneself_is_no_handover() -> None:
    assert next_handover(replace(KIB, people=("Maria",), turns=()), at("2026-02-01T00:00"), STOCKHOLM) is None


def test_a_swap_with_the_one_who_is_on_call_anyway_is_no_handover() -> None:
    rota = replace(KIB, turns=(turn("2026-01-06T00:00", "2026-01-07T00:00", "Maria"),))
    found = next_handover(rota, at("2026-01-05T13:00"), STOCKHOLM)
    assert found is not None
    assert say(found.at) == "2026-01-12 12:00"


# ---- what holds for every rota -----------------------------------------------------------------------------------
@settings(deadline=None)
@given(rotas, instants, st.timedeltas(timedelta(minutes=1), timedelta(days=90)), st.sampled_from(ZONES))
def test_duties_cover_the_time_and_say_what_is_said_of_each_instant(
    rota: Rota, start: datetime, length: timedelta, zone: ZoneInfo
) -> None:
    found = list(duties(rota, start, start + length, zone))
    assert (found[0].starts, found[-1].ends) == (start, start + length)
    for before, after in pairwise(found):
        assert before.ends == after.starts
        assert before.person != after.person
    for duty in found:
        for instant in (duty.starts, duty.starts + (duty.ends - duty.starts) / 2, duty.ends - timedelta.resolution):
            assert on_call(rota, instant, zone) == duty.person


@settings(deadline=None)
@given(rotas, instants, st.sampled_from(ZONES))
def test_handovers_are_the_cuts_between_duties(rota: Rota, after: datetime, zone: ZoneInfo) -> None:
    until = after + timedelta(days=60)
    cuts = [
        (second.starts, first.person, second.person)
        for first, second in pairwise(duties(rota, after, until + timedelta(seconds=1), zone))
    ]
    assert [(each.at, each.leaves, each.comes) for each in handovers(rota, after, until, zone)] == cuts
    first = next_handover(rota, after, zone)
    if cuts:
        assert first is not None
        assert (first.at, first.leaves, first.comes) == cuts[0]


@settings(deadline=None)
@given(st.lists(st.sampled_from("ABCDEF"), min_size=1, max_size=6, unique=True), st.sampled_from(ZONES))
def test_everybody_has_as_many_weeks_as_everybody_else(names: list[str], zone: ZoneInfo) -> None:
    rota = Rota("kib", people=tuple(names), starts=date(2024, 1, 1))
    weeks = 6 * len(names)
    start = datetime(2024, 1, 1, 12, tzinfo=zone)
    told = [on_call(rota, start + timedelta(weeks=week, hours=1), zone) for week in range(weeks)]
    assert told == names * 6

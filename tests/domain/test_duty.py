from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.domain.duty import Stretch, calendar, find_blanks, tell_blanks
from monitor.domain.model import Kind, Topic
from monitor.domain.plan import Deliver, Escalation, Hours, OfficeHours, Receiver, Rota, Route, Turn, When
from monitor.domain.rota import on_call
from monitor.domain.timetable import Timetable

STOCKHOLM = ZoneInfo("Europe/Stockholm")
OFFICE = Timetable(OfficeHours(week=(Hours(time(8), time(16, 30)),) * 5 + (None,) * 2), STOCKHOLM)
KIB = Rota("kib", people=("Maria", "Per"), starts=date(2026, 1, 5))
LATE = Rota("tib", people=("Liv",), starts=date(2026, 2, 2))
NEVER = Rota("kib")
TEAM, TIB = Receiver("team"), Receiver("tib")
CRISIS = Route("kris", to=("jour",), min_severity=3)
START, END = (datetime(2026, 1, 5, 12, tzinfo=STOCKHOLM) + timedelta(days=days) for days in (0, 28))


def blanks(receivers: list[Receiver], routes: list[Route], rotas: list[Rota]) -> tuple[str, ...]:
    return tell_blanks(find_blanks(receivers, routes, calendar(OFFICE, rotas, START, END)), STOCKHOLM)


# ---- the calendar ------------------------------------------------------------------------------------------------
def test_a_monday_is_cut_where_the_office_opens_where_it_closes_and_where_the_duty_is_handed_over() -> None:
    monday = datetime(2026, 1, 12, tzinfo=STOCKHOLM)
    said = [
        (f"{each.starts.astimezone(STOCKHOLM):%H:%M}", each.open, each.why, dict(each.on_call))
        for each in calendar(OFFICE, [KIB, LATE], monday, monday + timedelta(days=1))
    ]
    assert said == [
        ("00:00", False, "Monday before 08:00", {"kib": "Maria", "tib": None}),
        ("08:00", True, "Monday 08:00-16:30", {"kib": "Maria", "tib": None}),
        ("12:00", True, "Monday 08:00-16:30", {"kib": "Per", "tib": None}),
        ("16:30", False, "Monday after 16:30", {"kib": "Per", "tib": None}),
    ]


def test_an_empty_time_has_no_stretches() -> None:
    assert list(calendar(OFFICE, [KIB], START, START)) == []


instants = st.datetimes(datetime(2025, 12, 1), datetime(2026, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001


@settings(deadline=None)
@given(instants, st.timedeltas(timedelta(minutes=1), timedelta(days=60)))
def test_the_calendar_covers_the_time_and_each_cut_is_a_change_of_something(start: datetime, length: timedelta) -> None:
    found = list(calendar(OFFICE, [KIB, LATE], start, start + length))
    assert (found[0].starts, found[-1].ends) == (start, start + length)
    for before, after in pairwise(found):
        assert before.ends == after.starts
        assert (before.open, before.why, before.on_call) != (after.open, after.why, after.on_call)
    for stretch in found:
        middle = stretch.starts + (stretch.ends - stretch.starts) / 2
        assert stretch.open is OFFICE.is_open(middle)
        assert stretch.on_call == {rota.name: on_call(rota, middle, STOCKHOLM) for rota in (KIB, LATE)}


# ---- when an alert would reach nobody ----------------------------------------------------------------------------
def test_nothing_is_missing_where_the_rota_always_has_somebody() -> None:
    assert blanks([Receiver("jour", rota="kib")], [CRISIS], [KIB]) == ()


def test_a_rota_with_a_gap_and_no_fallback_is_told_with_its_time() -> None:
    rota = Rota(
        "kib", turns=(Turn(START, START + timedelta(days=7), "Maria"), Turn(START + timedelta(days=8), END, "Per"))
    )
    (told,) = blanks([Receiver("jour", rota="kib")], [CRISIS], [rota])
    assert told == (
        "receiver jour reaches nobody: rota kib has nobody on call, and it has no fallback, "
        "from 2026-01-12 12:00 to 2026-01-13 12:00."
    )


def test_a_fallback_that_is_no_rota_makes_up_for_a_rota_with_nobody() -> None:
    assert blanks([Receiver("jour", rota="kib", fallback="tib"), TIB], [CRISIS], [NEVER]) == ()


def test_a_fallback_with_a_rota_of_its_own_counts_only_while_somebody_is_in_it() -> None:
    receivers = [Receiver("jour", rota="kib", fallback="tib"), Receiver("tib", rota="tib")]
    first, *_ = blanks(receivers, [CRISIS], [NEVER, LATE])
    assert first == (
        "receiver jour reaches nobody: rota kib has nobody on call, and its fallback tib reaches nobody either, "
        "from 2026-01-05 12:00 to 2026-02-02 12:00."
    )
    assert blanks(receivers, [CRISIS], [KIB, LATE]) == ()


def test_fallbacks_in_a_circle_reach_nobody_and_end() -> None:
    receivers = [Receiver("jour", rota="kib", fallback="tib"), Receiver("tib", rota="tib", fallback="jour")]
    assert "receiver jour reaches nobody" in blanks(receivers, [CRISIS], [NEVER, Rota("tib")])[0]


def test_a_receiver_that_only_escalation_names_must_be_there_too() -> None:
    route = Route("kris", to=("team",), escalate=(Escalation(timedelta(minutes=10), ("jour",)),))
    (told,) = blanks([TEAM, Receiver("jour", rota="kib")], [route], [NEVER])
    assert told.startswith("receiver jour reaches nobody")


def test_a_rota_that_is_needed_only_outside_office_hours_may_be_empty_in_them() -> None:
    nights = tuple(
        Turn(stretch.starts, stretch.ends, "Maria") for stretch in OFFICE.intervals(START, END) if not stretch.open
    )
    routes = [Route("natt", to=("jour",), when=When.OUTSIDE), Route("dag", to=("team",), when=When.OFFICE_HOURS)]
    assert blanks([TEAM, Receiver("jour", rota="kib")], routes, [Rota("kib", turns=nights)]) == ()


def test_a_configuration_that_tells_a_crisis_only_in_office_hours_is_told_so() -> None:
    (told,) = blanks([TEAM], [Route("dag", to=("team",), when=When.OFFICE_HOURS)], [])
    assert told == (
        "no route tells every crisis at once outside office hours, "
        "from 2026-01-05 16:30 to 2026-01-06 08:00, and 19 times more until 2026-02-02 08:00."
    )


def test_a_route_that_is_narrow_or_that_waits_does_not_tell_every_crisis() -> None:
    for route in (
        Route("morgon", to=("team",), deliver=Deliver.AT_OPENING),
        Route("vatten", to=("team",), topics=frozenset({Topic.WATER})),
        Route("frågor", to=("team",), kinds=frozenset({Kind.QUESTION})),
    ):
        assert blanks([TEAM], [route], []) != ()
    assert blanks([TEAM], [Route("kris", to=("team",), kinds=frozenset({Kind.CRISIS}))], []) == ()


def test_blanks_that_touch_are_one() -> None:
    stretches = [
        Stretch(
            START + timedelta(hours=hour), START + timedelta(hours=hour + 1), open=False, why="", on_call={"kib": None}
        )
        for hour in range(5)
    ]
    found = list(find_blanks([Receiver("jour", rota="kib")], [CRISIS], stretches))
    assert [(blank.starts, blank.ends) for blank in found] == [(START, START + timedelta(hours=5))]


somebody = st.sampled_from(["kib", "tib", "never", None])
names = st.sampled_from(["a", "b", "c"])
receivers = st.tuples(
    *[st.builds(Receiver, st.just(name), rota=somebody, fallback=names | st.none()) for name in ("a", "b", "c")]
)
routes = st.lists(
    st.builds(
        Route, st.just("r"), to=st.lists(names, min_size=1, max_size=2).map(tuple), when=st.sampled_from(list(When))
    ),
    max_size=3,
)


@settings(deadline=None)
@given(receivers, routes, instants)
def test_at_every_instant_each_receiver_that_is_named_is_reached_or_a_blank_says_that_it_is_not(
    receivers: tuple[Receiver, ...], routes: list[Route], when: datetime
) -> None:
    rotas = (KIB, LATE, Rota("never"))
    found = [
        blank.what
        for blank in find_blanks(receivers, routes, calendar(OFFICE, rotas, when, when + timedelta(days=9)))
        if blank.starts <= when < blank.ends
    ]
    there = {rota.name for rota in rotas if on_call(rota, when, STOCKHOLM)} | {None}
    known = {receiver.name: receiver for receiver in receivers}

    def reached(receiver: Receiver, hops: int = 3) -> bool:
        instead = known.get(receiver.fallback or "")
        return receiver.rota in there or bool(instead and hops and reached(instead, hops - 1))

    holding = [
        route
        for route in routes
        if route.when is When.ALWAYS or OFFICE.is_open(when) is (route.when is When.OFFICE_HOURS)
    ]
    named = {name for route in holding for name in route.to}
    assert {what.split()[1] for what in found if what.startswith("receiver")} == {
        name for name in named if not reached(known[name])
    }
    assert any(what.startswith("no route") for what in found) is not bool(holding)

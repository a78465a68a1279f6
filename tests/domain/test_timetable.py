from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.almanac import open_almanac
from monitor.domain.plan import Hours, OfficeHours, Season
from monitor.domain.timetable import HORIZON, Timetable
from monitor.domain.wallclock import END_OF_DAY, find_instant

ZONES = {
    "Europe/Stockholm": "SE",
    "Europe/Oslo": "NO",
    "Europe/Copenhagen": "DK",
    "Europe/Helsinki": "FI",
    "Atlantic/Reykjavik": "IS",
}
STOCKHOLM = ZoneInfo("Europe/Stockholm")
FIRST, LAST = date(2024, 1, 1), date(2030, 12, 31)
USUAL, FRIDAY = Hours(time(8), time(16, 30)), Hours(time(8), time(15))
WEEK = (USUAL, USUAL, USUAL, USUAL, FRIDAY, None, None)


def office(country: str = "SE", **changes: object) -> OfficeHours:
    rules = OfficeHours(
        week=WEEK,
        almanac=open_almanac(country),
        closed=((date(2026, 12, 28), date(2026, 12, 28)),),
        short_days={"day_before_holiday": time(13)},
        seasons=(Season((6, 15), (8, 15), Hours(time(8), time(15, 30))),),
    )
    return replace(rules, **changes)  # type: ignore[arg-type]


def at(text: str, zone: ZoneInfo = STOCKHOLM) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def local(instant: datetime | None, zone: ZoneInfo = STOCKHOLM) -> str:
    return f"{instant.astimezone(zone):%a %Y-%m-%d %H:%M}" if instant else "never"


clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
hours = st.tuples(clocks, clocks | st.just(END_OF_DAY)).filter(lambda pair: pair[0] < pair[1]).map(lambda p: Hours(*p))
days = st.dates(FIRST, LAST)
ranges = st.tuples(days, st.integers(0, 9)).map(lambda pair: (pair[0], pair[0] + timedelta(days=pair[1])))
seasons = st.builds(
    Season,
    st.tuples(st.integers(1, 12), st.integers(1, 28)),
    st.tuples(st.integers(1, 12), st.integers(1, 28)),
    hours,
)
offices = st.builds(
    OfficeHours,
    week=st.tuples(*[st.none() | hours] * 7),
    almanac=st.sampled_from([open_almanac(country) for country in ZONES.values()]),
    closed=st.lists(ranges, max_size=3).map(tuple),
    opened=st.lists(ranges, max_size=3).map(tuple),
    short_days=st.dictionaries(
        st.sampled_from(["day_before_holiday", "skärtorsdag", "julaften", "2026-03-29", "2026-10-25"]), clocks
    ),
    seasons=st.lists(seasons, max_size=2).map(tuple),
)
timetables = st.builds(Timetable, offices, st.sampled_from([ZoneInfo(name) for name in ZONES]))
# Anywhere in the seven years, and more often around the two nights on which the clock is changed.
changes = st.sampled_from([datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)])
instants = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 1), timezones=st.just(UTC)) | st.builds(  # noqa: DTZ001
    lambda change, minutes: change + timedelta(minutes=minutes), changes, st.integers(-3000, 3000)
)


# ---- what holds for every office ---------------------------------------------------------------------------------
@settings(deadline=None)
@given(timetables, instants, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_intervals_cover_the_time_without_gap_or_overlap_and_each_cut_is_a_change(
    timetable: Timetable, start: datetime, length: timedelta
) -> None:
    found = list(timetable.intervals(start, start + length))
    if not length:
        assert found == []
        return
    assert (found[0].starts, found[-1].ends) == (start, start + length)
    assert all(interval.starts < interval.ends for interval in found)
    for before, after in pairwise(found):
        assert before.ends == after.starts
        assert (before.open, before.why) != (after.open, after.why)


@settings(deadline=None)
@given(timetables, instants, st.timedeltas(timedelta(minutes=1), timedelta(days=20)), st.integers(0, 99))
def test_what_is_said_of_an_instant_is_what_the_interval_that_holds_it_says(
    timetable: Timetable, start: datetime, length: timedelta, percent: int
) -> None:
    for interval in timetable.intervals(start, start + length):
        inside = interval.starts + (interval.ends - interval.starts) * percent / 100
        for instant in (interval.starts, inside, interval.ends - timedelta.resolution):
            assert timetable.is_open(instant) is interval.open
            assert timetable.why(instant) == interval.why


@settings(deadline=None)
@given(timetables, instants)
def test_the_next_opening_is_later_and_open_and_the_office_was_closed_just_before(
    timetable: Timetable, now: datetime
) -> None:
    opening = timetable.next_opening(now)
    if opening is not None:
        assert opening > now
        assert timetable.is_open(opening)
        assert not timetable.is_open(opening - timedelta.resolution)
    until = opening or now + timedelta(days=HORIZON - 2)
    turned_open = [b.starts for a, b in pairwise(timetable.intervals(now, until)) if b.open and not a.open]
    assert turned_open == []  # none was passed over


@settings(deadline=None)
@given(timetables, instants)
def test_closings_are_where_an_open_office_closes(timetable: Timetable, now: datetime) -> None:
    following, last = timetable.next_closing(now), timetable.last_closing(now)
    for closing in filter(None, (following, last)):
        assert not timetable.is_open(closing)
        assert timetable.is_open(closing - timedelta.resolution)
    assert following is None or following > now
    assert last is None or last <= now
    if following and last:
        assert not any(a.open and not b.open for a, b in pairwise(timetable.intervals(last, following)))


@settings(deadline=None)
@given(timetables, days)
def test_an_office_opens_at_most_once_on_a_day(timetable: Timetable, day: date) -> None:
    midnight, next_midnight = (find_instant(each, time(0), timetable.zone) for each in (day, day + timedelta(days=1)))
    stretches = list(timetable.intervals(midnight, next_midnight))
    assert sum(stretch.open for stretch in stretches) == timetable.works_on(day)


# ---- seven years in five zones -----------------------------------------------------------------------------------
@pytest.mark.parametrize(("zone", "country"), ZONES.items())
def test_every_half_hour_of_seven_years_is_open_exactly_when_the_clock_on_the_wall_says_so(
    zone: str, country: str
) -> None:
    # All rules change on whole half hours, so nothing can hide between two steps. The oracle knows local time only.
    rules = office(country, short_days={}, seasons=())
    holidays = {day for year in range(2024, 2031) for day in open_almanac(country)(year)}
    timetable, step = Timetable(rules, ZoneInfo(zone)), timedelta(minutes=30)
    instant = find_instant(FIRST, time(0), timetable.zone)
    wrong = []
    while instant.year < 2031:
        wall = instant.astimezone(timetable.zone)
        today = WEEK[wall.weekday()]
        closed = wall.date() in holidays or wall.date() == date(2026, 12, 28)
        at_work = today is not None and not closed and today.opens <= wall.time() < today.closes
        if timetable.is_open(instant) is not at_work:
            wrong.append(instant)
        instant += step
    assert wrong == []


@pytest.mark.parametrize(("zone", "country"), ZONES.items())
def test_the_office_opens_once_and_closes_once_on_each_working_day_of_seven_years(zone: str, country: str) -> None:
    timetable = Timetable(office(country), ZoneInfo(zone))
    start, end = (find_instant(day, time(0), timetable.zone) for day in (FIRST, LAST))
    opened = [interval for interval in timetable.intervals(start, end) if interval.open]
    working_days = [
        day for day in map(date.fromordinal, range(FIRST.toordinal(), LAST.toordinal())) if timetable.works_on(day)
    ]
    assert [timetable.day_of(interval.starts) for interval in opened] == working_days
    assert [timetable.day_of(interval.ends) for interval in opened] == working_days
    assert {interval.starts.astimezone(timetable.zone).time() for interval in opened} == {time(8)}
    closings = {interval.ends.astimezone(timetable.zone).time() for interval in opened}
    assert closings == {time(13), time(15), time(15, 30), time(16, 30)}


@pytest.mark.parametrize(("zone", "country"), ZONES.items())
def test_from_opening_to_opening_no_instant_is_told_twice_or_not_at_all(zone: str, country: str) -> None:
    timetable = Timetable(office(country), ZoneInfo(zone))
    start, end = (find_instant(day, time(0), timetable.zone) for day in (FIRST, LAST))
    opened = [interval for interval in timetable.intervals(start, end) if interval.open]
    found, now = [], start
    while (opening := timetable.next_opening(now)) and opening < end:
        closing = timetable.next_closing(opening)
        assert closing is not None
        assert timetable.last_closing(closing) == closing
        found.append((opening, closing))
        now = opening
    assert found == [(interval.starts, interval.ends) for interval in opened]


# ---- nights on which the clock is changed ------------------------------------------------------------------------
SUNDAYS = (None,) * 6


@pytest.mark.parametrize(
    ("hours", "day", "utc"),
    [
        ("02:30-10:00", date(2026, 3, 29), ("01:00", "08:00")),  # an opening in the hour that is missing
        ("01:00-02:30", date(2026, 3, 29), ("00:00", "01:00")),  # a closing in it
        ("02:30-10:00", date(2026, 10, 25), ("00:30", "09:00")),  # an opening in the hour that comes twice
        ("01:00-02:30", date(2026, 10, 25), ("23:00", "00:30")),  # a closing in it: the first one, once
        ("02:15-02:45", date(2026, 10, 25), ("00:15", "00:45")),
        ("00:00-24:00", date(2026, 3, 29), ("23:00", "22:00")),  # 23 hours
        ("00:00-24:00", date(2026, 10, 25), ("22:00", "23:00")),  # 25 hours
    ],
)
def test_an_office_that_works_in_those_nights_opens_once_and_closes_once(
    hours: str, day: date, utc: tuple[str, str]
) -> None:
    opens, closes = hours.split("-")
    ends = END_OF_DAY if closes == "24:00" else time.fromisoformat(closes)
    timetable = Timetable(OfficeHours(week=(*SUNDAYS, Hours(time.fromisoformat(opens), ends))), STOCKHOLM)
    midnight, next_midnight = (find_instant(each, time(0), STOCKHOLM) for each in (day, day + timedelta(days=1)))
    opened = [interval for interval in timetable.intervals(midnight, next_midnight) if interval.open]
    assert [(f"{interval.starts:%H:%M}", f"{interval.ends:%H:%M}") for interval in opened] == [utc]


def test_hours_that_lie_in_the_missing_hour_do_not_take_place_and_say_why() -> None:
    timetable = Timetable(OfficeHours(week=(*SUNDAYS, Hours(time(2, 10), time(2, 50)))), STOCKHOLM)
    assert not timetable.works_on(date(2026, 3, 29))
    assert timetable.why(at("2026-03-29T12:00")) == "Sunday 02:10-02:50, an hour that the clock skips"
    assert timetable.works_on(date(2026, 3, 22))


def test_the_night_of_the_change_is_an_hour_longer_and_shorter() -> None:
    timetable = Timetable(office(), STOCKHOLM)
    for friday, length in (("2026-10-23", 66), ("2026-03-27", 64), ("2026-11-20", 65)):
        closing = timetable.next_closing(at(f"{friday}T12:00"))
        assert closing is not None
        opening = timetable.next_opening(closing)
        assert opening is not None
        assert (opening - closing) == timedelta(hours=length)


# ---- as people meet it -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("now", "opening", "closing", "last"),
    [
        ("2026-11-24T07:46", "Tue 2026-11-24 08:00", "Tue 2026-11-24 16:30", "Mon 2026-11-23 16:30"),
        ("2026-11-24T08:00", "Wed 2026-11-25 08:00", "Tue 2026-11-24 16:30", "Mon 2026-11-23 16:30"),
        ("2026-11-24T16:29", "Wed 2026-11-25 08:00", "Tue 2026-11-24 16:30", "Mon 2026-11-23 16:30"),
        ("2026-11-24T16:30", "Wed 2026-11-25 08:00", "Wed 2026-11-25 16:30", "Tue 2026-11-24 16:30"),
        ("2026-11-28T02:40", "Mon 2026-11-30 08:00", "Mon 2026-11-30 16:30", "Fri 2026-11-27 15:00"),
        ("2026-12-23T12:59", "Tue 2026-12-29 08:00", "Wed 2026-12-23 13:00", "Tue 2026-12-22 16:30"),
        ("2026-12-24T02:40", "Tue 2026-12-29 08:00", "Tue 2026-12-29 16:30", "Wed 2026-12-23 13:00"),
    ],
)
def test_opening_and_closing_around_a_moment(now: str, opening: str, closing: str, last: str) -> None:
    timetable = Timetable(office(), STOCKHOLM)
    assert local(timetable.next_opening(at(now))) == opening
    assert local(timetable.next_closing(at(now))) == closing
    assert local(timetable.last_closing(at(now))) == last


def test_christmas_reads_as_a_list_with_reasons() -> None:
    timetable = Timetable(office(), STOCKHOLM)
    said = [
        f"{local(each.starts)[4:]} {'open' if each.open else 'closed'}: {each.why}"
        for each in timetable.intervals(at("2026-12-23T00:00"), at("2026-12-30T00:00"))
    ]
    assert said == [
        "2026-12-23 00:00 closed: Wednesday before 08:00",
        "2026-12-23 08:00 open: short day before julafton, closes 13:00",
        "2026-12-23 13:00 closed: short day before julafton, closed at 13:00",
        "2026-12-24 00:00 closed: julafton",
        "2026-12-25 00:00 closed: juldagen",
        "2026-12-26 00:00 closed: annandag jul",
        "2026-12-27 00:00 closed: Sunday",
        "2026-12-28 00:00 closed: closed by the configuration",
        "2026-12-29 00:00 closed: Tuesday before 08:00",
        "2026-12-29 08:00 open: Tuesday 08:00-16:30",
        "2026-12-29 16:30 closed: Tuesday after 16:30",
    ]


def test_days_that_are_closed_for_one_reason_are_one_interval() -> None:
    timetable = Timetable(office(closed=((date(2026, 7, 6), date(2026, 7, 26)),)), STOCKHOLM)
    first, *_ = timetable.intervals(at("2026-07-06T00:00"), at("2026-08-01T00:00"))
    assert (local(first.ends), first.why) == ("Mon 2026-07-27 00:00", "closed by the configuration")


def test_an_office_open_round_the_clock_neither_opens_nor_closes() -> None:
    timetable = Timetable(OfficeHours(week=(Hours(time(0), END_OF_DAY),) * 7), STOCKHOLM)
    now = at("2026-11-24T12:00")
    assert timetable.is_open(now)
    assert (timetable.next_opening(now), timetable.next_closing(now), timetable.last_closing(now)) == (None,) * 3


def test_an_office_that_works_through_a_midnight_is_open_there() -> None:
    through = (Hours(time(8), END_OF_DAY), Hours(time(0), time(12)), *(None,) * 5)
    timetable = Timetable(OfficeHours(week=through), STOCKHOLM)
    assert local(timetable.next_closing(at("2026-11-23T09:00"))) == "Tue 2026-11-24 12:00"
    assert local(timetable.next_opening(at("2026-11-23T09:00"))) == "Mon 2026-11-30 08:00"
    assert timetable.is_open(at("2026-11-24T00:00"))


def test_without_office_hours_it_is_one_long_closed_time_that_says_why() -> None:
    timetable = Timetable(None, STOCKHOLM)
    (whole,) = timetable.intervals(at("2026-01-01T00:00"), at("2027-01-01T00:00"))
    assert (whole.open, whole.why) == (False, "no office hours are configured")
    assert timetable.next_opening(at("2026-01-01T00:00")) is None


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        Timetable(office(), STOCKHOLM).is_open(datetime(2026, 1, 1, 12))  # noqa: DTZ001 - that is the point

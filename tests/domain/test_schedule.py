from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.almanac import open_almanac
from monitor.domain.plan import Hours, OfficeHours, Regular
from monitor.domain.schedule import (
    LATEST_DIGESTS,
    Pace,
    briefs,
    digests,
    missed_brief,
    missed_digests,
    next_brief,
    next_digest,
    next_poll,
    week_bounds,
)
from monitor.domain.timetable import Timetable
from monitor.domain.wallclock import END_OF_DAY

STOCKHOLM = ZoneInfo("Europe/Stockholm")
ZONES = [
    ZoneInfo(name)
    for name in ("Europe/Stockholm", "Europe/Oslo", "Europe/Copenhagen", "Europe/Helsinki", "Atlantic/Reykjavik")
]
MONDAY = Regular(to=("team",), at=time(7, 30), weekday=0)
MORNING = Regular(to=("team",), at=time(7, 45))
OFFICE = OfficeHours(week=(Hours(time(8), time(16, 30)),) * 5 + (None,) * 2, almanac=open_almanac("SE"))
TIMETABLE = Timetable(OFFICE, STOCKHOLM)

starts = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
regulars = st.builds(
    Regular,
    st.just(("team",)),
    at=st.sampled_from([time(7, 30), time(0), time(2, 0), time(2, 30), time(3, 0), time(23, 59)]),
    weekday=st.integers(0, 6),
)
# How long a machine sleeps between two looks at what is due: seconds as a rule, days now and then.
sleeps = st.lists(st.timedeltas(timedelta(seconds=1), timedelta(days=6)), min_size=1, max_size=60)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)


def say(instant: datetime | None) -> str:
    return f"{instant.astimezone(STOCKHOLM):%a %Y-%m-%d %H:%M}" if instant else "never"


# ---- the digest --------------------------------------------------------------------------------------------------
def test_on_monday_the_digest_tells_the_iso_week_before() -> None:
    found = next_digest(MONDAY, at("2026-11-20T12:00"), STOCKHOLM)
    assert (found.key, say(found.at)) == ("digest-2026-W47", "Mon 2026-11-23 07:30")
    assert (say(found.since), say(found.until)) == ("Mon 2026-11-16 00:00", "Mon 2026-11-23 00:00")


@pytest.mark.parametrize(
    ("after", "key"),
    [
        ("2026-11-23T07:29", "digest-2026-W47"),
        ("2026-11-23T07:30", "digest-2026-W48"),  # what was due at `after` has been told
        ("2026-12-29T12:00", "digest-2026-W53"),
        ("2027-01-05T12:00", "digest-2027-W01"),
        ("2024-12-31T12:00", "digest-2025-W01"),
    ],
)
def test_the_key_names_the_week_that_is_told(after: str, key: str) -> None:
    assert next_digest(MONDAY, at(after), STOCKHOLM).key == key


def test_a_week_in_which_the_clock_is_changed_is_told_as_a_whole() -> None:
    lengths = {key: week_bounds(2026, week, STOCKHOLM) for key, week in (("spring", 13), ("autumn", 43), ("usual", 47))}
    assert {key: (until - since) / timedelta(hours=1) for key, (since, until) in lengths.items()} == {
        "spring": 167,
        "autumn": 169,
        "usual": 168,
    }


def test_moving_the_digest_to_another_day_tells_no_week_under_two_keys() -> None:
    told = next_digest(MONDAY, at("2026-11-20T12:00"), STOCKHOLM)
    moved = Regular(to=("team",), at=time(9), weekday=4)
    assert next_digest(moved, told.at, STOCKHOLM).key == told.key


def test_a_week_that_no_year_has_is_refused() -> None:
    with pytest.raises(ValueError, match="Invalid week: 53"):
        week_bounds(2027, 53, STOCKHOLM)


@settings(deadline=None)
@given(regulars, starts, st.sampled_from(ZONES))
def test_digests_come_once_a_week_at_one_local_time_and_tell_week_after_week(
    regular: Regular, start: datetime, zone: ZoneInfo
) -> None:
    found = list(islice(digests(regular, start, zone), 60))
    assert len({each.key for each in found}) == 60
    assert found[0].at > start
    for before, after in pairwise(found):
        assert before.until == after.since
        assert abs(after.at - before.at - timedelta(days=7)) <= timedelta(hours=1)
    for each in found:
        wall = each.at.astimezone(zone)
        assert wall.weekday() == regular.weekday
        assert wall.time() in {regular.at, time(3), time(4)}  # the two are where a missing hour ends
        assert each.until <= each.at < each.until + timedelta(days=7, hours=1)


@settings(deadline=None)
@given(regulars, starts, st.sampled_from(ZONES), sleeps)
def test_however_the_machine_sleeps_each_week_is_told_exactly_once(
    regular: Regular, start: datetime, zone: ZoneInfo, sleeps: list[timedelta]
) -> None:
    told, now, keys = start, start, []
    for sleep in sleeps:
        now += sleep
        for occasion in missed_digests(regular, told, now, zone):
            assert occasion.at <= now
            keys.append(occasion.key)
            told = occasion.at
    expected = [each.key for each in islice(digests(regular, start, zone), len(keys) + 1)]
    assert keys == expected[:-1]
    assert next_digest(regular, now, zone).key == expected[-1]


def test_six_days_of_sleep_over_monday_tell_one_digest_late() -> None:
    missed = missed_digests(MONDAY, at("2026-11-16T07:30"), at("2026-11-26T11:00"), STOCKHOLM)
    assert [each.key for each in missed] == ["digest-2026-W47"]


def test_three_weeks_of_sleep_tell_three_digests_each_of_its_own_week() -> None:
    missed = missed_digests(MONDAY, at("2026-10-19T07:30"), at("2026-11-11T11:00"), STOCKHOLM)
    assert [each.key for each in missed] == ["digest-2026-W43", "digest-2026-W44", "digest-2026-W45"]


def test_a_year_of_sleep_does_not_send_fifty_digests() -> None:
    missed = missed_digests(MONDAY, at("2026-01-05T07:30"), at("2027-01-05T11:00"), STOCKHOLM)
    assert len(missed) == LATEST_DIGESTS
    assert missed[-1].key == "digest-2026-W53"


def test_a_clock_that_is_set_back_makes_nothing_due_again() -> None:
    told = at("2026-11-23T07:30")
    assert missed_digests(MONDAY, told, told - timedelta(hours=2), STOCKHOLM) == ()
    assert missed_brief(MORNING, at("2026-11-23T07:45"), at("2026-11-23T05:45"), TIMETABLE) is None


# ---- the brief ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("after", "key", "since", "until"),
    [
        ("2026-11-24T07:45", "brief-2026-11-25", "Tue 2026-11-24 16:30", "Wed 2026-11-25 07:45"),
        ("2026-11-27T12:00", "brief-2026-11-30", "Fri 2026-11-27 16:30", "Mon 2026-11-30 07:45"),
        ("2026-12-23T12:00", "brief-2026-12-28", "Wed 2026-12-23 16:30", "Mon 2026-12-28 07:45"),
        ("2026-10-23T12:00", "brief-2026-10-26", "Fri 2026-10-23 16:30", "Mon 2026-10-26 07:45"),
    ],
)
def test_the_brief_tells_of_the_time_since_the_office_closed(after: str, key: str, since: str, until: str) -> None:
    found = next_brief(MORNING, at(after), TIMETABLE)
    assert found is not None
    assert (found.key, say(found.since), say(found.until)) == (key, since, until)
    assert found.at == found.until


def test_over_the_autumn_night_the_brief_covers_the_hour_that_comes_twice() -> None:
    found = next_brief(MORNING, at("2026-10-23T12:00"), TIMETABLE)
    assert found is not None
    assert found.until - found.since == timedelta(hours=64, minutes=15)


def test_a_brief_after_opening_still_goes_back_to_the_evening_before() -> None:
    found = next_brief(Regular(to=("team",), at=time(9)), at("2026-11-25T00:00"), TIMETABLE)
    assert found is not None
    assert (say(found.since), say(found.until)) == ("Tue 2026-11-24 16:30", "Wed 2026-11-25 09:00")


def test_three_missed_mornings_are_one_brief_that_goes_back_to_the_first() -> None:
    missed = missed_brief(MORNING, at("2026-11-23T07:45"), at("2026-11-26T11:00"), TIMETABLE)
    assert missed is not None
    assert (missed.key, say(missed.since), say(missed.until)) == (
        "brief-2026-11-26",
        "Mon 2026-11-23 16:30",
        "Thu 2026-11-26 07:45",
    )


def test_without_office_hours_the_brief_comes_daily() -> None:
    found = list(islice(briefs(MORNING, at("2026-11-27T12:00"), Timetable(None, STOCKHOLM)), 2))
    assert [each.key for each in found] == ["brief-2026-11-28", "brief-2026-11-29"]
    assert (say(found[0].since), say(found[0].until)) == ("Fri 2026-11-27 07:45", "Sat 2026-11-28 07:45")


def test_an_office_round_the_clock_hears_of_the_day_since_the_last_brief() -> None:
    always = Timetable(OfficeHours(week=(Hours(time(0), END_OF_DAY),) * 7), STOCKHOLM)
    found = next_brief(MORNING, at("2026-11-27T12:00"), always)
    assert found is not None
    assert say(found.since) == "Fri 2026-11-27 07:45"


def test_an_office_that_never_opens_has_no_brief() -> None:
    assert next_brief(MORNING, at("2026-11-27T12:00"), Timetable(OfficeHours(), STOCKHOLM)) is None


@settings(deadline=None)
@given(starts, sleeps, st.sampled_from(ZONES))
def test_however_the_machine_sleeps_each_time_from_closing_to_brief_is_told_exactly_once(
    start: datetime, sleeps: list[timedelta], zone: ZoneInfo
) -> None:
    timetable = Timetable(OFFICE, zone)
    told, now, found = start, start, []
    for sleep in sleeps:
        now += sleep
        if occasion := missed_brief(MORNING, told, now, timetable):
            found.append(occasion)
            told = occasion.at
    assert len({each.key for each in found}) == len(found)
    for before, after in pairwise(found):
        assert before.until < after.since  # a working day lies between ...
        assert timetable.last_closing(after.since) == after.since
        opened = [each for each in timetable.intervals(before.until, after.since) if each.open]
        assert len({timetable.day_of(each.starts) for each in opened}) == 1  # ... and only one


def test_every_working_day_of_seven_years_has_its_brief() -> None:
    timetable = Timetable(OFFICE, STOCKHOLM)
    found, now = [], at("2024-01-01T00:00")
    while (occasion := next_brief(MORNING, now, timetable)) and occasion.at < at("2031-01-01T00:00"):
        found.append(timetable.day_of(occasion.at))
        now = occasion.at
    days = map(date.fromordinal, range(date(2024, 1, 1).toordinal(), date(2031, 1, 1).toordinal()))
    assert found == [day for day in days if timetable.works_on(day)]


# ---- polls -------------------------------------------------------------------------------------------------------
NOW = datetime(2026, 11, 25, 2, 40, tzinfo=UTC)
PACE = Pace(least=timedelta(minutes=1), usual=timedelta(minutes=5), most=timedelta(minutes=10))


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ({}, 5),
        ({"wait": 480}, 8),
        ({"wait": 30}, 5),
        ({"wait": 86400}, 10),  # a hint does not blind us
        ({"failures": 1}, 5),
        ({"failures": 2}, 10),
        ({"failures": 3}, 20),
        ({"failures": 4}, 30),
        ({"failures": 10_000}, 30),  # slower, never stopped
        ({"retry_after": 120}, 5),
        ({"retry_after": 3600}, 60),  # the server's own word goes beyond `most`
        ({"retry_after": 315_360_000}, 360),
        ({"retry_after": -5}, 5),
        ({"retry_after": float("inf")}, 360),
        ({"retry_after": float("nan")}, 360),
        ({"failures": 9, "retry_after": 60}, 30),
    ],
)
def test_the_next_poll_lies_within_the_pace_unless_the_source_fails_or_puts_us_off(
    said: dict[str, float], minutes: float
) -> None:
    assert next_poll(NOW, PACE, **said) - NOW == timedelta(minutes=minutes)  # type: ignore[arg-type]


def test_a_source_that_is_asked_rarely_is_not_asked_more_often_because_it_fails() -> None:
    daily = Pace(timedelta(hours=1), timedelta(hours=6), timedelta(hours=12))
    assert next_poll(NOW, daily, failures=20) - NOW == timedelta(hours=6)


def test_what_the_sources_terms_allow_goes_before_what_we_accept() -> None:
    assert next_poll(NOW, Pace(timedelta(minutes=15), timedelta(minutes=5), timedelta(minutes=5))) - NOW == timedelta(
        minutes=15
    )


durations = st.timedeltas(timedelta(seconds=1), timedelta(hours=12))
seconds = st.none() | st.floats(-10, 1e9)


@given(st.builds(Pace, durations, durations, durations), st.integers(0, 100), seconds, seconds, st.floats(0, 1))
def test_a_poll_is_never_too_early_and_never_put_off_for_good(
    pace: Pace, failures: int, wait: float | None, retry_after: float | None, jitter: float
) -> None:
    gap = next_poll(NOW, pace, failures=failures, wait=wait, retry_after=retry_after, jitter=jitter) - NOW
    obeyed = timedelta(seconds=max(0.0, min(retry_after or 0.0, 6 * 3600)))
    accepted = max(pace.most, pace.least)
    assert gap >= max(pace.least, obeyed) - timedelta.resolution
    assert gap <= 1.1 * max(accepted, obeyed, timedelta(minutes=30)) + timedelta.resolution
    if not failures and not retry_after:
        assert gap <= 1.1 * accepted + timedelta.resolution


@given(st.floats(0, 1))
def test_jitter_spreads_polls_before_the_longest_gap_and_after_the_shortest(jitter: float) -> None:
    room = next_poll(NOW, PACE, jitter=jitter) - NOW
    assert timedelta(minutes=4.5) <= room <= timedelta(minutes=5)
    none = next_poll(NOW, PACE, retry_after=3600, jitter=jitter) - NOW
    assert timedelta(minutes=60) <= none <= timedelta(minutes=66)

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.wallclock import END_OF_DAY, find_instant, read_clock, say_clock

ZONES = tuple(
    ZoneInfo(name)
    for name in ("Europe/Stockholm", "Europe/Oslo", "Europe/Copenhagen", "Europe/Helsinki", "Atlantic/Reykjavik")
)
ODD_ZONES = (ZoneInfo("America/Nuuk"), ZoneInfo("Atlantic/Azores"), ZoneInfo("Australia/Lord_Howe"))
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


def shown(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)


@given(DAYS, CLOCKS, st.sampled_from(ZONES + ODD_ZONES))
def test_an_instant_is_the_first_at_which_the_clock_shows_the_time_or_a_later_one(
    day: date, clock: time, zone: ZoneInfo
) -> None:
    at = find_instant(day, clock, zone)
    wall = datetime.combine(day, clock)
    assert shown(at, zone) >= wall
    for before in (timedelta(seconds=1), timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2)):
        assert shown(at - before, zone) < wall


@pytest.mark.parametrize(
    ("zone", "wall", "utc"),
    [
        ("Europe/Stockholm", "2026-03-29T02:00", "2026-03-29T01:00"),  # the missing hour ends at 03:00 summer time
        ("Europe/Stockholm", "2026-03-29T02:30", "2026-03-29T01:00"),
        ("Europe/Stockholm", "2026-03-29T03:00", "2026-03-29T01:00"),
        ("Europe/Stockholm", "2026-10-25T02:30", "2026-10-25T00:30"),  # the first of the two
        ("Europe/Stockholm", "2026-10-25T03:00", "2026-10-25T02:00"),
        ("Europe/Helsinki", "2026-03-29T03:30", "2026-03-29T01:00"),
        ("Europe/Helsinki", "2026-10-25T03:30", "2026-10-25T00:30"),
        ("Atlantic/Reykjavik", "2026-03-29T02:30", "2026-03-29T02:30"),
        ("Atlantic/Azores", "2026-03-29T00:00", "2026-03-29T01:00"),  # there the clock skips midnight itself
    ],
)
def test_both_nights_of_the_year(zone: str, wall: str, utc: str) -> None:
    local = datetime.fromisoformat(wall)
    assert find_instant(local.date(), local.time(), ZoneInfo(zone)) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_the_end_of_a_day_is_the_midnight_that_follows() -> None:
    assert find_instant(date(2026, 12, 31), END_OF_DAY, ZONES[0]) == datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert say_clock(END_OF_DAY) == "24:00"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        read_clock(datetime(2026, 1, 1, 12), ZONES[0])  # noqa: DTZ001 - that is the point

"""Dates as feeds and pages write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors._web.dates import read_date

NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("Sun, 22 Nov 2026 03:00:00 +0000", "2026-11-22T03:00"),
        ("Sun, 22 Nov 2026 03:00:00 GMT", "2026-11-22T03:00"),
        ("22 Nov 2026 03:00 Z", "2026-11-22T03:00"),
        ("Sun, 22 Nov 26 03:00:00 +0100", "2026-11-22T02:00"),
        ("Sun,22 Nov 2026 03:00:00 CET", "2026-11-22T02:00"),
        ("Sun, 21 Jun 2026 03:00:00 CEST", "2026-06-21T01:00"),
        ("Sun, 22 Nov 2026 03:00:00 EET", "2026-11-22T01:00"),
        ("Sun, 22 Nov 2026 03:00:00 EST", "2026-11-22T08:00"),
        ("Sun, 22 Nov 2026 03:00:00 (CET)", "2026-11-22T02:00"),
        ("Sun, 22 Nov 2026 03:00:00 GMT+1", "2026-11-22T02:00"),
        ("Sun, 22 Nov 2026 03:00:00 +1", "2026-11-22T02:00"),
        ("Sun, 22 Nov 2026 03:00:00", "2026-11-22T02:00"),  # no zone: local
        ("Sun, 22 Nov 2026 03:00:00 Mars/Olympus", "2026-11-22T02:00"),
        ("Sun, 22 Nov 2026 03:00:00 +9900", "2026-11-22T02:00"),
        ("Sun, 22 Nov 2026 24:00:00 +0000", "2026-11-23T00:00"),
        ("Sun, 22 Nov 2026 23:59:60 +0000", "2026-11-22T23:59:59"),
        ("2026-11-22T03:00:00Z", "2026-11-22T03:00"),
        ("2026-11-22T03:00:00.123456+01:00", "2026-11-22T02:00"),
        ("2026-11-22T03:00+0100", "2026-11-22T02:00"),
        ("2026-11-22 03:00:00", "2026-11-22T02:00"),
        ("2026-11-22", "2026-11-21T23:00"),
        ("2026/11/22 03:00", "2026-11-22T02:00"),
        ("2026-06-21 kl. 03.00", "2026-06-21T01:00"),
        ("mån, 23 nov 2026 10:00:00 +0100", "2026-11-23T09:00"),
        ("måndag den 23 november 2026 kl. 10.00", "2026-11-23T09:00"),
        ("23. november 2026, kl. 10:00", "2026-11-23T09:00"),
        ("ma 23. marraskuuta 2026 klo 10.00", "2026-11-23T09:00"),
        ("23.11.2026 klo 10.00", "2026-11-23T09:00"),
        ("23/11/2026 10:00", "2026-11-23T09:00"),
        ("8. mai 2026", "2026-05-07T22:00"),
        ("8 maj 2026", "2026-05-07T22:00"),
        ("1. tammikuuta 2026", "2025-12-31T23:00"),
        ("November 23, 2026 10:00 AM", "2026-11-23T09:00"),
        ("Nov 23, 2026 12:30 am", "2026-11-22T23:30"),
        ("1795311600", "2026-11-22T01:40"),
        ("1795311600000", "2026-11-22T01:40"),
        ("Sun, 25 Oct 2026 02:30:00", "2026-10-25T00:30"),  # the hour that comes twice: the first
        ("Sun, 29 Mar 2026 02:30:00", "2026-03-29T01:30"),  # the hour that is not there
        ("Fri, 31 Dec 9999 23:59:59 GMT", "9999-12-31T23:59:59"),
    ],
)
def test_it_is_understood(written: str, utc: str) -> None:
    found = read_date(written, "Europe/Stockholm")
    assert found is not None
    assert found == datetime.fromisoformat(utc).replace(tzinfo=UTC, microsecond=found.microsecond)
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    "written",
    [
        *("", "   ", "i går kl. 25:61", "i förrgår", "snart", "12345", "x" * 500, "23 blåbär 2026"),
        *("Sun, 32 Nov 2026 03:00:00 GMT", "2026-13-01", "99.99.2026", "2026-11-22T25:00:00Z"),
        *(
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "0000-00-00T00:00:00Z",
            "0001-01-01T00:00:00",
            "Fri, 31 Dec 9999 23:59:59 -0500",
        ),
    ],
)
def test_it_is_no_date(written: str) -> None:
    assert read_date(written, "Europe/Stockholm") is None


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("Idag, 14:02", "2026-11-22T13:02"),
        ("i dag kl. 14.02", "2026-11-22T13:02"),
        ("Igår, 09:11", "2026-11-21T08:11"),
        ("i går kl 09.11", "2026-11-21T08:11"),
        ("tänään klo 14.02", "2026-11-22T13:02"),
        ("eilen klo 9.11", "2026-11-21T08:11"),
        ("today at 14:02", "2026-11-22T13:02"),
        ("22 november 19.05", "2026-11-22T18:05"),
        ("söndag 22 november kl. 19.05", "2026-11-22T18:05"),
        ("22. marraskuuta klo 19.05", "2026-11-22T18:05"),
        ("24 december", "2025-12-23T23:00"),
        ("29 februari", None),
    ],
)
def test_days_that_depend_on_today_need_to_know_when_that_is(written: str, utc: str | None) -> None:
    expected = datetime.fromisoformat(utc).replace(tzinfo=UTC) if utc else None
    assert read_date(written, "Europe/Stockholm", NOW) == expected
    assert read_date(written, "Europe/Stockholm") is None


@given(st.text(max_size=100))
def test_nothing_that_is_written_raises(written: str) -> None:
    found = read_date(written, "Europe/Helsinki", NOW)
    assert found is None or found.tzinfo is UTC


moments = st.datetimes(
    min_value=datetime(1990, 1, 2),  # noqa: DTZ001  Hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    allow_imaginary=False,
    timezones=st.sampled_from([UTC, *map(ZoneInfo, ("Europe/Stockholm", "Europe/Helsinki", "Atlantic/Reykjavik"))]),
).map(lambda moment: moment.replace(microsecond=0))


@given(moments)
def test_what_is_written_by_the_rules_is_read_to_the_second(moment: datetime) -> None:
    assert read_date(moment.isoformat(), "Europe/Oslo") == moment.astimezone(UTC)
    written = format_datetime(moment)
    assert read_date(written, "Europe/Oslo") == parsedate_to_datetime(written).astimezone(UTC)


@given(moments)
def test_a_local_time_is_the_one_on_the_clock(moment: datetime) -> None:
    zone = ZoneInfo("Europe/Stockholm")
    local = moment.astimezone(zone)
    found = read_date(local.strftime("%Y-%m-%d %H:%M:%S"), "Europe/Stockholm")
    assert found is not None
    assert found.astimezone(zone).replace(tzinfo=None, fold=0) == local.replace(tzinfo=None, fold=0)
    assert abs(found - moment) <= timedelta(hours=1)  # the hour that comes twice

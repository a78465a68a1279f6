from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain import timetable_text as read
from monitor.domain.plan import Hours, Season, Turn
from monitor.domain.wallclock import END_OF_DAY, say_clock

if TYPE_CHECKING:
    from collections.abc import Callable

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize("text", ["08:00-16:30", "8:00-16:30", "08.00–16.30", " 08:00 - 16:30 ", "08:00:00-16:30:00"])
def test_opening_hours_are_read_as_people_write_them(text: str) -> None:
    assert read.parse_hours(text) == Hours(time(8), time(16, 30))


def test_an_office_may_work_to_the_end_of_the_day_and_round_the_clock() -> None:
    assert read.parse_hours("14:00-24:00") == Hours(time(14), END_OF_DAY)
    assert read.parse_hours("00:00-24:00") == Hours(time(0), END_OF_DAY)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "08:00-08:00",
            '"08:00-08:00" opens and closes at the same time. Leave out a day that is closed, and write "00:00-24:00"',
        ),
        ("00:00-00:00", "opens and closes at the same time"),
        ("16:30-08:00", 'closes before it opens. Hours end on the same day: did you mean "08:00-16:30"?'),
        ("22:00-06:00", "closes before it opens"),
        ("08:00", 'are no opening hours. Write for example "08:00-16:30", and leave out a closed day.'),
        ("closed", "are no opening hours"),
        ("", "are no opening hours"),
        ("08:00-12:00-16:00", "are no opening hours"),
        ("8-16", '"8" is no time of day. Write for example "08:00".'),
        ("08:00-25:00", '"25:00" is no time of day: there are hours 00 to 23 and minutes 00 to 59.'),
        ("08:60-16:00", "minutes 00 to 59"),
        ("24:00-24:00", "hours 00 to 23"),
        ("08:00-24:30", "hours 00 to 23"),
        ("٠٨:٠٠-١٦:٠٠", "is no time of day"),  # digits, but not ours
    ],
)
def test_wrong_opening_hours_are_answered_with_what_would_be_right(text: str, told: str) -> None:
    with pytest.raises(ValueError) as caught:
        read.parse_hours(text)
    assert told in str(caught.value)


hours = st.builds(Hours, st.times(), st.times() | st.just(END_OF_DAY)).map(
    lambda each: Hours(each.opens.replace(second=0, microsecond=0), each.closes)
)


@given(st.integers(0, 1439), st.integers(0, 1440))
def test_what_is_said_of_hours_is_read_back_and_hours_that_are_read_end_after_they_begin(
    opens: int, closes: int
) -> None:
    text = f"{opens // 60:02}:{opens % 60:02}-{closes // 60:02}:{closes % 60:02}"
    if opens >= closes:
        with pytest.raises(ValueError, match=text):
            read.parse_hours(text)
        return
    found = read.parse_hours(text)
    assert found.opens < found.closes
    assert f"{say_clock(found.opens)}-{say_clock(found.closes)}" == text


@pytest.mark.parametrize("text", ["monday 12:00", "Monday 12:00", "  MONDAY   12.00 "])
def test_a_handover_is_a_weekday_and_a_time(text: str) -> None:
    assert read.parse_handover(text) == (0, time(12))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("12:00", "is no handover. Write a weekday and a time"),
        ("monday", 'for example "monday 12:00"'),
        ("måndag 12:00", '"måndag" is no weekday. Write one of monday, tuesday'),
        ("monday noon", '"noon" is no time of day'),
        ("monday 24:00", "hours 00 to 23"),
    ],
)
def test_a_wrong_handover_is_answered_with_what_would_be_right(text: str, told: str) -> None:
    with pytest.raises(ValueError) as caught:
        read.parse_handover(text)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026-12-28", (date(2026, 12, 28), date(2026, 12, 28))),
        ("2027-01-04..2027-01-05", (date(2027, 1, 4), date(2027, 1, 5))),
        (" 2026-12-28 .. 2027-01-05 ", (date(2026, 12, 28), date(2027, 1, 5))),
        ("2027-01-04..2027-01-04", (date(2027, 1, 4), date(2027, 1, 4))),
    ],
)
def test_dates_are_one_day_or_a_range_with_both_ends(text: str, days: tuple[date, date]) -> None:
    assert read.parse_dates(text) == days


@pytest.mark.parametrize(
    ("parse", "text", "told"),
    [
        (read.parse_dates, "2027-01-05..2027-01-04", 'Write the earlier date first: "2027-01-04..2027-01-05".'),
        (read.parse_dates, "2027-01-05..", '"" is no date'),
        (read.parse_dates, "2026-02-29", "there is no such day"),
        (read.parse_dates, "28/12 2026", 'Write year, month and day, for example "2026-12-28".'),
        (read.parse_dates, "20261228", "is no date"),
        (read.parse_dates, "2026-W01-1", "is no date"),
        (read.parse_day_of_year, "15-06", '"15-06" is no day of the year. Write month and day, for example "06-15"'),
        (read.parse_day_of_year, "02-30", "is no day of the year"),
        (read.parse_day_of_year, "6-15", "is no day of the year"),
        (read.parse_weekday, "Mon", '"Mon" is no weekday'),
        (read.parse_clock, "24:00", "hours 00 to 23"),
        (read.parse_closing, "noon", "is no time of day"),
    ],
)
def test_wrong_days_and_times_are_answered_with_what_would_be_right(
    parse: Callable[[str], object], text: str, told: str
) -> None:
    with pytest.raises(ValueError) as caught:
        parse(text)
    assert told in str(caught.value)


def test_a_season_is_two_days_of_any_year_and_hours() -> None:
    assert read.parse_season("06-15", "08-15", "08:00-15:30") == Season((6, 15), (8, 15), Hours(time(8), time(15, 30)))
    assert read.parse_season("11-01", "02-29", "08:00-15:30").last == (2, 29)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("day_before_holiday", "day_before_holiday"),
        ("Day_Before_Holiday", "day_before_holiday"),
        ("2026-12-23", "2026-12-23"),
        (" skärtorsdag ", "skärtorsdag"),
        ("Onsdag før skjærtorsdag", "Onsdag før skjærtorsdag"),
    ],
)
def test_a_short_day_is_a_date_an_eve_or_the_day_before_a_holiday(name: str, key: str) -> None:
    assert read.parse_short_day(name, "13:00") == (key, time(13))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("23 december", '"23 december" is no eve that is known'),
        ("2026-12-32", "there is no such day"),
        ("12-23", '"12-23" is no date'),
        ("skärtorsdan", "Did you mean skärtorsdag"),
        ("", "is no eve that is known"),
    ],
)
def test_an_unknown_short_day_is_answered_with_the_names_that_are_known(name: str, told: str) -> None:
    with pytest.raises(ValueError) as caught:
        read.parse_short_day(name, "13:00")
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-12-24 12:00", datetime(2026, 12, 24, 11, tzinfo=UTC)),
        ("2026-12-24T12:00", datetime(2026, 12, 24, 11, tzinfo=UTC)),
        ("2026-07-24", datetime(2026, 7, 23, 22, tzinfo=UTC)),
        ("2026-12-24 24:00", datetime(2026, 12, 24, 23, tzinfo=UTC)),
        ("2026-03-29 02:30", datetime(2026, 3, 29, 1, tzinfo=UTC)),
        ("2026-10-25 02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_local(text: str, utc: datetime) -> None:
    assert read.parse_moment(text, STOCKHOLM) == utc


def test_a_wrong_moment_says_what_is_wrong_with_it() -> None:
    with pytest.raises(ValueError, match=r'"2026-13-24 12:00" is no moment: .*no such day.*"2026-12-24 12:00"'):
        read.parse_moment("2026-13-24 12:00", STOCKHOLM)


def test_a_swap_has_a_length() -> None:
    found = read.parse_turn("2026-12-24 12:00", "2026-12-25 12:00", "Per", STOCKHOLM)
    assert found == Turn(datetime(2026, 12, 24, 11, tzinfo=UTC), datetime(2026, 12, 25, 11, tzinfo=UTC), "Per")
    with pytest.raises(ValueError, match=r'has no length\. Write a later "to"'):
        read.parse_turn("2026-12-24 12:00", "2026-12-24 12:00", "Per", STOCKHOLM)
    with pytest.raises(ValueError, match="ends before it begins"):
        read.parse_turn("2026-12-25 12:00", "2026-12-24 12:00", "Per", STOCKHOLM)


PARSERS: tuple[Callable[[str], object], ...] = (
    read.parse_clock,
    read.parse_closing,
    read.parse_hours,
    read.parse_weekday,
    read.parse_handover,
    read.parse_dates,
    read.parse_day_of_year,
    lambda text: read.parse_short_day(text, "12:00"),
    lambda text: read.parse_moment(text, STOCKHOLM),
)
near_misses = st.text("0123456789:.-–/ Tmonday_before_holiday²٣", max_size=24)


@given(st.sampled_from(PARSERS), st.text(max_size=30) | near_misses)
def test_whatever_is_written_is_read_or_answered_with_a_sentence(parse: Callable[[str], object], text: str) -> None:
    try:
        parse(text)
    except ValueError as wrong:
        assert str(wrong)[-1] in '.?"'  # noqa: PT017 - either way is right
        assert "invalid literal" not in str(wrong)  # noqa: PT017

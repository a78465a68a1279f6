from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING

import pytest

from monitor.almanac import open_almanac
from monitor.domain.plan import Hours, OfficeHours, Season
from monitor.domain.wallclock import END_OF_DAY
from monitor.domain.workday import ClosedDay, OpenDay, Workdays

if TYPE_CHECKING:
    from collections.abc import Mapping

USUAL = Hours(time(8), time(16, 30))
FRIDAY = Hours(time(8), time(15))
SUMMER = Hours(time(8), time(15, 30))
SHORT = {"day_before_holiday": time(13), "2026-12-23": time(12)}
LYSEKIL = OfficeHours(
    week=(USUAL, USUAL, USUAL, USUAL, FRIDAY, None, None),
    almanac=open_almanac("SE"),
    closed=((date(2026, 12, 28), date(2026, 12, 28)), (date(2027, 1, 4), date(2027, 1, 5))),
    short_days=SHORT,
    seasons=(Season((6, 15), (8, 15), SUMMER),),
)


def say(rules: OfficeHours | None, day: str) -> str:
    """What a day is, in words: why it is open, or that it is closed and why."""
    read = Workdays(rules).read(date.fromisoformat(day))
    return f"closed: {read.why}" if isinstance(read, ClosedDay) else read.why_open


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-11-24", "Tuesday 08:00-16:30"),
        ("2026-11-27", "Friday 08:00-15:00"),
        ("2026-11-28", "closed: Saturday"),
        ("2026-11-29", "closed: Sunday"),
        ("2026-06-19", "closed: midsommarafton"),
        ("2026-12-26", "closed: annandag jul"),  # a Saturday, and the better reason
        ("2026-12-28", "closed: closed by the configuration"),
        ("2027-01-04", "closed: closed by the configuration"),
        ("2027-01-05", "closed: closed by the configuration"),
        ("2027-01-07", "Thursday 08:00-16:30"),
        ("2026-06-15", "Monday 08:00-15:30"),  # the first and the last day of the season
        ("2026-08-14", "Friday 08:00-15:30"),
        ("2026-08-17", "Monday 08:00-16:30"),
        ("2026-08-15", "closed: Saturday"),
        ("2026-12-23", "short day 2026-12-23, closes 12:00"),  # a date goes before the rule
        ("2026-12-30", "short day before nyårsafton, closes 13:00"),
        ("2026-04-02", "short day before långfredagen, closes 13:00"),
        ("2026-04-30", "short day before första maj, closes 13:00"),
        ("2026-05-13", "short day before Kristi himmelsfärdsdag, closes 13:00"),
        ("2026-06-05", "short day before nationaldagen, closes 13:00"),  # before a Saturday that is a holiday
        ("2026-10-30", "short day before alla helgons dag, closes 13:00"),
        ("2026-06-18", "short day before midsommarafton, closes 13:00"),  # in the season
        ("2026-05-22", "Friday 08:00-15:00"),  # before Whit Sunday lies a Saturday
        ("2027-12-23", "short day before julafton, closes 13:00"),
        ("2026-11-26", "Thursday 08:00-16:30"),
        ("2027-01-08", "Friday 08:00-15:00"),  # nothing but a weekend comes
    ],
)
def test_the_reference_configuration_reads_as_an_officer_would_read_it(day: str, said: str) -> None:
    assert say(LYSEKIL, day) == said


@pytest.mark.parametrize(
    ("opened", "day", "said"),
    [
        ("2026-12-24", "2026-12-24", "Thursday 08:00-16:30, open by the configuration"),  # an eve
        ("2026-12-25", "2026-12-25", "Friday 08:00-15:00, open by the configuration"),  # a holiday
        ("2026-12-28", "2026-12-28", "Monday 08:00-16:30, open by the configuration"),  # a day named in `closed`
        ("2026-11-24", "2026-11-24", "Tuesday 08:00-16:30"),  # it was open anyway
        # A Saturday without hours of its own has the season's, else those that most weekdays have.
        ("2026-11-28", "2026-11-28", "Saturday 08:00-16:30, open by the configuration"),
        ("2026-07-04", "2026-07-04", "Saturday 08:00-15:30, open by the configuration"),
    ],
)
def test_a_day_named_as_open_is_open_whatever_says_closed(opened: str, day: str, said: str) -> None:
    rules = replace(LYSEKIL, opened=((date.fromisoformat(opened),) * 2,), short_days={})
    assert say(rules, day) == said


def test_a_day_named_as_closed_is_closed_by_that_name_and_not_by_the_almanac() -> None:
    rules = replace(LYSEKIL, closed=((date(2026, 12, 25),) * 2,))
    assert say(rules, "2026-12-25") == "closed: closed by the configuration"


@pytest.mark.parametrize(
    ("short_days", "day", "said"),
    [
        ({"julafton": time(12)}, "2026-12-24", "closed: julafton"),  # it opens nothing
        ({"skärtorsdag": time(12)}, "2026-04-02", "short day skärtorsdag, closes 12:00"),
        ({"Valborgsmässoafton": time(14)}, "2026-04-30", "short day Valborgsmässoafton, closes 14:00"),
        # An eve goes before the general rule, even where it closes later; a date goes before the eve.
        ({**SHORT, "skärtorsdag": time(14)}, "2026-04-02", "short day skärtorsdag, closes 14:00"),
        ({"skärtorsdag": time(12), "2026-04-02": time(15)}, "2026-04-02", "short day 2026-04-02, closes 15:00"),
        # Names are understood however they are typed.
        ({" Day_Before_Holiday ": time(13)}, "2026-12-23", "short day before julafton, closes 13:00"),
        ({" 2026-12-22 ": time(13)}, "2026-12-22", "short day 2026-12-22, closes 13:00"),
        # Of two names for one day the earlier closing holds.
        ({"skärtorsdag": time(14), "skjærtorsdag": time(12)}, "2026-04-02", "short day skjærtorsdag, closes 12:00"),
        # A day is taken out of a rule by its date and its own closing time.
        ({**SHORT, "2026-06-05": time(16, 30)}, "2026-06-05", "Friday 08:00-15:00"),
        # It ends a day earlier, never later, and not before it opens.
        ({"2026-11-27": time(18)}, "2026-11-27", "Friday 08:00-15:00"),
        ({"2026-11-27": time(15)}, "2026-11-27", "Friday 08:00-15:00"),
        ({"2026-11-27": time(8)}, "2026-11-27", "closed: short day 2026-11-27, closes 08:00, before it opens"),
    ],
)
def test_a_short_day_only_ends_an_open_day_and_the_most_exact_name_decides(
    short_days: Mapping[str, time], day: str, said: str
) -> None:
    assert say(replace(LYSEKIL, short_days=short_days), day) == said


def test_a_day_that_is_opened_by_name_may_be_short() -> None:
    rules = replace(LYSEKIL, opened=((date(2026, 12, 24), date(2026, 12, 24)),), short_days={"julafton": time(12)})
    assert say(rules, "2026-12-24") == "short day julafton, closes 12:00"


def test_a_short_day_says_the_same_after_it_has_closed() -> None:
    day = OpenDay("Wednesday", Hours(time(8), time(13)), "short day before julafton", short=True)
    assert (day.why_before, day.why_after) == ("Wednesday before 08:00", "short day before julafton, closed at 13:00")


@pytest.mark.parametrize(
    ("day", "closes"),
    [("2026-11-02", "15:00"), ("2026-12-30", "15:00"), ("2027-02-26", "15:00"), ("2027-03-01", "16:30")],
)
def test_a_season_may_go_on_past_new_year(day: str, closes: str) -> None:
    winter = Season((11, 1), (2, 29), Hours(time(8), time(15)))
    assert say(replace(LYSEKIL, short_days={}, seasons=(winter,)), day).endswith(f"08:00-{closes}")


def test_of_seasons_that_overlap_the_later_in_the_list_holds() -> None:
    july = Season((7, 1), (7, 31), Hours(time(9), time(14)))
    assert say(replace(LYSEKIL, seasons=(*LYSEKIL.seasons, july)), "2026-07-06") == "Monday 09:00-14:00"
    assert say(replace(LYSEKIL, seasons=(july, *LYSEKIL.seasons)), "2026-07-06") == "Monday 08:00-15:30"


def test_of_equally_usual_hours_the_earliest_weekday_lends_its_own() -> None:
    rules = OfficeHours(week=(None, FRIDAY, USUAL, None, None, None, None), opened=((date(2026, 11, 28),) * 2,))
    assert say(rules, "2026-11-28") == "Saturday 08:00-15:00, open by the configuration"


def test_a_day_that_is_opened_when_no_weekday_has_hours_stays_closed_and_says_so() -> None:
    rules = OfficeHours(opened=((date(2026, 11, 28),) * 2,))
    assert say(rules, "2026-11-28") == "closed: open by the configuration, but no weekday has hours"


def test_without_office_hours_every_day_is_closed_and_says_why() -> None:
    assert say(None, "2026-11-24") == "closed: no office hours are configured"


def test_round_the_clock_is_said_as_it_is_written() -> None:
    rules = OfficeHours(week=(Hours(time(0), END_OF_DAY),) * 7)
    assert say(rules, "2026-11-24") == "Tuesday 00:00-24:00"


def test_an_eve_that_nobody_knows_is_refused_when_the_rules_are_taken_on_not_in_the_night() -> None:
    with pytest.raises(ValueError, match='"julaftn" is no eve'):
        Workdays(replace(LYSEKIL, short_days={"julaftn": time(12)}))

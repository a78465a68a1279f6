from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from monitor.almanac import open_almanac
from monitor.domain.eves import date_of
from monitor.domain.workday import WEEKDAYS

GOLDEN = Path(__file__).parent / "data" / "calendar"
YEARS = (2026, 2027, 2028)
COUNTRIES = ("SE", "NO", "FI")


def read_golden(country: str, kind: str) -> list[tuple[date, str]]:
    """The rows that people have checked: closed days with their names, or eves that are not closed by themselves."""
    with (GOLDEN / f"{country}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return [(date.fromisoformat(row["date"]), row["name"]) for row in rows if row["kind"] == kind]


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_almanac_closes_the_days_of_the_golden_calendar_and_no_others(country: str) -> None:
    almanac = open_almanac(country)
    assert [pair for year in YEARS for pair in almanac(year).items()] == read_golden(country, "closed")


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_eve_of_the_golden_calendar_is_found_by_its_name(country: str) -> None:
    for day, name in read_golden(country, "eve"):
        assert date_of(name, day.year) == day, name


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_golden_calendar_agrees_with_itself_on_weekdays(country: str) -> None:
    with (GOLDEN / f"{country}.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            assert WEEKDAYS[date.fromisoformat(row["date"]).weekday()] == row["weekday"], row


def test_the_golden_calendar_has_as_many_closed_days_in_each_year() -> None:
    # Sweden 13 public holidays and 3 eves; Norway 12, of which two fell together in 2027; Finland 13 and 2 eves.
    counted = {country: Counter(day.year for day, _ in read_golden(country, "closed")) for country in COUNTRIES}
    assert counted == {
        "SE": {2026: 16, 2027: 16, 2028: 16},
        "NO": {2026: 12, 2027: 11, 2028: 12},
        "FI": {2026: 15, 2027: 15, 2028: 15},
    }


@pytest.mark.parametrize("year", range(2024, 2041))
def test_closed_eves_fall_on_the_day_that_their_name_means(year: int) -> None:
    for country, eves in (
        ("SE", ("midsommarafton", "julafton", "nyårsafton")),
        ("FI", ("juhannusaatto", "jouluaatto")),
    ):
        closed = open_almanac(country)(year)
        for eve in eves:
            assert closed[date_of(eve, year)] == eve


@pytest.mark.parametrize("day", [date(2026, 12, 24), date(2026, 12, 31), date(2026, 4, 1)])
def test_norwegian_eves_are_open_until_somebody_writes_a_short_day(day: date) -> None:
    assert day not in open_almanac("NO")(day.year)


@pytest.mark.parametrize("day", [date(2026, 4, 30), date(2026, 12, 31)])
def test_vappu_eve_and_new_years_eve_are_working_days_in_finland(day: date) -> None:
    assert day not in open_almanac("FI")(day.year)


def test_an_ordinary_sunday_is_no_holiday() -> None:
    assert date(2026, 11, 22) not in open_almanac("SE")(2026)


def test_a_swedish_speaking_municipality_in_finland_reads_swedish_names() -> None:
    closed = open_almanac("FI", "sv")(2026)
    assert closed[date(2026, 6, 19)] == "midsommarafton"
    assert closed[date(2026, 12, 6)] == "självständighetsdagen"
    assert closed.keys() == open_almanac("FI")(2026).keys()


def test_an_unknown_language_gets_the_names_of_the_country() -> None:
    assert open_almanac("NO", "se")(2026)[date(2026, 5, 17)] == "grunnlovsdag"


def test_the_names_do_not_depend_on_the_language_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "uk")
    assert open_almanac("SE")(2044)[date(2044, 1, 1)] == "nyårsdagen"


def test_denmark_has_no_prayer_day_since_2024_and_iceland_has_its_first_day_of_summer() -> None:
    assert open_almanac("DK")(2026)[date(2026, 5, 25)] == "anden pinsedag"
    assert date(2026, 5, 1) not in open_almanac("DK")(2026)
    assert open_almanac("IS")(2026)[date(2026, 4, 23)] == "sumardagurinn fyrsti"


def test_another_country_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(ValueError, match=r'"EE" is no country.*SE, NO, FI'):
        open_almanac("EE")


def test_years_far_away_are_empty_or_right_and_never_an_error() -> None:
    for year in (1, 1900, 2500, 9999):
        assert all(day.year == year for day in open_almanac("SE")(year))

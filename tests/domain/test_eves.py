from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.eves import EVES, date_of, easter, find_eve, known_eves

# Easter Sundays of the church's tables, the earliest and the latest possible ones among them.
EASTERS = {
    1818: (3, 22), 1943: (4, 25), 1961: (4, 2), 2000: (4, 23), 2008: (3, 23), 2024: (3, 31), 2025: (4, 20),
    2026: (4, 5), 2027: (3, 28), 2028: (4, 16), 2029: (4, 1), 2030: (4, 21), 2038: (4, 25), 2285: (3, 22),
}  # fmt: skip


@pytest.mark.parametrize(("year", "day"), EASTERS.items())
def test_easter_falls_where_the_churchs_tables_put_it(year: int, day: tuple[int, int]) -> None:
    assert easter(year) == date(year, *day)


@given(st.integers(1583, 9999))
def test_easter_is_a_sunday_from_22_march_to_25_april(year: int) -> None:
    found = easter(year)
    assert found.weekday() == 6
    assert date(year, 3, 22) <= found <= date(year, 4, 25)


@given(st.integers(1583, 9999))
def test_the_eves_come_in_the_order_of_the_year_where_easter_does_not_move_them(year: int) -> None:
    midsummer, all_saints = date_of("midsommarafton", year), date_of("alla helgons afton", year)
    assert (midsummer.weekday(), all_saints.weekday()) == (4, 4)
    assert date(year, 6, 19) <= midsummer <= date(year, 6, 25)
    assert date(year, 10, 30) <= all_saints <= date(year, 11, 5)
    assert (midsummer - date_of("dagen före midsommarafton", year)).days == 1


@pytest.mark.parametrize(
    "name",
    [
        "skärtorsdag",
        "SKÄRTORSDAG",
        " skartorsdag ",
        "Ska\u0308rtorsdag",
        "skärtorsdagen",
        "skjærtorsdag",
        "kiirastorstai",
    ],
)
def test_a_name_is_understood_however_it_is_typed(name: str) -> None:
    assert date_of(name, 2026) == date(2026, 4, 2)


def test_hyphens_and_underscores_are_blanks_so_that_a_bare_key_can_be_written() -> None:
    assert date_of("alla_helgons_afton", 2026) == date_of("alla-helgons  afton", 2026) == date(2026, 10, 30)
    assert date_of("onsdag_for_skjaertorsdag", 2026) == date(2026, 4, 1)


def test_one_name_means_one_eve() -> None:
    assert len(known_eves()) == len(set(known_eves())) == sum(len(names) for _, names in EVES)
    for rule, names in EVES:
        assert all(find_eve(name) is rule for name in names)


def test_an_unknown_name_is_answered_with_the_closest_and_with_all() -> None:
    with pytest.raises(ValueError, match="Did you mean julafton or julaften") as caught:
        find_eve("juleafton")
    assert all(name in str(caught.value) for name in ("day_before_holiday", *known_eves()))


def test_a_name_that_is_close_to_none_gets_no_guess() -> None:
    with pytest.raises(ValueError, match=r"is no eve that is known\. Write a date"):
        find_eve("xyzzy")

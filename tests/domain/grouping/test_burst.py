from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import TUESDAY_10
from monitor.domain.grouping.burst import FEWEST, count_usual, explain, hour_of_week, least_voices
from monitor.domain.plan import KnownEvent


def test_hours_of_the_week_begin_on_monday() -> None:
    assert hour_of_week(datetime(2026, 11, 23, 0, 30)) == 0  # noqa: DTZ001 - a wall clock
    assert hour_of_week(datetime(2026, 11, 29, 23, 59)) == 167  # noqa: DTZ001 - a wall clock


def test_what_is_usual_is_counted_in_voices_at_that_hour_of_the_week() -> None:
    weeks = [TUESDAY_10 - timedelta(weeks=week) for week in range(1, 9)]
    four_voices = [(at, f"voice{voice}") for at in weeks for voice in range(4)]
    shouting = [(at, "one") for at in weeks for _ in range(50)]

    assert count_usual(four_voices, TUESDAY_10) == 2.0  # the hours beside, in which nobody spoke, count half
    assert count_usual(shouting, TUESDAY_10) == 0.5
    assert count_usual(four_voices, TUESDAY_10 + timedelta(days=1)) == 0.0


def test_five_voices_in_a_quiet_town_are_a_burst_and_in_a_loud_one_are_not() -> None:
    assert least_voices(1 / 24) == FEWEST == 5
    assert least_voices(3.0) > 10


@given(st.floats(0, 100), st.floats(0, 100))
def test_the_more_is_usual_the_more_it_takes(one: float, other: float) -> None:
    fewer, more = sorted((one, other))

    assert least_voices(fewer) <= least_voices(more)
    assert least_voices(more) > more


@pytest.mark.parametrize(("minutes", "name"), [(0, "council"), (119, "council"), (120, "")])
def test_a_council_evening_explains_what_falls_into_it(minutes: int, name: str) -> None:
    evening = KnownEvent("council", TUESDAY_10, TUESDAY_10 + timedelta(hours=2))

    assert explain(TUESDAY_10 + timedelta(minutes=minutes), [evening]) == name

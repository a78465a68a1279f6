from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.text import Text
from monitor.analysis.windows import find_begin, find_end

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FRIDAY = datetime(2026, 11, 20, 10, 0, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Tisdag 24 november kl 9–15 byter vi ventil", "2026-11-24T15:00"),
        ("Vattnet stängs av måndag mellan klockan 9 och 14", "2026-11-23T14:00"),
        ("i dag kl. 12-16.30", "2026-11-20T16:30"),
        ("Vannet er stengt i morgen kl. 08.00-12.00", "2026-11-21T12:00"),
        ("Sähkökatko 24.11. klo 8–12 Rantatiellä", "2026-11-24T12:00"),
        ("Vesi poikki tänään klo 15 asti", "2026-11-20T15:00"),
        ("Natt til mandag 30. november kl. 00–05", "2026-11-30T05:00"),
        ("The power is off 2026-11-25 from 10:00 to 14:00", "2026-11-25T14:00"),
        ("24-26 november kl 8-16", "2026-11-26T16:00"),
    ],
)
def test_the_end_of_what_was_announced_is_read(text: str, ends: str) -> None:
    assert find_end(Text(text).lower, FRIDAY, STOCKHOLM) == datetime.fromisoformat(ends).replace(tzinfo=STOCKHOLM)


@pytest.mark.parametrize("text", ["Vi byter ventil på tisdag.", "300 hushåll berörs", "", "Läckan upptäcktes kl 9."])
def test_what_names_no_end_has_none(text: str) -> None:
    assert find_end(Text(text).lower, FRIDAY, STOCKHOLM) is None


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("24-26 november kl 8-16", "2026-11-24T08:00"),
        ("Onsdag 25. november kl. 09–13 stenger vi vannet.", "2026-11-25T09:00"),
        ("10-26 november kl 8-16", "2026-11-10T08:00"),  # it goes on
        ("Vi stänger av vattnet kl 9-12.", None),
        ("Läckan på tisdag upptäcktes sent.", None),
    ],
)
def test_the_beginning_of_what_was_announced_is_read_where_a_day_is_named(text: str, begins: str | None) -> None:
    expected = datetime.fromisoformat(begins).replace(tzinfo=STOCKHOLM) if begins else None

    assert find_begin(Text(text).lower, FRIDAY, STOCKHOLM) == expected


def test_a_time_that_has_passed_today_is_tomorrow() -> None:
    assert find_end("kl 6-8", FRIDAY, STOCKHOLM) == datetime(2026, 11, 21, 8, tzinfo=STOCKHOLM)


@given(st.text(alphabet="0123456789 .:-–kltioasgmnvember/", max_size=80))
def test_whatever_stands_there_the_end_is_a_time_in_utc_or_nothing(text: str) -> None:
    ends = find_end(text, FRIDAY, STOCKHOLM)

    assert ends is None or ends.tzinfo is UTC

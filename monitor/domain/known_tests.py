"""Tests of sirens and public warnings at known times: when they are, and whether an item is only talk of one."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.domain.model import Kind, Role, Topic
from monitor.domain.plan import KnownTest
from monitor.domain.wallclock import find_instant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from monitor.domain.model import Item, Reading
    from monitor.domain.plan import Almanac, Tests

DATA = Path(__file__).with_name("known_tests.toml")
BEFORE = timedelta(minutes=30)  # the news tell of it beforehand
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MAY_BE_ASKED = frozenset({Topic.RUMOUR, Topic.OTHER})  # what people make of a sound that nobody has explained
_NO_DISTURBANCE = frozenset({Kind.QUESTION, Kind.OPINION, Kind.ROUTINE})


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


# ---- when they are -----------------------------------------------------------------------------------------------
def open_tests(country: str, language: str, almanac: Almanac, zone: ZoneInfo) -> Tests:
    """The tests of a country by year, named in ``language``; ``almanac`` gives its holidays."""

    @cache
    def of_year(year: int) -> tuple[KnownTest, ...]:
        found = (
            _make(entry, day, language, zone)
            for entry in _data()["test"]
            if entry["country"] == country
            for day in _days(entry, year, almanac)
        )
        return tuple(sorted(found, key=lambda one: one.at))

    return of_year


def _days(entry: dict[str, Any], year: int, almanac: Almanac) -> Iterator[date]:
    holidays = almanac(year) if entry["working"] else {}
    for month in entry["months"]:
        day, left = date(year, month, 1), int(entry["nth"])
        while left:
            if day.weekday() == _WEEKDAYS.index(entry["weekday"]) and day not in holidays:
                left -= 1
            if left:
                day += timedelta(days=1)
        yield day


def _make(entry: dict[str, Any], day: date, language: str, zone: ZoneInfo) -> KnownTest:
    at = find_instant(day, time.fromisoformat(entry["at"]), zone)
    until = at + timedelta(minutes=int(entry["talk"]))
    return KnownTest(entry.get(language, entry["en"]), at - BEFORE, until, at, entry["source"])


def tests_between(tests: Tests, start: datetime, end: datetime) -> list[KnownTest]:
    """The tests that are held from ``start`` to before ``end``, in their order."""
    years = range(start.year - 1, end.year + 2)  # local time may lie in the year before or after
    return [one for year in years for one in tests(year) if start <= one.at < end]


# ---- whether it is only talk of one ------------------------------------------------------------------------------
def explain(item: Item, reading: Reading, tests: Tests, now: datetime) -> KnownTest | None:
    """The test that explains the item: a resident asks why there are sirens, or somebody says that it is a test.

    What an authority sends as a real warning is never explained away, whatever its hour and its words; nor is what
    tells of more than a sound (smoke, a fire), nor what says that it is no test.
    """
    at = min(item.published_at or now, now)
    held = next((one for one in tests_between(tests, at - timedelta(days=1), at + timedelta(days=1))
                 if one.starts <= at < one.ends), None)  # fmt: skip
    if held is None or (item.notice is not None and not item.notice.exercise):
        return None
    text = item.full.casefold()
    if not _says("siren", text) or _says("real", text):
        return None
    return held if _is_mere_talk(item, reading, text) else None


def _is_mere_talk(item: Item, reading: Reading, text: str) -> bool:
    verdict = reading.verdict
    quiet = verdict is None or verdict.kind in _NO_DISTURBANCE or _MAY_BE_ASKED.issuperset(verdict.topics)
    if item.role is Role.SOCIAL:
        return quiet
    return _says("test", text) and (quiet or verdict is None or verdict.drill)


def _says(what: str, text: str) -> bool:
    return _expression(what).search(text) is not None


@cache
def _expression(what: str) -> re.Pattern[str]:
    return re.compile("|".join(_data()["words"][what]))

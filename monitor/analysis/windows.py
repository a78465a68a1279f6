"""Reads until when something announced goes on: *tisdag 24 november kl 9-15*, *klo 8–12*, *fram til fredag*."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

READ = 1500  # characters
RUNS = timedelta(days=30)  # works may have begun so long ago
AHEAD = timedelta(days=60)  # a date further away is the one of last year
_CLOCK = r"(?:kl|klo|klokken|klokka|klockan|kello)?\.? ?([01]?\d|2[0-4])(?:[.:]([0-5]\d))?"
_SPAN = re.compile(
    rf"(?:\b(?:kl|klo|klokken|klokka|klockan|kello|mellan|mellom|from|between|från|fra|frå)\.? ?|\b(?=\d\d?[.:]\d\d))"
    rf"{_CLOCK} ?(?:-|till|til|och|og|ja|and|to|fram till) ?{_CLOCK}\b"
)
_UNTIL = re.compile(
    r"\b(?:till|til|fram till|fram til|until|senast|senest|seinast|before|viimeistään) "
    r"(?:kl|klo|klokken|klokka|klockan)\.? ?"
    r"([01]?\d|2[0-4])(?:[.:]([0-5]\d))?\b|\bklo ?([01]?\d|2[0-4])(?:[.:]([0-5]\d))? (?:asti|saakka|mennessä)"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari januar tammikuu january", "februari februar helmikuu february", "mars maaliskuu march",
            "april huhtikuu", "maj mai toukokuu may", "juni kesäkuu june", "juli heinäkuu july",
            "augusti august elokuu", "september syyskuu", "oktober lokakuu october", "november marraskuu",
            "december desember joulukuu",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})\.? ?(?:[-–] ?(\d{{1,2}})\.? ?)?({'|'.join(_MONTHS)})")
_MONTH_DAY = re.compile(rf"\b({'|'.join(_MONTHS)})n? (\d{{1,2}})\b")
_NUMERIC = re.compile(r"\b(\d{1,2})[./](\d{1,2})(?:[./](?:20\d\d)?)?(?![\d:])|\b(20\d\d)-(\d\d)-(\d\d)\b")
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "måndag mandag maanantai monday", "tisdag tirsdag tysdag tiistai tuesday", "onsdag keskiviik wednesday",
            "torsdag torstai thursday", "fredag perjantai friday", "lördag lørdag laurdag lauantai saturday",
            "söndag søndag sundag sunnuntai sunday",
        )
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAY = re.compile(rf"\b({'|'.join(_WEEKDAYS)})")
_TOMORROW = re.compile(r"\b(?:i ?morgon|i ?morgen|imorra|huomenna|tomorrow|i natt|natten till|ensi yönä|tonight)\b")


def find_end(lower: str, at: datetime, zone: ZoneInfo) -> datetime | None:
    """The end of the time that a text names, in UTC; None when it names no clock time.

    ``at`` is when it was written, on the wall clock of ``zone``. Of several days the last counts; without a day the end
    is the first such time after ``at``.
    """
    lower = lower[:READ]
    clock = _find_clock(lower)
    if clock is None:
        return None
    day = max(_list_days(lower, at.date()), default=None)
    ends = _meet(day or at.date(), clock, zone)
    if day is None and ends <= at:
        ends = _meet(at.date() + timedelta(days=1), clock, zone)
    return ends.astimezone(UTC)


def find_begin(lower: str, at: datetime, zone: ZoneInfo) -> datetime | None:
    """The beginning of the time that a text names, in UTC: the first of its days, from its first clock time.

    None when it names no span of clock times, or no day: then it may have begun.
    """
    lower = lower[:READ]
    span = _SPAN.search(lower)
    day = min(_list_days(lower, at.date(), back=RUNS), default=None)
    if span is None or day is None:
        return None
    return _meet(day, (int(span[1]), int(span[2] or 0)), zone).astimezone(UTC)


def _find_clock(lower: str) -> tuple[int, int] | None:
    span = _SPAN.search(lower)
    if span is not None:
        return int(span[3]), int(span[4] or 0)
    until = _UNTIL.search(lower)
    if until is not None:
        return int(until[1] or until[3]), int(until[2] or until[4] or 0)
    return None


def _meet(day: date, clock: tuple[int, int], zone: ZoneInfo) -> datetime:
    hour, minute = clock
    return datetime.combine(day, time(hour % 24, minute), zone) + timedelta(days=hour // 24)


def _list_days(lower: str, today: date, back: timedelta = timedelta(days=1)) -> Iterator[date]:
    """Every day that is named, of a span its first and its last, from yesterday, or ``back``, to ``AHEAD``."""
    for named in (*_list_dates(lower, today), *_list_weekdays(lower, today)):
        if named is not None and today - back <= named <= today + AHEAD:
            yield named


def _list_dates(lower: str, today: date) -> Iterator[date | None]:
    for first, last, month in _DAY_MONTH.findall(lower):
        yield _make_day(today, _MONTHS[month], int(first))
        yield _make_day(today, _MONTHS[month], int(last or first))
    for month, day in _MONTH_DAY.findall(lower):
        yield _make_day(today, _MONTHS[month], int(day))
    for day, month, year, iso_month, iso_day in _NUMERIC.findall(lower):
        if year:
            yield _make_day(today, int(iso_month), int(iso_day))
        elif int(month) <= 12:
            yield _make_day(today, int(month), int(day))


def _list_weekdays(lower: str, today: date) -> Iterator[date]:
    if _TOMORROW.search(lower):
        yield today + timedelta(days=1)
    for name in _WEEKDAY.findall(lower):
        yield today + timedelta(days=(_WEEKDAYS[name] - today.weekday()) % 7)


def _make_day(today: date, month: int, day: int) -> date | None:
    """That day this year, or next year when it is long past; None when the calendar has none."""
    for year in (today.year, today.year + 1):
        try:
            made = date(year, month, day)
        except ValueError:
            return None
        if made >= today - timedelta(days=180):
            return made
    return None

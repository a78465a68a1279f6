"""Dates as feeds and Nordic web pages write them, to points in time; what cannot be understood is no date at all."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

_DATE_MOST = 80  # characters; what is longer is no date
_EARLIEST = 1990  # a year before the web is somebody's empty field

_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "january jan januari januar jänner tammikuu tammikuuta tammi",
            "february feb februari februar helmikuu helmikuuta helmi",
            "march mar mars mrs maaliskuu maaliskuuta maalis",
            "april apr april huhtikuu huhtikuuta huhti",
            "may maj mai toukokuu toukokuuta touko",
            "june jun juni kesäkuu kesäkuuta kesä",
            "july jul juli heinäkuu heinäkuuta heinä",
            "august aug augusti elokuu elokuuta elo",
            "september sep sept syyskuu syyskuuta syys",
            "october oct okt oktober lokakuu lokakuuta loka",
            "november nov marraskuu marraskuuta marras",
            "december dec des dez desember joulukuu joulukuuta joulu",
        ),
        start=1,
    )
    for name in names.split()
}
# RFC 822 names, and those of the Nordic countries' own zones; any other name counts as no zone.
_HOURS_EAST = {
    "z ut utc gmt wet": 0,
    "west bst cet mez met": 1,
    "cest mesz eet": 2,
    "eest msk": 3,
    "edt": -4,
    "est cdt": -5,
    "cst mdt": -6,
    "mst pdt": -7,
    "pst": -8,
}
_ZONES = {name: 60 * hours for names, hours in _HOURS_EAST.items() for name in names.split()}

_CLOCK = r"(?:[T,\s]+(?:kl\.?|klo\.?|klokka|klokken|at)?\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?)?"
_REST = r"\s*(.*)"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_CLOCK}{_REST}", re.IGNORECASE | re.DOTALL)
_DAY_FIRST = re.compile(
    rf"(?:[^\W\d]+\.?(?:,\s*|\s+)(?:den\s+)?)?(\d{{1,2}})[.\s-]+([^\W\d]+)\.?[,\s-]+(\d{{4}}|\d{{2}})(?!\d|[.:]\d){_CLOCK}{_REST}",
    re.IGNORECASE | re.DOTALL,
)
_MONTH_FIRST = re.compile(
    rf"(?:[^\W\d]+,?\s+)?([^\W\d]+)\.?\s+(\d{{1,2}}),?\s+(\d{{4}}){_CLOCK}{_REST}", re.IGNORECASE | re.DOTALL
)
_NUMERIC = re.compile(rf"(\d{{1,2}})[./](\d{{1,2}})[./](\d{{4}}){_CLOCK}{_REST}", re.IGNORECASE | re.DOTALL)
_OFFSET = re.compile(r"(?:GMT|UTC)?\s*([+-])(\d{1,2}):?(\d{2})?", re.IGNORECASE)
_RELATIVE = re.compile(
    rf"(i\s?dag|idag|today|tänään|i\s?går|igår|yesterday|eilen){_CLOCK.removesuffix('?')}", re.IGNORECASE
)
_DAY_ALONE = re.compile(
    rf"(?:[^\W\d]+\.?(?:,\s*|\s+)(?:den\s+)?)?(\d{{1,2}})[.\s]+([^\W\d]+)\.?{_CLOCK}", re.IGNORECASE
)
_NEXT_WEEK = timedelta(days=7)
_BY_NUMBERS = ((_ISO, (1, 2, 3)), (_NUMERIC, (3, 2, 1)))
_TODAY = frozenset({"idag", "i dag", "today", "tänään"})
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")


def read_date(text: str, zone: str, now: datetime | None = None) -> datetime | None:
    """The point in time in UTC that ``text`` names, or None.

    A time without a zone is local time in ``zone``; a day without a time is its midnight there. "Idag 14:02" is
    understood when ``now`` is given.
    """
    text = text.strip()
    if not text or len(text) > _DATE_MOST:
        return None
    try:
        return _read(text, _zone(zone), now)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=16)
def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def _read(text: str, zone: tzinfo, now: datetime | None) -> datetime | None:
    if found := _DAY_FIRST.match(text):
        day, name, year, *clock = found.groups()
        if month := _MONTHS.get(name.lower()):
            return _make((_full_year(year), month, int(day)), clock, zone)
    for form, order in _BY_NUMBERS:
        if found := form.match(text):
            numbers = [int(found.group(place)) for place in order]
            return _make((numbers[0], numbers[1], numbers[2]), list(found.groups()[3:]), zone)
    if found := _MONTH_FIRST.match(text):
        name, day, year, *clock = found.groups()
        if month := _MONTHS.get(name.lower()):
            return _make((int(year), month, int(day)), clock, zone)
    if _EPOCH.fullmatch(text):
        return _plausible(datetime.fromtimestamp(int(text[:10]), UTC))
    return _read_relative(text, zone, now) if now is not None else None


def _read_relative(text: str, zone: tzinfo, now: datetime) -> datetime | None:
    """Today, yesterday, or a day of a month without its year: the last one there was."""
    if found := _DAY_ALONE.fullmatch(text):
        day, name, *clock = found.groups()
        if month := _MONTHS.get(name.lower()):
            year = now.astimezone(zone).year
            moment = _make((year, month, int(day)), [*clock, ""], zone)
            return (
                moment
                if moment and moment < now + _NEXT_WEEK
                else _make((year - 1, month, int(day)), [*clock, ""], zone)
            )
    found = _RELATIVE.match(text)
    if found is None:
        return None
    word, *clock = found.groups()
    local = now.astimezone(zone) - timedelta(days=0 if word.lower() in _TODAY else 1)
    return _make((local.year, local.month, local.day), [*clock, ""], zone)


def _full_year(year: str) -> int:
    number = int(year)
    return number if number > 99 else number + (2000 if number < 70 else 1900)


def _make(day: tuple[int, int, int], clock: list[str | None], zone: tzinfo) -> datetime | None:
    hour, minute, second, rest = clock
    extra = timedelta(0)
    hours, seconds = int(hour or 0), int(second or 0)
    if hours == 24 and not int(minute or 0) and not seconds:
        hours, extra = 0, timedelta(days=1)
    rest = (rest or "").strip()
    if rest[:2].lower() in {"am", "pm"}:
        hours = hours % 12 + (12 if rest[:2].lower() == "pm" else 0)
        rest = rest[2:].strip()
    local = datetime(*day, hours, int(minute or 0), min(seconds, 59), tzinfo=_offset(rest) or zone)
    return _plausible((local + extra).astimezone(UTC))


def _offset(rest: str) -> tzinfo | None:
    """The zone that is written behind a time, if it is one."""
    if found := _OFFSET.match(rest):
        sign, hours, minutes = found.groups()
        delta = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(-delta if sign == "-" else delta) if delta <= timedelta(hours=14) else None
    name = re.match(r"\(?([A-Za-z]+)", rest)
    minutes_east = _ZONES.get(name.group(1).lower()) if name else None
    return None if minutes_east is None else timezone(timedelta(minutes=minutes_east))


def _plausible(moment: datetime) -> datetime | None:
    return moment if moment.year >= _EARLIEST else None

"""The words of the configuration for days, times and turns, read into the head's own nouns.

Every function takes the text as it stands in the file and raises ``ValueError`` with a sentence that says what is wrong
and what would be right. Blanks around and between do not matter; neither does the case of a weekday. A time may be
written ``8:00`` or ``08.00`` too, and with the seconds ``:00`` that TOML's own times have.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from monitor.domain.eves import DAY_BEFORE_HOLIDAY, find_eve
from monitor.domain.plan import Hours, Season, Turn
from monitor.domain.wallclock import END_OF_DAY, find_instant, say_clock
from monitor.domain.workday import WEEKDAYS

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.]00)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DAY_OF_YEAR = re.compile(r"(\d{2})-(\d{2})", re.ASCII)
_A_LEAP_YEAR = 2028  # so that 02-29 is a day


def parse_clock(text: str) -> time:
    """``07:45`` as a time of the day."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise ValueError(f'"{text}" is no time of day. Write for example "08:00".')
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:
        raise ValueError(f'"{text}" is no time of day: there are hours 00 to 23 and minutes 00 to 59.')
    return time(hour, minute)


def parse_closing(text: str) -> time:
    """``16:30`` as a closing time; ``24:00`` is the end of the day."""
    found = _CLOCK.fullmatch(text.strip())
    return END_OF_DAY if found and found[1] == "24" and found[2] == "00" else parse_clock(text)


def parse_hours(text: str) -> Hours:
    """``08:00-16:30`` as opening hours; they end later on the same day, at ``24:00`` at the latest."""
    parts = re.split(r"[-–—]", text)
    if len(parts) != 2:
        raise ValueError(f'"{text}" are no opening hours. Write for example "08:00-16:30", and leave out a closed day.')
    opens, closes = parse_clock(parts[0]), parse_closing(parts[1])
    if opens == closes:
        raise ValueError(
            f'"{text}" opens and closes at the same time. Leave out a day that is closed, '
            'and write "00:00-24:00" for one that is open round the clock.'
        )
    if opens > closes:
        turned = f"{say_clock(closes)}-{say_clock(opens)}"
        raise ValueError(f'"{text}" closes before it opens. Hours end on the same day: did you mean "{turned}"?')
    return Hours(opens, closes)


def parse_weekday(text: str) -> int:
    """``monday`` as 0, ``sunday`` as 6."""
    name = text.strip().capitalize()
    if name not in WEEKDAYS:
        raise ValueError(f'"{text}" is no weekday. Write one of {", ".join(day.lower() for day in WEEKDAYS)}.')
    return WEEKDAYS.index(name)


def parse_handover(text: str) -> tuple[int, time]:
    """``monday 12:00`` as a weekday and a time."""
    day, _, clock = " ".join(text.split()).partition(" ")
    if not clock:
        raise ValueError(f'"{text}" is no handover. Write a weekday and a time, for example "monday 12:00".')
    return parse_weekday(day), parse_clock(clock)


def parse_date(text: str) -> date:
    """``2026-12-28`` as a date."""
    if not _DATE.fullmatch(text.strip()):
        raise ValueError(f'"{text}" is no date. Write year, month and day, for example "2026-12-28".')
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f'"{text}" is no date: there is no such day. Write for example "2026-12-28".') from None


def parse_dates(text: str) -> tuple[date, date]:
    """``2027-01-04..2027-01-05`` as its first and its last day, both included; one date is both."""
    first, dots, last = text.partition("..")
    found = (parse_date(first), parse_date(last if dots else first))
    if found[0] > found[1]:
        raise ValueError(f'"{text}" ends before it begins. Write the earlier date first: "{found[1]}..{found[0]}".')
    return found


def parse_day_of_year(text: str) -> tuple[int, int]:
    """``06-15`` as month and day."""
    found = _DAY_OF_YEAR.fullmatch(text.strip())
    try:
        day = date(_A_LEAP_YEAR, int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError(f'"{text}" is no day of the year. Write month and day, for example "06-15" for 15 June.')
    return day.month, day.day


def parse_season(first: str, last: str, hours: str) -> Season:
    """A season with its hours; one that ends before it begins goes on past New Year (``11-01`` to ``02-28``)."""
    return Season(parse_day_of_year(first), parse_day_of_year(last), parse_hours(hours))


def parse_short_day(name: str, closes: str) -> tuple[str, time]:
    """What is short, as the timetable knows it, and when it closes: a date, an eve or ``day_before_holiday``."""
    plain = name.strip()
    if re.fullmatch(r"[\d.\s/-]+", plain):
        return parse_date(plain).isoformat(), parse_closing(closes)
    if plain.casefold() == DAY_BEFORE_HOLIDAY:
        return DAY_BEFORE_HOLIDAY, parse_closing(closes)
    find_eve(plain)
    return plain, parse_closing(closes)


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """``2026-12-24 12:00``, local, as an instant in UTC; a date alone is its midnight."""
    day, _, clock = " ".join(text.replace("T", " ").split()).partition(" ")
    try:
        return find_instant(parse_date(day), parse_closing(clock) if clock else time.min, zone)
    except ValueError as wrong:
        raise ValueError(f'"{text}" is no moment: {wrong} A moment is written "2026-12-24 12:00".') from None


def parse_turn(starts: str, ends: str, person: str, zone: ZoneInfo) -> Turn:
    """A swap from one local moment to a later one."""
    turn = Turn(parse_moment(starts, zone), parse_moment(ends, zone), person)
    if turn.starts == turn.ends:
        raise ValueError(f'A turn from "{starts}" to "{ends}" has no length. Write a later "to".')
    if turn.starts > turn.ends:
        raise ValueError(f'A turn from "{starts}" to "{ends}" ends before it begins. Write the earlier one in "from".')
    return turn

"""The entries of a foreign iCalendar file, cut down to what a rota needs before any parser sees them.

Kept are the lines of each VEVENT that say when, how often and what; definitions of time zones, alarms, attachments and
everything else stay outside. Entries with one UID belong together: a series and the exceptions to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 5_000_000
MAX_ENTRIES = 10_000
EARLIEST_YEAR = 1970  # of a series: every day since its first one is counted through
_KEPT = frozenset(
    (
        "UID",
        "DTSTART",
        "DTEND",
        "DURATION",
        "RRULE",
        "RDATE",
        "EXDATE",
        "RECURRENCE-ID",
        "SEQUENCE",
        "SUMMARY",
        "STATUS",
    )
) | {"X-WR-TIMEZONE"}
_FREQUENCIES = frozenset(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))
_WITHIN_A_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
_LONGEST_INTERVAL = 1000
_LONGEST_TITLE = 80  # characters that are shown
_LINE = re.compile(r"([A-Za-z-]+)[;:]")
_FOLD = re.compile(r"\r?\n[ \t]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One VEVENT: its lines by the name of their property, in their order."""

    lines: tuple[tuple[str, str], ...]

    @property
    def title(self) -> str:
        """The title as it is shown to people."""
        return " ".join("".join(self._values("SUMMARY")[:1]).split())[:_LONGEST_TITLE]

    @property
    def uid(self) -> str:
        """What it shares with the other entries of its series; empty when it has none."""
        return "".join(self._values("UID")[:1])

    @property
    def problem(self) -> str:
        """Why it must not be given to a parser; empty when it may be.

        A rule that repeats within a day could keep a parser busy for hours; one with an interval of 0, for ever.
        """
        rules = self._values("RRULE")
        if not rules:
            return ""
        if len(rules) > 1:
            return "has more than one rule for its repetition"
        if any(start[:4] < str(EARLIEST_YEAR) for start in self._values("DTSTART")):
            return f"repeats since before {EARLIEST_YEAR}"
        return _judge_rule(rules[0])

    @property
    def text(self) -> str:
        """The entry as a parser reads it."""
        return "\r\n".join(("BEGIN:VEVENT", *(line for _, line in self.lines), "END:VEVENT"))

    def _values(self, name: str) -> list[str]:
        """What follows the last colon of each line of a property, or the first one where it is text."""
        cut = str.partition if name in {"SUMMARY", "UID"} else str.rpartition
        return [cut(line, ":")[2].strip() for found, line in self.lines if found == name]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The entries of a file by series, the zone that it gives as its own, and whether all entries were read."""

    series: tuple[tuple[Entry, ...], ...]
    zone: str
    complete: bool


def read_calendar(data: bytes) -> Calendar:
    """Cut a file into its entries.

    Raises:
        SourceError: it is too large (``too_large``) or no iCalendar file (``malformed``).
    """
    if len(data) > MAX_BYTES:
        raise SourceError(Fault.TOO_LARGE, f"the calendar has {len(data)} bytes, and {MAX_BYTES} are the most")
    text = _FOLD.sub("", _decode(data))
    if "BEGIN:VCALENDAR" not in text.upper():
        raise SourceError(Fault.MALFORMED, "this is no iCalendar file: it has no BEGIN:VCALENDAR")
    blocks = _blocks(text)
    entries: list[Entry] = []
    zone = ""
    for component, lines in blocks:
        if component == "VEVENT":
            entries.append(Entry(lines))
        else:
            zone = next((line.partition(":")[2].strip() for name, line in lines if name == "X-WR-TIMEZONE"), zone)
    return Calendar(_group(entries[:MAX_ENTRIES]), zone, complete=len(entries) <= MAX_ENTRIES)


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # what old Outlooks save


def _blocks(text: str) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Each VCALENDAR and VEVENT as it ends, with its own lines that are kept; what lies inside others is skipped."""
    open_blocks: list[tuple[str, list[tuple[str, str]]]] = []
    for line in text.splitlines():
        name, _, value = line.partition(":")
        keyword = name.strip().upper()
        if keyword == "BEGIN":
            open_blocks.append((value.strip().upper(), []))
        elif keyword == "END" and open_blocks and open_blocks[-1][0] == value.strip().upper():
            component, lines = open_blocks.pop()
            if component in {"VCALENDAR", "VEVENT"}:
                yield component, tuple(lines)
        elif open_blocks and (found := _LINE.match(line)) and found[1].upper() in _KEPT:
            open_blocks[-1][1].append((found[1].upper(), line))


def _group(entries: list[Entry]) -> tuple[tuple[Entry, ...], ...]:
    series: dict[str, list[Entry]] = {}
    for number, entry in enumerate(entries):
        series.setdefault(entry.uid or f"entry {number}", []).append(entry)
    return tuple(map(tuple, series.values()))


def _judge_rule(rule: str) -> str:
    parts = {key.strip().upper(): value.strip() for key, _, value in (part.partition("=") for part in rule.split(";"))}
    if parts.get("FREQ", "").upper() not in _FREQUENCIES or any("," in parts.get(name, "") for name in _WITHIN_A_DAY):
        return "does not repeat by days, weeks, months or years"
    interval = parts.get("INTERVAL", "1")
    if not (interval.isascii() and interval.isdigit() and 1 <= int(interval[:9]) <= _LONGEST_INTERVAL):
        return f"repeats at an interval that is not 1 to {_LONGEST_INTERVAL}"
    return ""

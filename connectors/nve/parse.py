"""NVE's warnings of floods and landslides for one municipality, day by day, to one item for days in a row."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from connectors._official.answers import Record, paragraphs, read_json, records, said, told
from connectors._official.home import Home
from connectors._official.scales import load_scale
from connectors._web.dates import read_date
from monitor.domain.model import Notice, Parsed, RawItem, State
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_SCALE = load_scale(Path(__file__).parent / "scale.toml")
_PAGE = "https://www.varsom.no/"
_LEAST = 2  # yellow
_TEXTS = tomllib.loads((Path(__file__).parent / "texts.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class _Day:
    """A day with a warning."""

    day: date
    level: int
    row: Record


def read_warnings(
    body: bytes, content_type: str, url: str, home: Mapping[str, Any], options: Mapping[str, Any]
) -> Parsed:
    """The warnings: days in a row are one, known by the hazard and the first of them.

    ``options``: ``hazard``, ``flood`` or ``landslide``; ``memory``, where a warning that goes on began.

    Raises:
        SourceError: the answer is no list of days.
    """
    given = read_json(body, content_type, url)
    rows = records(given)
    if not isinstance(given, list) or (given and not any("ActivityLevel" in row for row in rows)):
        raise SourceError(Fault.MALFORMED, "the answer is no list of days with a level of danger")
    home_, hazard = Home.of(dict(home)), str(options["hazard"])
    days = sorted(filter(None, (_day(row, home_) for row in rows)), key=lambda one: one.day)
    before = {str(start): str(end) for start, end in dict(dict(options.get("memory") or {}).get("runs") or {}).items()}
    runs = {_began(run, before): run for run in _in_a_row(days)}
    items = [_item(start, run, hazard, home_) for start, run in runs.items()]
    return Parsed(
        tuple(items), facts={"memory": {"runs": {start: run[-1].day.isoformat() for start, run in runs.items()}}}
    )


def _day(row: Record, home: Home) -> _Day | None:
    """The day of a row on the Norwegian clock; None when it has no warning."""
    level, begins = said(row.get("ActivityLevel")), _time(row, "ValidFrom", home)
    if not level.isascii() or not level.isdigit() or not _LEAST <= int(level) <= 4 or begins is None:
        return None
    return _Day(begins.astimezone(ZoneInfo(home.zone)).date(), int(level), row)


def _in_a_row(days: list[_Day]) -> list[list[_Day]]:
    runs: list[list[_Day]] = []
    for one in days:
        if runs and one.day - runs[-1][-1].day <= timedelta(days=1):
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _began(run: list[_Day], before: Mapping[str, str]) -> str:
    """The first day of a warning, also when that is not asked for any more."""
    first = run[0].day
    for start, end in before.items():
        if start <= first.isoformat() <= (date.fromisoformat(end) + timedelta(days=1)).isoformat():
            return start
    return first.isoformat()


def _item(start: str, run: list[_Day], hazard: str, home: Home) -> RawItem:
    worst = max(run, key=lambda one: one.level)
    words = _TEXTS.get(home.language, _TEXTS["nb"])
    by_day = [f"{one.day}: {words[str(one.level)]}" for one in run]
    lines = [told(worst.row.get(name)) for name in ("MainText", "WarningText", "ConsequenceText", "AdviceText")]
    key = f"{hazard}/{start}"
    grade = _SCALE.grade("level", str(worst.level)).over(_SCALE.grade("hazard", hazard))
    begins = _time(run[0].row, "ValidFrom", home)
    return RawItem(
        id=key,
        title=words["title"].format(level=words[str(worst.level)], hazard=words[hazard], place=home.names[0]),
        text=paragraphs(*lines, *by_day),
        url=_PAGE,
        published_at=max(filter(None, (_time(one.row, "PublishTime", home) for one in run)), default=None),
        language="en" if home.language == "en" else "nb",
        publisher="NVE",
        about_us=True,
        notice=Notice(
            f"nve:{home.number}/{key}",
            kind=grade.kind,
            topic=grade.topic,
            severity=grade.severity,
            state=State.NONE if begins is not None and begins > home.now else State.ONGOING,
            expires_at=_time(run[-1].row, "ValidTo", home),
        ),
    )


def _time(row: Record, name: str, home: Home) -> datetime | None:
    """A time without a zone is one of the Norwegian clock."""
    return read_date(said(row.get(name)), home.zone)

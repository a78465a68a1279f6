"""SMHI's warnings to those for our county, or for the point that is ours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors._official.answers import Record, paragraphs, read_json, record, records, said, told
from connectors._official.geometry import reaches, read_geometry, read_point
from connectors._official.home import Home
from connectors._official.scales import load_scale
from connectors._official.spans import spell_span
from connectors._web.dates import read_date
from monitor.domain.model import Notice, Parsed, RawItem, State
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from connectors._official.scales import Grade

_SCALE = load_scale(Path(__file__).parent / "scale.toml")
_PAGE = "https://www.smhi.se/vader/varningar-och-brandrisk/varningar-och-meddelanden/varningar"
_NEAR = 10.0  # km from the point to a corner of the area: a warning for next door
_TITLES = {
    "sv": {"warning": "{level} varning: {event}", "message": "Meddelande: {event}"},
    "en": {"warning": "{level} warning: {event}", "message": "Message: {event}"},
}


@dataclass(frozen=True, slots=True)
class _Ours:
    """What counts as ours: our county, further areas by SMHI's numbers, and the point that an area must hold."""

    home: Home
    areas: frozenset[int]
    point: tuple[float, float] | None

    def holds(self, area: Record) -> bool:
        """Whether a warning's area is ours."""
        numbers = [said(one.get("id")) for one in records(area.get("affectedAreas"))]
        if any(number.isdigit() and int(number) in self.areas for number in numbers):
            return True
        if not any(self.home.has_county_number(number) for number in numbers):
            return False
        rings = read_geometry(area.get("area")) if self.point else []
        return not rings or self.point is None or reaches(rings, self.point, _NEAR)


def read_warnings(
    body: bytes, content_type: str, url: str, home: Mapping[str, Any], options: Mapping[str, Any]
) -> Parsed:
    """The warnings in force, or to come, for us; one item for each area of a warning.

    ``options``: ``areas``, further areas by number; ``point``, ``"58.27,11.44"`` or nothing.

    Raises:
        SourceError: the answer is no list of warnings.
    """
    given = read_json(body, content_type, url)
    if not isinstance(given, list):
        raise SourceError(Fault.MALFORMED, "the answer is no list of warnings")
    warnings = [one for one in records(given) if said(one.get("id"))]
    if given and not warnings:
        raise SourceError(Fault.MALFORMED, "no warning of the answer has an id")
    home_ = Home.of(dict(home))
    ours = _Ours(home_, frozenset(options["areas"]), read_point(options["point"]))
    return Parsed(
        tuple(
            _item(warning, area, home_)
            for warning in warnings
            for area in records(warning.get("warningAreas"))
            if ours.holds(area)
        )
    )


def _item(warning: Record, area: Record, home: Home) -> RawItem:
    language = "en" if home.language == "en" else "sv"
    told_areas = ", ".join(dict.fromkeys(_word(one, language) for one in records(area.get("affectedAreas"))))
    lines = [
        _line(one, language) for one in (*records(area.get("descriptions")), *records(warning.get("descriptions")))
    ]
    return RawItem(
        id=f"{said(warning.get('id'))}/{said(area.get('id'))}",
        title=_title(warning, area, language),
        text=paragraphs(*lines, spell_span(*_span(area, home), home.zone), told_areas),
        url=_PAGE,
        published_at=read_date(said(area.get("published")), home.zone),
        language=language,
        publisher="SMHI",
        about_us=True,
        notice=_notice(warning, area, home),
    )


def _notice(warning: Record, area: Record, home: Home) -> Notice:
    start, end = _span(area, home)
    grade = _grade(_code(warning.get("event")), _code(area.get("warningLevel")))
    return Notice(
        f"smhi:{said(warning.get('id'))}",
        kind=grade.kind,
        topic=grade.topic,
        severity=grade.severity,
        state=State.NONE if start is not None and start > home.now else State.ONGOING,
        expires_at=end,
    )


def _span(area: Record, home: Home) -> tuple[datetime | None, datetime | None]:
    """About when it begins and ends."""
    start, end = (read_date(said(area.get(name)), home.zone) for name in ("approximateStart", "approximateEnd"))
    return start, end


def _grade(event: str, level: str) -> Grade:
    by_event = _SCALE.grade("event", event)
    return by_event.over(_SCALE.grade("message", event) if level == "MESSAGE" else _SCALE.grade("level", level))


def _title(warning: Record, area: Record, language: str) -> str:
    """Such as "Gul varning: vind, Bohuslän"."""
    level = area.get("warningLevel")
    event = _word(area.get("eventDescription"), language) or _word(warning.get("event"), language)
    form = _TITLES[language]["message" if _code(level) == "MESSAGE" else "warning"]
    title = form.format(level=_word(level, language), event=event[:1].lower() + event[1:])
    return ", ".join(filter(None, (title.strip(" :"), _word(area.get("areaName"), language))))


def _line(description: Record, language: str) -> str:
    head, text = _word(description.get("title"), language), _text(description.get("text"), language)
    return f"{head}: {text}" if head and text else text


def _word(value: Any, language: str) -> str:
    given = record(value)
    return said(given.get(language)) or said(given.get("sv")) or said(given.get("en"))


def _text(value: Any, language: str) -> str:
    given = record(value)
    return told(given.get(language)) or told(given.get("sv")) or told(given.get("en"))


def _code(value: Any) -> str:
    return said(record(value).get("code")).upper()

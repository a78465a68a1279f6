"""Trafikverket's situations on roads to those of our county."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors._official.answers import Record, number, paragraphs, read_json, record, records, said, told
from connectors._official.geometry import distance, read_point
from connectors._official.home import Home
from connectors._official.scales import load_scale
from connectors._official.spans import spell_span
from connectors._web.dates import read_date
from connectors._web.links import absolute
from monitor.domain.model import Notice, Parsed, RawItem, State, Topic
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from connectors._official.geometry import Point
    from connectors._official.scales import Grade

_SCALE = load_scale(Path(__file__).parent / "scale.toml")
_WGS84 = re.compile(r"\(?\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)")
_PAGE = "https://www.trafikverket.se/trafikinformation/vag/"


def read_situations(
    body: bytes, content_type: str, url: str, home: Mapping[str, Any], options: Mapping[str, Any]
) -> Parsed:
    """The situations, one item for each, however many deviations tell of it.

    One within ``options["radius"]`` km of ``options["point"]`` is about us; of the others the text must say.

    Raises:
        SourceError: ``CREDENTIALS`` when the key is not accepted; ``MALFORMED`` for any other answer than situations.
    """
    response = record(record(read_json(body, content_type, url)).get("RESPONSE"))
    results = records(response.get("RESULT"))
    for result in results:
        _check(record(result.get("ERROR")))
    if not results or not all(_is_answer(result) for result in results):
        raise SourceError(Fault.MALFORMED, "the answer has no list Situation: it is none of Trafikverket's")
    home_, point = Home.of(dict(home)), read_point(str(options["point"]))
    situations = [one for result in results for one in records(result.get("Situation")) if said(one.get("Id"))]
    near = float(options["radius"])
    found = (_item(one, home_, url, point, near) for one in situations if one.get("Deleted") is not True)
    return Parsed(tuple(item for item in found if item is not None))


def _is_answer(result: Record) -> bool:
    """Whether it holds situations; where there is none, the list may be left out."""
    situations = result.get("Situation")
    return isinstance(situations, list) if situations is not None else set(result) <= {"INFO", "Situation"}


def _check(error: Record) -> None:
    """Raise what the answer says went wrong, not in its words: they may repeat the question, and the key with it."""
    if not error:
        return
    about = f"{said(error.get('SOURCE'))} {said(error.get('MESSAGE'))}".casefold()
    if "authentication" in about or "key" in about:
        raise SourceError(Fault.CREDENTIALS, "Trafikverket does not accept the key")
    raise SourceError(Fault.MALFORMED, "Trafikverket does not understand the question: the interface may have changed")


def _item(situation: Record, home: Home, url: str, point: Point | None, near: float) -> RawItem | None:
    deviations = [one for one in records(situation.get("Deviation")) if _is_ours(one, home)]
    if not deviations:
        return None
    worst = max(deviations, key=lambda one: number(one.get("SeverityCode")) or 0)
    places = [place for one in deviations if (place := _place(one)) is not None]
    key, start, end = said(situation.get("Id")), *_span(deviations, home)
    return RawItem(
        id=key,
        title=_title(worst),
        text=paragraphs(*(line for one in deviations for line in _lines(one)), spell_span(start, end, home.zone)),
        url=next(filter(None, (absolute(said(one.get("WebLink"), 2000), url) for one in deviations)), _PAGE),
        published_at=_date(situation, home),
        language="sv",
        publisher="Trafikverket",
        about_us=point is not None and any(distance(point, place) <= near for place in places),
        notice=_notice(key, deviations, start, end, home),
    )


def _is_ours(deviation: Record, home: Home) -> bool:
    """By county; 0 is the whole country, and one that names none is left to its text."""
    counties = deviation.get("CountyNo")
    if not isinstance(counties, list) or not counties:
        return True
    return any(home.has_county_number(one) or said(one) == "0" for one in counties)


def _title(deviation: Record) -> str:
    kind = said(deviation.get("MessageCode")) or said(deviation.get("MessageType"))
    where = said(deviation.get("LocationDescriptor")) or said(deviation.get("RoadNumber"))
    return said(deviation.get("Header")) or ": ".join(filter(None, (kind, where)))


def _lines(deviation: Record) -> tuple[str, ...]:
    kind = said(deviation.get("MessageCode")) or said(deviation.get("MessageType"))
    where = ", ".join(filter(None, (said(deviation.get("RoadNumber")), said(deviation.get("LocationDescriptor")))))
    effect = " ".join(filter(None, (said(deviation.get("SeverityText")), said(deviation.get("AffectedDirection")))))
    return ": ".join(filter(None, (kind, where))), told(deviation.get("Message")), effect


def _notice(key: str, deviations: list[Record], start: datetime | None, end: datetime | None, home: Home) -> Notice:
    """By the gravest of the deviations; the topic is what closes the road rather than the road."""
    grades = [_grade(one) for one in deviations]
    gravest = max(grades, key=lambda grade: grade.severity or 0)
    to_come = start is not None and start > home.now
    return Notice(
        f"trafikverket:{key}",
        kind=gravest.kind,
        topic=next((grade.topic for grade in grades if grade.topic is not Topic.ROAD), gravest.topic),
        severity=gravest.severity,
        state=State.PLANNED if to_come else gravest.state or State.ONGOING,
        expires_at=end,
    )


def _grade(deviation: Record) -> Grade:
    words = [
        said(deviation.get(name)) for name in ("MessageCodeValue", "MessageTypeValue", "MessageCode", "MessageType")
    ]
    return _SCALE.grade("type", *words).over(_SCALE.grade("severity", said(deviation.get("SeverityCode"))))


def _place(deviation: Record) -> Point | None:
    """``POINT (lon lat)``, or the first corner of a line."""
    geometry = record(deviation.get("Geometry"))
    text = "".join(said(record(geometry.get(name)).get("WGS84"), 4000) for name in ("Point", "Line", ""))
    found = _WGS84.search(text or said(geometry.get("WGS84"), 4000))
    return read_point(f"{found.group(2)},{found.group(1)}") if found else None


def _span(deviations: list[Record], home: Home) -> tuple[datetime | None, datetime | None]:
    """From the first beginning to the last end; no end where one of them lasts until further notice."""
    starts = [date for one in deviations if (date := read_date(said(one.get("StartTime")), home.zone))]
    ends = [read_date(said(one.get("EndTime")), home.zone) for one in deviations]
    open_end = any(one.get("ValidUntilFurtherNotice") is True for one in deviations)
    known = [end for end in ends if end is not None]
    return min(starts, default=None), None if open_end or len(known) < len(ends) else max(known, default=None)


def _date(situation: Record, home: Home) -> datetime | None:
    named = (said(situation.get(name)) for name in ("VersionTime", "PublicationTime", "ModifiedTime"))
    return next((date for text in named if (date := read_date(text, home.zone))), None)

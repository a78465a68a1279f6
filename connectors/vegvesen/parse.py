"""DATEX II 3.1 as the Norwegian road authority publishes it, read as a stream, to items."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

from connectors._official.answers import paragraphs
from connectors._official.geometry import distance, read_point
from connectors._official.home import Home
from connectors._official.names import fold, primary
from connectors._official.scales import load_scale
from connectors._official.spans import spell_span
from connectors._web.answers import check_not_empty, is_html, page_fault, refuse_page
from connectors._web.dates import read_date
from connectors._web.text import one_line, tidy
from monitor.domain.model import Notice, Parsed, RawItem, State
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from connectors._official.geometry import Point
    from connectors._official.scales import Grade

_SCALE = load_scale(Path(__file__).parent / "scale.toml")
_PAGE = "https://www.vegvesen.no/trafikk"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_HEAD = 8192  # bytes in which the format's namespace must stand
_ITEMS_MOST = 3_000
_DANGERS = frozenset({"environmentalObstructionType", "obstructionType", "poorEnvironmentType"})
_PLACES = frozenset({"locationDescription", "roadName", "areaName", "municipality", "county"})
_UNLIKELY = frozenset({"improbable"})


@dataclass(slots=True)
class _Record:
    """One record of a situation: what of it is told."""

    kind: str
    texts: dict[str, list[str]] = field(default_factory=dict)  # by language
    places: list[str] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    dangers: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)


def read_situations(
    body: bytes, content_type: str, url: str, home: Mapping[str, Any], options: Mapping[str, Any]
) -> Parsed:
    """The situations, one item for each.

    With ``options["point"]`` those within ``options["radius"]`` km are about us, and those farther away are left out
    unless they name us; without it the text must say.

    Raises:
        SourceError: the answer is no DATEX II, or broken off.
    """
    del content_type
    check_not_empty(body)
    if is_html(body):
        raise refuse_page(page_fault(body, url) or Fault.NOT_A_FEED, body)
    home_, point, near = Home.of(dict(home)), read_point(str(options["point"])), float(options["radius"])
    items: list[RawItem] = []
    notes: tuple[str, ...] = ()
    for key, records in _situations(body):
        if len(items) >= _ITEMS_MOST:
            notes = (f"more than {_ITEMS_MOST} situations; the first ones are read",)
            break
        if (item := _item(key, records, home_, point, near)) is not None:
            items.append(item)
    return Parsed(tuple(items), notes)


def _situations(body: bytes) -> Iterator[tuple[str, list[_Record]]]:
    """Each situation's id and records; what was read is let go at once."""
    stream = etree.iterparse(
        BytesIO(body), events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    if b"datex2" not in body[:_HEAD]:
        raise SourceError(Fault.NOT_A_FEED, "the answer is no DATEX II")
    try:
        for _, element in stream:
            if _local(element) != "situation":
                continue
            if key := element.get("id", "").strip():
                yield key, _records(element)
            element.clear()
            while (before := element.getprevious()) is not None:
                before.getparent().remove(before)
    except etree.XMLSyntaxError as error:
        raise SourceError(Fault.MALFORMED, f"the answer is no whole DATEX II: {one_line(str(error), 200)}") from None


def _records(situation: etree._Element) -> list[_Record]:
    """Its records; one without a severity of its own has that of the whole."""
    whole = next(((one.text or "").strip() for one in situation if _local(one) == "overallSeverity"), "")
    records = [_record(one) for one in situation if _local(one) == "situationRecord"]
    for record in records:
        record.values.setdefault("severity", whole)
    return records


def _record(element: etree._Element) -> _Record:
    record = _Record(element.get(_TYPE, "").rpartition(":")[2])
    latitude = ""
    for one in element.iter():
        name, text = _local(one), (one.text or "").strip()
        if name == "value" and text:
            record.texts.setdefault(primary(one.get("lang", "")), []).append(tidy(text))
        elif name in _PLACES and text:
            record.places.append(one_line(text, 200))
        elif name in _DANGERS:
            record.dangers.append(text)
        elif name == "latitude":
            latitude = text
        elif name == "longitude" and (point := read_point(f"{latitude},{text}")):
            record.points.append(point)
        elif text:
            record.values.setdefault(name, one_line(text, 200))
    return record


def _item(key: str, records: list[_Record], home: Home, point: Point | None, near: float) -> RawItem | None:
    likely = [one for one in records if one.values.get("probabilityOfOccurrence") not in _UNLIKELY]
    if not likely:
        return None
    texts = [text for one in likely for text in _in_our_language(one, home)]
    places = [place for one in likely for place in (one.values.get("roadNumber", ""), *one.places)]
    about_us = point is not None and any(distance(point, other) <= near for one in likely for other in one.points)
    text = paragraphs(*texts, ", ".join(dict.fromkeys(filter(None, places))))
    if point is not None and not about_us and not _names_us(text, home):
        return None
    start, end = _span(likely, home)
    return RawItem(
        id=key,
        title=one_line(texts[0], 160) if texts else likely[0].kind,
        text=paragraphs(text, spell_span(start, end, home.zone)),
        url=_PAGE,
        published_at=max(
            filter(None, (_date(one, "situationRecordVersionTime", home) for one in likely)), default=None
        ),
        language="nb",
        publisher="Statens vegvesen",
        about_us=about_us,
        notice=_notice(key, likely, start, end, home),
    )


def _names_us(text: str, home: Home) -> bool:
    return any(fold(name) in fold(text) for name in home.names)


def _in_our_language(record: _Record, home: Home) -> list[str]:
    return record.texts.get(home.choose(*record.texts), []) if record.texts else []


def _notice(key: str, records: list[_Record], start: datetime | None, end: datetime | None, home: Home) -> Notice:
    grades = [_grade(one) for one in records]
    grade = max(grades, key=lambda one: -1 if one.severity is None else one.severity)
    to_come = start is not None and start > home.now
    return Notice(
        f"vegvesen:{key}",
        kind=grade.kind,
        topic=grade.topic,
        severity=grade.severity,
        state=State.PLANNED if to_come else grade.state or State.ONGOING,
        expires_at=end,
    )


def _grade(record: _Record) -> Grade:
    by_record = _SCALE.grade("danger", *record.dangers).over(_SCALE.grade("record", record.kind))
    return by_record.over(_SCALE.grade("severity", record.values["severity"]))


def _span(records: list[_Record], home: Home) -> tuple[datetime | None, datetime | None]:
    starts = [date for one in records if (date := _date(one, "overallStartTime", home))]
    ends = [date for one in records if (date := _date(one, "overallEndTime", home))]
    return min(starts, default=None), max(ends) if len(ends) == len(records) else None


def _date(record: _Record, name: str, home: Home) -> datetime | None:
    return read_date(record.values.get(name, ""), home.zone)


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""

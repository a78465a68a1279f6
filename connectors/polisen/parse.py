"""The police's list of events to those of one county."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors._official.answers import Record, paragraphs, read_json, record, records, said, told
from connectors._official.home import Home
from connectors._official.keep import window_of
from connectors._official.scales import load_scale
from connectors._web.dates import read_date
from connectors._web.links import absolute
from monitor.domain.model import Notice, Parsed, RawItem
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCALE = load_scale(Path(__file__).parent / "scale.toml")
_COUNTY = re.compile(r"\blän$", re.IGNORECASE)
_HAPPENED = re.compile(r"^(\d{1,2})\s+([a-zåäö]+)\s+(\d{1,2})[.:](\d{2})\b", re.IGNORECASE)
_AHEAD = timedelta(days=2)


def read_events(
    body: bytes, content_type: str, url: str, home: Mapping[str, Any], options: Mapping[str, Any]
) -> Parsed:
    """The events of our county; those whose title names our municipality are about us.

    Since early 2026 the place of every row is its county, and the municipality stands at the end of the title. A row
    without either is kept: whoever reads the text can say.

    Raises:
        SourceError: the answer is no list of events.
    """
    del options
    given = read_json(body, content_type, url)
    if not isinstance(given, list):
        raise SourceError(Fault.MALFORMED, "the answer is no list of events")
    home_ = Home.of(dict(home))
    rows = [row for row in records(given) if said(row.get("id"))]
    if given and not rows:
        raise SourceError(Fault.MALFORMED, "no row of the answer is an event with an id")
    items = [item for item in (_item(row, url, home_) for row in rows) if item is not None]
    return Parsed(tuple(items), facts={"window": window_of(said(row.get("id")) for row in rows)})


def _item(row: Record, url: str, home: Home) -> RawItem | None:
    title, place = said(row.get("name")), said(record(row.get("location")).get("name"))
    town = title.rpartition(",")[2].strip()
    about_us = home.is_us(town) or home.is_us(place) or (home.is_county and home.is_our_county(place))
    if not about_us and _COUNTY.search(place) and not home.is_our_county(place):
        return None
    key, kind = said(row.get("id")), said(row.get("type"))
    grade = _SCALE.grade("type", kind)
    return RawItem(
        id=key,
        title=title or kind,
        text=paragraphs(told(row.get("summary")), place),
        url=absolute(said(row.get("url"), 2000), url),
        published_at=_published(row, title, home),
        language="sv",
        publisher="Polisen",
        about_us=about_us,
        notice=Notice(f"polisen:{key}", kind=grade.kind, topic=grade.topic, severity=grade.severity, state=grade.state),
    )


def _published(row: Record, title: str, home: Home) -> datetime | None:
    """When it was written or last changed; else when the title says that it happened."""
    written = read_date(said(row.get("datetime")), home.zone)
    return written or _happened(title, home)


def _happened(title: str, home: Home) -> datetime | None:
    """When it happened by a title such as "29 april 13.37, …", which has no year: the last one that there was."""
    found = _HAPPENED.match(title)
    if found is None:
        return None
    day, month, hour, minute = found.groups()
    for year in (home.now.year + 1, home.now.year, home.now.year - 1):
        date = read_date(f"{day} {month} {year} {hour}:{minute}", home.zone)
        if date is not None and date <= home.now + _AHEAD:
            return date
    return None

"""Sveriges Radio's traffic messages to items."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors._official.answers import Record, listed, number, paragraphs, read_json, record, said, told
from connectors._official.geometry import distance, read_point
from connectors._official.home import Home
from connectors._official.scales import load_scale
from connectors._web.dates import read_date
from monitor.domain.model import Notice, Parsed, RawItem
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCALE = load_scale(Path(__file__).parent / "scale.toml")
_MILLISECONDS = re.compile(r"/Date\((\d{9,14})(?:[+-]\d{4})?\)/")
_PAGE = "https://sverigesradio.se/trafik"


def read_messages(
    body: bytes, content_type: str, url: str, home: Mapping[str, Any], options: Mapping[str, Any]
) -> Parsed:
    """The messages; one within ``options["radius"]`` km of ``options["point"]`` is about us, of others the text says.

    Raises:
        SourceError: the answer is no list of messages.
    """
    messages = listed(record(read_json(body, content_type, url)), "messages", "Sveriges Radio's traffic")
    home_, point = Home.of(dict(home)), read_point(str(options["point"]))
    rows = [one for one in messages if said(one.get("id"))]
    if messages and not rows:
        raise SourceError(Fault.MALFORMED, "no message of the answer has an id")
    items = []
    for row in rows:
        place = read_point(f"{number(row.get('latitude'))},{number(row.get('longitude'))}")
        near = point is not None and place is not None and distance(point, place) <= float(options["radius"])
        items.append(_item(row, home_, near=near))
    return Parsed(tuple(items))


def _item(row: Record, home: Home, *, near: bool) -> RawItem:
    key = said(row.get("id"))
    by_category = _SCALE.grade("category", said(row.get("category")))
    grade = by_category.over(_SCALE.grade("priority", said(row.get("priority"))))
    where = said(row.get("exactlocation"))
    return RawItem(
        id=key,
        title=said(row.get("title")) or where,
        text=paragraphs(where, told(row.get("description")), said(row.get("subcategory"))),
        url=_PAGE,
        published_at=_date(said(row.get("createddate")), home),
        language="sv",
        publisher="Sveriges Radio",
        about_us=near,
        notice=Notice(
            f"sr_traffic:{key}", kind=grade.kind, topic=grade.topic, severity=grade.severity, state=grade.state
        ),
    )


def _date(text: str, home: Home) -> datetime | None:
    """``/Date(1357728912113+0100)/``: milliseconds since the epoch; the offset says where, and not when."""
    found = _MILLISECONDS.fullmatch(text)
    return datetime.fromtimestamp(int(found.group(1)) / 1000, UTC) if found else read_date(text, home.zone)

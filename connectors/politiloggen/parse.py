"""Norway's police log to the messages of our municipality."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors._official.answers import Record, number, read_json, record, records, said, told
from connectors._official.areas import police_districts
from connectors._official.home import Home
from connectors._official.keep import window_of
from connectors._official.names import fold
from connectors._official.scales import load_scale
from connectors._web.dates import read_date
from monitor.domain.model import Notice, Parsed, RawItem
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SCALE = load_scale(Path(__file__).parent / "scale.toml")
_PAGE = "https://www.politiet.no/politiloggen"
_NO_LETTER = re.compile(r"[\W_]|politidistrikt")
_HOUR = 3600.0
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def read_messages(
    body: bytes, content_type: str, url: str, home: Mapping[str, Any], options: Mapping[str, Any]
) -> Parsed:
    """The messages that name our municipality. All messages of one thread are one event.

    Raises:
        SourceError: the answer is no log.
    """
    del options
    given = record(read_json(body, content_type, url))
    if not isinstance(given.get("data"), list) and not isinstance(given.get("messageThreads"), list):
        raise SourceError(Fault.MALFORMED, "the answer has no list data: it is none of the police log's")
    rows = [row for row in _rows(given) if said(row.get("id"))]
    home_ = Home.of(dict(home))
    rows.sort(key=lambda row: read_date(said(row.get("createdOn")), home_.zone) or _NEVER)
    seen: set[str] = set()
    items = [_item(row, home_, seen) for row in rows if _is_ours(row, home_)]
    facts: dict[str, Any] = {"window": window_of(said(row.get("id")) for row in reversed(rows))}
    if limit := number(record(given.get("metadata")).get("requestLimitPerHour")):
        facts["wait"] = min(_HOUR, _HOUR / max(limit, 1.0))
    return Parsed(tuple(items), facts=facts)


def _rows(given: Record) -> Iterator[Record]:
    """The messages; the older interface has them inside their threads."""
    yield from records(given.get("data"))
    for thread in records(given.get("messageThreads")):
        of_thread = {name: value for name, value in thread.items() if name not in {"id", "messages", "createdOn"}}
        for message in records(thread.get("messages")):
            yield {**of_thread, **message, "threadId": thread.get("id")}


def _is_ours(row: Record, home: Home) -> bool:
    """By name; two municipalities share one (Herøy, Våler), and are told apart by the police's district."""
    district, districts = _letters(said(row.get("district"))), police_districts(home.county_code)
    elsewhere = bool(district and districts) and district not in set(map(_letters, districts))
    return home.is_us(said(row.get("municipality"))) and not elsewhere


def _item(row: Record, home: Home, seen: set[str]) -> RawItem:
    key, thread = said(row.get("id")), said(row.get("threadId")) or said(row.get("id"))
    category, place = said(row.get("category")), said(row.get("municipality"))
    grade = _SCALE.grade("category", category)
    later = thread in seen
    seen.add(thread)
    area = said(row.get("area"))
    where = place if not area or fold(area) == fold(place) else f"{place}, {area}"
    return RawItem(
        id=key,
        title=": ".join(filter(None, (category, where))),
        text=told(row.get("text")),
        url=f"{_PAGE}/?threadId={thread}" if re.fullmatch(r"[\w-]{1,80}", thread) else _PAGE,
        published_at=_written(row, home),
        publisher="Politiet",
        about_us=True,
        notice=Notice(
            f"politiloggen:{thread}",
            message="update" if later else "alert",
            kind=grade.kind,
            topic=grade.topic,
            severity=grade.severity,
        ),
    )


def _written(row: Record, home: Home) -> datetime | None:
    """When it was changed, if it was; else when it was written."""
    names = ("updatedOn", "createdOn") if row.get("isEdited") is True else ("createdOn", "updatedOn")
    dates = (read_date(said(row.get(name)), home.zone) for name in names)
    return next((date for date in dates if date is not None), None)


def _letters(name: str) -> str:
    return _NO_LETTER.sub("", name.casefold())

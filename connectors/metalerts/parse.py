"""MET Norway's warnings in GeoJSON to those for our municipality."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors._official.answers import Record, listed, paragraphs, read_json, record, said, told
from connectors._official.geometry import reaches, read_geometry, read_point
from connectors._official.home import Home
from connectors._official.scales import load_scale
from connectors._official.spans import spell_span
from connectors._web.dates import read_date
from connectors._web.links import absolute
from monitor.domain.model import Kind, Notice, Parsed, RawItem, State
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from connectors._official.geometry import Point

_SCALE = load_scale(Path(__file__).parent / "scale.toml")
_TIMES = re.compile(r",?\s*\d{4}-\d\d-\d\dT[\d:.+Z-]+")
_WRITTEN = re.compile(r"\.(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\.\d+$")
_NEAR = 30.0  # km from the point to a corner of a warning at sea
_OPEN_MOST = 40
_EXERCISES = frozenset({"test", "exercise", "system", "draft"})  # one that does not say is real


def read_alerts(
    body: bytes, content_type: str, url: str, home: Mapping[str, Any], options: Mapping[str, Any]
) -> Parsed:
    """The warnings for us; an update is told as one of the warning that it stands in for.

    The list has no references: an update replaces the warning of the same event that has left the list lately.
    ``options``: ``point``, for warnings that name neither municipalities nor counties (those at sea); ``memory``.

    Raises:
        SourceError: the answer is no collection of warnings.
    """
    features = listed(record(read_json(body, content_type, url)), "features", "MET's warnings")
    home_, point = Home.of(dict(home)), read_point(options["point"])
    alerts = [(record(one.get("properties")), one) for one in features]
    if features and not any(said(alert.get("id")) for alert, _ in alerts):
        raise SourceError(Fault.MALFORMED, "no warning of the answer has an id")
    ours = [(alert, one) for alert, one in alerts if said(alert.get("id")) and _is_ours(alert, one, home_, point)]
    threads = _Threads(dict(record(options.get("memory")).get("open") or {}), [alert for alert, _ in ours])
    items = [_item(alert, one, home_, url, threads) for alert, one in ours]
    return Parsed(tuple(items), facts={"memory": {"open": threads.open}})


class _Threads:
    """Which warning each alert belongs to, by the id of its first one.

    ``open`` is for the next poll: of each alert the first id, the event, and whether it had left the list.
    """

    def __init__(self, before: Mapping[str, Any], alerts: list[Record]) -> None:
        here = {said(alert.get("id")) for alert in alerts}
        self._left = {key: list(known) for key, known in before.items() if key not in here}
        self.open = {key: [*known[:2], False] for key, known in before.items() if key in here}
        self.replaced: dict[str, str] = {}
        for alert in alerts[:_OPEN_MOST]:
            self._enter(said(alert.get("id")), said(alert.get("event")), said(alert.get("type")))
        self.open |= {key: [*known[:2], True] for key, known in self._left.items() if not known[2]}

    def first_of(self, key: str) -> str:
        """The id that its warning began with."""
        return str(self.open[key][0]) if key in self.open else key

    def _enter(self, key: str, event: str, kind: str) -> None:
        if key in self.open:
            return
        earlier = next((old for old, known in self._left.items() if known[1] == event), "")
        if earlier and kind.casefold() == "update":
            self.replaced[key] = earlier
            self.open[key] = [*self._left.pop(earlier)[:2], False]
        else:
            self.open[key] = [key, event, False]


def _is_ours(alert: Record, feature: Record, home: Home, point: Point | None) -> bool:
    """By municipality, where it names any; else by county; else, at sea, by the point."""
    municipalities, counties = alert.get("municipality"), alert.get("county")
    if isinstance(municipalities, list) and municipalities:
        return any(home.has_number(number) for number in municipalities)
    if isinstance(counties, list) and counties:
        return any(home.has_county_number(number) for number in counties)
    return point is not None and reaches(read_geometry(feature), point, _NEAR)


def _item(alert: Record, feature: Record, home: Home, url: str, threads: _Threads) -> RawItem:
    key = said(alert.get("id"))
    start, end = _span(alert, feature, home)
    area = said(alert.get("area"))
    title = _TIMES.sub("", said(alert.get("title"))) or f"{said(alert.get('eventAwarenessName'))}, {area}"
    lines = [told(alert.get(name)) for name in ("description", "consequences", "awarenessSeriousness", "instruction")]
    return RawItem(
        id=key,
        title=title.strip(" ,"),
        text=paragraphs(*lines, spell_span(start, end, home.zone), area),
        url=absolute(said(alert.get("web"), 2000), url),
        published_at=_written(key, home),
        language="en" if home.language == "en" else "nb",
        publisher="Meteorologisk institutt",
        about_us=True,
        notice=_notice(alert, (start, end), home, threads),
    )


def _notice(alert: Record, span: tuple[datetime | None, datetime | None], home: Home, threads: _Threads) -> Notice:
    key, (start, end) = said(alert.get("id")), span
    exercise = said(alert.get("status")).casefold() in _EXERCISES
    colour = said(alert.get("awareness_level")).split(";")[1:2]
    level = _SCALE.grade(
        "level", said(alert.get("riskMatrixColor")), *(one.strip() for one in colour), said(alert.get("severity"))
    )
    to_come = start is not None and start > home.now
    return Notice(
        f"metalerts:{threads.first_of(key)}",
        message="update" if said(alert.get("type")).casefold() == "update" else "alert",
        exercise=exercise,
        kind=Kind.ROUTINE if exercise else level.kind,
        topic=_SCALE.grade("event", said(alert.get("event"))).topic,
        severity=0 if exercise else level.severity,
        state=State.NONE if exercise or to_come else State.ONGOING,
        expires_at=end,
        replaces=(threads.replaced[key],) if key in threads.replaced else (),
    )


def _span(alert: Record, feature: Record, home: Home) -> tuple[datetime | None, datetime | None]:
    interval = record(feature.get("when")).get("interval")
    times = [read_date(said(one), home.zone) for one in interval] if isinstance(interval, list) else []
    start, end = (times[0] if times else None), (times[1] if len(times) > 1 else None)
    return start, read_date(said(alert.get("eventEndingTime")), home.zone) or end


def _written(key: str, home: Home) -> datetime | None:
    """When it was written: its id holds the time (2.49.0.1.578.0.20261122051538.094)."""
    found = _WRITTEN.search(key)
    if found is None:
        return None
    year, month, day, *clock = found.groups()
    return read_date(f"{year}-{month}-{day}T{':'.join(clock)}Z", home.zone)

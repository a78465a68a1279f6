"""Common Alerting Protocol 1.1 and 1.2, in XML or in JSON of the same names, to messages.

Source: OASIS, Common Alerting Protocol Version 1.2 (docs.oasis-open.org/emergency/cap/v1.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from connectors._official.answers import record, said, told
from connectors._official.xml import local
from connectors._web.dates import read_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

_DEEP = 4  # alert, info, area, geocode
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Area:
    """Where: a name, codes by their scheme, polygons and circles as they are written."""

    name: str
    codes: Pairs = ()
    polygons: tuple[str, ...] = ()
    circles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Info:
    """One telling of a message: in one language, of one event."""

    language: str
    event: str
    headline: str
    description: str
    instruction: str
    categories: tuple[str, ...]
    responses: tuple[str, ...]
    urgency: str
    severity: str
    certainty: str
    event_codes: Pairs
    parameters: Pairs
    onset: datetime | None
    expires: datetime | None
    sender: str
    web: str
    areas: tuple[Area, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One message. ``references`` are the keys of those it updates or cancels, the oldest first."""

    identifier: str
    sender: str
    sent: datetime | None
    status: str
    type: str
    scope: str
    note: str
    references: tuple[Reference, ...]
    infos: tuple[Info, ...]
    link: str = ""

    @property
    def key(self) -> str:
        """What tells it from all others: who, which, when."""
        return Reference(self.sender, self.identifier, self.sent).key


@dataclass(frozen=True, slots=True)
class Reference:
    """What a message says of an earlier one: ``sender,identifier,sent``."""

    sender: str
    identifier: str
    sent: datetime | None

    @property
    def key(self) -> str:
        """The three as one; an identifier alone may be used again."""
        return f"{self.sender},{self.identifier},{int(self.sent.timestamp()) if self.sent else ''}"


def read_element(element: Element, zone: str, link: str = "") -> Message | None:
    """The message of an ``alert`` element; None when it has no identifier."""
    return read_record(_as_record(element, _DEEP), zone, link)


def read_record(given: Mapping[str, Any], zone: str, link: str = "") -> Message | None:
    """The message of an object with CAP's names, in which a field may be a value or a list of values."""
    identifier = _word(given, "identifier")
    if not identifier:
        return None
    return Message(
        identifier=identifier,
        sender=_word(given, "sender"),
        sent=_date(given, "sent", zone),
        status=_word(given, "status"),
        type=_word(given, "msgType"),
        scope=_word(given, "scope"),
        note=told(next(iter(_many(given, "note")), None)),
        references=_references(_word(given, "references", 4000), zone),
        infos=tuple(_info(record(info), zone) for info in _many(given, "info")),
        link=link,
    )


def _info(given: Mapping[str, Any], zone: str) -> Info:
    return Info(
        language=_word(given, "language") or "en-US",
        event=_word(given, "event"),
        headline=_word(given, "headline"),
        description=told(next(iter(_many(given, "description")), None)),
        instruction=told(next(iter(_many(given, "instruction")), None)),
        categories=tuple(said(one) for one in _many(given, "category")),
        responses=tuple(said(one) for one in _many(given, "responseType")),
        urgency=_word(given, "urgency"),
        severity=_word(given, "severity"),
        certainty=_word(given, "certainty"),
        event_codes=_pairs(given, "eventCode"),
        parameters=_pairs(given, "parameter") + _pairs(given, "parameters"),
        onset=_date(given, "onset", zone) or _date(given, "effective", zone),
        expires=_date(given, "expires", zone),
        sender=_word(given, "senderName", 200),
        web=_word(given, "web", 2000),
        areas=tuple(_area(record(area)) for area in _many(given, "area")),
    )


def _area(given: Mapping[str, Any]) -> Area:
    return Area(
        name=_word(given, "areaDesc"),
        codes=_pairs(given, "geocode"),
        polygons=tuple(one for one in _many(given, "polygon") if isinstance(one, str)),
        circles=tuple(one for one in _many(given, "circle") if isinstance(one, str)),
    )


def _references(text: str, zone: str) -> tuple[Reference, ...]:
    """Triples divided by blanks; one that lacks its sender or its time still names a message."""
    found = []
    for triple in text.split():
        first, _, rest = triple.partition(",")
        identifier, _, sent = rest.rpartition(",")
        found.append(Reference(first, identifier or rest or first, read_date(sent, zone)))
    return tuple(sorted(found, key=lambda one: one.sent or _NEVER))


def _as_record(element: Element, deep: int) -> dict[str, Any]:
    """The children by their names without namespaces, each a list of texts and of further records."""
    found: dict[str, list[Any]] = {}
    for child in element:
        value = _as_record(child, deep - 1) if len(child) and deep else child.text or ""
        found.setdefault(local(child), []).append(value)
    return found


def _many(given: Mapping[str, Any], name: str) -> list[Any]:
    value = given.get(name)
    return value if isinstance(value, list) else [] if value is None else [value]


def _word(given: Mapping[str, Any], name: str, most: int = 500) -> str:
    return next(filter(None, (said(one, most) for one in _many(given, name))), "")


def _date(given: Mapping[str, Any], name: str, zone: str) -> datetime | None:
    return read_date(_word(given, name), zone)


def _pairs(given: Mapping[str, Any], name: str) -> Pairs:
    """``valueName`` and ``value``."""
    pairs = (record(one) for one in _many(given, name))
    return tuple((_word(pair, "valueName"), _word(pair, "value")) for pair in pairs)

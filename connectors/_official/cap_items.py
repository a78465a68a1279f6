"""CAP messages to items: those for us, in our language, with what they say of themselves in our scales."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors._official.answers import number, paragraphs
from connectors._official.areas import find_region
from connectors._official.geometry import reaches, read_point, read_polygon
from connectors._official.keep import texts
from connectors._official.names import fold, primary
from connectors._official.scales import Grade, Scale, load_scale
from connectors._official.spans import spell_span
from connectors._official.threads import Threads
from connectors._web.links import absolute
from monitor.domain.model import Kind, Notice, Parsed, RawItem, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from connectors._official.cap import Area, Info, Message
    from connectors._official.geometry import Point
    from connectors._official.home import Home

_SCALE = load_scale(Path(__file__).parent / "cap.toml")
_REAL, _EXERCISES = "actual", frozenset({"exercise", "test"})
_CIVIL = frozenset({"safety", "security", "rescue", "fire", "health", "cbrne"})
_PARTS = re.compile(r"[,;/:()]|\s(?:ja|och|og|and)\s")
_CODES = re.compile(r"[\s,;]+")
_EVERYWHERE = frozenset({"00", "se", "no", "fi", "sverige", "hela landet", "norge", "hele landet", "suomi", "koko maa"})
_AWARENESS = "awareness_type"


class Filter:
    """Which areas are ours. ``also`` are names and codes that count besides our own; ``all_ours`` takes everything."""

    def __init__(self, home: Home, options: Mapping[str, Any]) -> None:
        self._home = home
        self._also = {fold(str(one)) for one in options.get("areas") or ()}
        self._all = bool(options.get("everything"))
        self._point: Point | None = read_point(str(options.get("point") or ""))

    def judge(self, areas: Sequence[Area]) -> bool | None:
        """True when one is ours, False when all are elsewhere, None when only the text can say."""
        if self._all:
            return True
        found = [self._judge(area) for area in areas]
        if True in found:
            return True
        return False if found and all(one is False for one in found) else None

    def _judge(self, area: Area) -> bool | None:
        if self._point is not None and (area.polygons or area.circles):
            return _reaches(area, self._point)
        by_code = [self._by_code(code) for _, value in area.codes for code in _CODES.split(value) if code]
        by_name = [self._by_name(name.strip()) for name in (area.name, *_PARTS.split(area.name)) if name.strip()]
        if True in by_code or True in by_name:
            return True
        return False if False in by_code or (False in by_name and None not in by_name[1:]) else None

    def _by_code(self, code: str) -> bool | None:
        """A number is a municipality's where it is as long as ours, a county's where it has two digits."""
        home = self._home
        if fold(code) in self._also | _EVERYWHERE:
            return True
        if region := find_region(home.country, code.upper()):
            return region == home.county_code
        if not (code.isascii() and code.isdigit()):
            return None
        if len(code) == len(home.number):
            return home.has_number(code)
        return home.has_county_number(code) if len(code) == 2 else None

    def _by_name(self, name: str) -> bool | None:
        home = self._home
        if fold(name) in self._also or fold(name) in _EVERYWHERE or home.is_us(name) or home.is_our_county(name):
            return True
        return False if home.is_other_county(name) else None


def read_messages(messages: Iterable[Message], home: Home, options: Mapping[str, Any], url: str) -> Parsed:
    """The items for us.

    ``options``: ``areas``, ``everything``, ``point`` (see ``Filter``), ``memory``, and ``ours_only``, that what is not
    known to be ours by its areas is left out; else what may be is left to who reads the text. What is no warning to the
    public (acknowledgements, drafts, private messages) is left out; so is what a later message of the same answer
    replaces.
    """
    public = [message for message in messages if _is_public(message)]
    threads = Threads(dict(options.get("memory") or {}), public)
    reader = _Reader(home, Filter(home, options), threads, url, open_to_text=not options.get("ours_only"))
    items = [item for message in public for item in reader.read(message)]
    return Parsed(tuple(items), facts={"memory": threads.remember()})


class _Reader:
    """Reads one message after another, the oldest first as they come."""

    def __init__(self, home: Home, ours: Filter, threads: Threads, url: str, *, open_to_text: bool) -> None:
        self._home = home
        self._open = open_to_text
        self._ours = ours
        self._threads = threads
        self._url = url

    def read(self, message: Message) -> Iterator[RawItem]:
        """The items of a message: one for each event it tells of."""
        judged = [(info, self._ours.judge(info.areas)) for info in self._in_our_language(message)]
        judged = [(info, ours) for info, ours in judged if ours or (ours is None and self._open)]
        if not message.infos and self._threads.follows_ours(message):
            self._threads.take(message)
            yield self._without_info(message)
        if not judged:
            return
        self._threads.take(message)
        if self._threads.is_replaced(message):
            return
        events = dict.fromkeys(fold(info.event) for info, _ in judged)
        for event in events:
            mine = [(info, ours) for info, ours in judged if fold(info.event) == event]
            yield self._item(message, mine, event if len(events) > 1 else "")

    def _in_our_language(self, message: Message) -> list[Info]:
        language = primary(self._home.choose(*(info.language for info in message.infos)))
        return [info for info in message.infos if primary(info.language) == language]

    def _item(self, message: Message, mine: list[tuple[Info, bool | None]], event: str) -> RawItem:
        info = mine[0][0]
        areas = ", ".join(dict.fromkeys(area.name for one, _ in mine for area in one.areas if area.name))
        said = [part for one, _ in mine for part in (one.description, one.instruction)]
        span = spell_span(info.onset, info.expires, self._home.zone) if info.onset else ""
        return RawItem(
            id=f"{message.identifier}#{event}" if event else message.identifier,
            title=info.headline or ": ".join(filter(None, (info.event, areas))),
            text=paragraphs(*said, span, areas, message.note),
            url=absolute(info.web, self._url) or absolute(message.link, self._url),
            published_at=message.sent,
            language=primary(info.language),
            publisher=info.sender or None,
            about_us=any(ours for _, ours in mine),
            notice=self._notice(message, [one for one, _ in mine], event),
        )

    def _notice(self, message: Message, infos: list[Info], event: str) -> Notice:
        grade = _gravest(infos)
        exercise, cancelled = fold(message.status) in _EXERCISES, fold(message.type) == "cancel"
        over = cancelled or _is_clear(infos)
        first = self._threads.first_of(message)
        ends = [info.expires for info in infos]
        state = State.RESOLVED if over else _state_of(infos, self._home)
        return Notice(
            id=f"cap:{first}#{event}" if event else f"cap:{first}",
            message=fold(message.type),
            exercise=exercise,
            kind=Kind.ROUTINE if exercise else grade.kind,
            topic=grade.topic,
            severity=0 if over or exercise else grade.severity,
            state=State.NONE if exercise else state,
            expires_at=None if None in ends else max(end for end in ends if end),
            replaces=tuple(earlier.identifier for earlier in message.references),
        )

    def _without_info(self, message: Message) -> RawItem:
        """A cancellation may say nothing but what it cancels."""
        cancelled = fold(message.type) == "cancel"
        said = texts(self._home.language)
        return RawItem(
            id=message.identifier,
            title=message.note.partition("\n")[0] or said["cancelled" if cancelled else "updated"],
            text=message.note,
            url=absolute(message.link, self._url),
            published_at=message.sent,
            language=self._home.language,
            about_us=True,
            notice=Notice(
                id=f"cap:{self._threads.first_of(message)}",
                message=fold(message.type),
                exercise=fold(message.status) in _EXERCISES,
                severity=0 if cancelled else None,
                state=State.RESOLVED if cancelled else None,
                replaces=tuple(earlier.identifier for earlier in message.references),
            ),
        )


def _reaches(area: Area, point: Point) -> bool:
    """Whether one of its polygons holds the point, or one of its circles (``lat,lon km``)."""
    circles = [circle.split() for circle in area.circles]
    rings = [read_polygon(polygon) for polygon in area.polygons]
    return reaches(rings, point) or any(
        reaches([read_polygon(parts[0])], point, number(parts[1]) or 0.0) for parts in circles if len(parts) == 2
    )


def _is_public(message: Message) -> bool:
    return (
        fold(message.status) in _EXERCISES | {_REAL}
        and fold(message.type) in {"alert", "update", "cancel"}
        and fold(message.scope) in {"public", ""}
    )


def _gravest(infos: Sequence[Info]) -> Grade:
    grades = [grade_info(info) for info in infos]
    return max(grades, key=lambda grade: -1 if grade.severity is None else grade.severity)


def grade_info(info: Info, scale: Scale = _SCALE) -> Grade:
    """What the words of a message say in our scales: its event, else its severity and category."""
    codes = [value for _, value in info.event_codes]
    awareness = [f"awareness {value.partition(';')[0]}" for name, value in info.parameters if fold(name) == _AWARENESS]
    severities = "civil" if any(fold(one) in _CIVIL for one in info.categories) else "severity"
    event = scale.grade("event", *codes, *awareness, info.event)
    return event.over(scale.grade(severities, info.severity)).over(scale.grade("category", *info.categories))


def _is_clear(infos: Sequence[Info]) -> bool:
    """Whether every one of them says "all clear": the danger is over (CAP 1.2, responseType)."""
    return bool(infos) and all("allclear" in map(fold, info.responses) for info in infos)


def _state_of(infos: Sequence[Info], home: Home) -> State:
    begins = [info.onset for info in infos]
    return State.NONE if all(begin is not None and begin > home.now for begin in begins) else State.ONGOING

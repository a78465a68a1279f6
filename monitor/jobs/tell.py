"""Tells people how the sources and the monitor itself feel: what is, less what was said already."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.domain import bulletin, own
from monitor.domain.ailment import Part, Trouble
from monitor.domain.bulletin import Feeling, Word
from monitor.domain.model import Reason
from monitor.domain.note import write_notes
from monitor.domain.own import Own, Told
from monitor.domain.world import World
from monitor.jobs import absence
from monitor.jobs.settle import pace_of
from monitor.log import get_logger
from monitor.store import decide, meta, outages, outbox, sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitor.domain.incident import Delivery
    from monitor.jobs.desk import Desk
    from monitor.store.engine import Connection
    from monitor.store.sources import SourceRow

DAY = timedelta(days=1)
SEVERE, MILD = 2, 0  # so that in a queue what is urgent goes first
REMARKS_TOLD = "remarks_told"  # the number of the last remark that people were told of
log = get_logger()


def tell(desk: Desk, connection: Connection, current: Mapping[str, Own], now: datetime) -> list[Word]:
    """Write what is to be said now, in the transaction in which it was looked up; returns it."""
    timetable = desk.oncall.timetable
    office_open = not timetable.configured or timetable.is_open(now)
    words = [
        *absence.tell(desk, connection, now, office_open=office_open),
        *_of_sources(desk, connection, now, office_open=office_open),
        *_of_ourselves(connection, current, now, office_open=office_open),
        # What the first polls after an absence remark may be told with it.
        *(_of_remarks(connection) if office_open and not absence.untold(connection) else ()),
    ]
    deliveries = [one for word in words for one in _write(desk, connection, word, now)]
    outbox.add(connection, deliveries)
    for word in words:
        event = "source_well" if word.trouble in _GOOD else "source_unwell"
        log.warning(event, trouble=word.trouble, about=[part.name for part in word.parts], why=word.parts[0].why)
    return words


_GOOD = frozenset({Trouble.SOURCE_BACK, Trouble.SOURCES_BACK, Trouble.MONITOR_BACK, Trouble.MONITOR_WELL,
                   Trouble.DELIVERY_BACK, Trouble.MONITOR_OFF})  # fmt: skip


def _of_sources(desk: Desk, connection: Connection, now: datetime, *, office_open: bool) -> Iterable[Word]:
    rows = [row for row in sources.not_well(connection) if row.name in desk.config.connectors]
    if not rows:
        return ()
    broken = outages.recent(connection, [row.name for row in rows], now - DAY)
    feelings = [_feeling(desk, row, broken.get(row.name, []), now) for row in rows]
    said = bulletin.write(feelings, sources.count(connection), now, office_open=office_open)
    sources.note_told(connection, said.told or {})
    return said.words


def _feeling(desk: Desk, row: SourceRow, broken: list[outages.Record], now: datetime) -> Feeling:
    last = broken[-1] if broken else None
    return Feeling(
        name=row.name,
        role=desk.source(row.name).role,
        health=row.health,
        since=row.health_since,
        why=row.why or "",
        failures=row.consecutive_failures,
        told=row.told_health,
        gap=pace_of(desk, row.name).usual,
        outages=sum(1 for one in broken if one.began_at > now - DAY),
        broke_at=last.began_at if last else None,
        mended_at=last.ended_at if last else None,
    )


def _of_ourselves(
    connection: Connection, current: Mapping[str, Own], now: datetime, *, office_open: bool
) -> Iterable[Word]:
    told = {part: Told(part, row.why, row.began_at) for part, row in outages.open_own(connection).items()}
    begun = own.begin(current, told, now, office_open=office_open)
    ended = own.end(current, told, now, office_open=office_open)
    for one in begun:
        outages.begin(connection, outages.OWN + one.part, "failing", one.why, one.since)
    for over in ended:
        outages.end(connection, outages.OWN + over.part, now)
    return own.words(begun, ended, now)


def _of_remarks(connection: Connection) -> Iterable[Word]:
    """What happened since the last time, in one message for the sources and one for each part of ourselves."""
    last = int(meta.read(connection, REMARKS_TOLD) or "0")
    found = outages.remarks_after(connection, last)
    if not found:
        return
    meta.write(connection, REMARKS_TOLD, str(found[-1].id))
    ours = [one for one in found if one.source.startswith(outages.OWN)]
    for one in ours:
        part = Part(one.source.removeprefix(outages.OWN), one.why, one.began_at)
        yield Word(Trouble.MONITOR_UNWELL, (part,))
    parts = tuple(Part(one.source, one.why, one.began_at) for one in found if one not in ours)
    if parts:
        yield Word(Trouble.SOURCE_NOTED if len(parts) == 1 else Trouble.SOURCES_NOTED, parts)


def _write(desk: Desk, connection: Connection, word: Word, now: datetime) -> Iterable[Delivery]:
    # A mute of incidents mutes nothing of this: the world that is passed knows no silences.
    world = World(desk.plan, installation=decide.installation(connection))
    names = hashlib.sha256("\0".join(part.name for part in word.parts).encode()).hexdigest()[:12]
    turn = f"health-{word.trouble}-{names}-{now:%Y%m%dT%H%M%S}"
    return write_notes(Reason.HEALTH, turn, desk.plan.health_to, to_body(word), world, desk.oncall, now)


# ---- as it lies in the outbox ------------------------------------------------------------------------------------
def to_body(word: Word) -> dict[str, str]:
    """What wording needs, as a delivery keeps it."""
    parts = [[part.name, part.why, _iso(part.since), _iso(part.until)] for part in word.parts]
    return {
        "trouble": word.trouble.value,
        "parts": json.dumps(parts, ensure_ascii=False),
        "total": str(word.total),
        "severity": str(SEVERE if word.urgent else MILD),
    }


def parts_of(body: Mapping[str, str]) -> tuple[Part, ...]:
    """The parts that a message is about."""
    return tuple(Part(name, why, _time(since), _time(until)) for name, why, since, until in json.loads(body["parts"]))


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _time(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

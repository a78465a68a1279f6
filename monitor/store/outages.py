"""Times in which a source, or the monitor itself, did not work: rows that begin and end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from monitor.domain import own
from monitor.store import schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from monitor.domain.health import Outage

TABLE = schema.outage
REMARK = "ok"  # the health of a row that is no outage: something happened that a person should know of
OWN = own.MONITOR
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Record:
    """One row."""

    id: int
    source: str
    health: str
    why: str
    began_at: datetime
    ended_at: datetime | None


def follow(connection: sa.Connection, outages: Iterable[Outage]) -> None:
    """Write down what begins and what ends; what begins again before it was calm goes on as if it had never ended."""
    for one in outages:
        if one.health == "ok":
            end(connection, one.source, one.at)
        elif not _goes_on(connection, one):
            begin(connection, one.source, one.health, one.why, one.at)


def _goes_on(connection: sa.Connection, one: Outage) -> bool:
    last = sa.select(TABLE.c.id, TABLE.c.ended_at).where(TABLE.c.source == one.source, TABLE.c.health == one.health)
    row = connection.execute(last.order_by(TABLE.c.id.desc()).limit(1)).first()
    if row is None or (row.ended_at is not None and one.at - row.ended_at >= one.calm):
        return False
    connection.execute(sa.update(TABLE).where(TABLE.c.id == row.id).values(ended_at=None, why=one.why))
    return True


def begin(connection: sa.Connection, source: str, health: str, why: str, at: datetime) -> None:
    """A new row, open."""
    row = {"source": source, "health": health, "why": why, "began_at": at, "ended_at": None}
    connection.execute(sa.insert(TABLE).values(row))


def end(connection: sa.Connection, source: str, at: datetime) -> None:
    """Close whatever is open of a source."""
    is_open = (TABLE.c.source == source, TABLE.c.ended_at.is_(None))
    connection.execute(sa.update(TABLE).where(*is_open).values(ended_at=at))


def end_all(connection: sa.Connection, sources: Sequence[str], at: datetime) -> None:
    """Close what is open of sources that are read no more, or anew."""
    if sources:
        is_open = (TABLE.c.source.in_(sources), TABLE.c.ended_at.is_(None))
        connection.execute(sa.update(TABLE).where(*is_open).values(ended_at=at))


def remark(connection: sa.Connection, source: str, why: str, at: datetime) -> None:
    """Something that happened and is over."""
    record(connection, source, REMARK, why, (at, at))


def record(connection: sa.Connection, source: str, health: str, why: str, span: tuple[datetime, datetime]) -> None:
    """A time that is over as it is written down."""
    row = {"source": source, "health": health, "why": why, "began_at": span[0], "ended_at": span[1]}
    connection.execute(sa.insert(TABLE).values(row))


def take_back(connection: sa.Connection, sources: Sequence[str], why: str, since: datetime) -> None:
    """Forget remarks that are told in another way."""
    doubled = (TABLE.c.source.in_(sources), TABLE.c.why == why, TABLE.c.began_at >= since, TABLE.c.health == REMARK)
    connection.execute(sa.delete(TABLE).where(*doubled))


def remarks_after(connection: sa.Connection, last: int) -> list[Record]:
    """The remarks with a larger number, oldest first."""
    wanted = sa.select(TABLE).where(TABLE.c.id > last, TABLE.c.health == REMARK)
    return _records(connection, wanted)


def open_own(connection: sa.Connection) -> dict[str, Record]:
    """What is open of the monitor's own parts, by part."""
    wanted = sa.select(TABLE).where(TABLE.c.source.like(f"{OWN}%"), TABLE.c.ended_at.is_(None))
    return {one.source.removeprefix(OWN): one for one in _records(connection, wanted)}


def recent(connection: sa.Connection, sources: Sequence[str], since: datetime) -> dict[str, list[Record]]:
    """The outages of these sources that began after an instant or were the last, oldest first."""
    if not sources:
        return {}
    newest = sa.select(sa.func.max(TABLE.c.id)).where(TABLE.c.health != REMARK).group_by(TABLE.c.source)
    wanted = sa.select(TABLE).where(
        TABLE.c.source.in_(sources), TABLE.c.health != REMARK, (TABLE.c.began_at > since) | TABLE.c.id.in_(newest)
    )
    found: dict[str, list[Record]] = {}
    for one in _records(connection, wanted):
        found.setdefault(one.source, []).append(one)
    return found


def _records(connection: sa.Connection, wanted: sa.Select[tuple[object, ...]]) -> list[Record]:
    return [Record(**row) for row in connection.execute(wanted.order_by(TABLE.c.id)).mappings()]

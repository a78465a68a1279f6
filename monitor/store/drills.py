"""Exercises as rows: which are played, what became of each line, and what people did with their incidents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from monitor.domain.drill import Drill, Line, Played
from monitor.domain.incident import LogEntry
from monitor.store import rows, schema

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.domain.incident import Delivery
    from monitor.store.engine import Database

TABLE = schema.drill


def begin(connection: sa.Connection, drill: Drill) -> Drill:
    """Write down a new exercise; returns it with its number."""
    made = sa.insert(TABLE).values(
        name=drill.name, title=drill.title, language=drill.language, by=drill.by, speed=drill.speed,
        lines=_lines(drill.lines), played={}, began_at=drill.began_at, stopped_by="",
    )  # fmt: skip
    number = connection.execute(made.returning(TABLE.c.id)).scalar_one()
    return replace(drill, id=int(number))


def load(connection: sa.Connection, number: int) -> Drill | None:
    """One exercise; None when there is none of that number."""
    row = connection.execute(sa.select(TABLE).where(TABLE.c.id == number)).mappings().first()
    return _read(row) if row is not None else None


def listed(database: Database, *, running: bool = False) -> list[Drill]:
    """All exercises, the latest first, or those that are being played."""
    conditions = [TABLE.c.ended_at.is_(None)] if running else []
    with database.reading() as connection:
        found = connection.execute(sa.select(TABLE).where(*conditions).order_by(TABLE.c.id.desc())).mappings()
        return [_read(row) for row in found]


def note_played(connection: sa.Connection, drill: Drill, number: int, played: Played) -> None:
    """Remember what became of a line."""
    known = {**drill.played, number: played}
    stored = {str(line): msgspec.to_builtins(one) for line, one in known.items()}
    connection.execute(sa.update(TABLE).where(TABLE.c.id == drill.id).values(played=stored))


def add_line(connection: sa.Connection, drill: Drill, line: Line) -> None:
    """Somebody says something that is in no script."""
    connection.execute(sa.update(TABLE).where(TABLE.c.id == drill.id).values(lines=_lines((*drill.lines, line))))


def end(connection: sa.Connection, drill: Drill, now: datetime, by: str) -> None:
    """It is over; ``by`` names who stopped it, and is empty where it ended by itself."""
    still = (TABLE.c.id == drill.id, TABLE.c.ended_at.is_(None))
    connection.execute(sa.update(TABLE).where(*still).values(ended_at=now, stopped_by=by))


def incidents_of(connection: sa.Connection, drill: Drill) -> list[int]:
    """The incidents to which its lines belong now."""
    items = [one.item for one in drill.played.values()]
    mention = schema.mention
    found = sa.select(mention.c.incident_id).where(mention.c.item_id.in_(items), mention.c.incident_id.is_not(None))
    return sorted({int(number) for number in connection.execute(found).scalars() if number is not None})


def traces(connection: sa.Connection, incidents: Sequence[int]) -> tuple[list[Delivery], list[LogEntry]]:
    """What was told of these incidents, and what is in their logs."""
    delivery, log = schema.delivery, schema.incident_log
    told = connection.execute(sa.select(delivery).where(delivery.c.incident_id.in_(incidents))).mappings()
    entries = connection.execute(sa.select(log).where(log.c.incident_id.in_(incidents))).mappings()
    return (
        [rows.read_delivery(row) for row in told],
        [LogEntry(row["incident_id"], row["at"], row["what"], row["by"], row["note"]) for row in entries],
    )


def _lines(lines: Sequence[Line]) -> list[Any]:
    return [msgspec.to_builtins(line) for line in lines]


def _read(row: sa.RowMapping) -> Drill:
    return Drill(
        id=row["id"],
        name=row["name"],
        title=row["title"],
        language=row["language"],
        speed=row["speed"],
        began_at=row["began_at"],
        lines=tuple(msgspec.convert(line, Line) for line in row["lines"]),
        played={int(number): msgspec.convert(one, Played) for number, one in row["played"].items()},
        by=row["by"],
        ended_at=row["ended_at"],
        stopped_by=row["stopped_by"],
    )

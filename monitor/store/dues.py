"""Everything that happens later: rows with a time, taken when it has come, done once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from monitor.store import rows, schema

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from monitor.domain.incident import Due
    from monitor.store.engine import Database

TABLE = schema.due


def claim(database: Database, now: datetime, limit: int, lease: timedelta) -> list[Due]:
    """Take what is due, oldest first, for a while."""
    free = sa.or_(TABLE.c.lease_until.is_(None), TABLE.c.lease_until <= now)
    ready = (
        sa.select(TABLE.c.key)
        .where(TABLE.c.done_at.is_(None), TABLE.c.due_at <= now, free)
        .order_by(TABLE.c.due_at, TABLE.c.key)
        .limit(limit)
    )
    if not database.is_sqlite:
        ready = ready.with_for_update(skip_locked=True)
    take = sa.update(TABLE).where(TABLE.c.key.in_(ready)).values(lease_until=now + lease).returning(TABLE)
    with database.writing() as connection:
        taken = [rows.read_due(row) for row in connection.execute(take).mappings()]
    return sorted(taken, key=lambda due: (due.due_at, due.key))


def is_waiting(connection: sa.Connection, key: str) -> bool:
    """Whether it is still to be done: nobody did it, nobody cancelled it."""
    found = sa.select(TABLE.c.done_at).where(TABLE.c.key == key)
    row = connection.execute(found).first()
    return row is not None and row.done_at is None


def done(connection: sa.Connection, key: str, now: datetime) -> None:
    """Done, in the same transaction as what followed from it."""
    connection.execute(sa.update(TABLE).where(TABLE.c.key == key).values(done_at=now, lease_until=None))


def waiting(database: Database, kind: str | None = None) -> list[Due]:
    """What is still to come, soonest first."""
    condition = [TABLE.c.kind == kind] if kind else []
    with database.reading() as connection:
        found = sa.select(TABLE).where(TABLE.c.done_at.is_(None), *condition).order_by(TABLE.c.due_at)
        return [rows.read_due(row) for row in connection.execute(found).mappings()]


def set_back(database: Database, step: timedelta, now: datetime) -> None:
    """After the clock was set back by ``step``: nothing waits for the old time to come again.

    What was due by the old time is due now. What counts from a moment (the next poll, the next attempt, the next step
    with an incident) and every lease move with the clock; what has an hour of its own (a digest, an opening) stays.
    """
    before = now + step
    counted = {
        schema.source: sa.true(),
        schema.delivery: schema.delivery.c.postponed_from.is_not(None),
        schema.due: schema.due.c.incident_id.is_not(None) & schema.due.c.done_at.is_(None),
    }
    with database.writing() as connection:
        for table, moves in counted.items():
            late = sa.and_(table.c.due_at > now, table.c.due_at <= before)
            connection.execute(sa.update(table).where(late).values(due_at=now, lease_until=None))
            _move(connection, table.c.due_at, step, sa.and_(table.c.due_at > before, moves))
            _move(connection, table.c.lease_until, step, table.c.lease_until > before)


def _move(
    connection: sa.Connection, column: sa.Column[datetime], step: timedelta, where: sa.ColumnElement[bool]
) -> None:
    """Set these times back, row by row: SQLite keeps instants as text."""
    table = column.table
    assert isinstance(table, sa.Table)  # noqa: S101 - a column of ours has one
    (key,) = table.primary_key.columns
    rows = connection.execute(sa.select(key, column).where(where)).all()
    if rows:
        change = sa.update(table).where(key == sa.bindparam("of")).values({column.name: sa.bindparam("at")})
        connection.execute(change, [{"of": name, "at": at - step} for name, at in rows])


def forget(connection: sa.Connection, kinds: tuple[str, ...], after: datetime) -> None:
    """Take back what is planned for later, to plan it anew; what is due already stays due."""
    later = (TABLE.c.kind.in_(kinds), TABLE.c.done_at.is_(None), TABLE.c.due_at > after)
    connection.execute(sa.delete(TABLE).where(*later))


def of_incident(database: Database, incident: int) -> list[Due]:
    """What is still to happen with an incident, soonest first."""
    with database.reading() as connection:
        found = sa.select(TABLE).where(TABLE.c.done_at.is_(None), TABLE.c.incident_id == incident)
        return [rows.read_due(row) for row in connection.execute(found.order_by(TABLE.c.due_at)).mappings()]

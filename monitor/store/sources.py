"""Sources as rows: whose turn it is, where each left off, how each one feels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from monitor.store import outages, schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from monitor.store.engine import Database

TABLE = schema.source


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What is remembered of one source."""

    name: str
    cursor: dict[str, Any]
    due_at: datetime
    health: str = "new"
    fault: str | None = None
    why: str | None = None
    health_since: datetime | None = None
    told_health: str | None = None
    first_success_at: datetime | None = None
    last_attempt_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_item_at: datetime | None = None
    consecutive_failures: int = 0
    items: int = 0
    mentions: int = 0
    rhythm: dict[str, Any] = field(default_factory=dict)


def register(database: Database, hashes: Mapping[str, str], now: datetime) -> None:
    """Make the table hold exactly the configured sources.

    ``hashes`` gives a hash of each source's options: when it changed, the source starts anew (its cursor no longer
    fits, but for its ``ledger``), and what was read stays known. A source that is no longer configured rests; its
    items stay.
    """
    with database.writing() as connection:
        columns = sa.select(TABLE.c.name, TABLE.c.options_hash, TABLE.c.active, TABLE.c.cursor)
        rows = {row.name: row for row in connection.execute(columns)}
        known = {name: row.options_hash for name, row in rows.items()}
        gone = [name for name in known if name not in hashes]
        if gone:
            resting = sa.update(TABLE).where(TABLE.c.name.in_(gone))
            connection.execute(resting.values(active=False, told_health=None))
        anew = [name for name in hashes if name in known and known[name] != hashes[name]]
        outages.end_all(connection, [*gone, *anew], now)
        new = [_fresh(name, hashes[name], now) for name in hashes if name not in known]
        if new:
            connection.execute(sa.insert(TABLE), new)
        for name in hashes:
            if name in known and (known[name] != hashes[name] or not rows[name].active):
                ledger = {key: part for key, part in (rows[name].cursor or {}).items() if key == "ledger"}
                _renew(connection, name, hashes[name], ledger if known[name] != hashes[name] else None, now)


def _fresh(name: str, options_hash: str, now: datetime) -> dict[str, Any]:
    return {
        "name": name,
        "options_hash": options_hash,
        "cursor": {},
        "due_at": now,
        "active": True,
        "health": "new",
        "rhythm": {},
    }


def _renew(connection: sa.Connection, name: str, options_hash: str, anew: dict[str, Any] | None, now: datetime) -> None:
    """Let the source be read; where its options changed, from the cursor ``anew``."""
    values: dict[str, Any] = {"active": True}
    if anew is not None:
        values |= {"options_hash": options_hash, "cursor": anew, "due_at": now, "lease_until": None}
        values |= {"first_success_at": None, "consecutive_failures": 0, "health": "new", "fault": None, "why": None}
    connection.execute(sa.update(TABLE).where(TABLE.c.name == name).values(values))


def claim(database: Database, now: datetime, limit: int, lease: timedelta) -> list[SourceRow]:
    """Take up to ``limit`` sources that are due, longest overdue first, so that no one else polls them meanwhile."""
    free = sa.or_(TABLE.c.lease_until.is_(None), TABLE.c.lease_until <= now)
    ready = (
        sa.select(TABLE.c.name).where(TABLE.c.active, TABLE.c.due_at <= now, free).order_by(TABLE.c.due_at).limit(limit)
    )
    if not database.is_sqlite:
        ready = ready.with_for_update(skip_locked=True)
    take = sa.update(TABLE).where(TABLE.c.name.in_(ready)).values(lease_until=now + lease).returning(*_COLUMNS)
    with database.writing() as connection:
        return [_read(row) for row in connection.execute(take).mappings()]


def keep(database: Database, name: str, cursor: Mapping[str, Any]) -> None:
    """Save a source's cursor in the middle of a poll: for what must be known even if the poll never ends."""
    with database.writing() as connection:
        connection.execute(sa.update(TABLE).where(TABLE.c.name == name).values(cursor=dict(cursor)))


def not_well(connection: sa.Connection) -> list[SourceRow]:
    """The sources that are unwell, that have just failed, or of which people were told that they are unwell."""
    ill = TABLE.c.health.not_in(["ok", "new"]) | TABLE.c.told_health.is_not(None) | (TABLE.c.consecutive_failures > 0)
    wanted = sa.select(*_COLUMNS).where(TABLE.c.active, ill).order_by(TABLE.c.name)
    return [_read(row) for row in connection.execute(wanted).mappings()]


def count(connection: sa.Connection) -> int:
    """How many sources are read."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(TABLE).where(TABLE.c.active)).scalar_one())


def count_unread(connection: sa.Connection, since: datetime, now: datetime) -> int:
    """How many sources whose turn came since then were not asked before ``now``, or only just now."""
    unread = (TABLE.c.due_at <= now) | (TABLE.c.last_attempt_at > since)
    return int(connection.execute(sa.select(sa.func.count()).where(TABLE.c.active, unread)).scalar_one())


def are_waiting(connection: sa.Connection, since: datetime) -> bool:
    """Whether a source whose turn had come by then has not been asked yet."""
    waiting = sa.select(TABLE.c.name).where(TABLE.c.active, TABLE.c.due_at <= since).limit(1)
    return connection.execute(waiting).first() is not None


def rhythms(connection: sa.Connection) -> dict[str, dict[str, Any]]:
    """What was learned of each source that is read, by name."""
    wanted = sa.select(TABLE.c.name, TABLE.c.rhythm).where(TABLE.c.active)
    return {row.name: row.rhythm or {} for row in connection.execute(wanted)}


def note_told(connection: sa.Connection, told: Mapping[str, str | None]) -> None:
    """Remember what people were told of each source last; None is that it is well."""
    for name, health in told.items():
        connection.execute(sa.update(TABLE).where(TABLE.c.name == name).values(told_health=health))


def next_due(database: Database) -> datetime | None:
    """When the next source is due; None when there is none."""
    with database.reading() as connection:
        return connection.execute(sa.select(sa.func.min(TABLE.c.due_at)).where(TABLE.c.active)).scalar()


def settle(connection: sa.Connection, updates: Sequence[Mapping[str, Any]]) -> None:
    """Write back polls that are done, many at once: each a mapping with ``name`` and the columns that changed.

    The lease ends with it. Updates of the same columns travel together.
    """
    by_shape: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for update in updates:
        row = {("b_name" if key == "name" else f"v_{key}"): value for key, value in update.items()}
        by_shape.setdefault(tuple(sorted(update)), []).append(row)
    for shape, rows in by_shape.items():
        values: dict[str, Any] = {
            key: sa.bindparam(f"v_{key}") for key in shape if key not in {"name", "items", "mentions"}
        }
        values |= {key: TABLE.c[key] + sa.bindparam(f"v_{key}") for key in ("items", "mentions") if key in shape}
        statement = sa.update(TABLE).where(TABLE.c.name == sa.bindparam("b_name")).values(lease_until=None, **values)
        connection.execute(statement, rows)


def count_in(connection: sa.Connection, name: str, items: int, mentions: int) -> None:
    """Add what came by another way than a poll; a source that has no row is left alone."""
    more = {"items": TABLE.c["items"] + items, "mentions": TABLE.c.mentions + mentions}
    connection.execute(sa.update(TABLE).where(TABLE.c.name == name).values(more))


def all_rows(database: Database, names: Iterable[str] | None = None) -> dict[str, SourceRow]:
    """Every active source, or the named ones, by name."""
    wanted = sa.select(*_COLUMNS).where(TABLE.c.active)
    if names is not None:
        wanted = wanted.where(TABLE.c.name.in_(list(names)))
    with database.reading() as connection:
        return {row["name"]: _read(row) for row in connection.execute(wanted).mappings()}


def make_due(database: Database, names: Iterable[str], now: datetime) -> None:
    """Let these sources be polled as soon as possible."""
    with database.writing() as connection:
        connection.execute(sa.update(TABLE).where(TABLE.c.name.in_(list(names))).values(due_at=now))


def release_all(database: Database) -> None:
    """Forget every lease: for the only daemon on a database, at its start."""
    with database.writing() as connection:
        for table in (schema.source, schema.delivery, schema.due):
            connection.execute(sa.update(table).where(table.c.lease_until.is_not(None)).values(lease_until=None))


_COLUMNS = tuple(
    TABLE.c[name]
    for name in (
        "name", "cursor", "due_at", "health", "fault", "why", "health_since", "told_health", "first_success_at",
        "last_attempt_at", "last_success_at", "last_new_item_at", "consecutive_failures", "items", "mentions", "rhythm",
    )
)  # fmt: skip


def _read(row: sa.RowMapping) -> SourceRow:
    return SourceRow(**{**row, "cursor": row["cursor"] or {}, "rhythm": row["rhythm"] or {}})

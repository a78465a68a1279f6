"""Erases items for good, and remembers that it happened: when, by whom, why, how many; nothing of what they said."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from monitor.store import removal, schema

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.store.engine import Database

_PREFIX = "erasure:"


@dataclass(frozen=True, slots=True)
class Erasure:
    """The note that is left of an erasure. ``how`` says by what it was found, not with which words."""

    at: datetime
    by: str
    why: str
    how: str
    items: tuple[int, ...]
    incidents: tuple[int, ...]
    deliveries: tuple[str, ...] = ()  # keys of the messages that told of it


def erase(database: Database, ids: Sequence[int], by: str, why: str, how: str, now: datetime) -> Erasure:
    """Take these items out for good and write the note, in one transaction."""
    with database.writing(decides=True) as connection:
        found = removal.remove(connection, ids, f"erased on request {now:%Y-%m-%d}", for_good=True)
        told = _told_of(connection, found)
        erasure = Erasure(now, by, why, how, found.items, tuple(sorted(found.incidents)), told)
        if found.items:
            connection.execute(sa.insert(schema.meta).values(key=_next_key(connection), value=_write(erasure)))
    if found.items:
        removal.tidy(database)
    return erasure


def _told_of(connection: sa.Connection, found: removal.Removed) -> tuple[str, ...]:
    table = schema.delivery
    about = table.c.item_id.in_(found.items) | table.c.incident_id.in_(found.incidents)
    return tuple(connection.execute(sa.select(table.c.key).where(about)).scalars())


def _next_key(connection: sa.Connection) -> str:
    """``erasure:000001`` and so on."""
    count = sa.select(sa.func.count()).select_from(schema.meta).where(schema.meta.c.key.startswith(_PREFIX))
    return f"{_PREFIX}{int(connection.execute(count).scalar_one()) + 1:06}"


def _write(erasure: Erasure) -> str:
    kept = {name: value for name, value in asdict(erasure).items() if name != "deliveries"}
    return msgspec.json.encode(kept).decode()


def listed(database: Database) -> list[dict[str, Any]]:
    """Every erasure that ever was, oldest first."""
    query = sa.select(schema.meta.c.value).where(schema.meta.c.key.startswith(_PREFIX)).order_by(schema.meta.c.key)
    with database.reading() as connection:
        return [msgspec.json.decode(value) for value in connection.execute(query).scalars()]

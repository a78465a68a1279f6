"""What people say of a mention: relevant, irrelevant, or wrong in its kind, topic or severity. It can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from monitor.store import schema

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.store.engine import Database

TABLE = schema.feedback
_COLUMNS = ("id", "item_id", "at", "by", "answer", "kind", "topic", "severity")


def add(connection: sa.Connection, words: Sequence[dict[str, Any]]) -> None:
    """Write down what was said: each with ``item_id``, ``at``, ``by``, ``answer``, and what would have been right.

    Said again by the same person about the same item, the newer word holds.
    """
    for word in words:
        same = (TABLE.c.item_id == word["item_id"], TABLE.c.by == word["by"], TABLE.c.undone_at.is_(None))
        connection.execute(sa.update(TABLE).where(*same).values(undone_at=word["at"]))
        connection.execute(sa.insert(TABLE).values(**word))


def of_item(database: Database, item: int) -> list[dict[str, Any]]:
    """What holds of what was said about an item, oldest first."""
    query = sa.select(*(TABLE.c[name] for name in _COLUMNS)).where(TABLE.c.item_id == item, TABLE.c.undone_at.is_(None))
    with database.reading() as connection:
        return [dict(row) for row in connection.execute(query.order_by(TABLE.c.id)).mappings()]


def listed(database: Database, since: datetime | None = None, *, undone: bool = False) -> list[dict[str, Any]]:
    """What people said, newest first, each with the item it is about as far as that is kept."""
    item, mention = schema.item, schema.mention
    columns: list[sa.ColumnElement[Any]] = [
        *(TABLE.c[name] for name in (*_COLUMNS, "undone_at")),
        item.c.title,
        item.c.text,
        item.c.source,
        item.c.url,
    ]
    columns += [mention.c[name].label(f"said_{name}") for name in ("kind", "topics", "severity")]
    joined = TABLE.outerjoin(item, item.c.id == TABLE.c.item_id)
    joined = joined.outerjoin(mention, mention.c.item_id == TABLE.c.item_id)
    query = sa.select(*columns).select_from(joined).order_by(TABLE.c.id.desc())
    query = query if undone else query.where(TABLE.c.undone_at.is_(None))
    query = query.where(TABLE.c.at >= since) if since else query
    with database.reading() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def revision(database: Database) -> tuple[int, int]:
    """Another one each time that something is said or taken back."""
    query = sa.select(sa.func.coalesce(sa.func.max(TABLE.c.id), 0), sa.func.count(TABLE.c.undone_at))
    with database.reading() as connection:
        newest, undone = connection.execute(query).one()
    return int(newest), int(undone)


def exists(database: Database, number: int) -> bool:
    """Whether something was said under that number, whether or not it holds."""
    with database.reading() as connection:
        return connection.execute(sa.select(TABLE.c.id).where(TABLE.c.id == number)).first() is not None


def undo(database: Database, number: int, now: datetime) -> bool:
    """Take it back; returns whether it held until now."""
    holds = (TABLE.c.id == number, TABLE.c.undone_at.is_(None))
    with database.writing() as connection:
        return connection.execute(sa.update(TABLE).where(*holds).values(undone_at=now)).rowcount > 0

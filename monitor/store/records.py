"""Reads the whole memory out, record by record, for an extract: nothing is left out that can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from monitor.store import archive, schema
from monitor.store.archive import Wanted, mention_view
from monitor.store.keys import REMOVED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from monitor.store.engine import Database

_PAGE = 500


def items(database: Database, since: datetime | None, until: datetime | None) -> Iterator[dict[str, Any]]:
    """Every item whose words are kept, mention or not, oldest first, in pages that hold up no writer."""
    item = schema.item
    conditions = [sa.not_(item.c.key.startswith(REMOVED))]
    conditions += [item.c.seen_at >= since] if since else []
    conditions += [item.c.seen_at < until] if until else []
    joined = sa.select(item, schema.mention).select_from(item.outerjoin(schema.mention)).where(*conditions)
    after = 0
    while True:
        page = joined.where(item.c.id > after).order_by(item.c.id).limit(_PAGE)
        with database.reading() as connection:
            found = [_item_view(row) for row in connection.execute(page).mappings()]
        yield from found
        if len(found) < _PAGE:
            return
        after = found[-1]["id"]


def of_ids(database: Database, ids: Iterable[int]) -> Iterator[dict[str, Any]]:
    """The same of some items, oldest first."""
    item = schema.item
    joined = sa.select(item, schema.mention).select_from(item.outerjoin(schema.mention))
    for number in sorted(ids):
        with database.reading() as connection:
            row = connection.execute(joined.where(item.c.id == number)).mappings().first()
        if row is not None:
            yield _item_view(row)


def _item_view(row: sa.RowMapping) -> dict[str, Any]:
    """An item as a mention is shown, and what it is known by, whether it was news, and each gate it was asked."""
    item = schema.item.c
    return {
        **mention_view(row),
        "key": row[item.key],
        "mentioned": row[item.mentioned],
        "archived": row[item.archived],
        "gates": row[item.gates],
    }


def incidents(database: Database, since: datetime | None, until: datetime | None) -> Iterator[dict[str, Any]]:
    """Every incident that was touched in that time, with its log, oldest first."""
    table = schema.incident
    conditions = [table.c.updated_at >= since] if since else []
    conditions += [table.c.opened_at < until] if until else []
    with database.reading() as connection:
        numbers = list(connection.execute(sa.select(table.c.id).where(*conditions).order_by(table.c.id)).scalars())
    found = (archive.incident(database, number) for number in numbers)
    yield from (one for one in found if one is not None)


def ids_of(database: Database, wanted: Wanted, source: str) -> list[int]:
    """The numbers of the items of a source in a time, whose words are kept."""
    item = schema.item.c
    conditions = [item.source == source, sa.not_(item.key.startswith(REMOVED))]
    conditions += [item.seen_at >= wanted.since] if wanted.since else []
    conditions += [item.seen_at < wanted.until] if wanted.until else []
    with database.reading() as connection:
        return list(connection.execute(sa.select(item.id).where(*conditions).order_by(item.id)).scalars())

"""Adds up what became of all items: what was read and what follows from it must be the same number."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from monitor.domain.outcome import OUTCOMES, Traces, contradiction, outcome_of
from monitor.store import schema

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.store.engine import Database

_PAGE = 1000
_SHOWN = 20  # contradictions that are named


@dataclass(frozen=True, slots=True)
class Balance:
    """How many items were read in a time, and what became of how many; ``wrong`` names those that do not add up."""

    items: int
    outcomes: Mapping[str, int]
    wrong: tuple[tuple[int, str], ...]

    @property
    def is_even(self) -> bool:
        """Whether every item has an outcome that the memory shows."""
        return not self.wrong and sum(self.outcomes.values()) == self.items


def balance(database: Database, since: datetime | None = None, until: datetime | None = None) -> Balance:
    """Add up the items that were seen in a time, read in pages that hold up no writer."""
    counted: Counter[str] = Counter()
    wrong: list[tuple[int, str]] = []
    items, after = 0, 0
    while True:
        page, told = _page(database, since, until, after)
        for row in page:
            items += 1
            traces = Traces(row["mention_id"] is not None, row["incident_id"], told.get(row["id"], 0))
            if why := contradiction(row["gates"], traces):
                wrong.append((row["id"], why))
            else:
                counted[outcome_of(row["gates"]) or ""] += 1
        if len(page) < _PAGE:
            return Balance(items, {name: counted[name] for name in OUTCOMES}, tuple(wrong[:_SHOWN]))
        after = page[-1]["id"]


def _page(
    database: Database, since: datetime | None, until: datetime | None, after: int
) -> tuple[list[sa.RowMapping], dict[int, int]]:
    """The next items by number, and how many deliveries each of them caused."""
    item, mention, delivery = schema.item, schema.mention, schema.delivery
    columns = (item.c.id, item.c.gates, mention.c.item_id.label("mention_id"), mention.c.incident_id)
    conditions = [item.c.id > after]
    conditions += [item.c.seen_at >= since] if since else []
    conditions += [item.c.seen_at < until] if until else []
    query = sa.select(*columns).select_from(item.outerjoin(mention)).where(*conditions)
    with database.reading() as connection:
        page = list(connection.execute(query.order_by(item.c.id).limit(_PAGE)).mappings())
        if not page:
            return [], {}
        between = delivery.c.item_id.between(page[0]["id"], page[-1]["id"])
        caused = sa.select(delivery.c.item_id, sa.func.count()).where(between).group_by(delivery.c.item_id)
        return page, {row[0]: row[1] for row in connection.execute(caused)}

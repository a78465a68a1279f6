"""What is kept for how long: takes out what is over, a little at a time, so that nobody waits for it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from monitor.domain.model import Role, Status
from monitor.store import removal, schema
from monitor.store.keys import ERASED, REMOVED

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.plan import Retention
    from monitor.store.engine import Database

AT_ONCE = 500  # items in one transaction
_DONE_DUES = timedelta(days=30)
_OVER = (Status.RESOLVED.value, Status.CLOSED.value)


@dataclass(frozen=True, slots=True)
class Pruned:
    """How much was taken out: items that lost their words, by why they were kept; and rows that are gone."""

    social: int = 0
    press: int = 0
    unmatched: int = 0
    rows: int = 0
    incidents: int = 0
    deliveries: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return sum(asdict(self).values())


def prune(database: Database, retention: Retention, now: datetime, *, dry_run: bool = False) -> Pruned:
    """Take out what is older than it may be; with ``dry_run`` only count it."""
    words = {
        name: _take_out(database, condition, f"its retention is over since {now:%Y-%m-%d}", dry_run=dry_run)
        for name, condition in _expired(retention, now).items()
    }
    with database.writing() as connection:
        pruned = Pruned(**words, **_delete_rows(connection, retention, now, dry_run=dry_run))
    if pruned.total and not dry_run:
        removal.tidy(database)
    return pruned


def _expired(retention: Retention, now: datetime) -> dict[str, sa.ColumnElement[bool]]:
    """Which items may not be kept any more, by which of the periods."""
    item = schema.item.c
    social = item.role == Role.SOCIAL.value
    kept = sa.not_(item.key.startswith(REMOVED))
    return {
        "social": kept & item.mentioned & social & (item.seen_at < now - retention.mentions),
        "press": kept & item.mentioned & ~social & (item.seen_at < now - retention.press),
        "unmatched": kept & ~item.mentioned & (item.seen_at < now - retention.unmatched),
    }


def _take_out(database: Database, condition: sa.ColumnElement[bool], why: str, *, dry_run: bool) -> int:
    if dry_run:
        with database.reading() as connection:
            counted = sa.select(sa.func.count()).select_from(schema.item).where(condition)
            return int(connection.execute(counted).scalar_one())
    taken = 0
    while True:
        with database.writing() as connection:
            wanted = sa.select(schema.item.c.id).where(condition).order_by(schema.item.c.id).limit(AT_ONCE)
            found = removal.remove(connection, list(connection.execute(wanted).scalars()), why)
        taken += len(found.items)
        if len(found.items) < AT_ONCE:
            return taken


def _delete_rows(connection: sa.Connection, retention: Retention, now: datetime, *, dry_run: bool) -> dict[str, int]:
    """What is over altogether, figures included: rows of items without words, incidents with their log, deliveries."""
    item, incident, delivery, due = schema.item, schema.incident, schema.delivery, schema.due
    end = now - max(retention.press, retention.mentions, retention.unmatched)
    old = sa.select(incident.c.id).where(incident.c.status.in_(_OVER), incident.c.updated_at < end).scalar_subquery()
    conditions: dict[sa.Table, sa.ColumnElement[bool]] = {
        delivery: delivery.c.incident_id.in_(old) | (delivery.c.incident_id.is_(None) & (delivery.c.created_at < end)),
        due: due.c.incident_id.in_(old) | (due.c.done_at < now - _DONE_DUES),
        schema.feedback: schema.feedback.c.at < end,
        schema.silence: schema.silence.c.ends_at < end,
        item: item.c.key.startswith(REMOVED) & (item.c.fingerprint != ERASED) & (item.c.seen_at < end),
        incident: incident.c.id.in_(old),
    }
    counted = {table.name: _delete(connection, table, where, dry_run=dry_run) for table, where in conditions.items()}
    return {"rows": counted["item"], "incidents": counted["incident"], "deliveries": counted["delivery"]}


def _delete(connection: sa.Connection, table: sa.Table, where: sa.ColumnElement[bool], *, dry_run: bool) -> int:
    if dry_run:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(where)).scalar_one())
    return connection.execute(sa.delete(table).where(where)).rowcount

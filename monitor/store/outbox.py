"""The outbox: takes deliveries that are due, for a while; settles them after the receiver's answer; loses none."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from monitor.domain.model import DeliveryState
from monitor.store import rows, schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from monitor.domain.incident import Delivery
    from monitor.store.engine import Database

TABLE = schema.delivery
_WAITING = (DeliveryState.PENDING.value, DeliveryState.HELD.value)
FRESH = timedelta(hours=2)  # what is older comes after what is fresh, once a long outage is over


def claim(database: Database, now: datetime, limit: int, lease: timedelta) -> list[Delivery]:
    """Take up to ``limit`` deliveries that are due, the most severe first, then in the order of their decision.

    After an outage of hours what is fresh goes before what is old.
    """
    free = sa.or_(TABLE.c.lease_until.is_(None), TABLE.c.lease_until <= now)
    old = sa.case((sa.func.coalesce(TABLE.c.postponed_from, TABLE.c.due_at) < now - FRESH, 1), else_=0)
    order = (TABLE.c.severity.desc(), old, TABLE.c.id)
    ready = (
        sa.select(TABLE.c.id)
        .where(TABLE.c.state.in_(_WAITING), TABLE.c.due_at <= now, free)
        .order_by(*order)
        .limit(limit)
    )
    if not database.is_sqlite:
        ready = ready.with_for_update(skip_locked=True)
    take = sa.update(TABLE).where(TABLE.c.id.in_(ready)).values(lease_until=now + lease).returning(TABLE)
    with database.writing() as connection:
        taken = [rows.read_delivery(row) for row in connection.execute(take).mappings()]
    return sorted(taken, key=lambda one: (-one.severity, one.wanted_at < now - FRESH, one.id or 0))


def settle(
    database: Database, deliveries: Sequence[Delivery], state: DeliveryState, now: datetime, **said: Any
) -> None:
    """End what was one message: ``sent`` after the receiver took it, ``failed`` when it never will.

    All of it at once, so that a crash cannot leave half of a message to be said again. ``said`` may hold
    ``last_error``, ``receipt``, ``person``.
    """
    values: dict[str, Any] = {"state": state.value, "lease_until": None, "attempts": TABLE.c.attempts + 1, **said}
    if state is DeliveryState.SENT:
        values["sent_at"] = now
    with database.writing() as connection:
        connection.execute(sa.update(TABLE).where(TABLE.c.id.in_([one.id for one in deliveries])).values(values))


def postpone(database: Database, deliveries: Sequence[Delivery], until: datetime, error: str) -> None:
    """Try this message again later, and remember why it was not taken."""
    values = {
        "due_at": until,
        "postponed_from": sa.func.coalesce(TABLE.c.postponed_from, TABLE.c.due_at),
        "lease_until": None,
        "attempts": TABLE.c.attempts + 1,
        "last_error": error,
    }
    with database.writing() as connection:
        connection.execute(sa.update(TABLE).where(TABLE.c.id.in_([one.id for one in deliveries])).values(values))


def give_back(database: Database, deliveries: Iterable[Delivery], until: datetime | None = None) -> None:
    """Let go of deliveries that were taken and not tried; with ``until``, none of them before then."""
    ids = [delivery.id for delivery in deliveries]
    values: dict[str, Any] = {"lease_until": None}
    if until is not None:
        values["postponed_from"] = sa.func.coalesce(TABLE.c.postponed_from, TABLE.c.due_at)
        values["due_at"] = sa.case((TABLE.c.due_at < until, sa.literal(until, schema.Instant())), else_=TABLE.c.due_at)
    if ids:
        with database.writing() as connection:
            connection.execute(sa.update(TABLE).where(TABLE.c.id.in_(ids)).values(values))


def put_off(database: Database, line: tuple[str, int], ours: Sequence[Delivery], until: datetime) -> None:
    """Let all of a line that waits be tried again at one time, and so in its order: also what was put off before.

    ``ours`` are those of it that we have taken; what another daemon has taken stays with it.
    """
    ids = [one.id for one in ours]
    free = sa.or_(TABLE.c.lease_until.is_(None), TABLE.c.id.in_(ids))
    waits = (TABLE.c.state.in_(_WAITING), TABLE.c.receiver == line[0], TABLE.c.slot == line[1])
    tried = sa.or_(TABLE.c.due_at <= until, TABLE.c.postponed_from <= until)
    since = sa.func.coalesce(TABLE.c.postponed_from, TABLE.c.due_at)
    values = {"due_at": until, "postponed_from": since, "lease_until": None}
    with database.writing() as connection:
        connection.execute(sa.update(TABLE).where(*waits, tried, free).values(values))


def still_wanted(database: Database, deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Those that nobody cancelled since they were taken."""
    wanted = sa.select(TABLE.c.id).where(TABLE.c.id.in_([one.id for one in deliveries]), TABLE.c.state.in_(_WAITING))
    with database.reading() as connection:
        waiting = set(connection.execute(wanted).scalars())
    return [one for one in deliveries if one.id in waiting]


def of_incident(database: Database, incident: int) -> list[Delivery]:
    """Everything told, held or failed about one incident, in the order in which it was decided."""
    return _listed(database, TABLE.c.incident_id == incident)


def of_item(database: Database, item: int) -> list[Delivery]:
    """Everything to which one item led."""
    return _listed(database, TABLE.c.item_id == item)


def led_to(database: Database, item: int, incident: int | None) -> list[Delivery]:
    """Everything to which an item led: what it caused itself, and what time alone caused about its incident."""
    own = TABLE.c.item_id == item
    if incident is None:
        return _listed(database, own)
    return _listed(database, own | (TABLE.c.item_id.is_(None) & (TABLE.c.incident_id == incident)))


def listed(database: Database, since: datetime | None = None, until: datetime | None = None) -> list[Delivery]:
    """The ledger, newest first."""
    conditions = [TABLE.c.created_at >= since] if since else []
    conditions += [TABLE.c.created_at < until] if until else []
    return _listed(database, *conditions)[::-1]


def _listed(database: Database, *conditions: sa.ColumnElement[bool]) -> list[Delivery]:
    with database.reading() as connection:
        found = connection.execute(sa.select(TABLE).where(*conditions).order_by(TABLE.c.id)).mappings()
        return [rows.read_delivery(row) for row in found]


def reached(connection: sa.Connection, delivery: Delivery, soon: datetime | None) -> bool:
    """Whether the same message has reached its receiver by another channel, or is tried there before ``soon``."""
    has = TABLE.c.state == DeliveryState.SENT.value
    if soon is not None:
        has = sa.or_(has, sa.and_(TABLE.c.state.in_(_WAITING), TABLE.c.due_at <= soon))
    other = sa.select(sa.literal(1)).where(*_same_message(delivery), TABLE.c.slot != delivery.slot, has)
    return connection.execute(other.limit(1)).scalar() is not None


def has_stand_in(connection: sa.Connection, delivery: Delivery) -> bool:
    """Whether somebody was told this in the receiver's place already, whichever of its channels failed first."""
    other = sa.select(TABLE.c.key).where(*_same_message(delivery), TABLE.c.slot != delivery.slot)
    keys = [delivery.key, *connection.execute(other).scalars()]
    told = (TABLE.c.key.startswith(f"{key}-f", autoescape=True) for key in keys)
    return connection.execute(sa.select(sa.literal(1)).where(sa.or_(*told)).limit(1)).scalar() is not None


def _same_message(delivery: Delivery) -> tuple[sa.ColumnElement[bool], ...]:
    """The rows of one message to one receiver: one for each of its channels."""

    def is_same(column: sa.Column[Any], value: int | None) -> sa.ColumnElement[bool]:
        return column.is_(None) if value is None else column == value

    return (
        TABLE.c.receiver == delivery.receiver,
        TABLE.c.reason == delivery.reason.value,
        is_same(TABLE.c.incident_id, delivery.incident),
        is_same(TABLE.c.item_id, delivery.item),
        TABLE.c.created_at == delivery.created_at,
    )


def hasten(database: Database, now: datetime, line: tuple[str, int] | None = None) -> None:
    """Let what was put off be tried now: of one receiver's channel that is back, or of all."""
    waits = (TABLE.c.state.in_(_WAITING), TABLE.c.postponed_from <= now, TABLE.c.due_at > now)
    of_line = (TABLE.c.receiver == line[0], TABLE.c.slot == line[1]) if line else ()
    late = sa.select(TABLE.c.id).where(*waits, *of_line)
    with database.reading() as connection:
        ids = connection.execute(late).scalars().all()
    if ids:
        with database.writing() as connection:
            connection.execute(sa.update(TABLE).where(TABLE.c.id.in_(ids), *waits).values(due_at=now))


def add(connection: sa.Connection, deliveries: Sequence[Delivery]) -> None:
    """Write deliveries that follow from no incident, once each."""
    from monitor.store.decide import _insert_once

    _insert_once(connection, TABLE, [rows.delivery_row(delivery) for delivery in deliveries], ("key",))

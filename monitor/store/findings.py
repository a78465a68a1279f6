"""What the monitor itself does not do as it should: what waits too long, what does not add up, what takes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from monitor.domain.model import DeliveryState, Status
from monitor.errors import Fault
from monitor.store import schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

LATE = timedelta(minutes=5)  # what is due for longer is not being done
AUDITED = timedelta(hours=1)  # how far back the sums are done
REMEMBERED_FAILURES = timedelta(days=7)
OUR_OWN_MOST = 3  # sources whose answers we cannot read before it is our trouble and not theirs
_WAITING = (DeliveryState.PENDING.value, DeliveryState.HELD.value)
_OURS = (Fault.PARSER.value, Fault.INTERNAL.value)


@dataclass(frozen=True, slots=True)
class Finding:
    """A part of the monitor that does not do its work, and how that shows."""

    part: str
    why: str


def find(connection: sa.Connection, now: datetime, awake_since: datetime) -> list[Finding]:
    """Everything that is not as it should be. What was due before ``awake_since`` counts from then."""
    late = _late_things(connection, now - LATE) if now - awake_since > LATE else ()
    return [*late, *_settled_things(connection, now)]


def _late_things(connection: sa.Connection, late: datetime) -> Iterator[Finding]:
    """Every source polled in time, each delivery tried, each step taken."""
    source, delivery, due = schema.source, schema.delivery, schema.due
    if polls := _count(connection, source, source.c.active, source.c.due_at < late):
        yield Finding("cycle", f"{polls} sources are due for more than five minutes and were not polled")
    untried = (delivery.c.state.in_(_WAITING), delivery.c.due_at < late, delivery.c.attempts == 0)
    if words := _count(connection, delivery, *untried):
        yield Finding("outbox", f"{words} deliveries are due for more than five minutes and were not tried")
    if steps := _count(connection, due, due.c.done_at.is_(None), due.c.due_at < late):
        yield Finding("steps", f"{steps} reminders or other steps are due for more than five minutes")


def _settled_things(connection: sa.Connection, now: datetime) -> Iterator[Finding]:
    """Every live incident has a next step; the sum of what came in is the sum of what became of it; we can read."""
    incident, due, source = schema.incident, schema.due, schema.source
    live = incident.c.status.in_([Status.OPEN, Status.ACKNOWLEDGED, Status.RESOLVED])
    step = sa.select(due.c.incident_id).where(due.c.incident_id.is_not(None), due.c.done_at.is_(None))
    stranded = (live, incident.c.updated_at < now - LATE, incident.c.id.not_in(step))
    if lost := _count(connection, incident, *stranded):
        yield Finding("steps", f"{lost} incidents have no next step")
    if missing := _unaccounted(connection, now - AUDITED):
        yield Finding("sums", f"{missing} mentions of the last hour were read and are not listed")
    unread = (source.c.active, source.c.fault.in_(_OURS), source.c.consecutive_failures > 1)
    if (ours := _count(connection, source, *unread)) >= OUR_OWN_MOST:
        yield Finding("reading", f"the answers of {ours} sources cannot be read here, whatever they hold")


def _unaccounted(connection: sa.Connection, since: datetime) -> int:
    """Mentions that no list would show: an item that is one, without its row; a row whose incident is not there."""
    item, mention, incident = schema.item, schema.mention, schema.incident
    joined = item.outerjoin(mention).outerjoin(incident, incident.c.id == mention.c.incident_id)
    rowless = item.c.mentioned & mention.c.item_id.is_(None)
    homeless = mention.c.incident_id.is_not(None) & incident.c.id.is_(None)
    wanted = sa.select(sa.func.count()).select_from(joined).where(item.c.seen_at > since, rowless | homeless)
    return int(connection.execute(wanted).scalar_one())


def failing_lines(connection: sa.Connection, now: datetime) -> dict[str, tuple[str, datetime]]:
    """The lines (receiver and channel) that take nothing: why, and since when.

    One that was tried for five minutes without success, one whose last word was that it never will, and one for which
    nobody was on call within a day.
    """
    table = schema.delivery
    line = (table.c.receiver, table.c.channel, table.c.slot)
    recent = (table.c.attempts > 0) & (table.c.created_at > now - REMEMBERED_FAILURES)
    stuck = recent & (table.c.state == DeliveryState.PENDING) & (table.c.created_at < now - LATE)
    settled = recent & table.c.state.in_([DeliveryState.SENT, DeliveryState.FAILED])
    last = sa.select(sa.func.max(table.c.id)).where(settled).group_by(*line)
    refused = table.c.id.in_(last) & (table.c.state == DeliveryState.FAILED)
    nobody = (table.c.channel == "nobody") & (table.c.created_at > now - timedelta(days=1))
    why = sa.func.coalesce(table.c.last_error, table.c.why)
    found = sa.select(*line, why, table.c.created_at).where(stuck | refused | nobody).order_by(table.c.id)
    lines: dict[str, tuple[str, datetime]] = {}
    for receiver, channel, _, said, since in connection.execute(found):
        lines.setdefault(f"{receiver} ({channel})", (said, since))
    return lines


def _count(connection: sa.Connection, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(*conditions)).scalar_one())

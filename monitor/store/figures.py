"""Counts a period for the digest and the brief: what happened, what was told, what was read, what could not be."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from monitor.domain.model import Role, Status
from monitor.domain.week import Figures, Happened, Headline, Heard, Outage, Told
from monitor.store import pulse, schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from monitor.domain.week import Period
    from monitor.store.engine import Database

WEEKS_BEFORE = 8
HEADLINES = 12
_NONE = timedelta()
_OPEN = (Status.OPEN.value, Status.ACKNOWLEDGED.value)


def count(database: Database, period: Period, is_open: Callable[[datetime], bool]) -> Figures:
    """All figures of the period; ``is_open`` says whether the office was open at an instant."""
    with database.reading() as connection:
        topics = _topics(connection, period.since, period.until)
        return Figures(
            period=period,
            incidents=_incidents(connection, period),
            still_open=_still_open(connection, period),
            told=_told(connection, period, is_open),
            heard=_heard(connection, period),
            headlines=_headlines(connection, period),
            outages=_outages(connection, period),
            topics=topics,
            usual_topics=_usual(connection, period, set(topics)),
            kinds=_kinds(connection, period),
            awake=sum((end - begin for begin, end in pulse.awake_spans(database, period.since, period.until)), _NONE),
            sources=_count(connection, schema.source, schema.source.c.active),
            drills=_count(
                connection, schema.incident, *_within(schema.incident.c.opened_at, period), schema.incident.c.drill
            ),
            last_drill_at=connection.execute(
                sa.select(sa.func.max(schema.incident.c.opened_at)).where(schema.incident.c.drill)
            ).scalar(),
        )


def _within(column: sa.Column[Any], period: Period) -> tuple[sa.ColumnElement[bool], ...]:
    return column >= period.since, column < period.until


def _count(connection: sa.Connection, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(*conditions)).scalar_one())


def _incidents(connection: sa.Connection, period: Period) -> tuple[Happened, ...]:
    table = schema.incident
    wanted = sa.select(table).where(*_within(table.c.opened_at, period), table.c.drill.is_(False))
    found = connection.execute(wanted.order_by(table.c.severity.desc(), table.c.opened_at)).mappings()
    return tuple(_happened(row) for row in found)


def _still_open(connection: sa.Connection, period: Period) -> tuple[Happened, ...]:
    table = schema.incident
    wanted = sa.select(table).where(
        table.c.status.in_(_OPEN), table.c.opened_at < period.until, table.c.drill.is_(False), table.c.severity > 0
    )
    return tuple(_happened(row) for row in connection.execute(wanted.order_by(table.c.opened_at)).mappings())


def _happened(row: sa.RowMapping) -> Happened:
    return Happened(
        number=row["id"],
        title=row["title"],
        topics=tuple(row["topics"]),
        severity=row["severity"],
        status=Status(row["status"]),
        first_seen_at=row["first_seen_at"],
        opened_at=row["opened_at"],
        own_word_at=row["own_channel_at"],
        acknowledged_at=row["acknowledged_at"],
        acknowledged_by=row["acknowledged_by"],
        resolved_at=row["resolved_at"],
        mentions=row["mentions"],
        voices=row["voices"],
        facts=row["facts"],
    )


def _told(connection: sa.Connection, period: Period, is_open: Callable[[datetime], bool]) -> tuple[Told, ...]:
    table = schema.delivery
    wanted = sa.select(table).where(
        *_within(table.c.created_at, period), table.c.drill.is_(False), table.c.incident_id.is_not(None)
    )
    messages: dict[tuple[Any, ...], Told] = {}
    for row in connection.execute(wanted.order_by(table.c.id)).mappings():
        one = (row["incident_id"], row["receiver"], row["reason"], row["created_at"])
        at = row["sent_at"] or row["created_at"]
        told = Told(
            row["incident_id"], row["receiver"], row["person"], row["reason"], row["state"], row["created_at"],
            row["sent_at"], row["severity"], by_night=not is_open(at),
        )  # fmt: skip
        if one not in messages or (told.sent_at and not messages[one].sent_at):
            messages[one] = told
    return tuple(messages.values())


def _heard(connection: sa.Connection, period: Period) -> tuple[Heard, ...]:
    item = schema.item.c
    mentioned = sa.func.sum(sa.case((item.mentioned, 1), else_=0))
    wanted = (
        sa.select(item.source, item.role, sa.func.count(), mentioned)
        .where(*_within(item.seen_at, period), item.archived.is_(False), item.drill.is_(False))
        .group_by(item.source, item.role)
        .order_by(sa.func.count().desc(), item.source)
    )
    return tuple(
        Heard(source, role, items, int(mentions)) for source, role, items, mentions in connection.execute(wanted)
    )


def _mentions(period_since: datetime, period_until: datetime, *columns: Any) -> sa.Select[Any]:
    item, mention = schema.item.c, schema.mention.c
    return (
        sa.select(*columns)
        .join_from(schema.mention, schema.item)
        .where(
            mention.seen_at >= period_since,
            mention.seen_at < period_until,
            item.archived.is_(False),
            item.drill.is_(False),
            item.revision_of.is_(None),
        )
    )


def _topics(connection: sa.Connection, since: datetime, until: datetime) -> dict[str, int]:
    found = connection.execute(_mentions(since, until, schema.mention.c.topics)).scalars()
    return dict(Counter(topic for topics in found for topic in topics).most_common())


def _usual(connection: sa.Connection, period: Period, topics: set[str]) -> dict[str, float]:
    """The median of the periods before, as far back as there is anything."""
    length = period.until - period.since
    first = connection.execute(sa.select(sa.func.min(schema.mention.c.seen_at))).scalar()
    before = []
    for back in range(1, WEEKS_BEFORE + 1):
        since = period.since - back * length
        if first is None or since < first - length:
            break
        before.append(_topics(connection, since, since + length))
    return {topic: median(one.get(topic, 0) for one in before) for topic in topics} if len(before) >= 2 else {}


def _kinds(connection: sa.Connection, period: Period) -> dict[str, int]:
    kind = schema.mention.c.kind
    found = _mentions(period.since, period.until, kind, sa.func.count()).group_by(kind)
    return dict(row.tuple() for row in connection.execute(found))


def _headlines(connection: sa.Connection, period: Period) -> tuple[Headline, ...]:
    item, mention = schema.item.c, schema.mention.c
    wanted = _mentions(period.since, period.until, item.title, item.publisher, item.url, item.seen_at).where(
        item.role == Role.PRESS.value, item.title != ""
    )
    found = connection.execute(wanted.order_by(mention.severity.desc(), item.seen_at.desc()).limit(HEADLINES))
    return tuple(Headline(title, publisher, url, at) for title, publisher, url, at in found)


def _outages(connection: sa.Connection, period: Period) -> tuple[Outage, ...]:
    table = schema.outage
    wanted = sa.select(table).where(
        table.c.began_at < period.until, sa.or_(table.c.ended_at.is_(None), table.c.ended_at > period.since)
    )
    return tuple(
        Outage(row["source"], row["health"], row["why"], row["began_at"], row["ended_at"])
        for row in connection.execute(wanted.order_by(table.c.began_at)).mappings()
    )

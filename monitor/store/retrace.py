"""Reads the archive as it came in: what each source published when, and who took an incident when."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from monitor.domain.model import Kind, Notice, RawItem, Role, State, Topic
from monitor.domain.simulate import Acknowledged, Event, Published, read_source
from monitor.store import schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from monitor.domain.plan import Plan
    from monitor.store.engine import Database

_PAGE = 500


def retrace(database: Database, plan: Plan, since: datetime, until: datetime) -> Iterator[Event]:
    """What was seen from ``since`` until before ``until`` and who took what, in order; an item's id is its number.

    What a source had before its first poll, and what was old when it came, is no news here either.
    """
    taken = _taken(database, since, until)
    return heapq.merge(_published(database, plan, since, until), taken, key=lambda event: event.at)


def _published(database: Database, plan: Plan, since: datetime, until: datetime) -> Iterator[Published]:
    """Read in pages, so that a year needs no more memory than a day and no writer waits."""
    table = schema.item.c
    last = (since, 0)
    within = (table.seen_at < until, table.archived.is_(False))
    while True:
        after = (table.seen_at > last[0]) | ((table.seen_at == last[0]) & (table.id > last[1]))
        query = sa.select(schema.item, schema.mention).select_from(schema.item.outerjoin(schema.mention))
        query = query.where(*within, after).order_by(table.seen_at, table.id).limit(_PAGE)
        with database.reading() as connection:
            page = list(connection.execute(query).mappings())
            first = _first_wordings(connection, page)
        for row in page:
            yield _publish(row, first, plan)
        if len(page) < _PAGE:
            return
        last = (page[-1][table.seen_at], page[-1][table.id])


def _first_wordings(connection: sa.Connection, page: list[sa.RowMapping]) -> dict[tuple[str, str], int]:
    """The numbers of the items that some of these revise, by source and key."""
    table = schema.item.c
    keys = {row[table.revision_of] for row in page if row[table.revision_of]}
    found = sa.select(table.source, table.key, table.id).where(table.key.in_(keys))
    return {(source, key): number for source, key, number in connection.execute(found)} if keys else {}


def _publish(row: sa.RowMapping, first: dict[tuple[str, str], int], plan: Plan) -> Published:
    item = schema.item.c
    role = Role(row[item.role])
    revised = first.get((row[item.source], row[item.revision_of] or ""))
    raw = RawItem(
        id=str(row[item.id]),
        title=row[item.title],
        text=row[item.text],
        url=row[item.url],
        published_at=row[item.published_at],
        author=row[item.voice] if role is Role.SOCIAL else None,  # the name is gone; who is who is still known
        language=None if row[item.language] == "und" else row[item.language],
        notice=_notice(row),
        about_us="" in (row[schema.mention.c.terms] or ()),  # nothing was named: its source limited it to us
        drill=row[item.drill],
        revision_of=str(revised) if revised else None,
    )
    return Published(row[item.seen_at], raw, read_source(row[item.source], row[item.publisher], role, plan))


def _notice(row: sa.RowMapping) -> Notice | None:
    """What an official message said of itself, as far as it was kept: its id, and the verdict that came of it."""
    mention = schema.mention.c
    member: dict[str, Any] = row[mention.member] or {}
    if not member.get("notice"):
        return None
    topics = row[mention.topics]
    return Notice(
        id=member["notice"],
        kind=Kind(row[mention.kind]),
        topic=Topic(topics[0]) if topics else None,
        severity=row[mention.severity],
        state=State(row[mention.state]),
        replaces=tuple(member.get("replaces", ())),
    )


def _taken(database: Database, since: datetime, until: datetime) -> list[Acknowledged]:
    """Who took an incident when, by the item that opened it."""
    log, mention = schema.incident_log.c, schema.mention.c
    opened_by = sa.select(sa.func.min(mention.item_id)).where(mention.incident_id == log.incident_id).scalar_subquery()
    query = sa.select(log.at, log.by, opened_by.label("item")).where(
        log.what == "acknowledged", log.at >= since, log.at < until
    )
    with database.reading() as connection:
        found = list(connection.execute(query.order_by(log.at, log.id)))
    return [Acknowledged(at, str(item), by or "somebody") for at, by, item in found if item is not None]

"""Silences as rows: who muted what, from when until when, and which mentions a silence's query is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from monitor.analysis.query import Document, Percolator, QueryError, parse
from monitor.analysis.text import Text
from monitor.domain.follow import AFTER_SILENCE
from monitor.domain.incident import Silence
from monitor.domain.silence import holds
from monitor.domain.unmute import unmute_due
from monitor.store import rows, schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from monitor.analysis.query import Query
    from monitor.domain.incident import Delivery
    from monitor.domain.model import Item, Reading
    from monitor.store.engine import Database

TABLE = schema.silence


@dataclass(frozen=True, slots=True)
class _Muting:
    """Which silences' queries an item fulfils."""

    percolator: Percolator

    def __call__(self, item: Item, reading: Reading) -> tuple[int, ...]:
        verdict = reading.verdict
        document = Document(
            Text(item.text, item.title),
            source=item.source,
            publisher=item.publisher,
            role=item.role,
            lang=reading.language,
            places=[
                name for place in reading.places for name in (place.municipality, place.term, place.locality) if name
            ],
            topics=verdict.topics if verdict else (),
            kind=verdict.kind if verdict else None,
        )
        return tuple(int(found.name) for found in self.percolator.percolate(document))


def muting(silences: Iterable[Silence], now: datetime) -> Callable[[Item, Reading], tuple[int, ...]]:
    """The function that says which of the silences that are not over an item's words fall under."""
    queries = {str(one.id): query for one in silences if one.ends_at > now and (query := _read_query(one.query))}
    return _Muting(Percolator(queries)) if queries else _mutes_nothing


def _mutes_nothing(_item: Item, _reading: Reading) -> tuple[int, ...]:
    return ()


def _read_query(text: str) -> Query | None:
    try:
        return parse(text) if text else None
    except QueryError:
        return None  # of an older version of the language: it mutes nothing, rather than everything


def since(connection: sa.Connection, moment: datetime) -> list[Silence]:
    """Every silence that holds, is to come, or ended after a moment."""
    query = sa.select(TABLE).where(TABLE.c.ends_at > moment).order_by(TABLE.c.id)
    return [rows.read_silence(row) for row in connection.execute(query).mappings()]


def listed(database: Database, now: datetime, *, ended: bool = False) -> list[Silence]:
    """Silences, the one that ends first at the top; with ``ended`` also those that are over."""
    query = sa.select(TABLE).order_by(TABLE.c.ends_at, TABLE.c.id)
    with database.reading() as connection:
        found = connection.execute(query if ended else query.where(TABLE.c.ends_at > now)).mappings()
        return [rows.read_silence(row) for row in found]


def holding(database: Database, now: datetime) -> list[Silence]:
    """Those that hold now."""
    return [one for one in listed(database, now) if holds(one, now)]


def add(connection: sa.Connection, silence: Silence) -> Silence:
    """Write a silence down, with the row that lets it end; returns it with its number."""
    values = {
        "owner": silence.owner,
        "why": silence.why,
        "starts_at": silence.starts_at,
        "ends_at": silence.ends_at,
        "query": silence.query,
        "topics": sorted(silence.topics),
        "sources": sorted(silence.sources),
        "incident_id": silence.incident,
        "also_official": silence.also_official,
    }
    number = connection.execute(sa.insert(TABLE).values(values).returning(TABLE.c.id)).scalar_one()
    written = replace(silence, id=int(number))
    connection.execute(sa.insert(schema.due).values(rows.due_row(unmute_due(written))))
    return written


def mark(connection: sa.Connection, silence: Silence, incidents: Iterable[int], ours: tuple[str, ...]) -> None:
    """Note at the mentions of these incidents that they fall under a new silence's query."""
    query = _read_query(silence.query)
    if query is None:
        return
    from monitor.store.archive import mention_view
    from monitor.store.search import read_document

    table = schema.mention
    wanted = sa.select(schema.item, table).join_from(table, schema.item)
    found = connection.execute(wanted.where(table.c.incident_id.in_(list(incidents)), table.c.member.is_not(None)))
    for row in found.mappings().all():
        if query.matches(read_document(mention_view(row), ours)) is not None:
            _mark(connection, row, silence.id)


def _mark(connection: sa.Connection, row: sa.RowMapping, silence: int) -> None:
    table = schema.mention
    member: dict[str, Any] = dict(row[table.c.member])
    member["muted_by"] = [*member.get("muted_by", ()), silence]
    connection.execute(sa.update(table).where(table.c.item_id == row[table.c.item_id]).values(member=member))


def keep_back(connection: sa.Connection, silence: Silence, deliveries: Iterable[Delivery]) -> int:
    """Let what waits stay unsaid; returns how many messages that are."""
    table = schema.delivery
    keys = [one.key for one in deliveries]
    values = {"state": "silenced", "why": table.c.why + f"; {silence.says}"}
    still = (table.c.key.in_(keys), table.c.state.in_(("pending", "held")))
    return connection.execute(sa.update(table).where(*still).values(values)).rowcount if keys else 0


def end(connection: sa.Connection, number: int, now: datetime) -> Silence | None:
    """Let a silence end now, and with it what waits for its end; None when there is none of that number."""
    row = connection.execute(sa.select(TABLE).where(TABLE.c.id == number)).mappings().first()
    if row is None:
        return None
    silence = rows.read_silence(row)
    if silence.ends_at <= now:
        return silence
    ended = replace(silence, ends_at=now, starts_at=min(silence.starts_at, now))
    connection.execute(
        sa.update(TABLE).where(TABLE.c.id == number).values(ends_at=ended.ends_at, starts_at=ended.starts_at)
    )
    dues = schema.due
    connection.execute(sa.delete(dues).where(dues.c.kind == "unmute", dues.c.step == number, dues.c.done_at.is_(None)))
    connection.execute(sa.insert(dues).values(rows.due_row(unmute_due(ended))))
    waiting = sa.select(dues).where(dues.c.key.endswith(f"{AFTER_SILENCE}{number}"), dues.c.done_at.is_(None))
    for due in connection.execute(waiting).mappings().all():
        sooner = now + (due["due_at"] - silence.ends_at)
        connection.execute(sa.update(dues).where(dues.c.key == due["key"]).values(due_at=sooner))
    return ended

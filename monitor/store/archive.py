"""What lists, pages and the digest read: items, mentions, incidents and their logs, as plain dicts of the contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from monitor.domain.grouping.voices import list_voices
from monitor.domain.model import Status
from monitor.store import rows, schema
from monitor.store.keys import REMOVED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from monitor.domain.alert import Voices
    from monitor.domain.incident import Member
    from monitor.domain.model import Kind, Topic
    from monitor.store.engine import Database

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which mentions: those that fit everything that is named."""

    since: datetime | None = None
    until: datetime | None = None
    kind: Kind | None = None
    topic: Topic | None = None
    min_severity: int = 0
    incident: int | None = None
    drills: bool = True


def mentions(database: Database, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """Mentions, newest first, as ``mentions --json`` has them; read in pages, so that no writer waits for a list."""
    before: int | None = None
    while True:
        page = _mention_page(database, wanted, before)
        yield from page
        if len(page) < _PAGE:
            return
        before = page[-1]["id"]


def _mention_page(database: Database, wanted: Wanted, before: int | None) -> list[dict[str, Any]]:
    query = sa.select(schema.item, schema.mention).join_from(schema.mention, schema.item).where(*conditions(wanted))
    if before is not None:
        query = query.where(schema.item.c.id < before)
    query = query.order_by(schema.item.c.id.desc()).limit(_PAGE)
    with database.reading() as connection:
        return [mention_view(row) for row in connection.execute(query).mappings()]


def conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    """What is asked of items and their mentions, as SQL."""
    item, mention = schema.item.c, schema.mention.c
    found: list[sa.ColumnElement[bool]] = [sa.not_(item.key.startswith(REMOVED))]  # of the rest only figures are kept
    found += [mention.severity >= wanted.min_severity] if wanted.min_severity else []
    found += [item.seen_at >= wanted.since] if wanted.since else []
    found += [item.seen_at < wanted.until] if wanted.until else []
    found += [mention.kind == wanted.kind.value] if wanted.kind else []
    found += [mention.incident_id == wanted.incident] if wanted.incident is not None else []
    found += [] if wanted.drills else [item.drill.is_(False)]
    if wanted.topic:
        found.append(sa.cast(mention.topics, sa.Text).contains(f'"{wanted.topic.value}"', autoescape=True))
    return found


def mention(database: Database, item: int) -> dict[str, Any] | None:
    """The mention that one item is; None when it is none, or not kept any more."""
    query = (
        sa.select(schema.item, schema.mention).join_from(schema.mention, schema.item).where(schema.item.c.id == item)
    )
    with database.reading() as connection:
        row = connection.execute(query).mappings().first()
        return mention_view(row) if row is not None else None


def read_mentions(connection: sa.Connection, items: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Items of these numbers with their mentions, if they are any, as ``mention_view`` has them."""
    found: dict[int, dict[str, Any]] = {}
    for begin in range(0, len(items), _PAGE):
        query = sa.select(schema.item, schema.mention).select_from(schema.item.outerjoin(schema.mention))
        query = query.where(schema.item.c.id.in_(items[begin : begin + _PAGE]))
        found |= {view["id"]: view for view in map(mention_view, connection.execute(query).mappings())}
    return found


def mention_view(row: sa.RowMapping) -> dict[str, Any]:
    """One mention as the contract has it: no author, by design."""
    item, mention = schema.item.c, schema.mention.c
    return {
        "id": row[item.id],
        "source": row[item.source],
        "url": row[item.url],
        "title": row[item.title],
        "text": row[item.text],
        "language": row[item.language],
        "published_at": row[item.published_at],
        "seen_at": row[item.seen_at],
        "watches": row[mention.watches],
        "terms": [term for term in row[mention.terms] or () if term],  # none where a source is about us as a whole
        "kind": row[mention.kind],
        "topics": row[mention.topics],
        "severity": row[mention.severity],
        "state": row[mention.state],
        "drill": bool(row[mention.drill] or row[item.drill]),
        "confidence": row[mention.confidence],
        "because": row[mention.because],
        "incident": row[mention.incident_id],
        "role": row[item.role],
        "publisher": row[item.publisher],
        "voice": row[item.voice],
        "revision_of": row[item.revision_of],
        "localities": (row[mention.member] or {}).get("localities", []),
    }


def voices(
    database: Database, incidents: Sequence[int], municipality: str, until: datetime | None = None
) -> dict[int, Voices]:
    """Who has spoken of each of these incidents, up to then; ``municipality`` is the name under which we speak."""
    mention = schema.mention.c
    query = sa.select(mention.incident_id, mention.member).order_by(mention.item_id)
    query = query.where(mention.incident_id.in_(list(incidents)), mention.member.is_not(None))
    if until is not None:
        query = query.where(mention.seen_at <= until)
    spoken: dict[int, list[Member]] = {}
    with database.reading() as connection:
        for number, member in connection.execute(query):
            if member is not None:
                spoken.setdefault(number, []).append(rows.read_member(member))
    return {number: list_voices(said, municipality) for number, said in spoken.items()}


def incidents(database: Database, *, only_open: bool = False, since: datetime | None = None) -> list[dict[str, Any]]:
    """Incidents, the most recently updated first, as ``incidents --json`` has them."""
    table = schema.incident
    conditions: list[sa.ColumnElement[bool]] = (
        [table.c.status.in_([Status.OPEN, Status.ACKNOWLEDGED])] if only_open else []
    )
    conditions += [table.c.updated_at >= since] if since else []
    query = sa.select(table).where(*conditions).order_by(table.c.updated_at.desc(), table.c.id.desc())
    with database.reading() as connection:
        return [incident_view(row) for row in connection.execute(query).mappings()]


def incident(database: Database, number: int) -> dict[str, Any] | None:
    """One incident with its log; None when there is none of that number."""
    with database.reading() as connection:
        row = connection.execute(sa.select(schema.incident).where(schema.incident.c.id == number)).mappings().first()
        if row is None:
            return None
        log = sa.select(schema.incident_log).where(schema.incident_log.c.incident_id == number)
        entries = connection.execute(log.order_by(schema.incident_log.c.id)).mappings()
        lines = [{key: entry[key] for key in ("at", "what", "by", "note")} for entry in entries]
    return {**incident_view(row), "log": lines}


def incident_view(row: sa.RowMapping) -> dict[str, Any]:
    """One incident as the contract has it."""
    names = (
        "id", "title", "kind", "topics", "severity", "state", "status", "drill", "opened_at", "updated_at",
        "first_seen_at",
        "acknowledged_at", "acknowledged_by", "resolved_at", "mentions", "publishers", "own_channel_at", "voices",
        "localities", "closed_at", "closed_why", "facts",
    )  # fmt: skip
    return {name: row[name] for name in names}


def find_items(database: Database, wanted: str) -> list[dict[str, Any]]:
    """Items by number or address, with the gates each one passed or failed; newest first."""
    table = schema.item
    condition = table.c.id == int(wanted) if wanted.isdigit() else table.c.url == wanted
    query = (
        sa.select(table, schema.mention)
        .select_from(table.outerjoin(schema.mention))
        .where(condition)
        .order_by(table.c.id.desc())
        .limit(50)
    )
    with database.reading() as connection:
        found = [dict(row) for row in connection.execute(query).mappings()]
    return [_with_gates(row) for row in found]


def _with_gates(row: dict[str, Any]) -> dict[str, Any]:
    names = ("id", "source", "key", "url", "title", "text", "language", "role", "publisher", "published_at", "seen_at")
    view = {name: row[name] for name in names}
    return {**view, "archived": row["archived"], "gates": row["gates"], "incident": row["incident_id"],
            "kind": row["kind"],
            "severity": row["severity"]}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """What is kept of one source."""

    items: int
    mentions: int
    last_at: datetime | None


def count_source(database: Database, name: str) -> Counted:
    """How much of a source is kept, and when the last of it was seen."""
    table = schema.item
    mentioned = sa.func.coalesce(sa.func.sum(sa.case((table.c.mentioned, 1), else_=0)), 0)
    query = sa.select(sa.func.count(), mentioned, sa.func.max(table.c.seen_at)).where(table.c.source == name)
    with database.reading() as connection:
        items, mentions, last_at = connection.execute(query).one()
    return Counted(int(items), int(mentions), last_at)


def counts(database: Database) -> dict[str, int]:
    """How much is remembered, by table."""
    tables = (schema.item, schema.mention, schema.incident, schema.delivery, schema.due)
    with database.reading() as connection:
        return {
            table.name: int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
            for table in tables
        }

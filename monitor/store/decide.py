"""Gives the head its world and remembers its changes: in one transaction, so that what was decided on stays true."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from monitor.analysis.query.archive import list_lexemes
from monitor.analysis.text import Text
from monitor.domain.grouping.burst import WEEKS, count_usual
from monitor.domain.grouping.echo import Echoes, list_echoes
from monitor.domain.model import DeliveryState, Status
from monitor.domain.newness import Wordings
from monitor.domain.world import LOOSE, Known, World
from monitor.store import rows, schema, silences
from monitor.store.keys import ERASED, hide

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from monitor.domain.incident import Changes, Incident, Member, Seen
    from monitor.domain.model import Item
    from monitor.domain.plan import Plan
    from monitor.store.engine import Database

REMEMBERED = timedelta(days=7)  # how long an incident without news can still be joined or reopened
_CHUNK = 400  # values in one IN list

T = TypeVar("T")


@contextmanager
def deciding(
    database: Database, plan: Plan, items: Iterable[Item], now: datetime
) -> Iterator[tuple[World, sa.Connection]]:
    """A world for deciding about ``items``, and the transaction in which the changes are to be remembered."""
    with database.writing(decides=True) as connection:
        yield load_world(connection, plan, items, now), connection


def load_world(connection: sa.Connection, plan: Plan, items: Iterable[Item], now: datetime) -> World:
    """All that decisions about these items need: what is known of them, what is open, what was told."""
    items = list(items)
    world = World(plan, installation=installation(connection), salt=salt_of(connection, now))
    _load_sources(connection, world, sorted({item.source for item in items}))
    _load_known(connection, world, items)
    world.next_item = _next(connection, schema.item.c.id)
    world.next_incident = _next(connection, schema.incident.c.id)
    _load_incidents(connection, world, now)
    load_told(connection, world, list(world.incidents))
    world.loose = _load_loose(connection, now)
    world.usual = partial(_usual_voices, connection, plan)
    world.silences = silences.since(connection, now - REMEMBERED)
    world.muting = silences.muting(world.silences, now)
    return world


def known_items(connection: sa.Connection, items: Sequence[Item]) -> dict[tuple[str, str], Known]:
    """What is known of these items already, by source and key."""
    world = World(plan=None)  # type: ignore[arg-type] # only its shelves are used
    _load_known(connection, world, items)
    return world.known


def known_echoes(connection: sa.Connection, plan: Plan, now: datetime) -> Echoes:
    """What the events that still have news are recognised by."""
    world = World(plan)
    _load_incidents(connection, world, now)
    return list_echoes(world.live(), now)


def wordings(connection: sa.Connection, source: str, keys: Sequence[str], since: datetime) -> dict[str, Wordings]:
    """How often each of these items was reworded since then, and what its last wording is and says."""
    item, mention = schema.item.c, schema.mention.c
    columns = (item.key, item.revision_of, item.archived, item.title, item.text)
    reworded = item.revision_of.in_(keys) & (item.seen_at > since)
    found = (
        sa.select(*columns, mention.kind, mention.severity, mention.state)
        .select_from(schema.item.outerjoin(schema.mention))
        .where(item.source == source, reworded | item.key.in_(keys))
        .order_by(item.id)
    )
    counted: dict[str, Wordings] = {}
    for row in connection.execute(found):
        key = row.revision_of if row.revision_of in keys else row.key
        before = counted.get(key)
        said = (row.kind, row.severity, row.state) if row.kind is not None else None
        archived = row.archived and (before is None or before.archived)
        words = f"{row.title}\n{row.text}" if row.title else row.text
        counted[key] = Wordings(before.count + 1 if before else 0, said, words, archived=archived)
    return counted


def remember(connection: sa.Connection, changes: Changes) -> None:
    """Write everything that was decided."""
    _insert_items(connection, changes.seen)
    for incident in changes.incidents:
        _upsert(connection, schema.incident, rows.incident_row(incident), ("id",))
    _insert(connection, schema.incident_log, [rows.log_row(entry) for entry in changes.log])
    _insert_once(
        connection, schema.delivery, [rows.delivery_row(delivery) for delivery in changes.deliveries], ("key",)
    )
    _insert_once(connection, schema.due, [rows.due_row(due) for due in changes.dues], ("key",))
    if changes.cancelled_dues or changes.cancelled_deliveries:
        _cancel(connection, changes)
    _adopt(connection, changes.adopted)


def installation(connection: sa.Connection) -> str:
    """This database's own short name: delivery keys of two installations never meet."""
    return str(
        connection.execute(sa.select(schema.meta.c.value).where(schema.meta.c.key == "installation")).scalar_one()
    )


def signing_key(database: Database) -> str:
    """The key with which this installation signs its links."""
    with database.reading() as connection:
        return str(
            connection.execute(sa.select(schema.meta.c.value).where(schema.meta.c.key == "signing")).scalar_one()
        )


def salt_now(database: Database, now: datetime) -> str:
    """This week's salt, made when the week is new."""
    with database.reading() as connection:
        found = connection.execute(sa.select(schema.salt.c.value).where(schema.salt.c.week == _week(now))).scalar()
    if found is not None:
        return str(found)
    with database.writing() as connection:
        return salt_of(connection, now)


def salt_of(connection: sa.Connection, now: datetime) -> str:
    """This week's salt; those of other weeks are thrown away, and with them the way from a hash to its author."""
    name = _week(now)
    found = connection.execute(sa.select(schema.salt.c.value).where(schema.salt.c.week == name)).scalar_one_or_none()
    if found is not None:
        return str(found)
    value = secrets.token_hex(16)
    connection.execute(sa.delete(schema.salt))
    connection.execute(sa.insert(schema.salt).values(week=name, value=value))
    return value


def _week(now: datetime) -> str:
    year, week, _ = now.isocalendar()
    return f"{year}-W{week:02}"


# ---- reading -----------------------------------------------------------------------------------------------------
def _load_sources(connection: sa.Connection, world: World, names: Sequence[str]) -> None:
    table = schema.source.c
    for chunk in _chunks(names):
        found = sa.select(table.name, table.first_success_at, table.last_success_at).where(table.name.in_(chunk))
        for name, since, until in connection.execute(found):
            if since is not None:
                world.reads_since[name] = since
                world.read_until[name] = until


_KNOWN = (  # made once: it is asked for each source of each transaction
    sa.select(schema.item.c.id, schema.item.c.key, schema.item.c.fingerprint, schema.mention.c.incident_id)
    .select_from(schema.item.outerjoin(schema.mention))
    .where(
        schema.item.c.source == sa.bindparam("source"),
        schema.item.c.key.in_(sa.bindparam("keys", expanding=True))
        | schema.item.c.fingerprint.in_(sa.bindparam("fingerprints", expanding=True)),
    )
)


def _load_known(connection: sa.Connection, world: World, items: Sequence[Item]) -> None:
    by_source: dict[str, list[Item]] = {}
    for item in items:
        by_source.setdefault(item.source, []).append(item)
    for source, mine in by_source.items():
        for chunk in _chunks(mine):
            now_said = {item.key: item.fingerprint for item in chunk}
            hidden = {hide(key): key for item in chunk for key in (item.key, item.revision_of) if key}
            asked = {"keys": [*hidden.values(), *hidden], "fingerprints": [item.fingerprint for item in chunk]}
            for number, said_as, fingerprint, incident in connection.execute(_KNOWN, {"source": source, **asked}):
                key = hidden.get(said_as, said_as)
                said = now_said.get(key, fingerprint) if fingerprint == ERASED else fingerprint
                known = Known(number, key, said, incident)  # whatever an erased item says now is known already
                world.known[source, key] = known
                world.known_texts.setdefault((source, fingerprint), known)


def _load_incidents(connection: sa.Connection, world: World, now: datetime) -> None:
    table = schema.incident
    alive = table.c.status.in_([Status.OPEN, Status.ACKNOWLEDGED]) | (table.c.updated_at > now - REMEMBERED)
    found = list(connection.execute(sa.select(table).where(alive)).mappings())
    members = _members_of(connection, [row["id"] for row in found])
    world.incidents = {row["id"]: rows.read_incident(row, tuple(members.get(row["id"], ()))) for row in found}


def _members_of(connection: sa.Connection, incidents: Sequence[int]) -> dict[int, list[Member]]:
    table = schema.mention
    members: dict[int, list[Member]] = {}
    for chunk in _chunks(incidents):
        found = sa.select(table.c.incident_id, table.c.member).where(
            table.c.incident_id.in_(chunk), table.c.member.is_not(None)
        )
        for incident, member in connection.execute(found.order_by(table.c.item_id)):
            if member is not None:
                members.setdefault(incident, []).append(rows.read_member(member))
    return members


def _load_loose(connection: sa.Connection, now: datetime) -> list[Member]:
    """The mentions of the last hours that belong to no incident."""
    table = schema.mention
    loose = sa.select(table.c.member).where(
        table.c.seen_at > now - LOOSE, table.c.incident_id.is_(None), table.c.member.is_not(None)
    )
    found = connection.execute(loose.order_by(table.c.item_id)).scalars()
    return [rows.read_member(member) for member in found if member is not None]


def _usual_voices(connection: sa.Connection, plan: Plan, at: datetime) -> float:
    """How many voices an hour like that of ``at`` usually has; asked only when many speak at once."""
    table, zone = schema.mention, ZoneInfo(plan.timezone)
    voice = table.c.member["voice"].as_string()
    spoken = (
        sa.select(table.c.seen_at, voice)
        .join_from(table, schema.item)
        .where(table.c.seen_at > at - WEEKS * timedelta(weeks=1), schema.item.c.drill.is_(False))
    )
    local = ((seen.astimezone(zone), str(who)) for seen, who in connection.execute(spoken))
    return count_usual(local, at.astimezone(zone))


def load_told(connection: sa.Connection, world: World, incidents: Sequence[int]) -> None:
    """Put what was told of these incidents, and what is still to happen with them, on the world's shelves."""
    for incident in incidents:
        world.told.pop(incident, None)
    for chunk in _chunks(incidents):
        deliveries = (
            sa.select(schema.delivery).where(schema.delivery.c.incident_id.in_(chunk)).order_by(schema.delivery.c.id)
        )
        for row in connection.execute(deliveries).mappings():
            world.told.setdefault(row["incident_id"], []).append(rows.read_delivery(row))
        dues = sa.select(schema.due).where(schema.due.c.incident_id.in_(chunk), schema.due.c.done_at.is_(None))
        for row in connection.execute(dues).mappings():
            world.dues[row["key"]] = rows.read_due(row)


def load_incident(connection: sa.Connection, incident: int) -> Incident | None:
    """One incident with all its members, however old it is."""
    row = connection.execute(sa.select(schema.incident).where(schema.incident.c.id == incident)).mappings().first()
    if row is None:
        return None
    return rows.read_incident(row, tuple(_members_of(connection, [incident]).get(incident, ())))


def _next(connection: sa.Connection, column: sa.Column[Any]) -> int:
    return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(column), 0))).scalar_one()) + 1


# ---- writing -----------------------------------------------------------------------------------------------------
def _adopt(connection: sa.Connection, adopted: Sequence[tuple[int, int]]) -> None:
    """Give earlier mentions the incident to which they turned out to belong."""
    table = schema.mention
    for item, incident in adopted:
        connection.execute(sa.update(table).where(table.c.item_id == item).values(incident_id=incident))


def _insert_items(connection: sa.Connection, seen: Sequence[Seen]) -> None:
    item_rows = [rows.item_row(one) for one in seen]
    _insert(connection, schema.item, item_rows)
    mentions = [rows.mention_row(one) for one in seen if one.reading and one.reading.hits]
    _insert(connection, schema.mention, mentions)
    words = [row for row in item_rows if row["title"] or row["text"]]
    if words:
        index_words(connection, words)


def index_words(connection: sa.Connection, items: Sequence[Mapping[str, Any]]) -> None:
    """Make items findable by their words; each has ``id``, ``title`` and ``text``."""
    if connection.dialect.name == "sqlite":
        statement = sa.text("INSERT INTO item_words (rowid, title, text) VALUES (:id, :title, :text)")
        connection.execute(statement, [{key: row[key] for key in ("id", "title", "text")} for row in items])
        return
    statement = sa.text("UPDATE item SET words = array_to_tsvector(:lexemes) WHERE id = :id")
    indexed = [{"id": row["id"], "lexemes": list_lexemes(Text(row["text"], row["title"]))} for row in items]
    connection.execute(statement, indexed)


def _insert(connection: sa.Connection, table: sa.Table, values: list[dict[str, Any]]) -> None:
    if values:
        connection.execute(sa.insert(table), values)


def _insert_once(
    connection: sa.Connection, table: sa.Table, values: list[dict[str, Any]], key: tuple[str, ...]
) -> None:
    if values:
        connection.execute(_dialect_insert(connection, table).on_conflict_do_nothing(index_elements=key), values)


def _upsert(connection: sa.Connection, table: sa.Table, values: dict[str, Any], key: tuple[str, ...]) -> None:
    statement = _dialect_insert(connection, table).values(values)
    changed = {name: statement.excluded[name] for name in values if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changed))


def _dialect_insert(connection: sa.Connection, table: sa.Table) -> Any:
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]  # not to be had on SQLite's way
    return insert(table)


def _cancel(connection: sa.Connection, changes: Changes) -> None:
    for chunk in _chunks(changes.cancelled_dues):
        connection.execute(sa.delete(schema.due).where(schema.due.c.key.in_(chunk), schema.due.c.done_at.is_(None)))
    waiting = schema.delivery.c.state.in_([DeliveryState.PENDING, DeliveryState.HELD])
    for chunk in _chunks(changes.cancelled_deliveries):
        connection.execute(
            sa.update(schema.delivery)
            .where(schema.delivery.c.key.in_(chunk), waiting)
            .values(state=DeliveryState.CANCELLED.value)
        )


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for begin in range(0, len(values), _CHUNK):
        yield values[begin : begin + _CHUNK]

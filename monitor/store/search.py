"""Searches the archive in the watch language: the index offers, the query itself decides, the newest come first."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from monitor.analysis.query import Document
from monitor.analysis.query.archive import Plan, make_plan
from monitor.analysis.query.archive import search as look_up
from monitor.analysis.text import Text
from monitor.domain.model import Kind, Role, Topic
from monitor.store import archive, schema

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from monitor.analysis.query import Query
    from monitor.store.archive import Wanted
    from monitor.store.engine import Database

PAGE = 50  # rows read at a time
MOST = 20_000  # items that a search looks at before it says that there may be more


@dataclass(frozen=True, slots=True)
class Found:
    """Mentions that fulfil a query, newest first; ``note`` is what the reader must know about how it was searched."""

    rows: tuple[dict[str, Any], ...]
    complete: bool
    note: str


def search(
    database: Database,
    query: Query,
    wanted: Wanted,
    limit: int,
    *,
    everything: bool = False,
    ours: tuple[str, ...] = (),
) -> Found:
    """The newest ``limit`` mentions that fulfil the query and ``wanted``.

    With ``everything`` also items that were no mention, as far as their text is kept. ``ours`` are the municipality's
    code and names: what ``place:`` finds in every mention of it.
    """
    plan = make_plan(query)

    def offered(connection: sa.Connection) -> Generator[tuple[int, Document], None, None]:
        # Read on demand: the newest few answers to a common word must not cost the reading of all of them.
        candidates = _candidates(database, plan, wanted, everything)
        with connection.execution_options(yield_per=PAGE).execute(candidates) as found:
            for row in found.mappings():
                yield row["id"], read_document(row, ours)

    with database.reading() as connection:
        with closing(offered(connection)) as documents:
            result = look_up(plan, documents, limit=limit, most=MOST)
        rows = archive.read_mentions(connection, [number for number, _ in result.rows])
    found = tuple({**rows[number], "spans": [list(span) for span in spans]} for number, spans in result.rows)
    more = "" if result.complete else f"{result.looked_at} items were looked at; older ones may hold more."
    return Found(found, result.complete, " ".join(part for part in (plan.note, more) if part))


def _candidates(database: Database, plan: Plan, wanted: Wanted, everything: bool) -> sa.Select[Any]:  # noqa: FBT001
    """What the index offers, newest first, with no more columns than the query asks about: most is read in vain."""
    item, mention = schema.item, schema.mention
    columns = _columns(plan)
    conditions: list[sa.ColumnElement[bool] | sa.TextClause] = [*archive.conditions(wanted), *_filters(plan)]
    if database.is_sqlite and plan.match is not None:
        # The index gives its rows newest first by itself; joining the other way round would sort all of them.
        words = sa.table("item_words", sa.column("rowid"))
        joined = words.join(item, item.c.id == words.c.rowid).join(mention, isouter=everything)
        query = sa.select(*columns).select_from(joined)
        conditions.append(sa.text("item_words MATCH :match").bindparams(match=plan.match))
        return query.where(*conditions).order_by(words.c.rowid.desc())
    query = sa.select(*columns).select_from(item.join(mention, isouter=everything))
    if not database.is_sqlite and plan.tsquery is not None:
        conditions.append(sa.text("item.words @@ CAST(:tsquery AS tsquery)").bindparams(tsquery=plan.tsquery))
    return query.where(*conditions).order_by(item.c.id.desc())


def _columns(plan: Plan) -> Iterator[sa.ColumnElement[Any]]:
    item, mention = schema.item.c, schema.mention.c
    yield from (item.id, item.title, item.text, item.source, item.publisher, item.role, item.language, mention.kind)
    asked = {"terms": "place", "localities": "place", "topics": "topic"}
    held = {"terms": mention.terms, "localities": mention.member["localities"], "topics": mention.topics}
    for name, by_field in asked.items():
        yield (held[name] if by_field in plan.fields else sa.null()).label(name)


def _filters(plan: Plan) -> list[sa.ColumnElement[bool]]:
    """What the query demands of columns, where it names their values whole."""
    columns = {"role": schema.item.c.role, "kind": schema.mention.c.kind}
    return [
        columns[one.field].in_(one.values)
        for one in plan.filters
        if one.field in columns and not any(set("*?") & set(value) for value in one.values)
    ]


def read_document(view: Mapping[str, Any] | sa.RowMapping, ours: tuple[str, ...]) -> Document:
    """An item of the archive as the watch language sees it, with what its mention holds if it is one."""
    mentioned = view["kind"] is not None
    places = filter(None, (*(view["terms"] or ()), *(view["localities"] or ())))
    return Document(
        Text(view["text"], view["title"]),
        source=view["source"],
        publisher=view["publisher"],
        role=Role(view["role"]),
        lang=view["language"],
        places=(*ours, *places) if mentioned else (),
        topics=[Topic(topic) for topic in view["topics"] or ()] if mentioned else (),
        kind=Kind(view["kind"]) if mentioned else None,
    )

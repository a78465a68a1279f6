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
    from collections.abc import Generator

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
    rows: dict[int, dict[str, Any]] = {}

    def offered(connection: sa.Connection) -> Generator[tuple[int, Document], None, None]:
        # Read on demand: the newest few answers to a common word must not cost the reading of all of them.
        wanted_rows = _candidates(database, plan, wanted, everything)
        with connection.execution_options(yield_per=PAGE).execute(wanted_rows) as found:
            for row in found.mappings():
                view = archive.mention_view(row)
                rows[view["id"]] = view
                yield view["id"], read_document(view, ours)

    with database.reading() as connection, closing(offered(connection)) as candidates:
        result = look_up(plan, candidates, limit=limit, most=MOST)
    found = tuple({**rows[number], "spans": [list(span) for span in spans]} for number, spans in result.rows)
    more = "" if result.complete else f"{result.looked_at} items were looked at; older ones may hold more."
    return Found(found, result.complete, " ".join(part for part in (plan.note, more) if part))


def _candidates(database: Database, plan: Plan, wanted: Wanted, everything: bool) -> sa.Select[Any]:  # noqa: FBT001
    item, mention = schema.item, schema.mention
    conditions: list[sa.ColumnElement[bool] | sa.TextClause] = [*archive.conditions(wanted), *_filters(plan)]
    if database.is_sqlite and plan.match is not None:
        # The index gives its rows newest first by itself; joining the other way round would sort all of them.
        words = sa.table("item_words", sa.column("rowid"))
        joined = words.join(item, item.c.id == words.c.rowid).join(mention, isouter=everything)
        query = sa.select(item, mention).select_from(joined)
        conditions.append(sa.text("item_words MATCH :match").bindparams(match=plan.match))
        return query.where(*conditions).order_by(words.c.rowid.desc())
    query = sa.select(item, mention).select_from(item.join(mention, isouter=everything))
    if not database.is_sqlite and plan.tsquery is not None:
        conditions.append(sa.text("item.words @@ CAST(:tsquery AS tsquery)").bindparams(tsquery=plan.tsquery))
    return query.where(*conditions).order_by(item.c.id.desc())


def _filters(plan: Plan) -> list[sa.ColumnElement[bool]]:
    """What the query demands of columns, where it names their values whole."""
    columns = {"role": schema.item.c.role, "kind": schema.mention.c.kind}
    return [
        columns[one.field].in_(one.values)
        for one in plan.filters
        if one.field in columns and not any(set("*?") & set(value) for value in one.values)
    ]


def read_document(view: dict[str, Any], ours: tuple[str, ...]) -> Document:
    """A mention of the archive as the watch language sees it."""
    mentioned = view["kind"] is not None
    return Document(
        Text(view["text"], view["title"]),
        source=view["source"],
        publisher=view["publisher"],
        role=Role(view["role"]),
        lang=view["language"],
        places=(*ours, *view["terms"], *view["localities"]) if mentioned else (),
        topics=[Topic(topic) for topic in view["topics"]] if mentioned else (),
        kind=Kind(view["kind"]) if mentioned else None,
    )

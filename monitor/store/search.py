"""Searches the archive in the watch language: the index offers, the query itself decides, the newest come first."""

from __future__ import annotations

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
    from collections.abc import Sequence

    from monitor.analysis.query import Query
    from monitor.store.archive import Wanted
    from monitor.store.engine import Database

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

    def fetch(before: int | None, count: int) -> Sequence[tuple[int, Document]]:
        with database.reading() as connection:
            offered = connection.execute(_candidates(database, plan, wanted, before, count, everything=everything))
            views = [archive.mention_view(row) for row in offered.mappings()]
        rows.update({view["id"]: view for view in views})
        return [(view["id"], _document(view, ours)) for view in views]

    result = look_up(plan, fetch, limit=limit, most=MOST)
    found = tuple({**rows[number], "spans": [list(span) for span in spans]} for number, spans in result.rows)
    more = "" if result.complete else f"{result.looked_at} items were looked at; older ones may hold more."
    return Found(found, result.complete, " ".join(part for part in (plan.note, more) if part))


def _candidates(
    database: Database, plan: Plan, wanted: Wanted, before: int | None, count: int, *, everything: bool
) -> sa.Select[Any]:
    item = schema.item
    joined = item.outerjoin(schema.mention) if everything else item.join(schema.mention)
    query = sa.select(item, schema.mention).select_from(joined).where(*archive.conditions(wanted))
    if before is not None:
        query = query.where(item.c.id < before)
    if database.is_sqlite and plan.match is not None:
        words = sa.text("SELECT rowid FROM item_words WHERE item_words MATCH :match").bindparams(match=plan.match)
        if before is not None:
            words = sa.text(
                "SELECT rowid FROM item_words WHERE item_words MATCH :match AND rowid < :before"
            ).bindparams(match=plan.match, before=before)
        query = query.where(item.c.id.in_(words.columns(sa.column("rowid"))))
    elif not database.is_sqlite and plan.tsquery is not None:
        query = query.where(sa.text("item.words @@ CAST(:tsquery AS tsquery)").bindparams(tsquery=plan.tsquery))
    for condition in plan.filters:
        column = {"source": item.c.source, "role": item.c.role, "kind": schema.mention.c.kind}.get(condition.field)
        if column is not None and condition.field != "source" and not any(set("*?") & set(v) for v in condition.values):
            query = query.where(column.in_(condition.values))
    return query.order_by(item.c.id.desc()).limit(count)


def _document(view: dict[str, Any], ours: tuple[str, ...]) -> Document:
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

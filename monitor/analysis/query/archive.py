"""What a query needs of an item, said so that an index can find it: for SQLite's FTS5 and for PostgreSQL.

An index knows words, not everything that the watch language can say. So a plan holds a *necessary* condition: whatever
fulfils the query fulfils it, and what the index finds is looked at again with ``Plan.verify``. ``search`` does that,
newest first, and says when it stopped before the end.

The index of SQLite is an FTS5 table with the columns ``title`` and ``text`` and exactly this tokenizer: å is not a, and
letters and digits make words, as they do here::

    tokenize = "unicode61 remove_diacritics 0 categories 'L* N*'", prefix = '4 5'

Without ``prefix`` it finds the same, but a common beginning (``traf*``) takes 90 ms at a million rows instead of one;
it costs 0.3 KB a row. ``tests/bench/bench_query.py`` measures both.

That of PostgreSQL is a ``tsvector`` made by ``array_to_tsvector`` of ``list_lexemes``, for its own parser takes
*lysekil.se* for one word; the query is cast and not parsed: ``words @@ CAST(:tsquery AS tsquery)``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.analysis.query.need import find_filters, find_need
from monitor.analysis.query.need_text import write_match, write_tsquery
from monitor.analysis.query.percolator import Percolator
from monitor.analysis.query.tree import list_fields
from monitor.analysis.query.words import cut_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.analysis.query.document import Document, Span
    from monitor.analysis.query.need import Filter
    from monitor.analysis.query.query import Query
    from monitor.analysis.text import Text

UNINDEXED = "No word of this query can be looked up in the index; items are read one after another, the newest first."
"""Why a search may be slow or may not reach the oldest items."""

LONGEST_LEXEME = 100
"""Letters of a word that the index of PostgreSQL holds: it refuses words of 2 KB."""


@dataclass(frozen=True)
class Plan:
    """How a query is looked up.

    ``match`` is the argument of FTS5's MATCH and ``tsquery`` PostgreSQL's; both are None where the index cannot help.
    ``filters`` are conditions on other columns, all of them necessary; a store may leave out what it has no column for.
    ``fields`` names whatever the query asks of an item beside its words: nothing else need be read to decide.
    """

    query: Query
    match: str | None
    tsquery: str | None
    filters: tuple[Filter, ...]
    fields: frozenset[str]
    _percolator: Percolator = field(repr=False, compare=False)

    @property
    def note(self) -> str:
        """What the reader should know before the search; empty where there is nothing to know."""
        return UNINDEXED if self.match is None else ""

    def verify(self, document: Document) -> tuple[Span, ...] | None:
        """What ``Query.matches`` says, ten times as fast on many documents."""
        found = self._percolator.percolate(document)
        return found[0].spans if found else None


def make_plan(query: Query) -> Plan:
    """The plan of a query."""
    need = find_need(query.tree)
    return Plan(
        query,
        match=write_match(need) if need else None,
        tsquery=write_tsquery(need, LONGEST_LEXEME) if need else None,
        filters=find_filters(query.tree),
        fields=frozenset(list_fields(query.tree)),
        _percolator=Percolator({"": query}),
    )


def list_lexemes(text: Text) -> list[str]:
    """The words of a text as PostgreSQL's index holds them: each once, long ones cut."""
    return sorted({word[:LONGEST_LEXEME] for word in cut_words(text.lower)})


@dataclass(frozen=True, slots=True)
class Result:
    """What a search found: row numbers with the spans of each, the newest first.

    ``looked_at`` counts the items that were read. Unless ``complete``, the search reached its limit of those before it
    had found as many as were asked for, and older items may hold more.
    """

    rows: tuple[tuple[int, tuple[Span, ...]], ...]
    looked_at: int
    complete: bool


def search(plan: Plan, rows: Iterable[tuple[int, Document]], *, limit: int = 50, most: int = 5000) -> Result:
    """The newest ``limit`` items that fulfil a query, among the first ``most`` that the index offers.

    ``rows`` are numbers and documents of what fulfils the plan's conditions, the newest first. They are taken one by
    one, and no more than are needed: a cursor that is read on demand is best.
    """
    found: list[tuple[int, tuple[Span, ...]]] = []
    looked_at = 0
    for number, document in rows:
        if looked_at == most:
            return Result(tuple(found), looked_at, complete=False)
        looked_at += 1
        spans = plan.verify(document)
        if spans is not None:
            found.append((number, spans))
            if len(found) == limit:
                break
    return Result(tuple(found), looked_at, complete=True)

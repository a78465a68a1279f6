"""Asks the archive in the watch language, no further than a page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.analysis.query import QueryError, parse
from monitor.errors import UsageError
from monitor.store.archive import Wanted
from monitor.store.search import search

if TYPE_CHECKING:
    from monitor.jobs.desk import Desk

MOST = 100
LONGEST_QUERY = 1000


@dataclass(frozen=True, slots=True)
class Hits:
    """The newest mentions that fit, what was found in them in the place of what decided them, and remarks."""

    rows: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]

    @property
    def cut(self) -> bool:
        """Whether there may be more."""
        return len(self.rows) == MOST


def find(desk: Desk, query: str) -> Hits:
    """Ask.

    Raises:
        UsageError: the query cannot be read; the message says where and why.
    """
    try:
        asked = parse(query[:LONGEST_QUERY])
    except QueryError as error:
        raise UsageError(str(error)) from None
    town = desk.plan.municipality
    found = search(desk.database, asked, Wanted(), MOST, ours=(town.code, town.name))
    return Hits(tuple(map(_lit, found.rows)), tuple(note for note in (*asked.notes, found.note) if note))


def _lit(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "because": [{"start": span[0], "end": span[1], "for": ""} for span in row["spans"]]}

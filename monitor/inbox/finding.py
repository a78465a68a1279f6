"""Asks the archive in the watch language, no further than a page shows."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from monitor.store import archive

if TYPE_CHECKING:
    from monitor.store import Database

MOST = 100
LONGEST_QUERY = 1000


def can_find() -> bool:
    """Whether the archive can be asked."""
    return hasattr(archive, "search")


def find(database: Database, query: str) -> list[dict[str, Any]]:
    """The newest mentions that fit.

    Raises:
        UsageError: the query cannot be read; the message says where and why.
    """
    search = getattr(archive, "search")  # noqa: B009 - an archive that can be searched is joined later
    return list(islice(search(database, query[:LONGEST_QUERY], archive.Wanted()), MOST))

"""From an authority's own scale to ours, by tables that stand beside its connector and that anybody can read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from connectors._official.names import fold
from monitor.domain.model import Kind, State, Topic

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Grade:
    """What a row of a scale says; what it leaves open, the text decides."""

    kind: Kind | None = None
    topic: Topic | None = None
    severity: int | None = None
    state: State | None = None

    def over(self, other: Grade) -> Grade:
        """This one, and where it leaves something open the other."""
        return Grade(
            self.kind or other.kind,
            self.topic or other.topic,
            other.severity if self.severity is None else self.severity,
            self.state or other.state,
        )


OPEN = Grade()


class Scale:
    """The tables of one file: rows by the words of the source, in whatever case and spacing it writes them."""

    def __init__(self, tables: Mapping[str, Mapping[str, Mapping[str, str | int]]]) -> None:
        self._tables = {name: {fold(key): _grade(row) for key, row in rows.items()} for name, rows in tables.items()}

    def grade(self, table: str, *words: str) -> Grade:
        """The row of the first word that has one; else the table's ``default``; else nothing at all."""
        rows = self._tables[table]
        found = (rows[fold(word)] for word in words if fold(word) in rows)
        return next(found, rows.get("default", OPEN))

    def knows(self, table: str, word: str) -> bool:
        """Whether the table has a row of its own for the word."""
        return fold(word) in self._tables[table]


@lru_cache(maxsize=32)
def load_scale(path: Path) -> Scale:
    """The scale in a file: tables, and in each rows of ``kind``, ``topic``, ``severity`` (0-3) and ``state``."""
    return Scale(tomllib.loads(path.read_text(encoding="utf-8")))


def _grade(row: Mapping[str, str | int]) -> Grade:
    """One row.

    Raises:
        ValueError: a word in it is none of ours.
    """
    strange = set(row) - {"kind", "topic", "severity", "state"}
    severity = row.get("severity")
    if strange or (severity is not None and severity not in {0, 1, 2, 3}):
        raise ValueError(f"no row of a scale: {row}")
    return Grade(
        kind=Kind(str(row["kind"])) if "kind" in row else None,
        topic=Topic(str(row["topic"])) if "topic" in row else None,
        severity=None if severity is None else int(severity),
        state=State(str(row["state"])) if "state" in row else None,
    )

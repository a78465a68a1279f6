"""How grave a verdict is, by a table that a municipality can read and override: topic, extent, state, kind, sender."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.domain.model import Kind, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitor.domain.model import Topic

TABLE = Path(__file__).parent / "data" / "severity.toml"
_DEFAULT = "default"
_CAPS = "at_most"


class Extent(StrEnum):
    """How far an event reaches, as the text tells it; the columns of the table."""

    MINOR = "minor"
    LOCAL = "local"
    WIDE = "wide"
    DANGER = "danger"


class SeverityTable:
    """The table that is shipped, with a municipality's own values laid over it."""

    def __init__(self, rows: Mapping[str, Mapping[str, int]]) -> None:
        self._rows = rows

    @classmethod
    def load(cls, overrides: Mapping[str, Mapping[str, int]] | None = None) -> SeverityTable:
        """Read the table. ``overrides`` has the same shape: rows, and in each the values that differ."""
        rows: dict[str, dict[str, int]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
        for name, values in (overrides or {}).items():
            rows[name] = {**rows.get(name, {}), **values}
        return cls(rows)

    def grade(self, kind: Kind, topics: Iterable[Topic], state: State, extent: Extent, *, drill: bool = False) -> int:
        """The severity, 0-3: that of the gravest topic, no more than the state and the kind allow."""
        grades = [self._value(topic.value, extent) for topic in topics] or [self._value(_DEFAULT, extent)]
        caps = self._rows.get(_CAPS, {})
        named = [kind.value, state.value, *(["drill"] if drill else [])]
        return min(max(grades), *(caps[name] for name in named if name in caps), 3)

    def _value(self, row: str, extent: Extent) -> int:
        default = self._rows[_DEFAULT][extent.value]
        return self._rows.get(row, {}).get(extent.value, default)

"""What is read, what is not, and why: the configuration laid over the list of all kinds of sources."""

from __future__ import annotations

import importlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.parts import known_connectors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.domain.plan import Plan, SourcePlan


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One kind of source as people speak of it; no ``connectors`` means that nobody can or may read it."""

    name: str
    connectors: tuple[str, ...] = ()
    why: str = ""
    instead: str = ""
    roles: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    parts: bool = False

    def counts(self, source: SourcePlan) -> bool:
        """Whether a configured source is of this kind."""
        return source.connector in self.connectors and (not self.roles or source.role.value in self.roles)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the matrix: ``read`` is ``yes``, ``partly``, ``no`` (not configured) or ``never`` (cannot be read)."""

    kind: SourceKind
    read: str
    sources: tuple[str, ...]


@cache
def list_kinds() -> tuple[SourceKind, ...]:
    """Every kind, in the order of the file beside the connectors."""
    path = Path(str(importlib.import_module("connectors").__file__)).parent / "coverage.toml"
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["kind"]
    return tuple(
        SourceKind(
            name=entry["name"],
            connectors=tuple(entry["connectors"]),
            why=entry.get("why", ""),
            instead=entry.get("instead", ""),
            roles=tuple(entry.get("roles", ())),
            countries=tuple(entry.get("countries", ())),
            parts=entry.get("parts") == "yes",
        )
        for entry in entries
    )


def matrix(plan: Plan) -> tuple[Row, ...]:
    """Lines for a municipality, without kinds of other countries; an installed connector has one of its own."""
    country = plan.municipality.country
    here = [kind for kind in list_kinds() if not kind.countries or country in kind.countries]
    return tuple(_row(kind, plan) for kind in (*here, *_others()))


def _others() -> Iterator[SourceKind]:
    """Connectors that the list does not know: installed packages."""
    listed = {name for kind in list_kinds() for name in kind.connectors}
    return (SourceKind(name, (name,)) for name in known_connectors() if name not in listed)


def _row(kind: SourceKind, plan: Plan) -> Row:
    ours = tuple(source.name for source in plan.sources if kind.counts(source))
    if ours:
        return Row(kind, "partly" if kind.parts else "yes", ours)
    return Row(kind, "no" if set(kind.connectors) & set(known_connectors()) else "never", ())

"""Tries a query on the archive before it is saved: how much it finds, and what would have been told of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from monitor.analysis.reader import AnalysisReader
from monitor.domain.model import RawItem, Role
from monitor.domain.plan import SourcePlan, WatchPlan
from monitor.domain.simulate import Published, simulate
from monitor.jobs.lessons import sayings
from monitor.store.archive import Wanted
from monitor.store.search import search

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from monitor.analysis.query import Query
    from monitor.domain.plan import Plan
    from monitor.domain.simulate import Told
    from monitor.store import Database

MOST = 5_000  # items that are tried
EXAMPLES = 10
NAME = "this query"


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week and how much of what was found is of it."""

    week: str
    found: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What a query finds in the archive, newest first, and what the routes in force would have told of it alone."""

    rows: tuple[dict[str, Any], ...]
    weeks: tuple[Week, ...]
    told: tuple[Told, ...]
    complete: bool
    notes: tuple[str, ...]

    @property
    def new(self) -> int:
        """How many of them were no mention until now."""
        return sum(row["kind"] is None for row in self.rows)

    @property
    def drills(self) -> int:
        """How many of them are exercises."""
        return sum(row["drill"] for row in self.rows)


def try_query(database: Database, plan: Plan, query: Query, since: datetime, now: datetime, zone: ZoneInfo) -> Trial:
    """Ask the archive, and run what is found through the whole head with the query as one more watch."""
    town = plan.municipality
    found = search(database, query, Wanted(since=since), MOST, everything=True, ours=(town.code, town.name))
    rows = tuple(row for row in found.rows if said_at(row) >= since)
    tried = replace(plan, watches=(*plan.watches, WatchPlan(NAME, query.text)))
    reader = AnalysisReader(tried)
    reader.heed(sayings(database))
    outcome = simulate(_events(rows, tried), tried, reader)
    notes = tuple(note for note in (*query.notes, found.note) if note)
    complete = found.complete and len(found.rows) < MOST
    return Trial(rows, tuple(_weeks(rows, since, now, zone)), outcome.told, complete, notes)


def said_at(row: dict[str, Any]) -> datetime:
    """When it was said: when it was dated, if that was before we saw it."""
    published, seen = row["published_at"], row["seen_at"]
    moment: datetime = min(published, seen) if published else seen
    return moment


def _weeks(rows: Iterable[dict[str, Any]], since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[Week]:
    """Every week of the time, those without a find as well."""
    counted = Counter(_week(said_at(row), zone) for row in rows)
    moment = since
    names: dict[str, None] = {}
    while moment < until:
        names[_week(moment, zone)] = None
        moment += timedelta(days=1)
    names[_week(until, zone)] = None
    yield from (Week(name, counted[name]) for name in names)


def _week(at: datetime, zone: ZoneInfo) -> str:
    year, week, _ = at.astimezone(zone).isocalendar()
    return f"{year}-W{week:02}"


def _events(rows: Iterable[dict[str, Any]], plan: Plan) -> Iterator[Published]:
    known = {source.name: source for source in plan.sources}
    for row in sorted(rows, key=lambda row: (row["seen_at"], row["id"])):
        source = known.get(row["source"]) or SourcePlan(
            row["source"], "archive", Role(row["role"]), row["publisher"] or row["source"]
        )
        raw = RawItem(
            id=str(row["id"]),
            title=row["title"],
            text=row["text"],
            url=row["url"],
            published_at=row["published_at"],
            language=row["language"] if row["language"] != "und" else None,
            publisher=row["publisher"] or None,
            drill=row["drill"],
        )
        yield Published(row["seen_at"], raw, source)

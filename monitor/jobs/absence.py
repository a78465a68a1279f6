"""Remembers that the monitor was off until people were told: noted at its first look, told after its first polls."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from monitor.domain import absence, habits
from monitor.domain.absence import FIRST_POLLS, PART, Absence
from monitor.store import meta, outages, pulse, sources

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.domain.bulletin import Word
    from monitor.jobs.desk import Desk
    from monitor.store.engine import Connection

UNTOLD = "absences_untold"  # outlives whoever is killed before they are told


def notice(connection: Connection, now: datetime) -> bool:
    """Note that nobody was awake until now, if that was for long; before the sign of life that ends it is written."""
    last = pulse.last_sign_within(connection)
    if last is None or not absence.is_worth_telling(last, now):
        return False
    _keep(connection, [*untold(connection), Absence(last, now, sources.count_unread(connection, last, now))])
    return True


def untold(connection: Connection) -> list[Absence]:
    """The absences of which people were not told yet, oldest first."""
    return [_read(one) for one in json.loads(meta.read(connection, UNTOLD) or "[]")]


def tell(desk: Desk, connection: Connection, now: datetime, *, office_open: bool) -> tuple[Word, ...]:
    """What is to be said of them now, which is then said."""
    absences = untold(connection)
    if not absences:
        return ()
    known = [_find_moved_on(connection, one, now) for one in absences]
    words = absence.write(known, {one.name: one.role for one in desk.plan.sources}, office_open=office_open)
    if words or known != absences:
        _keep(connection, [] if words else known)
    return words


def _find_moved_on(connection: Connection, one: Absence, now: datetime) -> Absence:
    """What was lost, once whatever was due has been asked; from then on the absence is history."""
    if one.moved_on is not None or (sources.are_waiting(connection, one.until) and now - one.until < FIRST_POLLS):
        return one
    moved_on = tuple(name for name, rhythm in sources.rhythms(connection).items() if _moved_on_in(rhythm, one))
    outages.take_back(connection, moved_on, str(habits.MOVED_ON), one.since)
    gaps = f"; these had moved on past what was known: {', '.join(moved_on)}" if moved_on else ""
    why = f"the monitor was off and {one.unread} sources were not read{gaps}"
    outages.record(connection, outages.OWN + PART, PART, why, (one.since, one.until))
    return replace(one, moved_on=moved_on)


def _moved_on_in(rhythm: dict[str, object], one: Absence) -> bool:
    """Whether its first poll showed it: that may have come before the first look, which ended the absence."""
    at = habits.read(rhythm).moved_on_at
    return at is not None and one.since < at <= one.until + FIRST_POLLS


# ---- as they are kept --------------------------------------------------------------------------------------------
def _keep(connection: Connection, absences: Iterable[Absence]) -> None:
    kept = [[one.since.isoformat(), one.until.isoformat(), one.unread, one.moved_on] for one in absences]
    meta.write(connection, UNTOLD, json.dumps(kept, ensure_ascii=False))


def _read(kept: tuple[str, str, int, list[str] | None]) -> Absence:
    since, until, unread, moved_on = kept
    lost = tuple(moved_on) if moved_on is not None else None
    return Absence(datetime.fromisoformat(since), datetime.fromisoformat(until), unread, lost)

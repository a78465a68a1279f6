"""Somebody mutes something for a while, or lets it be heard again; what waits to be said follows at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.domain.silence import kept_back
from monitor.errors import UsageError
from monitor.store import decide, silences

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.incident import Silence
    from monitor.domain.plan import Plan
    from monitor.store import Database


@dataclass(frozen=True, slots=True)
class Muted:
    """A new silence, and how many messages that were waiting it keeps back."""

    silence: Silence
    kept_back: int


def add(database: Database, plan: Plan, wanted: Silence, now: datetime) -> Muted:
    """Write a silence down and keep back what it mutes of what is waiting; its number is given by the memory.

    Raises:
        UsageError: it is about an incident that does not exist.
    """
    ours = (plan.municipality.code, plan.municipality.name)
    with database.writing(decides=True) as connection:
        if wanted.incident is not None and decide.load_incident(connection, wanted.incident) is None:
            raise UsageError(f"There is no incident {wanted.incident}. List them with: monitor incidents")
        silence = silences.add(connection, wanted)
        world = decide.load_world(connection, plan, (), now)
        silences.mark(connection, silence, world.incidents, ours)
        world = decide.load_world(connection, plan, (), now)
        waiting = kept_back(silence, world) if silence.starts_at <= now else []
        return Muted(silence, silences.keep_back(connection, silence, waiting))


def end(database: Database, number: int, now: datetime) -> Silence:
    """Let a silence end now: what is still open is told to those from whom it was kept.

    Raises:
        UsageError: there is none of that number.
    """
    with database.writing(decides=True) as connection:
        ended = silences.end(connection, number, now)
    if ended is None:
        raise UsageError(f"There is no silence {number}. List them with: monitor silence list --all")
    return ended

"""What people answer, from the command line, a link or the inbox: decided by the head, remembered before anybody is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.domain import follow
from monitor.errors import UsageError
from monitor.store import decide

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from monitor.domain.incident import Changes, Incident
    from monitor.domain.oncall import OnCall
    from monitor.domain.world import World
    from monitor.store import Database


def acknowledge(database: Database, oncall: OnCall, number: int, by: str, now: datetime) -> Incident:
    """Somebody takes an incident."""
    return _answer(
        database, oncall, number, now, lambda incident, world: follow.acknowledge(incident, by, world, oncall, now)
    )


def resolve(database: Database, oncall: OnCall, number: int, by: str, now: datetime) -> Incident:
    """An incident is over."""
    return _answer(
        database, oncall, number, now, lambda incident, world: follow.resolve(incident, by, world, oncall, now)
    )


def close(database: Database, oncall: OnCall, number: int, by: str, why: str, now: datetime) -> Incident:
    """Nothing more is to be done about an incident."""
    return _answer(database, oncall, number, now, lambda incident, world: follow.close(incident, by, why, world, now))


def _answer(
    database: Database,
    oncall: OnCall,
    number: int,
    now: datetime,
    decide_on: Callable[[Incident, World], Changes],
) -> Incident:
    """Decide on one incident inside the transaction that remembers it.

    Raises:
        UsageError: there is no incident of that number.
    """
    with decide.deciding(database, oncall.plan, (), now) as (world, connection):
        incident = world.incidents.get(number) or decide.load_incident(connection, number)
        if incident is None:
            raise UsageError(f"There is no incident {number}. List them with: monitor incidents")
        world.incidents[number] = incident
        decide.load_told(connection, world, [number])
        changes = decide_on(incident, world)
        decide.remember(connection, changes)
    return next((one for one in changes.incidents if one.id == number), incident)

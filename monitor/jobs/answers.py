"""What people answer, by command, link or inbox: decided by the head, remembered before anybody is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.domain.answer import Act, Answer, Result
from monitor.domain.respond import respond
from monitor.errors import UsageError
from monitor.store import archive, decide, feedback

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.incident import Incident
    from monitor.domain.oncall import OnCall
    from monitor.store import Database

_SAYS: dict[Act, dict[str, Any]] = {  # what an answer about an incident says of its mentions
    Act.NOT_OURS: {"answer": "irrelevant"},
    Act.FALSE_ALARM: {"answer": "wrong", "severity": 0},
}


@dataclass(frozen=True, slots=True)
class Answered:
    """The incident as it is after an answer, what became of the answer, and whether somebody is to be told."""

    incident: Incident
    result: Result
    tells: bool = False


def acknowledge(database: Database, oncall: OnCall, number: int, by: str, now: datetime) -> Incident:
    """Somebody takes an incident."""
    return give(database, oncall, number, Answer(Act.TAKE, by), now).incident


def resolve(database: Database, oncall: OnCall, number: int, by: str, now: datetime) -> Incident:
    """An incident is over."""
    return give(database, oncall, number, Answer(Act.RESOLVE, by), now).incident


def close(database: Database, oncall: OnCall, number: int, by: str, why: str, now: datetime) -> Incident:
    """Nothing more is to be done about an incident."""
    return give(database, oncall, number, Answer(Act.CLOSE, by, why=why), now).incident


def give(database: Database, oncall: OnCall, number: int, answer: Answer, now: datetime) -> Answered:
    """Decide on one incident inside the transaction that remembers it: of two people at once one is first.

    Raises:
        UsageError: there is no incident of that number.
    """
    with decide.deciding(database, oncall.plan, (), now) as (world, connection):
        incident = world.incidents.get(number) or decide.load_incident(connection, number)
        if incident is None:
            raise UsageError(f"There is no incident {number}. List them with: monitor incidents")
        world.incidents[number] = incident
        decide.load_told(connection, world, [number])
        outcome = respond(incident, answer, world, oncall, now)
        decide.remember(connection, outcome.changes)
        if (
            outcome.result is Result.DONE and answer.act in _SAYS and not incident.drill
        ):  # nothing is learnt from a drill
            said = {"at": now, "by": answer.by, **_SAYS[answer.act]}
            feedback.add(connection, [{"item_id": member.id, **said} for member in incident.members])
    changed = next((one for one in outcome.changes.incidents if one.id == number), incident)
    return Answered(changed, outcome.result, bool(outcome.changes.deliveries))


def judge(database: Database, item: int, by: str, said: dict[str, Any], now: datetime) -> None:
    """What a person says of one mention: ``answer``, and what ``kind``, ``topic``, ``severity`` would be right.

    Raises:
        UsageError: there is no mention of that number.
    """
    if archive.mention(database, item) is None:
        raise UsageError(f"There is no mention {item}. List them with: monitor mentions")
    with database.writing() as connection:
        feedback.add(connection, [{"item_id": item, "at": now, "by": by, **said}])

"""What follows from the passing of time and from people's answers: reminders, the next in turn, the end."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.domain import route as routing
from monitor.domain.incident import Changes, LogEntry
from monitor.domain.model import DeliveryState, Reason, Status
from monitor.domain.route import Choice, Occasion

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.incident import Due, Incident
    from monitor.domain.oncall import OnCall
    from monitor.domain.plan import Route
    from monitor.domain.world import World


def follow(due: Due, world: World, oncall: OnCall, now: datetime) -> Changes:
    """What a due row about an incident leads to; nothing when somebody has answered meanwhile."""
    incident = world.incidents.get(due.incident or 0)
    route = next((one for one in world.plan.routes if one.name == due.route), None)
    if incident is None or route is None or incident.status is not Status.OPEN:
        return Changes()
    if due.kind == "repeat":
        return _remind(due, incident, route, world, oncall, now)
    if due.kind == "escalate":
        return _escalate(due, incident, route, world, oncall, now)
    return Changes()


def _remind(due: Due, incident: Incident, route: Route, world: World, oncall: OnCall, now: datetime) -> Changes:
    if not oncall.holds(route.when, now):
        return Changes()  # the hours of this route are over: those who are at work now have their own
    receiver = due.receiver or ""
    occasion = Occasion(Reason.REMINDER, None, f"route {route.name}: nobody has acknowledged, reminder {due.step}")
    choice = Choice(route, receiver, now)
    deliveries = routing.write(incident, occasion, choice, world, oncall, now, turn=due.key)
    again = routing.repeat_due(incident, route, receiver, due.step + 1, now)
    return Changes(deliveries=tuple(deliveries), dues=(again,))


def _escalate(due: Due, incident: Incident, route: Route, world: World, oncall: OnCall, now: datetime) -> Changes:
    if due.step >= len(route.escalate):
        return Changes()  # the configuration lost that step meanwhile
    occasion = Occasion(Reason.ESCALATED, None, f"route {route.name}: nobody acknowledged the alert before")
    deliveries = [
        delivery
        for receiver in route.escalate[due.step].to
        for delivery in routing.write(
            incident, occasion, Choice(route, receiver, now), world, oncall, now, turn=due.key
        )
    ]
    entry = LogEntry(incident.id, now, "escalated", note=", ".join(route.escalate[due.step].to))
    return Changes(deliveries=tuple(deliveries), log=(entry,))


# ---- what people answer ------------------------------------------------------------------------------------------
def acknowledge(incident: Incident, by: str, world: World, oncall: OnCall, now: datetime) -> Changes:
    """Somebody takes it: nobody is asked again, and everyone else who was woken learns who took it.

    A second one who takes it is noted, the first one stays.
    """
    entry = LogEntry(incident.id, now, "acknowledged", by)
    if incident.status is not Status.OPEN:
        return Changes(log=(entry,))
    taken = replace(incident, status=Status.ACKNOWLEDGED, acknowledged_at=now, acknowledged_by=by)
    told = routing.inform(taken, Occasion(Reason.TAKEN, None, f"taken by {by}"), world, oncall, now)
    others = replace(told, deliveries=tuple(one for one in told.deliveries if one.person != by))
    return Changes(incidents=(taken,), log=(entry,)).and_then(quiet(incident, world)).and_then(others)


def resolve(incident: Incident, by: str, world: World, oncall: OnCall, now: datetime) -> Changes:
    """It is over, a person says; those who were told are told."""
    entry = LogEntry(incident.id, now, "resolved", by)
    over = replace(incident, status=Status.RESOLVED, resolved_at=now)
    told = routing.inform(over, Occasion(Reason.RESOLVED, None, f"resolved by {by}"), world, oncall, now)
    return Changes(incidents=(over,), log=(entry,)).and_then(quiet(incident, world)).and_then(told)


def close(incident: Incident, by: str, why: str, world: World, now: datetime) -> Changes:
    """Nothing more is to be done; what was held about it is not told any more."""
    entry = LogEntry(incident.id, now, "closed", by, why)
    closed = replace(incident, status=Status.CLOSED, closed_at=now, closed_why=why)
    waiting = (
        one.key for one in world.told_of(incident.id) if one.state in {DeliveryState.HELD, DeliveryState.PENDING}
    )
    changes = Changes(incidents=(closed,), log=(entry,), cancelled_deliveries=tuple(waiting))
    return changes.and_then(quiet(incident, world))


def quiet(incident: Incident, world: World) -> Changes:
    """No reminder and no step goes out any more, nor one that is already on its way and not yet sent."""
    asking = {Reason.REMINDER, Reason.ESCALATED}
    return Changes(
        cancelled_dues=tuple(due.key for due in world.dues_of(incident.id) if due.kind in {"repeat", "escalate"}),
        cancelled_deliveries=tuple(
            one.key for one in world.told_of(incident.id) if one.state is DeliveryState.PENDING and one.reason in asking
        ),
    )

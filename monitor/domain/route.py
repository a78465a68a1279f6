"""Who must know of an incident, by which channel, from when, and why; and what happens if nobody answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain.budget import until_morning
from monitor.domain.incident import Changes, Delivery, Due
from monitor.domain.later import turn_of
from monitor.domain.model import DeliveryState, Reason
from monitor.domain.outgoing import Choice, Occasion, once, write
from monitor.domain.plan import Deliver, Each

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from monitor.domain.incident import Incident, Member
    from monitor.domain.oncall import OnCall
    from monitor.domain.plan import Route
    from monitor.domain.world import World

# What a receiver was told counts as told when it went out, or is on its way.
_TOLD = frozenset({DeliveryState.SENT, DeliveryState.PENDING, DeliveryState.FAILED})


def announce(incident: Incident, occasion: Occasion, world: World, oncall: OnCall, now: datetime) -> Changes:
    """Tell of an incident that is new or worse: every receiver once, by the route that tells it soonest.

    What is worse is also told to those who were told before and whom no route names at this hour.
    """
    held_over = until_morning(incident, world, oncall, now)
    changes = Changes()
    told: set[str] = set()
    for choice in choose(incident, world, oncall, now):
        told.add(choice.receiver)
        if held_over is not None and choice.at <= now:
            later, why = replace(choice, at=held_over[0]), f"{occasion.why}; {held_over[1]}"
            changes = changes.and_then(_tell(incident, replace(occasion, why=why), later, world, oncall, now))
        else:
            changes = changes.and_then(_tell(incident, occasion, choice, world, oncall, now))
    if occasion.reason is not Reason.NEW:
        changes = changes.and_then(inform(incident, occasion, world, oncall, now, but=told))
    return replace(changes, deliveries=once(list(changes.deliveries)))


def _tell(
    incident: Incident, occasion: Occasion, choice: Choice, world: World, oncall: OnCall, now: datetime
) -> Changes:
    earlier = [one for one in world.told_of(incident.id) if one.receiver == choice.receiver]
    held = [one for one in earlier if one.state is DeliveryState.HELD]
    told = any(one.state in _TOLD for one in earlier)
    if choice.at > now and (told or held):
        return Changes()  # it will be said together with what is held, or was said already
    reason = occasion.reason if told else Reason.NEW
    return Changes(
        deliveries=tuple(write(incident, replace(occasion, reason=reason), choice, world, oncall, now)),
        dues=tuple(_only_new(ask_again(incident, choice, now), world)) if choice.at <= now else (),
        cancelled_deliveries=tuple(one.key for one in held),
    )


def inform(
    incident: Incident,
    occasion: Occasion,
    world: World,
    oncall: OnCall,
    now: datetime,
    *,
    but: Collection[str] = (),
    turn: str = "",
) -> Changes:
    """Tell those, and only those, who were told of the incident before: it grew, it is over, it is still open.

    ``but`` are receivers who hear of it otherwise; ``turn`` tells apart messages that no mention caused.
    """
    deliveries: list[Delivery] = []
    waits = until_morning(incident, world, oncall, now) if occasion.reason is Reason.GROWING else None
    for receiver, route in _told_receivers(incident, world).items():
        if receiver in but:
            continue
        awake = route is None or oncall.holds(route.when, now) or oncall.timetable.is_open(now)
        at = now if awake else oncall.timetable.next_opening(now) or now
        at = max(at, waits[0]) if waits else at
        deliveries += write(incident, occasion, Choice(route, receiver, at), world, oncall, now, turn)
    return Changes(deliveries=once(deliveries))


def each_mention(member: Member, world: World, oncall: OnCall, now: datetime, *, but: Collection[str] = ()) -> Changes:
    """Tell of one mention by the routes that want every one, as itself and not as a part of its incident.

    ``but`` are receivers to whom the incident's own message about this mention goes.
    """
    deliveries: list[Delivery] = []
    for route in world.plan.routes:
        if route.each is not Each.MENTION or not oncall.holds(route.when, now) or not fits_member(route, member):
            continue
        occasion = Occasion(Reason.NEW, member, f"route {route.name}: every mention")
        for receiver in route.to:
            if receiver not in but:
                choice = Choice(route, receiver, _from_when(route, oncall, now))
                deliveries += write(None, occasion, choice, world, oncall, now)
    return Changes(deliveries=once(deliveries))


def choose(incident: Incident, world: World, oncall: OnCall, now: datetime) -> list[Choice]:
    """For each receiver the route that tells it soonest, among those that fit and hold now, in the plan's order."""
    chosen: dict[str, Choice] = {}
    for route in world.plan.routes:
        if route.each is not Each.INCIDENT or not oncall.holds(route.when, now) or not fits(route, incident):
            continue
        at = _from_when(route, oncall, now)
        for receiver in route.to:
            if receiver not in chosen or at < chosen[receiver].at:
                chosen[receiver] = Choice(route, receiver, at)
    return list(chosen.values())


def fits(route: Route, incident: Incident) -> bool:
    """Whether the route wants such incidents, whatever the hour."""
    members = incident.members
    return (
        incident.severity >= route.min_severity
        and (not route.kinds or incident.kind in route.kinds)
        and (not route.topics or not route.topics.isdisjoint(incident.topics))
        and (not route.sources or any(member.source in route.sources for member in members))
        and (not route.roles or any(member.role in route.roles for member in members))
        and (not route.watches or any(not route.watches.isdisjoint(member.watches) for member in members))
    )


def fits_member(route: Route, member: Member) -> bool:
    """Whether the route wants such mentions, whatever the hour."""
    return (
        member.severity >= route.min_severity
        and (not route.kinds or member.kind in route.kinds)
        and (not route.topics or not route.topics.isdisjoint(member.topics))
        and (not route.sources or member.source in route.sources)
        and (not route.roles or member.role in route.roles)
        and (not route.watches or not route.watches.isdisjoint(member.watches))
    )


def _from_when(route: Route, oncall: OnCall, now: datetime) -> datetime:
    if route.deliver is Deliver.NOW or oncall.timetable.is_open(now):
        return now
    return oncall.timetable.next_opening(now) or now


def ask_again(incident: Incident, choice: Choice, now: datetime) -> list[Due]:
    """What happens if nobody acknowledges: reminders to the same receiver, then others by steps."""
    route = choice.route
    if route is None:
        return []
    dues = []
    if route.repeat:
        dues.append(repeat_due(incident, route, choice.receiver, 1, now))
    for step, escalation in enumerate(route.escalate):
        key = f"escalate:{incident.id}:{route.name}:{step}:{turn_of(incident)}"
        dues.append(Due(key, "escalate", now + escalation.after, incident.id, route.name, None, step))
    return dues


def repeat_due(incident: Incident, route: Route, receiver: str, step: int, now: datetime) -> Due:
    """The ``step``-th reminder to a receiver."""
    key = f"repeat:{incident.id}:{route.name}:{receiver}:{turn_of(incident)}:{step}"
    return Due(key, "repeat", now + (route.repeat or timedelta()), incident.id, route.name, receiver, step)


def _only_new(dues: list[Due], world: World) -> list[Due]:
    return list({due.key: due for due in dues if due.key not in world.dues}.values())


def _told_receivers(incident: Incident, world: World) -> dict[str, Route | None]:
    """Who was told of the incident, each with the route that told it first."""
    routes = {route.name: route for route in world.plan.routes}
    told: dict[str, Route | None] = {}
    for delivery in world.told_of(incident.id):
        if delivery.state in _TOLD:
            told.setdefault(delivery.receiver, routes.get(delivery.route or ""))
    return told

"""Who must know of an incident, by which channel, from when, and why; and what happens if nobody answers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain.incident import Changes, Delivery, Due
from monitor.domain.model import DeliveryState, Reason, Role
from monitor.domain.plan import Deliver, Each

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.incident import Incident, Member, Silence
    from monitor.domain.oncall import OnCall
    from monitor.domain.plan import Plan, Route
    from monitor.domain.world import World

# What a receiver was told counts as told when it went out, or is on its way.
_TOLD = frozenset({DeliveryState.SENT, DeliveryState.PENDING, DeliveryState.FAILED})


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something about an incident that may be worth telling: why, and which mention caused it (None: the passing of time)."""

    reason: Reason
    member: Member | None
    why: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A route that tells one receiver, from when on; no route for what those are told who were told before."""

    route: Route | None
    receiver: str
    at: datetime


def announce(incident: Incident, occasion: Occasion, world: World, oncall: OnCall, now: datetime) -> Changes:
    """Tell of an incident that is new or worse: every receiver once, by the route that tells it soonest."""
    choices = choose(incident, world, oncall, now)
    deliveries: list[Delivery] = []
    cancelled: list[str] = []
    dues: list[Due] = []
    for choice in choices:
        earlier = [one for one in world.told_of(incident.id) if one.receiver == choice.receiver]
        held = [one for one in earlier if one.state is DeliveryState.HELD]
        told = any(one.state in _TOLD for one in earlier)
        if choice.at > now and (told or held):
            continue  # it will be said together with what is held, or was said already
        cancelled.extend(one.key for one in held)
        reason = occasion.reason if told else Reason.NEW
        deliveries += write(incident, replace(occasion, reason=reason), choice, world, oncall, now)
        if choice.at <= now:
            dues += ask_again(incident, choice, now)
    return Changes(
        deliveries=_once(deliveries), dues=tuple(_only_new(dues, world)), cancelled_deliveries=tuple(cancelled)
    )


def inform(incident: Incident, occasion: Occasion, world: World, oncall: OnCall, now: datetime) -> Changes:
    """Tell those, and only those, who were told of the incident before: it grew, it is over, it is still open."""
    deliveries: list[Delivery] = []
    for receiver, route in _told_receivers(incident, world).items():
        awake = route is None or oncall.holds(route.when, now) or oncall.timetable.is_open(now)
        at = now if awake else oncall.timetable.next_opening(now) or now
        deliveries += write(incident, occasion, Choice(route, receiver, at), world, oncall, now)
    return Changes(deliveries=_once(deliveries))


def each_mention(incident: Incident | None, member: Member, world: World, oncall: OnCall, now: datetime) -> Changes:
    """Tell of one mention by the routes that want every one."""
    deliveries: list[Delivery] = []
    for route in world.plan.routes:
        if route.each is not Each.MENTION or not oncall.holds(route.when, now) or not fits_member(route, member):
            continue
        occasion = Occasion(Reason.NEW, member, f"route {route.name}: every mention")
        for receiver in route.to:
            choice = Choice(route, receiver, _from_when(route, oncall, now))
            deliveries += write(incident, occasion, choice, world, oncall, now)
    return Changes(deliveries=_once(deliveries))


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


def write(
    incident: Incident | None,
    occasion: Occasion,
    choice: Choice,
    world: World,
    oncall: OnCall,
    now: datetime,
    turn: str = "",
) -> list[Delivery]:
    """The deliveries of one message to one receiver: one for each of its channels.

    ``turn`` tells apart messages of the same reason that no mention caused: the third reminder, the second step.
    """
    reached = oncall.reach(choice.receiver, choice.at)
    if reached is None:
        return [_nobody(incident, occasion, choice, world, now, turn)]
    silence = silenced(incident, occasion.member, world.silences, now)
    state = DeliveryState.SILENCED if silence else DeliveryState.HELD if choice.at > now else DeliveryState.PENDING
    why = f"{occasion.why}; silenced by {silence.owner}: {silence.why}" if silence else occasion.why
    if reached.instead_of:
        why += f"; nobody is on call for {reached.instead_of}"
    return [
        Delivery(
            key=delivery_key(world.installation, incident, occasion, reached.receiver.name, channel.slot, turn),
            receiver=reached.receiver.name,
            channel=channel.type,
            slot=channel.slot,
            reason=occasion.reason,
            state=state,
            created_at=now,
            due_at=choice.at,
            severity=incident.severity if incident else occasion.member.severity if occasion.member else 0,
            incident=incident.id if incident else None,
            item=occasion.member.id if occasion.member else None,
            route=choice.route.name if choice.route else None,
            person=reached.person,
            why=why,
            drill=bool(incident and incident.drill),
        )
        for channel in reached.receiver.channels
    ]


def silenced(
    incident: Incident | None, member: Member | None, silences: list[Silence], now: datetime
) -> Silence | None:
    """The silence that mutes this, if any. Severity 3 from an official source is never muted unless the silence says so."""
    severity = incident.severity if incident else member.severity if member else 0
    members = incident.members if incident else (member,) if member else ()
    official = severity >= 3 and any(one.role is Role.OFFICIAL for one in members)
    for silence in silences:
        if silence.starts_at <= now < silence.ends_at and (silence.also_official or not official):
            topics = frozenset(topic for one in members for topic in one.topics)
            named = silence.incident in {None, incident.id if incident else -1}
            about = not silence.topics or not silence.topics.isdisjoint(topics)
            heard = not silence.sources or all(one.source in silence.sources for one in members)
            if named and about and heard:
                return silence
    return None


def ask_again(incident: Incident, choice: Choice, now: datetime) -> list[Due]:
    """What happens if nobody acknowledges: reminders to the same receiver, then others by steps."""
    route = choice.route
    if route is None:
        return []
    dues = []
    if route.repeat:
        dues.append(repeat_due(incident, route, choice.receiver, 1, now))
    for step, escalation in enumerate(route.escalate):
        key = f"escalate:{incident.id}:{route.name}:{step}:{_turn_of(incident)}"
        dues.append(Due(key, "escalate", now + escalation.after, incident.id, route.name, None, step))
    return dues


def repeat_due(incident: Incident, route: Route, receiver: str, step: int, now: datetime) -> Due:
    """The ``step``-th reminder to a receiver."""
    key = f"repeat:{incident.id}:{route.name}:{receiver}:{_turn_of(incident)}:{step}"
    return Due(key, "repeat", now + (route.repeat or timedelta()), incident.id, route.name, receiver, step)


def _turn_of(incident: Incident) -> int:
    """Distinguishes the rounds of asking: one that is worse, reopened or handed over is asked about anew."""
    rounds = int(incident.facts.get("reopened", "0")) + int(incident.facts.get("handed_over", "0"))
    return incident.severity + 10 * rounds


def _once(deliveries: list[Delivery]) -> tuple[Delivery, ...]:
    """Two receivers may share a stand-in: it is told once."""
    return tuple({delivery.key: delivery for delivery in deliveries}.values())


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


def delivery_key(
    installation: str, incident: Incident | None, occasion: Occasion, receiver: str, slot: int, turn: str
) -> str:
    """The same for the same message for ever, in letters that may stand in a Message-ID.

    It is made of what the message is, not of when it was decided, so that deciding twice gives the same key.
    """
    cause = f"{occasion.member.source}\0{occasion.member.key}" if occasion.member else turn
    about = incident.id if incident else 0
    words = "\0".join((installation, str(about), occasion.reason, receiver, str(slot), turn, cause))
    digest = hashlib.sha256(words.encode()).hexdigest()[:16]
    return f"m-{installation}-{about}-{occasion.reason}-{digest}"


def _nobody(
    incident: Incident | None, occasion: Occasion, choice: Choice, world: World, now: datetime, turn: str
) -> Delivery:
    """The row that shows that somebody should have been told and nobody was there: it is reported, never an absence."""
    return Delivery(
        key=delivery_key(world.installation, incident, occasion, choice.receiver, 0, turn),
        receiver=choice.receiver,
        channel="nobody",
        slot=0,
        reason=occasion.reason,
        state=DeliveryState.FAILED,
        created_at=now,
        due_at=choice.at,
        severity=incident.severity if incident else 0,
        incident=incident.id if incident else None,
        item=occasion.member.id if occasion.member else None,
        route=choice.route.name if choice.route else None,
        why=f"{occasion.why}; nobody is on call and there is no fallback",
        drill=bool(incident and incident.drill),
    )


def stand_in(delivery: Delivery, plan: Plan, oncall: OnCall, now: datetime) -> list[Delivery]:
    """The same message to the receiver's fallback, when no channel of its own reaches it."""
    fallback = plan.receiver(delivery.receiver).fallback
    reached = oncall.reach(fallback, now) if fallback else None
    if reached is None:
        return []
    return [
        replace(
            delivery,
            id=None,
            key=f"{delivery.key}-f{channel.slot}",
            receiver=reached.receiver.name,
            channel=channel.type,
            slot=channel.slot,
            person=reached.person,
            state=DeliveryState.PENDING,
            created_at=now,
            due_at=now,
            attempts=0,
            last_error=None,
            why=f"{delivery.why}; {delivery.receiver} could not be reached",
        )
        for channel in reached.receiver.channels
    ]

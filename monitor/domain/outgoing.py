"""Writes deliveries: one message to one receiver by each of its channels, with a key that is the same for ever."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitor.domain.incident import Delivery
from monitor.domain.model import DeliveryState
from monitor.domain.silence import find_silence

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.incident import Incident, Member
    from monitor.domain.model import Reason
    from monitor.domain.oncall import OnCall
    from monitor.domain.plan import Plan, Route
    from monitor.domain.world import World


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something about an incident that may be worth telling: why, and the mention that caused it (None: the time)."""

    reason: Reason
    member: Member | None
    why: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A route that tells one receiver, from when on; no route for what those are told who were told before."""

    route: Route | None
    receiver: str
    at: datetime


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
    silence = find_silence(incident, occasion, world.silences, choice.at)  # what is held is silenced by its own hour
    state = DeliveryState.SILENCED if silence else DeliveryState.HELD if choice.at > now else DeliveryState.PENDING
    why = f"{occasion.why}; {silence.says}" if silence else occasion.why
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


def once(deliveries: list[Delivery]) -> tuple[Delivery, ...]:
    """Two receivers may share a stand-in: it is told once."""
    return tuple({delivery.key: delivery for delivery in deliveries}.values())


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
            # What was held together is told together to the one who stands in, too.
            state=DeliveryState.HELD if delivery.state is DeliveryState.HELD else DeliveryState.PENDING,
            created_at=now,
            due_at=now,
            attempts=0,
            postponed_from=None,
            last_error=None,
            why=f"{delivery.why}; {delivery.receiver} could not be reached",
        )
        for channel in reached.receiver.channels
    ]

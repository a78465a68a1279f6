"""What a person has muted for a while: which messages it keeps back, and what is told when it is over.

A silence mutes messages, not events: mentions are read and grouped, and each message that was kept back stands in the
ledger. An incident is muted while *every* mention of it is, so that one more voice about something else is heard. What
is severe and official is heard all the same unless the silence says otherwise, and so are the words that end a message
which somebody has got: it is over, somebody has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.domain.model import DeliveryState, Reason, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from monitor.domain.incident import Delivery, Incident, Member, Silence
    from monitor.domain.outgoing import Occasion
    from monitor.domain.world import World

_WAKE = 3  # the severity that is heard from an official source
_ENDINGS = frozenset({Reason.RESOLVED, Reason.TAKEN})
_WAITING = frozenset({DeliveryState.PENDING, DeliveryState.HELD})


def find_silence(
    incident: Incident | None, occasion: Occasion, silences: Iterable[Silence], at: datetime
) -> Silence | None:
    """The silence that mutes, at its hour, a message about an incident or one mention; None where it is heard."""
    if occasion.reason in _ENDINGS:
        return None
    members = incident.members if incident else (occasion.member,) if occasion.member else ()
    severity = incident.severity if incident else max((one.severity for one in members), default=0)
    number = incident.id if incident else None
    return next((one for one in silences if holds(one, at) and mutes(one, number, members, severity)), None)


def holds(silence: Silence, at: datetime) -> bool:
    """Whether its time has come and is not over."""
    return silence.starts_at <= at < silence.ends_at


def mutes(silence: Silence, incident: int | None, members: Iterable[Member], severity: int) -> bool:
    """Whether a silence is about an incident with these mentions, whatever the hour."""
    members = tuple(members)
    official = severity >= _WAKE and any(one.role is Role.OFFICIAL for one in members)
    if not members or (official and not silence.also_official):
        return False
    return silence.incident in {None, incident} and all(_is_about(silence, one) for one in members)


def _is_about(silence: Silence, member: Member) -> bool:
    return (
        (not silence.topics or not silence.topics.isdisjoint(member.topics))
        and (not silence.sources or member.source in silence.sources)
        and (not silence.query or silence.id in member.muted_by)
    )


def kept_back(silence: Silence, world: World) -> list[Delivery]:
    """What waits to be said within its time and is muted by a silence that is new."""
    return [
        one
        for incident in world.live()
        if mutes(silence, incident.id, incident.members, incident.severity)
        for one in world.told_of(incident.id)
        if one.state in _WAITING and one.reason not in _ENDINGS and one.due_at < silence.ends_at
    ]

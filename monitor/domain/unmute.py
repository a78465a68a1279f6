"""What is told when a silence is over: what went on meanwhile, to those from whom it was kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.domain import route as routing
from monitor.domain.incident import Changes, Due
from monitor.domain.model import DeliveryState, Reason
from monitor.domain.outgoing import Occasion, once, write
from monitor.domain.silence import mutes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from monitor.domain.incident import Delivery, Incident, Silence
    from monitor.domain.oncall import OnCall
    from monitor.domain.world import World

_KIND = "unmute"
_HEARD = frozenset({DeliveryState.SENT, DeliveryState.PENDING, DeliveryState.HELD})


def unmute_due(silence: Silence) -> Due:
    """The row that lets a silence end: its ``step`` is the silence's number."""
    return Due(f"{_KIND}:{silence.id}:{silence.ends_at:%Y%m%d%H%M%S}", _KIND, silence.ends_at, step=silence.id)


def unmute(due: Due, world: World, oncall: OnCall, now: datetime) -> Changes:
    """Tell what a silence kept back and what is still open, by the routes that hold now.

    What is over by then needs nobody, and who has heard of it otherwise is not told twice.
    """
    silence = next((one for one in world.silences if one.id == due.step), None)
    if silence is None:
        return Changes()
    deliveries = [
        delivery
        for incident in world.live()
        if incident.is_open and mutes(silence, incident.id, incident.members, incident.severity)
        for delivery in _tell(incident, silence, due, world, oncall, now)
    ]
    return Changes(deliveries=once(deliveries))


def _tell(
    incident: Incident, silence: Silence, due: Due, world: World, oncall: OnCall, now: datetime
) -> Iterator[Delivery]:
    told = world.told_of(incident.id)
    kept_from = {one.receiver for one in told if one.state is DeliveryState.SILENCED}
    heard = {one.receiver for one in told if one.state in _HEARD}
    occasion = Occasion(Reason.NEW, None, f"still open now that a silence is over ({silence.owner}: {silence.why})")
    for choice in routing.choose(incident, world, oncall, now):
        if kept_from and choice.receiver not in heard:
            yield from write(incident, occasion, choice, world, oncall, now, turn=due.key)

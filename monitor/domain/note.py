"""Messages about no incident: the brief, the digest, a test, how the monitor itself feels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.domain.model import DeliveryState
from monitor.domain.outgoing import Choice, Occasion, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from monitor.domain.incident import Delivery
    from monitor.domain.model import Reason
    from monitor.domain.oncall import OnCall
    from monitor.domain.world import World


def write_notes(
    reason: Reason,
    turn: str,
    receivers: Iterable[str],
    body: Mapping[str, str],
    world: World,
    oncall: OnCall,
    now: datetime,
    *,
    at: datetime | None = None,
) -> tuple[Delivery, ...]:
    """The deliveries of one note, one for each channel of each receiver.

    ``turn`` names the note for ever (``digest-2026-W47``), so that it is told once; ``at`` holds it until then;
    ``body`` is what wording needs.
    """
    deliveries: list[Delivery] = []
    for receiver in receivers:
        occasion = Occasion(reason, None, turn)
        choice = Choice(None, receiver, at or now)
        deliveries += write(None, occasion, choice, world, oncall, now, turn=turn)
    return tuple(
        {
            one.key: replace(one, body=dict(body), severity=int(body.get("severity", "0")), state=_state(one, now))
            for one in deliveries
        }.values()
    )


def _state(delivery: Delivery, now: datetime) -> DeliveryState:
    if delivery.state is DeliveryState.FAILED:
        return delivery.state  # nobody is there to be told
    return DeliveryState.HELD if delivery.due_at > now else DeliveryState.PENDING

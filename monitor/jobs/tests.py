"""Tests of the way that alerts take: marked, through the real channels, by hand or weekly, with what became of them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain import schedule
from monitor.domain.ailment import Trouble
from monitor.domain.incident import Changes, Due
from monitor.domain.model import DeliveryState, Reason
from monitor.domain.note import write_notes
from monitor.domain.oncall import OnCall
from monitor.store import decide, outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from monitor.config import Config
    from monitor.domain.incident import Delivery
    from monitor.domain.world import World
    from monitor.store import Database

TELL, LOOK = "test", "test_look"  # kinds of due rows
LOOKED_AT_AFTER = timedelta(minutes=15)  # what has not arrived by then would not have woken anybody
SEVERE = "2"  # of a message that says so: before what can wait


def write(config: Config, database: Database, receivers: Iterable[str], now: datetime) -> frozenset[str]:
    """Write the deliveries of a test; returns their keys."""
    with decide.deciding(database, config.plan, (), now) as (world, connection):
        turn = f"test-{now:%Y%m%dT%H%M%S.%f}"
        notes = write_notes(Reason.TEST, turn, receivers, {}, world, OnCall(config.plan), now)
        decide.remember(connection, Changes(deliveries=notes))
    return frozenset(note.key for note in notes)


def outcome(database: Database, keys: Collection[str]) -> list[Delivery]:
    """What became of these deliveries."""
    return [one for one in outbox.listed(database) if one.key in keys][::-1]


# ---- each week ---------------------------------------------------------------------------------------------------
def tell(due: Due, world: World, oncall: OnCall, now: datetime) -> Changes:
    """The week's test to each receiver that is to get it, a look at what became of it, and the next one."""
    regular = world.plan.weekly_test
    if regular is None:
        return Changes()
    notes = write_notes(Reason.TEST, due.key, regular.to, {"turn": due.key}, world, oncall, now)
    following = schedule.next_test(regular, now, oncall.zone)
    look_at = Due(f"{due.key}:look", LOOK, now + LOOKED_AT_AFTER)
    return Changes(deliveries=notes, dues=(look_at, Due(following.key, TELL, following.at)))


def look(due: Due, database: Database, world: World, oncall: OnCall, now: datetime) -> Changes:
    """Tell those who look after the monitor by which channel the test did not arrive."""
    turn = due.key.removesuffix(":look")
    told = [one for one in outbox.listed(database, now - timedelta(days=7)) if one.body.get("turn") == turn]
    lost = [one for one in told if one.state is not DeliveryState.SENT]
    notes = tuple(
        note
        for one in lost
        for note in write_notes(
            Reason.HEALTH, f"{turn}:{one.receiver}/{one.slot}", world.plan.health_to, _ailment(one), world, oncall, now
        )
    )
    return Changes(deliveries=notes)


def _ailment(delivery: Delivery) -> dict[str, str]:
    """What the message about a channel needs."""
    about = f"{delivery.person or delivery.receiver} ({delivery.channel})"
    why = f"the weekly test did not arrive: {delivery.last_error or delivery.why or delivery.state}"
    since = delivery.created_at.isoformat()
    return {
        "trouble": Trouble.DELIVERY_FAILING.value, "about": about, "why": why, "since": since, "severity": SEVERE,
        "parts": json.dumps([[about, why, since, ""]], ensure_ascii=False), "total": "1",
    }  # fmt: skip

"""Tells that the service itself is down, without the memory: for the unit that runs when all restarts failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.config.parts import NotReady
from monitor.contract import Address, Means
from monitor.domain.alert import Telling
from monitor.domain.model import Reason
from monitor.domain.notices import Ailment, Trouble, compose_health
from monitor.domain.oncall import OnCall
from monitor.errors import TransportError
from monitor.net import open_network

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.config import Config
    from monitor.domain.oncall import Reached

WHY = (
    "The service was started again and again and does not stay up. On the server: journalctl -u monitor, monitor doctor"
)


async def tell(config: Config, now: datetime) -> list[tuple[str, str]]:
    """Speak to each receiver of ``[health].to`` by each of its channels; returns how it went, channel by channel."""
    oncall = OnCall(config.plan)
    told: list[tuple[str, str]] = []
    async with open_network(config.http) as (_client, sender):
        means = Means(sender, config.email, config.directory, now)
        for name in config.plan.health_to:
            reached = oncall.reach(name, now)
            if reached is None:
                told.append((name, "nobody is on call"))
                continue
            for channel in reached.receiver.channels:
                outcome = await _speak(config, reached, channel.slot, means, now)
                told.append((f"{reached.receiver.name} by {channel.type}", outcome))
    return told


async def _speak(config: Config, reached: Reached, slot: int, means: Means, now: datetime) -> str:
    plan = config.plan
    receiver = reached.receiver.name
    person = plan.person(reached.person) if reached.person else None
    key = f"m-failure-{now:%Y%m%dT%H%M%S}-{slot}"
    telling = Telling(key, Reason.HEALTH, plan.language, plan.timezone, now, receiver=receiver)
    message = compose_health(Ailment(Trouble.MONITOR_BLIND, plan.municipality.name, now, why=WHY), telling, 2)
    channel = config.channels[receiver, slot]
    if isinstance(channel, NotReady):
        return channel.why
    address = Address(receiver, reached.person, person.email if person else None, person.phone if person else None)
    try:
        await channel.send(message, address, means)
    except TransportError as error:
        return error.what
    return "told"

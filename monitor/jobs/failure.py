"""Speaks without the memory: that the service does not stay up (systemd starts this), that it cannot remember."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from monitor.config.parts import NotReady
from monitor.contract import Address, Means
from monitor.domain.ailment import Ailment, Trouble, compose_health
from monitor.domain.alert import Telling
from monitor.domain.model import Reason
from monitor.domain.oncall import OnCall
from monitor.errors import TransportError
from monitor.net import open_network

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.config import Config
    from monitor.contract import Sender
    from monitor.domain.oncall import Reached

WHY = (
    "The service was started again and again and does not stay up. On the server: journalctl -u monitor, monitor doctor"
)


_MARK = "failure-told"
AGAIN = timedelta(hours=6)  # it is tried again every ten minutes, and may fail as often


def find_told(directory: Path, now: datetime) -> datetime | None:
    """When people were told that the service does not stay up, if it has not been well since."""
    try:
        told = datetime.fromtimestamp((directory / _MARK).stat().st_mtime, UTC)
    except OSError:
        return None
    return min(told, now)


def note_told(directory: Path, now: datetime) -> None:
    """Remember in a file, for there is no database, that people were told; where it cannot be they hear it again."""
    with suppress(OSError):
        (directory / _MARK).touch()
        os.utime(directory / _MARK, (now.timestamp(), now.timestamp()))


def forget_told(directory: Path) -> bool:
    """The service is well. Whether it could be forgotten: what cannot would be said again at every look."""
    try:
        (directory / _MARK).unlink(missing_ok=True)
    except OSError:
        return False
    return True


async def tell(config: Config, now: datetime) -> list[tuple[str, str]]:
    """Say that the service does not stay up; returns how it went, channel by channel."""
    ailment = Ailment(Trouble.MONITOR_BLIND, config.plan.municipality.name, now, why=WHY)
    async with open_network(config.http) as (_client, sender):
        return await speak(config, sender, ailment, now)


async def speak(config: Config, sender: Sender, ailment: Ailment, now: datetime) -> list[tuple[str, str]]:
    """Speak to each receiver of ``[health].to`` by each of its channels; returns how it went, channel by channel."""
    oncall = OnCall(config.plan)
    means = Means(sender, config.email, config.directory, now)
    told: list[tuple[str, str]] = []
    for name in config.plan.health_to:
        reached = oncall.reach(name, now)
        if reached is None:
            told.append((name, "nobody is on call"))
            continue
        for channel in reached.receiver.channels:
            outcome = await _speak(config, reached, channel.slot, means, ailment)
            told.append((f"{reached.receiver.name} by {channel.type}", outcome))
    return told


async def _speak(config: Config, reached: Reached, slot: int, means: Means, ailment: Ailment) -> str:
    plan, now = config.plan, means.now
    receiver = reached.receiver.name
    person = plan.person(reached.person) if reached.person else None
    key = f"m-failure-{now:%Y%m%dT%H%M%S}-{slot}"
    telling = Telling(key, Reason.HEALTH, plan.language, plan.timezone, now, receiver=receiver)
    message = compose_health(ailment, telling, 2)
    channel = config.channels[receiver, slot]
    if isinstance(channel, NotReady):
        return channel.why
    address = Address(receiver, reached.person, person.email if person else None, person.phone if person else None)
    try:
        await channel.send(message, address, means)
    except TransportError as error:
        return error.what
    return "told"

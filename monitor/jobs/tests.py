"""Tests of the way that alerts take: marked, through the real channels, with what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.domain.incident import Changes
from monitor.domain.model import Reason
from monitor.domain.note import write_notes
from monitor.domain.oncall import OnCall
from monitor.store import decide, outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from monitor.config import Config
    from monitor.domain.incident import Delivery
    from monitor.store import Database


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

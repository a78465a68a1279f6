"""What a poll that is over changes about its source: its health, its next poll, its habits, what is remarked."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from monitor.config.parts import NotReady
from monitor.contract import BaseConnector
from monitor.domain import habits as habit
from monitor.domain import health, newness, rhythm
from monitor.domain.habits import Remark
from monitor.store import outages, sources

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from monitor.contract import Batch
    from monitor.domain.habits import Habits
    from monitor.domain.health import Outage
    from monitor.domain.incident import Changes
    from monitor.domain.schedule import Pace
    from monitor.jobs.desk import Desk
    from monitor.jobs.poll import Polled
    from monitor.store.engine import Connection


@dataclass(frozen=True, slots=True)
class Settled:
    """The columns of the source that change, the outages that begin or end, and what a person should know."""

    update: dict[str, Any]
    outages: tuple[Outage, ...] = ()
    remarks: tuple[Remark, ...] = ()


def settle(
    desk: Desk, polled: Polled, stuck: datetime | None, changes: Changes | None, now: datetime, *, crisis: bool
) -> Settled:
    """What this poll changes.

    ``stuck`` is the date that all its items have; ``crisis`` says that somebody must act on something now: then no
    source waits long.
    """
    row, batch, error = polled.row, polled.batch, polled.error
    before = habit.read(row.rhythm)
    own, said = _learn(desk, polled, stuck, before, changes, now)
    silence = None
    if error is None:
        silence = rhythm.find_silence(own.rhythm, polled.at, ZoneInfo(desk.plan.timezone), rhythm.is_slow)
    outcome = health.Outcome(
        at=polled.at,
        fault=error.fault if error else None,
        put_off=error.retry_after if error else None,
        silent_since=own.rhythm.last if silence and silence.certain else None,
    )
    was = health.Health(row.health, row.health_since, row.consecutive_failures, row.last_attempt_at)
    feels = health.after(was, outcome)
    why = str(error) if error else _why(own, silence, polled.at)
    pace = pace_of(desk, row.name, own.hurry_at(now), crisis=crisis)
    due = health.next_poll(
        pace, feels, now, wait=batch.wait if batch else None, put_off=outcome.put_off, jitter=random.random()
    )
    update: dict[str, Any] = {
        "name": row.name,
        "last_attempt_at": polled.at,
        "consecutive_failures": feels.failures,
        "health": feels.word,
        "health_since": feels.since,
        "fault": error.fault.value if error else None,
        "why": why or None,
        "due_at": due,
        **_after_success(polled, changes, before, own),
    }
    return Settled(update, health.outages(row.name, was, feels, why, pace.usual), said)


def write(connection: Connection, settled: list[Settled], now: datetime) -> None:
    """Write all of it, in the transaction that also remembers what the polls gave."""
    sources.settle(connection, [one.update for one in settled])
    for one in settled:
        outages.follow(connection, one.outages)
        for remark in one.remarks:
            outages.remark(connection, one.update["name"], str(remark), now)


def pace_of(desk: Desk, source: str, hurry: int = 0, *, crisis: bool = False) -> Pace:
    """How often a source is asked."""
    connector = desk.config.connectors[source]
    kind = BaseConnector if isinstance(connector, NotReady) else type(connector)
    return health.pace(
        timedelta(seconds=kind.usual_interval),
        timedelta(seconds=kind.shortest_interval),
        desk.source(source).every,
        terms=kind.shortest_interval > BaseConnector.shortest_interval,
        hurry=hurry,
        crisis=crisis,
    )


def _after_success(polled: Polled, changes: Changes | None, before: Habits, own: Habits) -> dict[str, Any]:
    """The columns that only a poll that gave something to trust may change."""
    if polled.batch is None or changes is None:
        return {}
    update: dict[str, Any] = {
        "cursor": polled.batch.cursor,
        "last_success_at": polled.at,
        "first_success_at": polled.row.first_success_at or polled.at,
        "items": len(changes.seen),
        "mentions": sum(1 for seen in changes.seen if seen.reading and seen.reading.hits),
    }
    if any(seen.archived or newness.is_news(seen) for seen in changes.seen):
        update["last_new_item_at"] = polled.at
    if own != before:
        update["rhythm"] = habit.write(own)
    return update


# ---- what is learned ---------------------------------------------------------------------------------------------
def _learn(
    desk: Desk, polled: Polled, stuck: datetime | None, before: Habits, changes: Changes | None, now: datetime
) -> tuple[Habits, tuple[Remark, ...]]:
    """The habits after this poll, and what of it is worth telling."""
    batch = polled.batch
    if batch is None or changes is None:
        return before, ()
    first = polled.is_first
    own = before
    news = sum(1 for seen in changes.seen if newness.is_news(seen))
    if news or own.rhythm.last is None:
        own = replace(own, rhythm=rhythm.learn(own.rhythm, polled.at, ZoneInfo(desk.plan.timezone), rhythm.is_slow))
    if not first:
        own = replace(own, most=max(own.most, news))
    if batch.window_full and not first:
        own = habit.hurry(own, now)
    remarks = [*_of_batch(batch, stuck, first=first), *newness.remarks_on(batch.items, changes, polled.at, first=first)]
    changed = not batch.unchanged or bool(batch.notes)
    return habit.note(replace(own, stuck=stuck if batch.items else own.stuck), remarks, now, changed=changed)


def _of_batch(batch: Batch, stuck: datetime | None, *, first: bool) -> Iterator[Remark]:
    if batch.window_full and not first:
        yield habit.MOVED_ON
    if batch.moved_to:
        yield Remark(
            "moved", f"it has moved for good to {batch.moved_to}: write that address into the configuration", event=True
        )
    if stuck is not None:
        yield Remark("stuck", "all its items have the same date, which is not believed")
    for number, note in enumerate(batch.notes):
        yield Remark(f"note{number}", note)


def _why(own: Habits, silence: rhythm.Silence | None, at: datetime) -> str:
    said = list(own.said(at))
    if silence is not None and own.rhythm.last is not None:
        usual = (
            f"about {own.rhythm.a_week:.0f} polls a week bring something"
            if own.rhythm.a_week >= 1
            else "it is slow anyway"
        )
        word = "silent" if silence.certain else "unusually quiet"
        said.insert(0, f"{word}: nothing new since {own.rhythm.last:%Y-%m-%d %H:%M} UTC, and {usual}")
    return "; ".join(said)

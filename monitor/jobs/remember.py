"""Remembers what polls gave: decides on it and writes it, with the sources' cursors, in one transaction.

Of a poll that brought much news all but the last part is written before, in transactions of its own: who wants to note
what was just said would else wait for all of it. A crash in between loses nothing: the cursor comes with the last part,
and what is asked again is known. Plain functions, in a thread.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.domain import pipeline
from monitor.domain.incident import Changes, in_order
from monitor.domain.newness import shelve
from monitor.errors import Fault, SourceError, StoreError
from monitor.jobs.poll import Polled, PollReport
from monitor.jobs.settle import Settled, settle, write
from monitor.jobs.sift import Sifted, sift
from monitor.log import get_logger
from monitor.store import decide

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from monitor.domain.world import World
    from monitor.jobs.desk import Desk

PART = 15  # items that are decided on in one go, where a poll brought more: some 50 ms
TO_ACT_ON = 2  # the severity from which an open incident lets sources be asked more often
log = get_logger()


def remember(desk: Desk, polled: Sequence[Polled]) -> list[PollReport]:
    """Decide on what these polls gave and write all of it, with the sources' cursors.

    An answer on which we fail ourselves costs its own poll, and none of the others that came with it.
    """
    try:
        reports = _remember(desk, polled)
    except StoreError:
        raise
    except Exception as failure:
        if len(polled) > 1:
            return [report for one in polled for report in remember(desk, [one])]
        if polled[0].batch is None:
            raise
        log.error("job_failed", job="remember", source=polled[0].row.name, exc_info=failure)
        error = SourceError(Fault.INTERNAL, f"what it gave could not be remembered ({type(failure).__name__})")
        return _remember(desk, [replace(polled[0], batch=None, error=error)])
    for one, report in zip(polled, reports, strict=True):
        _log(one, report)
    return reports


def _remember(desk: Desk, polled: Sequence[Polled]) -> list[PollReport]:
    sifted = sift(desk, polled)
    now = desk.now()
    before = {one.row.name: _write_ahead(desk, one, sifted, now) for one in polled if not one.is_first}
    items = [one.item for mine in sifted.values() for one in mine.items]
    with decide.deciding(desk.database, desk.plan, items, now) as (world, connection):
        reports: list[PollReport] = []
        settled: list[Settled] = []
        decided: list[Changes] = []
        for one in polled:
            mine = sifted.get(one.row.name, Sifted())
            changes = _decide(desk, one, mine, world, now)
            if changes is not None:
                decided.append(changes)
                changes = in_order([*before.get(one.row.name, ()), changes])
            reports.append(_report(one, changes))
            settled.append(settle(desk, one, mine.stuck, changes, now, crisis=_is_crisis(world)))
        # Many polls that only add are written as one; where something is taken back, the order counts.
        takes_back = any(one.cancelled_dues or one.cancelled_deliveries for one in decided)
        for changes in decided if takes_back else [in_order(decided)]:
            decide.remember(connection, changes)
        write(connection, settled, now)
    return reports


def _write_ahead(desk: Desk, polled: Polled, sifted: dict[str, Sifted], now: datetime) -> list[Changes]:
    """Decide on all but the last part of much news, part by part; what is left stands in ``sifted`` afterwards."""
    mine = sifted.get(polled.row.name, Sifted())
    if mine.new <= PART or mine.is_import:
        return []
    written: list[Changes] = []
    last = len(mine.items) - PART
    for begin in range(0, last, PART):
        part = mine.items[begin : min(begin + PART, last)]
        with decide.deciding(desk.database, desk.plan, [one.item for one in part], now) as (world, connection):
            written.append(pipeline.decide(part, world, desk.oncall, now))
            decide.remember(connection, written[-1])
    sifted[polled.row.name] = replace(mine, items=mine.items[last:])
    return written


def _decide(desk: Desk, polled: Polled, sifted: Sifted, world: World, now: datetime) -> Changes | None:
    if polled.batch is None:
        return None
    if sifted.is_import:
        changes = shelve(sifted.items, world)
    else:
        changes = pipeline.decide(sifted.items, world, desk.oncall, now)
    # From now on the source is read: what comes later in this transaction is news.
    world.reads_since.setdefault(polled.row.name, polled.at)
    world.read_until[polled.row.name] = polled.at
    return changes


def _is_crisis(world: World) -> bool:
    return any(incident.is_open and incident.severity >= TO_ACT_ON for incident in world.incidents.values())


def _report(polled: Polled, changes: Changes | None) -> PollReport:
    if polled.batch is None or changes is None:
        return PollReport(polled.row.name, error=polled.error)
    mentions = sum(1 for seen in changes.seen if seen.reading and seen.reading.hits)
    return PollReport(polled.row.name, len(polled.batch.items), len(changes.seen), mentions, None, changes)


def _log(polled: Polled, report: PollReport) -> None:
    took = round(polled.seconds * 1000)
    if polled.error is not None:
        log.warning("poll_failed", source=report.source, fault=polled.error.fault, why=polled.error.detail, ms=took)
    elif report.new or (polled.batch and polled.batch.notes):
        notes = polled.batch.notes if polled.batch else ()
        log.info("poll_done", source=report.source, items=report.items, new=report.new, mentions=report.mentions,
                 notes=list(notes), ms=took)  # fmt: skip
    for incident in report.changes.incidents if report.changes else ():
        if incident.opened_at == incident.updated_at and len(incident.members) == 1:
            log.info("incident_opened", incident=incident.id, severity=incident.severity, topics=list(incident.topics))

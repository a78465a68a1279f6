"""The beats: small loops at fixed seconds that hold no state, each guarded so that none ends the others."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

from monitor.clock import utc_now
from monitor.errors import StoreError
from monitor.log import get_logger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    from monitor.jobs.desk import Desk

    Beat = tuple[Callable[[], Awaitable[object]], float]  # what is done, and how many seconds apart

TICK = 1.0  # seconds between beats of what may have become due
log = get_logger()


def schedule(beats: Mapping[str, Beat], desk: Desk) -> AsyncIOScheduler:
    """The beats by name, each with its seconds: a late one runs late, one that was missed many times runs once."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

    scheduler = AsyncIOScheduler(timezone="UTC")
    for name, (beat, every) in beats.items():
        scheduler.add_job(
            _ended_quietly(guarded(name, beat, desk)), "interval", seconds=every, id=name,
            misfire_grace_time=None, coalesce=True, max_instances=1, next_run_time=utc_now(),
        )  # fmt: skip
    return scheduler


def _ended_quietly(beat: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """A beat that was cut short because the daemon ends is no failure: the scheduler would log it as one."""

    async def run() -> None:
        with suppress(asyncio.CancelledError):
            await beat()

    return run


def guarded(name: str, beat: Callable[[], Awaitable[object]], desk: Desk) -> Callable[[], Awaitable[None]]:
    """A beat whose failure is a trouble that is told, and no end."""

    async def run() -> None:
        try:
            await beat()
        except StoreError as error:
            log.error("memory_failed", job=name, why=str(error))
            desk.trouble("database", str(error))
        except Exception as error:
            log.error("job_failed", job=name, exc_info=error)
            desk.trouble(name, type(error).__name__)
        else:
            desk.well(name)

    return run

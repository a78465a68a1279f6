"""Keeps no longer than may be kept: the daily pruning, an erasure on request, and the mail that was written to disk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING

from monitor.domain.incident import Due
from monitor.domain.wallclock import find_instant
from monitor.log import get_logger
from monitor.store import erasure, retention

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from monitor.config import Config
    from monitor.store import Database
    from monitor.store.erasure import Erasure
    from monitor.store.retention import Pruned

KIND = "prune"
AT = time(3, 20)  # local: when little else is done
log = get_logger()


@dataclass(frozen=True, slots=True)
class Kept:
    """What a pruning took out of the memory, and how many letters on disk."""

    pruned: Pruned
    letters: int


def next_prune(after: datetime, zone: ZoneInfo) -> Due:
    """The row of the next daily pruning."""
    day = after.astimezone(zone).date()
    at = find_instant(day, AT, zone)
    if at <= after:
        day += timedelta(days=1)
        at = find_instant(day, AT, zone)
    return Due(f"{KIND}:{day}", KIND, at)


def prune(config: Config, database: Database, now: datetime, *, dry_run: bool = False) -> Kept:
    """Take out what is older than ``[retention]`` lets it be."""
    pruned = retention.prune(database, config.plan.retention, now, dry_run=dry_run)
    since = (now - config.plan.retention.mentions).timestamp()
    old = [path for path in _letters(config) if path.stat().st_mtime < since]
    if not dry_run:
        _unlink(old)
        log.info("pruned", items=pruned.social + pruned.press + pruned.unmatched, letters=len(old))
    return Kept(pruned, len(old))


def erase(
    config: Config, database: Database, ids: Sequence[int], by: str, why: str, how: str, now: datetime
) -> tuple[Erasure, int]:
    """Erase items for good, and the letters on disk that told of them; returns the note and how many letters."""
    note = erasure.erase(database, ids, by, why, how, now)
    told = [path for path in _letters(config) if any(key in path.name for key in note.deliveries)]
    _unlink(told)
    log.info("erased", items=len(note.items), by=by, letters=len(told))
    return note, len(told)


def _letters(config: Config) -> list[Path]:
    """Mail that was written to disk instead of being sent."""
    folder = config.directory / "mail"
    return sorted(folder.glob("*.eml")) if folder.is_dir() else []


def _unlink(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)

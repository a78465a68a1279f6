"""When a line of messages whose receiver did not take one is tried again."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.errors import TransportError

FIRST_WAIT, LONGEST_WAIT = 5.0, 45.0  # seconds between attempts: a receiver that is back hears of it within a minute
MENDED_AFTER = timedelta(minutes=15)  # how often it is tried what only an administrator can mend: no account is locked
PATIENCE = 20  # attempts without an answer after which it may be the message that a receiver chokes on


@dataclass(frozen=True, slots=True)
class Wait:
    """A message was not taken, and when it is tried again.

    ``is_for_all`` says that none of the line would be taken now; ``line_is_down``, that this lasts until somebody
    mends it. A new message lets the line be tried sooner, though not before ``soonest``.
    """

    since: datetime
    until: datetime
    soonest: datetime
    why: str
    is_for_all: bool = False
    line_is_down: bool = False

    def holds(self, now: datetime) -> bool:
        """Whether the line still waits; a clock that was set back ends it."""
        return self.since <= now < self.until


def wait_after(error: TransportError, attempts: int, began: datetime, now: datetime) -> Wait:
    """When to try again, after an attempt that ``began`` then and was not the first by ``attempts``.

    Our own wait counts from the beginning of the attempt: a receiver that lets us hang would else hear of us only long
    after it is back.
    """
    if error.permanent:
        return Wait(now, now + MENDED_AFTER, now, error.what, is_for_all=True, line_is_down=True)
    if error.retry_after:
        until = now + timedelta(seconds=error.retry_after)
        return Wait(now, until, until, error.what, is_for_all=True)
    seconds = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempts, 8)) * random.uniform(0.8, 1.0)
    took = max(now - began, timedelta()).total_seconds()
    soonest = now + timedelta(seconds=FIRST_WAIT)
    until = max(soonest, now + timedelta(seconds=seconds - took))
    return Wait(now, until, soonest, error.what, is_for_all=error.mute and attempts < PATIENCE)

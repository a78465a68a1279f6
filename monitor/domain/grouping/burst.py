"""When do unusually many speak at once? For small counts: against what is usual at that hour of the week."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from monitor.domain.plan import KnownEvent

WITHIN = timedelta(minutes=60)
FEWEST = 5  # different voices: what one family and its friends write is no burst
WEEKS = 8  # that the usual is counted over
_HOURS = 24 * 7
_LEAST = 0.25  # voices an hour: a quiet town is not so quiet that four of anything are a wonder
# At most so often by chance in an hour: about once in two years if voices came one by one; they come in threads, so
# the rest of the allowance of one a month goes to those.
_CHANCE = 1 / (2 * 365 * 24)


def hour_of_week(at: datetime) -> int:
    """0-167, Monday 00 first, by the clock of ``at``."""
    return at.weekday() * 24 + at.hour


def count_usual(spoken: Iterable[tuple[datetime, str]], at: datetime) -> float:
    """Voices in an hour like that of ``at``, from when who spoke in the ``WEEKS`` before, by the same clock.

    The hours beside it count half each, so that one loud evening does not make a rule.
    """
    weight = {0: 0.5, 1: 0.25, _HOURS - 1: 0.25}
    wanted = hour_of_week(at)
    heard = {
        (moment.date(), moment.hour, voice) for moment, voice in spoken if at - timedelta(weeks=WEEKS) <= moment < at
    }
    total = sum(weight.get((day.weekday() * 24 + hour - wanted) % _HOURS, 0.0) for day, hour, _ in heard)
    return total / WEEKS


def least_voices(usual: float) -> int:
    """How many voices within an hour are a burst where ``usual`` are usual: what chance brings once in two years."""
    expected = max(usual, _LEAST) * 1.5  # an hour that begins anywhere has more chances than one on the clock
    count, tail, term = 0, 1.0, math.exp(-expected)
    while tail > _CHANCE:
        tail -= term
        count += 1
        term *= expected / count
    return max(FEWEST, count)


def explain(at: datetime, events: Iterable[KnownEvent]) -> str:
    """The known event that may be why so many speak; empty when there is none."""
    return next((event.name for event in events if event.starts <= at < event.ends), "")

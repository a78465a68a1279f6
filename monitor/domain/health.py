"""How a source feels after a poll, when to ask it next, and whether a person must know: pure decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from monitor.errors import Fault

if TYPE_CHECKING:
    from datetime import datetime

LONGEST = 1800.0  # seconds: a source that fails is asked at least that often, for ever
LONGEST_QUIET = 900.0  # and one that is quiet and well
FAILING_AFTER = 2  # polls in a row: one failure is the network's weather
GONE_AFTER = 3

_BLOCKED = {
    Fault.FORBIDDEN, Fault.LOGIN_PAGE, Fault.CAPTCHA, Fault.CONSENT_PAGE, Fault.REFUSED_ADDRESS, Fault.CREDENTIALS,
    Fault.BUDGET,
}  # fmt: skip
_GONE = {Fault.GONE, Fault.NOT_FOUND}


def seconds(count: float) -> timedelta:
    """A duration, for tables of them."""
    return timedelta(seconds=count)


@dataclass(frozen=True, slots=True)
class SourceState:
    """What was known of a source before this poll."""

    health: str
    since: datetime | None
    failures: int
    last_new_item_at: datetime | None
    first_success_at: datetime | None


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a source is asked: by its kind, by its terms, by the configuration. Seconds, but for ``longest``."""

    usual: float
    shortest: float
    longest: timedelta | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a poll came to; ``wait`` is how many seconds the server asked to be left alone."""

    at: datetime
    fault: Fault | None
    detail: str
    new_items: int
    wait: float | None


def judge(state: SourceState, pace: Pace, outcome: Outcome, now: datetime, jitter: float) -> dict[str, Any]:
    """The columns of the source that this poll changes. ``jitter`` is in [0, 1)."""
    failures = state.failures + 1 if outcome.fault else 0
    health = health_after(state, outcome.fault, failures)
    update: dict[str, Any] = {
        "last_attempt_at": outcome.at,
        "consecutive_failures": failures,
        "health": health,
        "fault": outcome.fault.value if outcome.fault else None,
        "why": outcome.detail or None,
        "due_at": now + next_wait(pace, outcome, failures, jitter),
        "health_since": state.since if health == state.health and state.since else outcome.at,
    }
    if outcome.fault is None:
        update["last_success_at"] = outcome.at
        update["first_success_at"] = state.first_success_at or outcome.at
        if outcome.new_items:
            update["last_new_item_at"] = outcome.at
    return update


def health_after(state: SourceState, fault: Fault | None, failures: int) -> str:
    """``ok``, ``failing``, ``blocked``, ``gone``; one failure alone leaves it as it was."""
    if fault is None:
        return "ok"
    if fault in _GONE and (failures >= GONE_AFTER or fault is Fault.GONE):
        return "gone"
    if fault in _BLOCKED:
        return "blocked"
    return "failing" if failures >= FAILING_AFTER or state.health == "new" else state.health


def next_wait(pace: Pace, outcome: Outcome, failures: int, jitter: float) -> timedelta:
    """How long to wait: never shorter than the terms or the server ask, slower with each failure, never for ever."""
    usual = min(pace.longest.total_seconds(), LONGEST * 48) if pace.longest else pace.usual
    shortest = min(pace.shortest, usual) if pace.longest else pace.shortest
    wait = usual
    if failures:
        # The first repetition comes sooner than usual: most failures are over at once.
        wait = min(max(usual, LONGEST), min(usual, 60.0) * 2 ** min(failures - 1, 10))
    if outcome.wait is not None:
        wait = max(wait, min(outcome.wait, 6 * 3600.0))
    spread = 1.0 - 0.1 * jitter if outcome.wait is None else 1.0 + 0.1 * jitter
    return timedelta(seconds=max(wait * spread, shortest if outcome.fault is None else 1.0))

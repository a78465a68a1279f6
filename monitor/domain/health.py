"""How a source feels after a poll, and when it is asked again: pure decisions.

| word | what it means |
|---|---|
| ``new`` | never read yet, nothing is known |
| ``ok`` | it is read; ``why`` may hold a remark |
| ``failing`` | two polls in a row gave nothing, or the first one ever, or its server put us off for an hour |
| ``blocked`` | it is there and we are not let in: refused, a log-in, a bot filter, a missing token, a spent budget |
| ``gone`` | it says that it does not exist any more: 410, or 404 three times |
| ``silent`` | it is read, and its silence cannot be explained by its rhythm |

No word stops the polls: a source is asked for ever, at least every half hour, and comes back by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain import schedule
from monitor.errors import Fault

if TYPE_CHECKING:
    from datetime import datetime

FAILING_AFTER = 2  # polls in a row: one failure is the network's weather
GONE_AFTER = 3  # some services answer 404 for a while for what is there
PUT_OFF = timedelta(hours=1)  # a server that asks for so long a wait is not read meanwhile
FAILING_TIMES = 8  # its usual gap, at most, between polls of a source that fails: what is asked each minute matters
FIRST_REPEAT = timedelta(seconds=60)  # most failures are over at once
LONGEST_QUIET = timedelta(minutes=15)  # between polls of a source that is well, where nobody configured anything
IN_A_CRISIS = timedelta(minutes=2)  # between polls while an incident is open that somebody must act on
UNREADABLE = frozenset({"failing", "blocked", "gone"})
CALM_POLLS, CALM_MOST = 3, timedelta(minutes=30)  # well for so many polls, or so long: then it is back
_TROUBLES = frozenset({"unreadable", "silent"})

_BLOCKED = frozenset(
    {
        Fault.FORBIDDEN, Fault.LOGIN_PAGE, Fault.CAPTCHA, Fault.CONSENT_PAGE, Fault.REFUSED_ADDRESS, Fault.CREDENTIALS,
        Fault.BUDGET,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Health:
    """How a source feels: since when, why, and how many polls in a row have failed. ``asked_at`` is its last poll."""

    word: str = "new"
    since: datetime | None = None
    failures: int = 0
    asked_at: datetime | None = None

    @property
    def is_unreadable(self) -> bool:
        """Whether nothing comes from it."""
        return self.word in UNREADABLE


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a poll came to.

    ``put_off`` is how many seconds the server asked to be left alone; ``silent_since`` is set when it gave nothing, and
    its silence since then is no ordinary one.
    """

    at: datetime
    fault: Fault | None = None
    put_off: float | None = None
    silent_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outage:
    """A time without a source that begins or ends with a poll; ``health`` is ``ok`` where it ends.

    One that begins before the one before it has been over for ``calm`` is the same one going on.
    """

    source: str
    health: str
    at: datetime
    why: str = ""
    calm: timedelta = CALM_MOST


def after(before: Health, outcome: Outcome) -> Health:
    """How the source feels after the poll. The same trouble goes on since it began, under whatever name."""
    failures = before.failures + 1 if outcome.fault else 0
    word = _word(before, outcome, failures)
    return Health(word, _since(before, outcome, word), failures, outcome.at)


def _word(before: Health, outcome: Outcome, failures: int) -> str:
    fault = outcome.fault
    if fault is None:
        return "silent" if outcome.silent_since else "ok"
    if fault is Fault.GONE or (fault is Fault.NOT_FOUND and failures >= GONE_AFTER):
        return "gone"
    if fault in _BLOCKED:
        return "blocked"
    never_read = before.word == "new"
    if failures >= FAILING_AFTER or never_read or (outcome.put_off or 0) >= PUT_OFF.total_seconds():
        return "failing"
    return before.word


def _since(before: Health, outcome: Outcome, word: str) -> datetime:
    goes_on = word == before.word or (before.is_unreadable and word in UNREADABLE)
    if goes_on and before.since is not None:
        return before.since
    if word == "silent":
        return outcome.silent_since or outcome.at
    if word in UNREADABLE and before.failures and before.asked_at is not None:
        return before.asked_at  # the failure that was not called one yet
    return outcome.at


def calm_after(gap: timedelta) -> timedelta:
    """How long a source that is polled with this ``gap`` is well before it is called back."""
    return min(gap * CALM_POLLS, CALM_MOST)


def outages(source: str, before: Health, now: Health, why: str, gap: timedelta) -> tuple[Outage, ...]:
    """What this poll begins or ends: nothing, an end, a beginning, or both where one trouble takes another's place."""
    was = "unreadable" if before.is_unreadable else before.word
    is_now = "unreadable" if now.is_unreadable else now.word
    if was == is_now or now.since is None or now.asked_at is None:
        return ()
    ends = (Outage(source, "ok", now.asked_at),) if was in _TROUBLES else ()
    begins = (Outage(source, now.word, now.since, why, calm_after(gap)),) if is_now in _TROUBLES else ()
    return ends + begins


# ---- when to ask again -------------------------------------------------------------------------------------------
def pace(
    usual: timedelta,
    shortest: timedelta,
    longest: timedelta | None,
    *,
    terms: bool,
    hurry: int = 0,
    crisis: bool = False,
) -> schedule.Pace:
    """How often a source is asked: by its kind, by its terms, by the configuration's ``every``.

    ``every`` may ask for more than politeness allows, never for more than a source's ``terms`` do. ``hurry`` halves the
    gap so many times, for a source that moves on faster than it is asked; in a crisis none waits long.
    """
    least = shortest if longest is None or terms else min(shortest, longest)
    gap = (longest or usual) / 2**hurry
    if crisis:
        gap = min(gap, IN_A_CRISIS)
    most = longest or max(usual, LONGEST_QUIET)
    return schedule.Pace(least, max(gap, least), max(most, least), min(gap * FAILING_TIMES, schedule.FAILING_GAP))


def next_poll(
    own: schedule.Pace, health: Health, now: datetime, *, wait: float | None, put_off: float | None, jitter: float
) -> datetime:
    """When it is asked again: after a failure sooner than usual, then slower and slower, as far as its pace goes."""
    if health.failures:
        own = replace(own, usual=min(own.usual, FIRST_REPEAT), most=max(own.most, FIRST_REPEAT))
    return schedule.next_poll(now, own, failures=health.failures, wait=wait, retry_after=put_off, jitter=jitter)

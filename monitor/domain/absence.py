"""A time in which the monitor was off: how long is worth telling, when it can be told, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.domain.ailment import Part, Trouble
from monitor.domain.bulletin import Word
from monitor.domain.model import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LONG = timedelta(minutes=15)  # an upgrade, or a machine that restarts with its updates, takes less
FIRST_POLLS = timedelta(minutes=10)  # for so long what is first asked may still show that a source moved on
PART = "off"  # how it is called among the parts of the monitor


@dataclass(frozen=True, slots=True)
class Absence:
    """One such time. ``unread`` counts sources whose turn came meanwhile.

    ``moved_on`` names those that had moved on past everything that was known of them; None until all were asked again.
    """

    since: datetime
    until: datetime
    unread: int
    moved_on: tuple[str, ...] | None = None


def is_worth_telling(last_sign: datetime | None, now: datetime) -> bool:
    """Whether nobody was awake for so long that people should know; a new installation was never away."""
    return last_sign is not None and now - last_sign >= LONG


def write(absences: Sequence[Absence], roles: Mapping[str, Role], *, office_open: bool) -> tuple[Word, ...]:
    """One message for all of them, once what they came to is known.

    It is over and waits for the opening, as all that is over does, unless something may be lost for good where nothing
    waits: at a source of an authority.
    """
    if not absences or any(one.moved_on is None for one in absences):
        return ()
    moved_on = sorted({name for one in absences for name in one.moved_on or ()})
    urgent = any(roles.get(name) is Role.OFFICIAL for name in moved_on)
    if not (office_open or urgent):
        return ()
    spans = tuple(Part(PART, "", one.since, one.until) for one in absences)
    gaps = tuple(Part(name) for name in moved_on)
    return (Word(Trouble.MONITOR_OFF, (*spans, *gaps), urgent, max(one.unread for one in absences)),)

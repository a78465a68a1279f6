"""What the monitor itself cannot do, told like a source that broke: once when it goes, once when it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.domain.ailment import Part, Trouble
from monitor.domain.bulletin import Word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MONITOR = "monitor: "  # how the outages of its own parts are named; no source is read under such a name
LINE = "line "  # how the part is called that speaks to one receiver by one channel
CALM = timedelta(minutes=1)  # a trouble that is not seen for so long is over
_PATIENCE = {"cycle": timedelta(), "disk": timedelta(), "outbox": timedelta(), "steps": timedelta()}
_USUAL_PATIENCE = timedelta(minutes=1)  # what a moment's failure of a job may last
_CAN_WAIT = frozenset({"disk", "sums", "clock"})  # for the opening of the office


@dataclass(frozen=True, slots=True)
class Own:
    """One part of the monitor that does not work: what is the matter, since when, and when it was last seen so."""

    part: str
    why: str
    since: datetime
    seen_at: datetime
    grave: bool = False  # cannot wait for the office to open, whatever its part


@dataclass(frozen=True, slots=True)
class Told:
    """A part of which people were told that it does not work, since when."""

    part: str
    why: str
    since: datetime


def begin(current: Mapping[str, Own], told: Mapping[str, Told], now: datetime, *, office_open: bool) -> list[Own]:
    """The troubles that people are to be told of now."""
    return [
        one
        for one in current.values()
        if one.part not in told
        and one.seen_at == now
        and now - one.since >= _PATIENCE.get(one.part, _USUAL_PATIENCE)
        and (office_open or one.grave or one.part not in _CAN_WAIT)
    ]


def end(current: Mapping[str, Own], told: Mapping[str, Told], now: datetime, *, office_open: bool) -> list[Told]:
    """The troubles that were told and are over."""
    return [
        one
        for one in told.values()
        if _is_over(current.get(one.part), now) and (office_open or one.part not in _CAN_WAIT)
    ]


def _is_over(one: Own | None, now: datetime) -> bool:
    return one is None or now - one.seen_at >= CALM


def words(begun: list[Own], ended: list[Told], now: datetime) -> Iterator[Word]:
    """What is to be said, a message for each."""
    for one in begun:
        trouble = Trouble.DELIVERY_FAILING if one.part.startswith(LINE) else Trouble.MONITOR_UNWELL
        yield Word(trouble, (Part(one.part.removeprefix(LINE), one.why, one.since),), one.part not in _CAN_WAIT)
    for over in ended:
        trouble = Trouble.DELIVERY_BACK if over.part.startswith(LINE) else Trouble.MONITOR_WELL
        yield Word(trouble, (Part(over.part.removeprefix(LINE), over.why, over.since, now),))

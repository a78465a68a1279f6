"""What people are told of the monitor's own health: once when something goes, once when it is back, several at once.

It compares what is with what was told, every few seconds, so that nothing has to be remembered besides the last word
that was said of each source. A restart, a crash or a missed beat changes nothing about what is told.

Outside office hours it waits for the opening, and what is over by then is told in the digest alone. Two things do not
wait: a source of an authority, and a monitor that is blind in more than one eye of three.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from monitor.domain.ailment import Part, Trouble
from monitor.domain.health import UNREADABLE, calm_after
from monitor.domain.model import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

RIPE_FAILURES = 3  # polls in a row that a person need not know of are two
RIPE_AFTER = timedelta(hours=1)  # or so long, for a source that is asked seldom
GATHER = timedelta(minutes=10)  # others that just began to fail may belong to the same trouble
BLIND = "blind"  # what was said of a source that was told as one of many


@dataclass(frozen=True, slots=True)
class Feeling:
    """One source, with what people were told of it last (``told``; None is nothing, or that it is well).

    ``gap`` is how often it is polled; ``outages`` how many times it broke within a day; ``broke_at`` and ``mended_at``
    are the last time.
    """

    name: str
    role: Role
    health: str
    since: datetime | None
    why: str = ""
    failures: int = 0
    told: str | None = None
    gap: timedelta = timedelta(minutes=5)
    outages: int = 0
    broke_at: datetime | None = None
    mended_at: datetime | None = None

    @property
    def is_unreadable(self) -> bool:
        """Whether nothing comes from it."""
        return self.health in UNREADABLE

    @property
    def is_well(self) -> bool:
        """Whether it is read and speaks."""
        return self.health == "ok"


@dataclass(frozen=True, slots=True)
class Word:
    """One message: what is the matter, with whom; ``urgent`` ones are told at any hour."""

    trouble: Trouble
    parts: tuple[Part, ...]
    urgent: bool = False
    total: int = 0  # sources in all


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What is to be said now, and what has then been said of each source."""

    words: tuple[Word, ...] = ()
    told: Mapping[str, str | None] | None = None


def write(feelings: Iterable[Feeling], total: int, now: datetime, *, office_open: bool) -> Bulletin:
    """What is to be said of the sources now. ``feelings`` are those that are unwell, just failed, or were told of.

    ``total`` is the number of all sources.
    """
    feelings = list(feelings)
    unreadable = [one for one in feelings if one.is_unreadable]
    if len(unreadable) * 3 > total:
        return _blind(unreadable, total, now)
    words: list[Word] = []
    told: dict[str, str | None] = {}
    gone = _to_tell([one for one in unreadable if one.told in {None, "silent"} and _is_ripe(one, now)], office_open)
    if gone and not _is_spreading(gone, feelings, now):
        words.append(_word(gone, Trouble.SOURCE_GONE, Trouble.SOURCES_GONE, total))
        told |= {one.name: one.health for one in gone}
    silent = [one for one in feelings if one.health == "silent" and one.told is None and office_open]
    if silent:
        words.append(_word(silent, Trouble.SOURCE_SILENT, Trouble.SOURCES_SILENT, total))
        told |= {one.name: "silent" for one in silent}
    back = _back(feelings, total, now, office_open=office_open)
    if back is not None:
        words.append(back)
        told |= {part.name: None for part in back.parts}
        told |= {one.name: one.health for one in unreadable if one.told == BLIND}  # what is left is told one by one
    return Bulletin(tuple(words), told)


def _blind(unreadable: Sequence[Feeling], total: int, now: datetime) -> Bulletin:
    """One message for all; who falls ill while it is known is not news."""
    told = {one.name: BLIND for one in unreadable if one.told != BLIND}
    if any(one.told == BLIND for one in unreadable):
        return Bulletin((), told)
    if not any(_is_ripe(one, now) for one in unreadable) or all(one.told for one in unreadable):
        return Bulletin()
    parts = tuple(Part(one.name, one.why, one.since) for one in sorted(unreadable, key=_by_urgency))
    return Bulletin((Word(Trouble.MONITOR_BLIND, parts, urgent=True, total=total),), told)


def _back(feelings: Iterable[Feeling], total: int, now: datetime, *, office_open: bool) -> Word | None:
    mended = [one for one in feelings if one.told is not None and one.is_well and _is_calm(one, now)]
    blind = any(one.told == BLIND for one in mended)
    if not office_open:
        mended = [one for one in mended if one.role is Role.OFFICIAL or one.told == BLIND]
    if not mended:
        return None
    parts = tuple(Part(one.name, "", one.broke_at, one.mended_at or one.since) for one in mended)
    if blind:
        return Word(Trouble.MONITOR_BACK, parts, urgent=True, total=total)
    return Word(Trouble.SOURCE_BACK if len(parts) == 1 else Trouble.SOURCES_BACK, parts, not office_open, total)


def _to_tell(ripe: Sequence[Feeling], office_open: bool) -> list[Feeling]:  # noqa: FBT001 - one question, one answer
    return [one for one in ripe if office_open or one.role is Role.OFFICIAL]


def _word(feelings: Sequence[Feeling], one: Trouble, many: Trouble, total: int) -> Word:
    ordered = sorted(feelings, key=_by_urgency)
    parts = tuple(Part(feeling.name, feeling.why, feeling.since) for feeling in ordered)
    urgent = any(feeling.role is Role.OFFICIAL and feeling.is_unreadable for feeling in feelings)
    return Word(one if len(parts) == 1 else many, parts, urgent, total)


def _is_ripe(one: Feeling, now: datetime) -> bool:
    lasts = one.since is not None and now - one.since >= RIPE_AFTER
    return one.is_unreadable and (one.failures >= RIPE_FAILURES or lasts)


def _is_spreading(ripe: Sequence[Feeling], feelings: Iterable[Feeling], now: datetime) -> bool:
    """Whether others have just begun to fail: then one message a little later says it all."""
    began = min((one.since for one in ripe if one.since is not None), default=now)
    falling = any(one.failures and one.told is None and not _is_ripe(one, now) for one in feelings)
    return falling and now - began < GATHER


def _is_calm(one: Feeling, now: datetime) -> bool:
    """Whether it has been well for long enough to be called so; longer each time that it broke again within a day."""
    calm = calm_after(one.gap) * 2 ** min(max(one.outages - 1, 0), 8)
    return one.since is not None and now - one.since >= calm


def _by_urgency(one: Feeling) -> tuple[bool, str]:
    return (one.role is not Role.OFFICIAL, one.name)

"""Residents as the first sensor: when what several of them say weighs as much as what one authority says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain.grouping.kinship import FELT
from monitor.domain.model import Kind, Role, Topic, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.domain.incident import Member

ENOUGH = 3  # different residents: one may be mistaken, two may live together
WITHIN = timedelta(minutes=60)
WITHIN_OF_ONE_PLACE = timedelta(hours=3)  # they name the same place and tell of harm, only more slowly
DISTURBED = frozenset({Kind.CRISIS, Kind.OPERATIONAL})
_TWO = 2  # that are enough where lives are at stake; it is told as unconfirmed
_WAKE = 3  # severity
_URGENT = frozenset(
    {Topic.FIRE, Topic.VIOLENCE, Topic.EVACUATION, Topic.LANDSLIDE, Topic.ACCIDENT, Topic.FLOOD, Topic.HATE_THREAT}
)


@dataclass(frozen=True, slots=True)
class Residents:
    """What residents alone make of an event: how many spoke within the time, and the severity that it is worth."""

    voices: int
    severity: int


def weigh_residents(members: Iterable[Member]) -> Residents:
    """Of all that was said of one event, what residents have said; copies and drills do not count."""
    said = [one for one in members if one.role is Role.SOCIAL and one.copy_of is None and not one.drill]
    gravest = max((one.severity for one in said), default=0)
    voices = _most_within(said, WITHIN)
    slowly = _most_within((one for one in said if one.kind in DISTURBED), WITHIN_OF_ONE_PLACE)
    if (voices >= ENOUGH and is_felt(said)) or slowly >= ENOUGH:
        return Residents(max(voices, slowly), max(2, gravest))
    urgent = {one.voice for one in said if one.severity >= _WAKE and not _URGENT.isdisjoint(one.topics)}
    return Residents(voices, 2 if len(urgent) >= _TWO else min(1, gravest))


def is_felt(said: Sequence[Member]) -> bool:
    """Whether they tell of harm, or ask whether others have it too, and not only talk about a matter."""
    about = [one for one in said if not FELT.isdisjoint(one.topics or one.hints)]
    return any(one.kind in DISTURBED for one in about) or sum(Turn.WITNESS in one.turns for one in about) >= 2


def _most_within(said: Iterable[Member], within: timedelta) -> int:
    """The most different voices in any stretch of time of that length."""
    ordered = sorted(said, key=lambda one: one.at)
    inside: Counter[str] = Counter()
    first, most = 0, 0
    for one in ordered:
        inside[one.voice] += 1
        while one.at - ordered[first].at > within:
            gone = ordered[first].voice
            inside[gone] -= 1
            if not inside[gone]:
                del inside[gone]
            first += 1
        most = max(most, len(inside))
    return most

"""Does an item that names nothing of what is looked for go on about an event that is known?

"The bridge is open again", writes who told that it was closed; "here too", writes a neighbour under the first post.
Both leave out the town. They are candidates by their source and by a place's name; whether they belong, grouping says.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain.model import Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from monitor.domain.incident import Incident, Member
    from monitor.domain.model import Item, Reading

LASTS = timedelta(days=7)  # since the event's last news
TALK = timedelta(hours=2)  # how long a conversation of residents goes on about one thing
_FEWEST = 4  # letters of a name that are looked for
_ENDING = 2  # letters in which forms of one name may differ


@dataclass(frozen=True, slots=True)
class Echoes:
    """The names of the places of live events, by the source that has spoken of them, and where residents talk."""

    names: dict[str, set[str]] = field(default_factory=dict)
    everywhere: frozenset[str] = frozenset()  # the same names, of whatever source
    talked: dict[str, datetime] = field(default_factory=dict)  # by source: when a resident last spoke of one

    def may_hold(self, item: Item) -> bool:
        """Whether an item may go on about one of these events."""
        talked = self.talked.get(item.source)
        if talked is not None and item.seen_at - talked <= TALK:
            return True
        # Residents write of it wherever they are.
        said = self.everywhere if item.role is Role.SOCIAL else self.names.get(item.source, frozenset())
        lower = item.full.casefold() if said else ""
        return any(name in lower for name in said)


def list_echoes(incidents: Iterable[Incident], now: datetime) -> Echoes:
    """What the events that still have news are recognised by."""
    names: dict[str, set[str]] = {}
    talked: dict[str, datetime] = {}
    for incident in incidents:
        if now - incident.updated_at > LASTS:
            continue
        called = {name for member in incident.members for name in _names(member)}
        for member in incident.members:
            names.setdefault(member.source, set()).update(called)
            if member.role is Role.SOCIAL:
                talked[member.source] = max(member.seen_at, talked.get(member.source, member.seen_at))
    return Echoes(names, frozenset(name for mine in names.values() for name in mine), talked)


def names_another(reading: Reading, ours: str) -> bool:
    """Whether it names a municipality that is not ours: then it is theirs."""
    return any(place.municipality != ours for place in reading.places)


def _names(member: Member) -> Iterable[str]:
    """The beginnings of its places' names; a numbered road runs through many towns and tells nothing."""
    spots = (spot.partition(":")[2] for spot in member.spots)
    for name in (*spots, *(locality.casefold() for locality in member.localities)):
        if not any(letter.isdigit() for letter in name) and len(name) >= _FEWEST:
            yield name[: max(_FEWEST, len(name) - _ENDING)]

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
    talking: frozenset[str] = frozenset()

    def may_hold(self, item: Item) -> bool:
        """Whether an item may go on about one of these events."""
        if item.source in self.talking:
            return True
        said = self.names.get(item.source, set())
        if item.role is Role.SOCIAL:  # residents write of it wherever they are
            said = {name for names in self.names.values() for name in names}
        lower = item.full.casefold() if said else ""
        return any(name in lower for name in said)


def list_echoes(incidents: Iterable[Incident], now: datetime) -> Echoes:
    """What the events that still have news are recognised by."""
    names: dict[str, set[str]] = {}
    talking: set[str] = set()
    for incident in incidents:
        if now - incident.updated_at > LASTS:
            continue
        called = {name for member in incident.members for name in _names(member)}
        for member in incident.members:
            names.setdefault(member.source, set()).update(called)
            if member.role is Role.SOCIAL and now - member.seen_at <= TALK:
                talking.add(member.source)
    return Echoes(names, frozenset(talking))


def names_another(reading: Reading, ours: str) -> bool:
    """Whether it names a municipality that is not ours: then it is theirs."""
    return any(place.municipality != ours for place in reading.places)


def _names(member: Member) -> Iterable[str]:
    """The beginnings of its places' names; a numbered road runs through many towns and tells nothing."""
    spots = (spot.partition(":")[2] for spot in member.spots)
    for name in (*spots, *(locality.casefold() for locality in member.localities)):
        if not any(letter.isdigit() for letter in name) and len(name) >= _FEWEST:
            yield name[: max(_FEWEST, len(name) - _ENDING)]

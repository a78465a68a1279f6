"""Does an item that names nothing of what is looked for go on about an event that is known?

"The bridge is open again", writes who told that it was closed; "here too", writes a neighbour under the first post.
Both leave out the town. They are candidates by their source and by a place's name; whether they belong, grouping says.
Who has not spoken of it yet may too, for a day, if he names one of its places that not every town has: "Slide at Tuv".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain.grouping.affinity import names_its_place
from monitor.domain.grouping.places import SITE, meet, whereabouts
from monitor.domain.model import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from monitor.domain.incident import Incident, Member
    from monitor.domain.model import Item, Reading

LASTS = timedelta(days=7)  # since the event's last news
TALK = timedelta(hours=2)  # how long a conversation of residents goes on about one thing
FRESH = timedelta(hours=24)  # how long those who have not spoken of it may be believed to mean it
_FEWEST = 4  # letters of a name that are looked for
_SHORTEST = 3  # letters of a name that has to stand there as it is
_IN_EVERY_TOWN = (
    "centr",
    "sentr",
    "keskust",
    "storgat",
    "kungsgat",
    "kyrkogat",
    "kyrkväg",
    "skolgat",
    "skolväg",
    "järnvägsg",
    "stationsg",
    "torget",
    "kirkeg",
    "kirkev",
    "skoleg",
    "skolev",
    "stasjons",
    "jernbaneg",
    "hovedg",
    "keskuskat",
    "kauppakat",
    "koulukat",
    "koulut",
    "asemakat",
    "kirkkokat",
    "church",
    "station",
    "hamngat",
    "havneg",
)
_ENDING = 2  # letters in which forms of one name may differ
_WEAK_ENDING, _LONG = 3, 8  # of a long Finnish one: Lehtikangas, Lehtikankaalla


@dataclass(frozen=True, slots=True)
class Echoes:
    """The names of the places of live events, by the source that has spoken of them, and where residents talk."""

    names: dict[str, set[str]] = field(default_factory=dict)
    everywhere: frozenset[str] = frozenset()  # the same names, of whatever source
    fresh: frozenset[str] = frozenset()  # of them, those of the last day that not every town has
    talked: dict[str, datetime] = field(default_factory=dict)  # by source: the last news of what residents spoke of

    def may_hold(self, item: Item) -> bool:
        """Whether an item may go on about one of these events."""
        talked = self.talked.get(item.source)
        if talked is not None and item.seen_at - talked <= TALK:
            return True
        said = self._said_by(item)
        lower = item.full.casefold() if said else ""
        if item.role is Role.SOCIAL:  # a group is called by where its people live
            lower = f"{item.source.casefold()}\n{lower}"
        return any(_stands_in(name, lower) for name in said)

    def _said_by(self, item: Item) -> Collection[str]:
        if item.role is Role.SOCIAL:  # residents write of it wherever they are
            return self.everywhere
        return self.fresh.union(self.names.get(item.source, ()))


def list_echoes(incidents: Iterable[Incident], now: datetime) -> Echoes:
    """What the events that still have news are recognised by."""
    names: dict[str, set[str]] = {}
    fresh: set[str] = set()
    talked: dict[str, datetime] = {}
    for incident in incidents:
        if now - incident.updated_at > LASTS:
            continue
        called = {name for member in incident.members for name in _names(member)}
        if now - incident.updated_at <= FRESH:
            fresh.update(name for name in called if not name.startswith(_IN_EVERY_TOWN))
        for member in incident.members:
            names.setdefault(member.source, set()).update(called)
            if member.role is Role.SOCIAL:  # news of it brings the talk back: "water in the tap, thanks!"
                talked[member.source] = max(incident.updated_at, talked.get(member.source, incident.updated_at))
    everywhere = frozenset(name for mine in names.values() for name in mine)
    return Echoes(names, everywhere, frozenset(fresh), talked)


def belongs(member: Member, incident: Incident | None) -> bool:
    """Whether an echo is of this event: told by who told of it before, by a resident, or of the same place."""
    if incident is None:
        return False
    if member.role is Role.SOCIAL or any(one.source == member.source for one in incident.members):
        return True
    meeting = meet(whereabouts([member]), whereabouts(incident.members))
    return meeting.is_same or (not meeting.is_apart and names_its_place(member, incident))


def names_another(reading: Reading, ours: str) -> bool:
    """Whether it names a municipality that is not ours: then it is theirs."""
    return any(place.municipality != ours for place in reading.places)


def _names(member: Member) -> Iterable[str]:
    """The beginnings of its places' names; a numbered road runs through many towns and tells nothing."""
    spots = (spot.partition(":")[2] for spot in member.spots if not spot.startswith(SITE))
    for name in (*spots, *(locality.casefold() for locality in member.localities)):
        if not any(letter.isdigit() for letter in name) and len(name) >= _SHORTEST:
            ending = _WEAK_ENDING if member.language == "fi" and len(name) >= _LONG else _ENDING
            yield name[: max(_FEWEST, len(name) - ending)]


def _stands_in(name: str, lower: str) -> bool:
    return name in lower and (len(name) >= _FEWEST or re.search(rf"\b{re.escape(name)}\b", lower) is not None)

"""Which topics may be one event, which of them spread over places, and which only say where or how.

A table to read and correct, from how such events run: a leak leads to a boil notice, a fire to smoke and evacuation, a
storm to everything that falls.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from monitor.domain.model import Topic

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

T = Topic

_KIN: dict[Topic, frozenset[Topic]] = {
    T.WATER: frozenset({T.BOIL_NOTICE, T.CONTAMINATION}),
    T.BOIL_NOTICE: frozenset({T.WATER, T.CONTAMINATION, T.DISEASE}),
    T.CONTAMINATION: frozenset({T.WATER, T.BOIL_NOTICE, T.DISEASE, T.FIRE}),
    T.DISEASE: frozenset({T.BOIL_NOTICE, T.CONTAMINATION}),
    T.POWER: frozenset({T.TELECOM_IT, T.HEATING, T.WEATHER}),
    T.HEATING: frozenset({T.POWER}),
    T.TELECOM_IT: frozenset({T.POWER, T.CYBER, T.WEATHER}),
    T.CYBER: frozenset({T.TELECOM_IT}),
    T.WEATHER: frozenset({T.POWER, T.TELECOM_IT, T.FLOOD, T.LANDSLIDE, T.ROAD, T.TRANSIT, T.SCHOOL, T.WASTE}),
    T.FLOOD: frozenset({T.WEATHER, T.LANDSLIDE, T.ROAD, T.EVACUATION}),
    T.LANDSLIDE: frozenset({T.FLOOD, T.WEATHER, T.ROAD, T.EVACUATION}),
    T.FIRE: frozenset({T.EVACUATION, T.CONTAMINATION}),
    T.ACCIDENT: frozenset({T.ROAD, T.TRANSIT}),
    T.ROAD: frozenset({T.ACCIDENT, T.TRANSIT, T.WEATHER, T.FLOOD, T.LANDSLIDE}),
    T.TRANSIT: frozenset({T.ROAD, T.ACCIDENT, T.WEATHER}),
    T.VIOLENCE: frozenset({T.HATE_THREAT, T.EVACUATION}),
    T.HATE_THREAT: frozenset({T.VIOLENCE, T.EVACUATION}),
    T.EVACUATION: frozenset({T.FIRE, T.FLOOD, T.LANDSLIDE, T.VIOLENCE, T.HATE_THREAT, T.CONTAMINATION}),
    T.SCHOOL: frozenset({T.WEATHER}),
    T.WASTE: frozenset({T.WEATHER}),
}

# What one may lead to at the same place within the hour; elsewhere, or later, they are two events.
_LEADS_TO: dict[Topic, frozenset[Topic]] = {
    T.ACCIDENT: frozenset({T.CONTAMINATION, T.FIRE, T.EVACUATION, T.MISSING_PERSON, T.POWER, T.WATER}),
    T.FIRE: frozenset({T.ACCIDENT, T.VIOLENCE, T.POWER, T.TELECOM_IT, T.SCHOOL, T.ROAD, T.TRANSIT}),
    T.VIOLENCE: frozenset({T.FIRE, T.SCHOOL, T.CONTAMINATION}),
    T.WATER: frozenset({T.FLOOD, T.ROAD, T.SCHOOL}),
    T.LANDSLIDE: frozenset({T.MISSING_PERSON, T.ACCIDENT, T.POWER, T.WATER}),
    T.POWER: frozenset({T.SCHOOL, T.TRANSIT, T.WATER}),
    T.HEATING: frozenset({T.SCHOOL, T.WATER}),
    T.CONTAMINATION: frozenset({T.ACCIDENT, T.VIOLENCE, T.EVACUATION}),
}

# They say where something happens or how it is spoken of, and are the event itself only when nothing else is.
_ATTENDANT = frozenset({T.SCHOOL, T.ROAD, T.TRANSIT, T.EVACUATION, T.RUMOUR, T.OTHER})
# What happens at one place: the same in two places is two events. The rest reaches from place to place.
_AT_A_PLACE = frozenset(
    {T.FIRE, T.ACCIDENT, T.VIOLENCE, T.ROAD, T.LANDSLIDE, T.MISSING_PERSON, T.SCHOOL, T.HATE_THREAT}
)
# Supplies that fail street by street: another street is no other event, another locality is.
_BY_LOCALITY = frozenset({T.WATER, T.HEATING, T.WASTE, T.CONTAMINATION})
STORM_PARTS = frozenset({T.POWER, T.TELECOM_IT, T.FLOOD, T.LANDSLIDE, T.ROAD, T.TRANSIT, T.SCHOOL, T.WASTE, T.WEATHER})
# What residents notice before anybody tells them.
FELT = frozenset({
    T.WATER, T.BOIL_NOTICE, T.POWER, T.HEATING, T.TELECOM_IT, T.FIRE, T.FLOOD, T.CONTAMINATION, T.LANDSLIDE, T.VIOLENCE,
    T.ACCIDENT, T.EVACUATION, T.DISEASE, T.HATE_THREAT, T.TRANSIT, T.ROAD, T.SCHOOL,
})  # fmt: skip


class Reach(IntEnum):
    """How an event lies in space."""

    SPOT = 0
    LOCALITY = 1
    WIDE = 2


class Kinship(IntEnum):
    """How two sets of topics go together."""

    NONE = 0
    UNSAID = 1  # one of them says nothing
    HINTED = 2  # the verdict says nothing, and its words name what the other is about
    KIN = 3
    SAME = 4


def compare(one: Collection[Topic], other: Collection[Topic]) -> Kinship:
    """How the topics of a mention go with those of an event."""
    first, second = main_topics(one), main_topics(other)
    if not first or not second:
        return Kinship.UNSAID
    if first & second:
        return Kinship.SAME
    # A part that another event shares is no kinship: two schools, two roads.
    all_first, all_second = frozenset(one), frozenset(other)
    if any(_KIN.get(topic, frozenset()) & all_second for topic in first):
        return Kinship.KIN
    if any(_KIN.get(topic, frozenset()) & all_first for topic in second):
        return Kinship.KIN
    if all_first <= _ATTENDANT or all_second <= _ATTENDANT:  # only where it is, or how it is spoken of
        return Kinship.KIN if all_first & all_second else Kinship.UNSAID
    return Kinship.NONE


def leads_to(event: Collection[Topic], other: Collection[Topic]) -> bool:
    """Whether an event of some topics may have caused, or come with, one of others."""
    after = frozenset(other)
    return any(_LEADS_TO.get(topic, frozenset()) & after for topic in main_topics(event))


def reach_of(topics: Collection[Topic]) -> Reach:
    """How an event of these topics lies in space: as its widest one does, unless that is only how it is spoken of."""
    main = main_topics(topics)
    if main and main <= _AT_A_PLACE:
        return Reach.SPOT
    if main & _AT_A_PLACE and not main & {Topic.WEATHER, Topic.POWER, Topic.FLOOD}:
        return Reach.SPOT
    return Reach.LOCALITY if main and main <= _BY_LOCALITY else Reach.WIDE


def names_event(topics: Collection[Topic]) -> bool:
    """Whether some topics say what it is about."""
    return bool(main_topics(topics))


def main_topic(topics: Sequence[Topic]) -> Topic:
    """The first of some topics that is the event and not only where or how it is; they are not empty."""
    main = main_topics(topics)
    return next((topic for topic in topics if topic in main), topics[0])


def main_topics(topics: Collection[Topic]) -> frozenset[Topic]:
    """The topics that are the event; the attendant ones when there are no others."""
    everything = frozenset(topics) - {Topic.OTHER, Topic.RUMOUR}
    return (everything - _ATTENDANT) or everything

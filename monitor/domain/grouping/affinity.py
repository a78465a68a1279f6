"""How much a mention and an event look like one: points for topic, place, time and words, each with its reason.

The points were set by hand and tried on timelines of which a third was kept aside; ``ENOUGH`` is what one same topic
makes within half a day when nothing speaks against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain.grouping.conversation import answers_others, weigh_talk
from monitor.domain.grouping.kinship import FELT, STORM_PARTS, Kinship, Reach, reach_of
from monitor.domain.grouping.matter import compare_matter
from monitor.domain.grouping.places import SITE, Meeting, Relation, meet, whereabouts
from monitor.domain.model import Role, State, Status, Topic, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.domain.incident import Incident, Member

ENOUGH = 2.0
_HOUR = timedelta(hours=1)
_TOPIC = {Kinship.SAME: 2.0, Kinship.KIN: 1.0, Kinship.HINTED: 1.0, Kinship.UNSAID: -0.5, Kinship.NONE: -3.0}
_NAMED_PLACE = 1.5
_LONG_NAME, _STEM = 6, 8  # letters of a name, and those of its beginning that are compared
_LAST_FOR_DAYS = frozenset({Topic.FLOOD, Topic.WEATHER, Topic.LANDSLIDE, Topic.MISSING_PERSON, Topic.DISEASE})
_STORM = 1.5  # a part of a storm, and the storm
# Points up to so many hours since the event's nearest mention.
_TIME = ((2, 1.0), (6, 0.75), (12, 0.5), (30, 0.0), (72, -1.0))
_LATER = -2.5
# Places: what is shared, what is apart, by how the event lies in space.
_SAME_SPOT, _SAME_LOCALITY, _SAME_QUARTER, _SAME_SITE = 2.5, 1.5, 1.5, 1.0
_OTHER_LOCALITY = {Reach.SPOT: -3.5, Reach.LOCALITY: -3.0, Reach.WIDE: -0.25}
_OTHER_QUARTER = {Reach.SPOT: -1.75, Reach.LOCALITY: -1.0, Reach.WIDE: -0.25}
_NOWHERE_SHARED = {Kinship.SAME: -0.75, Kinship.KIN: -1.0}  # a bridge there, a quarter here: who knows
_POLICED = frozenset({Topic.VIOLENCE, Topic.ACCIDENT})  # several a night in a large town
_OTHER_SPOT = {Reach.SPOT: -2.5, Reach.LOCALITY: -0.5, Reach.WIDE: -0.25}
_LINES = frozenset({Topic.POWER, Topic.TELECOM_IT, Topic.HEATING})  # they fail in one locality at a time, as a rule
_OTHER_LOCALITY_OF_LINES = -1.0
_OTHER_THING_ELSEWHERE = -2.0
_WORD, _WORDS = 0.4, 2.0  # for each uncommon word that is shared, and at most
_NUMBER, _NUMBERS = 0.5, 1.0
_DOWNWIND = -0.75
_DRIFTS = frozenset({Topic.FIRE, Topic.CONTAMINATION})
_STRANGERS = -0.75  # many uncommon words on both sides and not one in common
_MANY = 8
_OTHER_PERSON = -2.5  # another age
_ABOUT_PERSONS = frozenset({Topic.MISSING_PERSON, Topic.VIOLENCE, Topic.ACCIDENT})
_OTHER_WORKS = -3.5  # planned works in another street, or on another day
_PLANNED_OR_NOT = -1.5
_OVER = -0.75  # something that goes on, hours after the event was over


@dataclass(frozen=True, slots=True)
class Affinity:
    """The sum of the points, and what they were given for."""

    points: float
    because: tuple[str, ...]

    @property
    def is_enough(self) -> bool:
        """Whether it is one event."""
        return self.points >= ENOUGH


def weigh(member: Member, incident: Incident) -> Affinity:
    """How much speaks for the mention being of this event."""
    kinship = compare_matter(member, incident)
    if kinship is Kinship.NONE:
        return Affinity(_TOPIC[kinship], ("other topics",))
    given = [points for points in _list_points(member, incident, kinship) if points[0]]
    return Affinity(sum(points for points, _ in given), tuple(f"{why} {points:+g}" for points, why in given))


def _list_points(member: Member, incident: Incident, kinship: Kinship) -> Iterator[tuple[float, str]]:
    storm = _is_part_of_storm(member, incident)
    yield (
        (_STORM, "part of a storm")
        if storm and kinship is Kinship.KIN
        else (_TOPIC[kinship], f"topics {kinship.name.lower()}")
    )
    yield _weigh_time(member, incident), "time"
    meeting = meet(whereabouts([member]), whereabouts(incident.members))
    yield from weigh_talk(member, incident, kinship, meeting)
    if not meeting.is_same and not meeting.is_apart and names_its_place(member, incident):
        yield _NAMED_PLACE, "names its place"
    yield from _weigh_places(member, incident, meeting, kinship, storm=storm)
    yield from _weigh_words(member, incident)
    yield from _weigh_state(member, incident, meeting)


def _is_same_site(member: Member, incident: Incident) -> bool:
    """Whether both tell of a hotel, of a harbour: few towns have two events at one kind of site at a time."""
    mine = {spot for spot in member.spots if spot.startswith(SITE)}
    return any(not mine.isdisjoint(one.spots) for one in incident.members)


def names_its_place(member: Member, incident: Incident) -> bool:
    """Whether an uncommon word of it is the name of a place of the event, however it is put: no register has it."""
    spots = {spot for one in incident.members for spot in one.spots if not spot.startswith(SITE)}
    names = {spot.rpartition(":")[2] for spot in spots}
    names.update(name.casefold() for one in incident.members for name in one.localities)
    return any(len(name) >= _LONG_NAME and name[:_STEM] in member.rare_words for name in names)


def _is_part_of_storm(member: Member, incident: Incident) -> bool:
    return (
        Topic.WEATHER in incident.topics
        and bool(member.topics)
        and STORM_PARTS.issuperset(member.topics)
        and member.state is not State.PLANNED
    )


def _weigh_time(member: Member, incident: Incident) -> float:
    gap = min(abs(member.at - other.at) for other in incident.members)
    if incident.story.until is not None and member.at <= incident.story.until + 6 * _HOUR:
        gap = min(gap, 6 * _HOUR)  # planned works are news from when they are told until they end
    if Topic.BOIL_NOTICE in incident.topics and incident.is_open:
        gap /= 6  # it holds for days, and everything said of it is of it
    elif incident.resolved_at is None and _ends_its_news(member, incident):
        gap /= 6  # who told of it, or names its place, tells its end, however long it took
    elif incident.is_open and not _LAST_FOR_DAYS.isdisjoint(incident.topics):
        gap /= 3
    hours = gap / _HOUR
    return next((points for limit, points in _TIME if hours <= limit), _LATER)


def _ends_its_news(member: Member, incident: Incident) -> bool:
    says_over = member.state is State.RESOLVED or not {Turn.OVER, Turn.FOUND}.isdisjoint(member.turns)
    if not says_over or not member.is_credible:
        return False
    if any(one.voice == member.voice for one in incident.members):
        return True
    return meet(whereabouts([member]), whereabouts(incident.members)).spots is Relation.SAME


def _weigh_places(
    member: Member, incident: Incident, meeting: Meeting, kinship: Kinship, *, storm: bool
) -> Iterator[tuple[float, str]]:
    site = _is_same_site(member, incident)
    if meeting.spots is Relation.SAME:
        yield _SAME_SPOT, "same spot"
    elif meeting.localities is Relation.SAME:
        yield _SAME_LOCALITY, "same locality"
    elif meeting.quarters is Relation.SAME:
        yield _SAME_QUARTER, "same quarter"
    elif site and not meeting.is_apart:
        yield _SAME_SITE, "same kind of site"
    if storm or (site and not meeting.is_apart) or (kinship is Kinship.UNSAID and answers_others(member, incident)):
        return
    yield from _weigh_distance(member, incident, meeting, kinship)


def _weigh_distance(
    member: Member, incident: Incident, meeting: Meeting, kinship: Kinship
) -> Iterator[tuple[float, str]]:
    reach = reach_of({*member.topics, *incident.topics})
    if _smells_it(member, incident):
        if not meeting.is_same:
            yield _DOWNWIND, "smelt elsewhere"
        return
    if meeting.localities is Relation.APART:  # every second village has a Storgatan
        lines = reach is Reach.WIDE and not _LINES.isdisjoint(member.topics) and Topic.WEATHER not in incident.topics
        away = _OTHER_LOCALITY_OF_LINES if lines else _OTHER_LOCALITY[reach]
        if kinship is not Kinship.SAME:  # another thing in another place
            away = min(away, _OTHER_THING_ELSEWHERE)
        yield away, "another locality"
        if Turn.WIDER in member.turns:
            yield 1.0, "said to reach further"
    elif meeting.quarters is Relation.APART and not meeting.is_same:
        yield _OTHER_QUARTER[reach], "another quarter"
    if meeting.spots is Relation.APART:
        yield _OTHER_SPOT[reach], "another spot"
    elif reach is Reach.SPOT and meeting.is_unsaid and member.localities + member.spots and _where(incident):
        yield _NOWHERE_SHARED.get(kinship, 0.0) * (1 + bool(_POLICED.intersection(member.topics))), "no place in common"


def _smells_it(member: Member, incident: Incident) -> bool:
    """Whether a resident smells what burns or leaks somewhere else: it drifts."""
    smelt = {*member.topics, *member.hints}
    return member.role is Role.SOCIAL and smelt == {Topic.CONTAMINATION} and not _DRIFTS.isdisjoint(incident.topics)


def _where(incident: Incident) -> bool:
    return any(one.localities or one.spots for one in incident.members)


def _weigh_words(member: Member, incident: Incident) -> Iterator[tuple[float, str]]:
    words, numbers = (
        _gather(other.rare_words for other in incident.members),
        _gather(other.numbers for other in incident.members),
    )
    shared = words.intersection(member.rare_words)
    if shared:
        yield min(_WORDS, _WORD * len(shared)), "words " + " ".join(sorted(shared)[:4])
    elif len(words) >= _MANY and len(member.rare_words) >= _MANY and member.language == incident.members[0].language:
        yield _STRANGERS, "no uncommon word in common"
    yield min(_NUMBERS, _NUMBER * len(numbers.intersection(member.numbers))), "numbers"
    if not _ABOUT_PERSONS.isdisjoint(member.topics):
        ages, theirs = {n for n in member.numbers if n.endswith("y")}, {n for n in numbers if n.endswith("y")}
        if ages and theirs and ages.isdisjoint(theirs):
            yield _OTHER_PERSON, "another age"


def _should_be_over(member: Member, incident: Incident) -> bool:
    """Whether it was said shortly after planned works were to end: who complains then means them."""
    until = incident.story.until
    return until is not None and until <= member.at <= until + 6 * _HOUR


def _gather(groups: Iterable[tuple[str, ...]]) -> frozenset[str]:
    return frozenset(word for group in groups for word in group)


def _weigh_state(member: Member, incident: Incident, meeting: Meeting) -> Iterator[tuple[float, str]]:
    planned = member.state is State.PLANNED, incident.state is State.PLANNED
    if all(planned):
        other_day = member.until and incident.story.until and abs(member.until - incident.story.until) > 12 * _HOUR
        if other_day or (meeting.is_apart and meeting.spots is not Relation.SAME) or meeting.spots is Relation.APART:
            yield _OTHER_WORKS, "other planned works"
    elif (
        any(planned)
        and member.state is not State.NONE
        and meeting.spots is not Relation.SAME
        and Turn.LATE not in member.turns
        and not (_should_be_over(member, incident) and not meeting.is_apart)
    ):
        yield _PLANNED_OR_NOT, "planned or not"
    if incident.status in {Status.RESOLVED, Status.CLOSED} and incident.resolved_at is not None:
        late = member.at - incident.resolved_at > 3 * _HOUR
        if late and member.state is State.ONGOING and not FELT.isdisjoint(member.topics):
            yield _OVER, "it was over"

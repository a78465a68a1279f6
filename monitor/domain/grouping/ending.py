"""Is it over? Only if somebody says so who answers for it, of all of it, and the same text does not say otherwise."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.domain.grouping.kinship import Kinship, Reach, compare, main_topic, main_topics, reach_of
from monitor.domain.grouping.residents import DISTURBED, ENOUGH
from monitor.domain.later import QUIET_WORD
from monitor.domain.model import Role, State, Status, Topic, Turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.domain.incident import Incident, Member

_NOT_OVER = frozenset({Turn.AGAIN, Turn.GOES_ON, Turn.PARTLY, Turn.LONGER, Turn.WIDER, Turn.LATE})
_BACK = frozenset({Turn.AGAIN, Turn.GOES_ON, Turn.LONGER, Turn.WIDER, Turn.LATE})
_ANSWERS = frozenset({Role.OWN, Role.OFFICIAL})
# Which topics are over when another one is said to be: an open road ends an accident, and no landslide.
_ENDS_TOO: dict[Topic, frozenset[Topic]] = {
    Topic.BOIL_NOTICE: frozenset({Topic.WATER, Topic.CONTAMINATION, Topic.DISEASE}),
    Topic.ROAD: frozenset({Topic.ACCIDENT, Topic.TRANSIT}),
    Topic.TRANSIT: frozenset({Topic.ROAD}),
    Topic.POWER: frozenset({Topic.TELECOM_IT, Topic.HEATING}),
    Topic.VIOLENCE: frozenset({Topic.HATE_THREAT}),
    Topic.HATE_THREAT: frozenset({Topic.VIOLENCE}),
    Topic.EVACUATION: frozenset({Topic.LANDSLIDE, Topic.FLOOD, Topic.WEATHER}),
    Topic.CYBER: frozenset({Topic.TELECOM_IT}),
}
# What people keep away from, or boil for, until this very thing is said to be over.
_UNTIL_LIFTED = frozenset({Topic.LANDSLIDE, Topic.FLOOD})
_SOUGHT = frozenset({Topic.MISSING_PERSON, Topic.ACCIDENT})
_UNTIL_FOUND = frozenset({Topic.MISSING_PERSON, Topic.VIOLENCE, Topic.HATE_THREAT})
# Over by itself while the road stays closed.
_LEAVES_CLOSED = frozenset({Topic.FIRE, Topic.ACCIDENT, Topic.CONTAMINATION})
_STAYS = frozenset({Turn.AGAIN, Turn.PARTLY, Turn.WIDER})
_BESIDE = frozenset({Topic.ROAD, Topic.TRANSIT, Topic.SCHOOL})  # that they are open again ends nothing graver
_SUPPLY = frozenset({Topic.WATER, Topic.BOIL_NOTICE, Topic.POWER, Topic.HEATING, Topic.TELECOM_IT, Topic.WASTE})
_PEOPLE_AT_RISK = frozenset({Topic.EVACUATION, Topic.MISSING_PERSON, Topic.ACCIDENT})
_ACT = 2  # severity
_STEM = 5  # letters of a name that its forms share
_PARTS = 4  # mentions of a storm from which it has parts that end one by one
_BREATH = timedelta(minutes=30)  # what is written so soon after the end was written before it
_HOUR = timedelta(hours=1)


class Ending(StrEnum):
    """What a mention says of the end of an event."""

    WHOLE = "whole"
    PART = "part"
    NOT = "not"


def ends_late(member: Member, incident: Incident) -> bool:
    """Whether somebody who answers for it tells the end of what was closed because nobody spoke of it any more."""
    unheard = (incident.closed_why or "").startswith(QUIET_WORD) and incident.resolved_at is None
    return incident.status is Status.CLOSED and unheard and says_over(member)


def says_over(member: Member) -> bool:
    """Whether somebody who answers for it says that it is over, all of it."""
    said = not {Turn.OVER, Turn.FOUND}.isdisjoint(member.turns)
    over = member.state is State.RESOLVED or (said and not member.is_sure_it_goes_on)
    return over and member.is_credible and _NOT_OVER.isdisjoint(member.turns)


def read_ending(member: Member, incident: Incident) -> Ending:
    """Whether a mention ends the event, a part of it, or nothing."""
    if member.lifted and member.is_credible:
        return Ending.PART
    if not says_over(member):
        return Ending.NOT
    if not _speaks_of_it(member, incident):
        return Ending.PART
    if any(topic not in (*member.topics, *member.hints) for topic in _lasts(incident, member.voice)):
        return Ending.PART
    if _is_part_of_storm(member, incident):
        return Ending.PART
    return Ending.WHOLE if _covers(member, incident) else Ending.PART


def _is_part_of_storm(member: Member, incident: Incident) -> bool:
    """A storm with several consequences is over when the weather is, or when those who had to leave may go home."""
    if _primary(incident) is not Topic.WEATHER or len(incident.members) < _PARTS:
        return False
    return Topic.WEATHER not in member.topics and Topic.EVACUATION not in member.topics


def parts_named(member: Member) -> tuple[str, ...]:
    """The parts that a mention says are over, as the story keeps them."""
    named = member.lifted or member.localities
    return tuple(name.casefold() for name in named) or tuple(member.spots) or tuple(member.topics)


def _speaks_of_it(member: Member, incident: Incident) -> bool:
    """Whether what it says is over is what the incident is about, and not only something beside it."""
    primary = _primary(incident)
    if Turn.FOUND in member.turns and Turn.OVER not in member.turns and primary not in _SOUGHT:
        return False  # that all are ashore puts no fire out
    topics = tuple(one for one in member.topics or member.hints if one is not Topic.OTHER or primary is Topic.OTHER)
    if primary is None or not topics:
        return not topics and (
            member.revision_of is not None or not _spots([member]).isdisjoint(_spots(incident.members))
        )
    ended = set(topics).union(*(_ENDS_TOO.get(topic, frozenset()) for topic in topics))
    if Topic.TELECOM_IT in ended and Topic.CYBER in member.hints:
        ended.add(Topic.CYBER)  # "all systems are up again after the attack"
    if Topic.ROAD in ended and _only_blocks_a_road(incident):
        ended.add(Topic.LANDSLIDE)
    if primary in ended or main_topics(incident.topics) <= ended:
        return True
    if _BESIDE & ended and _is_out(incident, primary):
        return True
    return (
        _gave_the_alarm(member, incident)
        or _rewords_the_alarm(member, incident)
        or _stands_down(member, incident, primary)
    )


def _gave_the_alarm(member: Member, incident: Incident) -> bool:
    """Whether who told the gravest of it, and answers for it, now tells the end of something akin."""
    if member.role not in _ANSWERS or compare(member.topics, incident.topics) < Kinship.KIN:
        return False
    if main_topics(member.topics) <= _BESIDE:
        return False
    gravest = max(one.severity for one in incident.members)
    told = {one.voice for one in incident.members if one.role in _ANSWERS and one.severity == gravest}
    return gravest >= _ACT and member.voice in told


def _is_out(incident: Incident, primary: Topic) -> bool:
    """Whether it was said to be out or cleared while its place stayed closed: then the opening is the end."""
    if primary not in _LEAVES_CLOSED:
        return False
    said = [one for one in incident.members if one.role in _ANSWERS and primary in (*one.topics, *one.hints)]
    out = next((one for one in reversed(said) if one.severity >= _ACT or Turn.OVER in one.turns), None)
    return out is not None and Turn.OVER in out.turns and _STAYS.isdisjoint(out.turns)


def _stands_down(member: Member, incident: Incident, primary: Topic) -> bool:
    """Whether who gave the alarm calls the work there finished; who searches for somebody may also give up."""
    if Turn.DONE not in member.turns or member.role not in _ANSWERS or primary in _UNTIL_FOUND:
        return False
    answered = [one for one in incident.members if one.role in _ANSWERS and one.state is not State.RESOLVED]
    return bool(answered) and answered[0].voice == member.voice


def _rewords_the_alarm(member: Member, incident: Incident) -> bool:
    """Whether it is a later wording of what opened the event: a log entry goes on about what it began with."""
    first = incident.members[0]
    if member.role not in _ANSWERS or member.source != first.source or main_topics(member.topics) <= _BESIDE:
        return False
    return member.revision_of is not None and member.revision_of in {first.key, first.revision_of}


def _only_blocks_a_road(incident: Incident) -> bool:
    """A slide of which those who answer for it told nothing but that a road is closed."""
    answered = [one for one in incident.members if one.role in _ANSWERS and one.kind in DISTURBED]
    beside = any(_PEOPLE_AT_RISK.intersection(one.topics) or one.severity > _ACT for one in incident.members)
    return bool(answered) and Topic.ROAD in answered[0].topics and not beside


def _primary(incident: Incident) -> Topic | None:
    """The topic that the gravest mentions, of those who answer for what they say, name most often first."""
    said = [one for one in incident.members if one.is_credible and one.topics and one.state is not State.RESOLVED]
    said = said or [one for one in incident.members if one.topics]
    gravest = max((one.severity for one in said), default=0)
    first = [main_topic(one.topics) for one in said if one.severity == gravest]
    return max(dict.fromkeys(first), key=first.count, default=None)


def _lasts(incident: Incident, ends: str) -> list[Topic]:
    """What was said to be in force by somebody who answers for it, and stays so until it is lifted by name.

    ``ends`` is the voice that tells the end: an authority that sent people away and says that the danger is over need
    not say so again; a municipality does.
    """
    credible = [one for one in incident.members if one.is_credible and one.state is not State.RESOLVED]
    said = {topic for one in credible for topic in one.topics}
    sent_away = {one.voice for one in credible if one.role is Role.OFFICIAL and Topic.EVACUATION in one.topics}
    lasts = [Topic.BOIL_NOTICE] if Topic.BOIL_NOTICE in said else []
    if Topic.EVACUATION in said and not said.isdisjoint(_UNTIL_LIFTED) and sent_away != {ends}:
        lasts.append(Topic.EVACUATION)
    return lasts


def _covers(member: Member, incident: Incident) -> bool:
    """Whether the places it names, with those that were over before, are all the places; naming none means all."""
    # A place has a Finnish and a Swedish name: only those in the language of the mention can be ticked off.
    alike = [
        one
        for one in incident.members
        if (one.language == "fi") == (member.language == "fi") and one.kind in DISTURBED and one.is_credible
    ]
    if reach_of(incident.topics) is not Reach.SPOT and not _covers_places(member, incident, alike):
        return False
    if any(Turn.AGAIN in one.turns and one.is_credible for one in incident.members):
        spots = _spots(one for one in incident.members if one.is_credible)
        mine = _spots([member])
        return not mine or len(spots) < 2 or spots <= mine | set(incident.story.over)
    return True


def _told_by_place(one: Member, member: Member) -> bool:
    """Whether who tells of the end told of a supply before: that fails, and comes back, quarter by quarter."""
    return one.voice == member.voice and not _SUPPLY.isdisjoint(one.topics)


def _quarters(member: Member) -> set[str]:
    """The quarters that it names, but for those that it also names as localities."""
    named = {name.casefold() for name in member.localities}
    quarters = {spot.removeprefix("at:") for spot in member.spots if spot.startswith("at:")}
    return {one for one in quarters if not any(name.startswith(one[:_STEM]) for name in named)}


def _covers_places(member: Member, incident: Incident, alike: Sequence[Member]) -> bool:
    places = {name.casefold() for one in alike for name in one.localities}
    quarters = {spot for one in alike if _told_by_place(one, member) for spot in _quarters(one)}
    over = {name.casefold() for name in member.localities} | (_quarters(member) & quarters)
    places |= quarters
    if not over or len(places) <= 1:
        return True
    ended = over | set(incident.story.over) | _covered_by_page(member, over, alike)
    return all(_lies_around(name, ended, alike) for name in places - ended)


def _lies_around(name: str, over: set[str], alike: Iterable[Member]) -> bool:
    """Whether a locality was named only together with quarters of it, all of which are over: *Hätte in Sommen*."""
    named = [one for one in alike if name in {locality.casefold() for locality in one.localities}]
    return bool(named) and all(_quarters(one) and _quarters(one) <= over for one in named)


def _covered_by_page(member: Member, named: Iterable[str], alike: Iterable[Member]) -> set[str]:
    """The places of a page's earlier wordings, where its last one names none but those of its title."""
    title = member.title.casefold()
    if member.revision_of is None or any(name[:-1] not in title for name in named):
        return set()
    page = [one for one in alike if one.source == member.source and member.revision_of in {one.key, one.revision_of}]
    return {name.casefold() for one in page for name in one.localities}.union(*(_quarters(one) for one in page))


def _spots(members: Iterable[Member]) -> set[str]:
    return {spot for one in members for spot in one.spots if not spot.startswith("at:")}


def is_back(member: Member, incident: Incident) -> bool:
    """Whether an event that was over is there again, and the mention is not merely late or looking back."""
    if incident.resolved_at is None or member.state is not State.ONGOING or member.kind not in DISTURBED:
        return False
    if member.at <= incident.resolved_at or _tells_what_was(member):
        return False
    return _is_alarm(member, incident) or (member.at > incident.resolved_at + _BREATH and _says_again(member, incident))


def _tells_what_was(member: Member) -> bool:
    """Whether it looks back, or repeats that it is over: "the power is back after a cold night"."""
    over = not {Turn.OVER, Turn.FOUND}.isdisjoint(member.turns)
    said_over = over and not member.is_sure_it_goes_on and _BACK.isdisjoint(member.turns)
    return said_over or Turn.LOOKS_BACK in member.turns


def _is_alarm(member: Member, incident: Incident) -> bool:
    """An alarm by those who answer for it is no late word of what was over."""
    graver = member.severity > max(_ACT, incident.severity - 1)
    return member.role in _ANSWERS and graver and member.copy_of is None


def _says_again(member: Member, incident: Incident) -> bool:
    if member.role in _ANSWERS:
        return not _BACK.isdisjoint(member.turns) or (member.revision_of is None and _is_news(member, incident))
    if member.is_credible:  # of a storm the papers write for days
        return Turn.AGAIN in member.turns or (Topic.WEATHER not in incident.topics and _is_news(member, incident))
    since = {one.voice for one in (*incident.members, member) if _says_so_since(one, incident)}
    return len(since) >= ENOUGH


def _is_news(member: Member, incident: Incident) -> bool:
    """Somebody who answers for it tells of harm, well after the end, in new words."""
    ended = incident.resolved_at
    return ended is not None and member.severity >= 2 and member.copy_of is None and member.at > ended + _HOUR


def _says_so_since(one: Member, incident: Incident) -> bool:
    ended = incident.resolved_at
    return one.role is Role.SOCIAL and one.kind in DISTURBED and ended is not None and one.at > ended + _BREATH / 3

"""Does somebody go on about an event? Residents who answer each other, who denies it, our own word in two languages."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain.grouping.kinship import FELT, Kinship, names_event
from monitor.domain.grouping.places import meet, whereabouts
from monitor.domain.model import Kind, Role, Topic, Turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.domain.grouping.places import Meeting
    from monitor.domain.incident import Incident, Member

TALK_LASTS = timedelta(hours=2)
_THANKS_LAST = timedelta(hours=6)  # since the event's last news
_HOUR = timedelta(hours=1)
_WITNESS, _SAME_TALK, _DENIAL, _LOOKS_BACK = 1.0, 1.0, 1.0, 1.0
_ANSWERED_SOON = 0.5  # "same here!", which names no matter
_SPEAKS_ON = 1.75  # who told of it says something more
_MOVED = 0.5  # by what was told as grave a moment ago
_THEIR_GROUP = 1.5  # a group of those who live where it is
_OWN_AGAIN = 0.5  # we told of something akin today
_TRANSLATED = 1.0
_IDLE = -1.5  # what a resident writes somewhere else, that names no matter and sees nothing wrong
_OWN_AFFAIR = -3.0  # a lost dog in a village where a boy is sought
_KIND = {Kind.OPINION: -0.75, Kind.ROUTINE: -0.25}
_ANSWERS = frozenset({Role.OWN, Role.OFFICIAL})
_ACT = 2  # severity
_STEM = 2  # letters in which a name and its genitive may differ
_FEWEST = 4  # letters of a name that are looked for


def weigh_talk(member: Member, incident: Incident, kinship: Kinship, meeting: Meeting) -> Iterator[tuple[float, str]]:
    """Residents who tell what they see speak of what is going on; columns and follow-ups speak of anything."""
    unsaid = kinship is Kinship.UNSAID
    if Turn.DENIED in member.turns and member.is_credible and not unsaid:
        yield _DENIAL, "denies what is said"
    elif Turn.LOOKS_BACK in member.turns and member.is_credible and not unsaid:
        yield _LOOKS_BACK, "looks back"
    elif member.role is not Role.SOCIAL or (
        unsaid and not _answers(member, incident, kinship) and not _is_there(member, incident, meeting)
    ):
        yield _KIND.get(member.kind, 0.0), f"{member.kind}"
    if member.role is Role.OWN and kinship is Kinship.KIN and any(one.role is Role.OWN for one in incident.members):
        yield _OWN_AGAIN, "our own word goes on"
    if kinship in {Kinship.UNSAID, Kinship.KIN} and is_translation(member, incident):
        yield _TRANSLATED, "the same in another language"
    if member.role is Role.SOCIAL:
        yield from _weigh_resident(member, incident, kinship, meeting)


def answers_others(member: Member, incident: Incident) -> bool:
    """Whether a resident, in words that name no matter, answers what others just wrote of it: "same here in Norrby"."""
    return _is_talked_of(member, incident) and _answers(member, incident, Kinship.UNSAID)


def is_translation(member: Member, incident: Incident) -> bool:
    """Whether who answers for it said something in another language a moment ago, of the same place."""
    if member.role not in _ANSWERS:
        return False
    said = [
        one
        for one in incident.members
        if one.voice == member.voice and one.language != member.language and abs(member.at - one.at) <= _HOUR
    ]
    return any(not set(member.spots).isdisjoint(one.spots) for one in said) or (
        meet(whereabouts([member]), whereabouts(said)).is_same
    )


def _answers(member: Member, incident: Incident, kinship: Kinship) -> bool:
    """Whether it tells what is wrong; or, naming no matter, fears, cares, thanks, asks how long.

    Thanks and relief are for many things: they are for this one where it was just talked of, or is over since.
    """
    if Turn.WITNESS in member.turns:
        return True
    if kinship is not Kinship.UNSAID:
        return False
    if Turn.CONCERNED in member.turns:
        return True
    return Turn.REACTS in member.turns and (_is_talked_of(member, incident) or _is_their_group(member, incident))


def _is_talked_of(member: Member, incident: Incident) -> bool:
    """Whether residents wrote of it there a moment ago; or at any time, if it is over since a moment ago."""
    here = [one for one in incident.members if one.role is Role.SOCIAL and one.source == member.source]
    if any(abs(member.at - one.at) <= TALK_LASTS for one in here):
        return True
    ended = incident.resolved_at
    moved = not {Turn.REACTS, Turn.CONCERNED}.isdisjoint(member.turns)
    return moved and bool(here) and ended is not None and timedelta() <= member.at - ended <= _THANKS_LAST


def _is_fresh(member: Member, incident: Incident) -> bool:
    lasts = _THANKS_LAST if not {Turn.REACTS, Turn.CONCERNED}.isdisjoint(member.turns) else TALK_LASTS
    return any(abs(member.at - one.at) <= lasts for one in incident.members)


def _weigh_resident(
    member: Member, incident: Incident, kinship: Kinship, meeting: Meeting
) -> Iterator[tuple[float, str]]:
    """Who writes where others just wrote of it means it, if he names its place or says what is wrong."""
    unsaid = kinship is Kinship.UNSAID
    if Turn.ASIDE in member.turns and (unsaid or Turn.WITNESS not in member.turns):
        yield _OWN_AFFAIR, "an affair of one's own"
        return
    answers = _answers(member, incident, kinship)
    felt = not FELT.isdisjoint(incident.topics) or not names_event(incident.topics)
    if answers and felt and _is_fresh(member, incident):
        yield _WITNESS, "tells what is wrong" if Turn.WITNESS in member.turns else "answers what was told"
    if unsaid and answers and not meeting.is_same and _is_their_group(member, incident):
        yield _THEIR_GROUP, "where those write who live there"
    if _is_talked_of(member, incident):
        if answers or member.localities or member.spots:
            yield _SAME_TALK + (_ANSWERED_SOON if answers and unsaid else 0.0), "same conversation"
        elif unsaid and _speaks_on(member, incident):
            yield _SPEAKS_ON, "who told of it goes on"
    elif unsaid and answers and _is_grave_now(member, incident) and Turn.CONCERNED in member.turns:
        yield _MOVED, "moved by it"
    elif unsaid and not (answers or _asks_about_road(member, incident) or _is_there(member, incident, meeting)):
        yield _IDLE, "names no matter"


def _is_grave_now(member: Member, incident: Incident) -> bool:
    """Whether it goes on, is no small thing, and was heard of a moment ago."""
    recent = any(abs(member.at - one.at) <= TALK_LASTS for one in incident.members)
    return recent and incident.severity >= _ACT


def _is_there(member: Member, incident: Incident, meeting: Meeting) -> bool:
    """Whether it speaks of the very place of something grave, of which was heard a moment ago."""
    return meeting.is_same and _is_grave_now(member, incident)


def _speaks_on(member: Member, incident: Incident) -> bool:
    """Whether the same person told of it a moment ago; nobody is, where a source names no authors."""
    if member.voice == f"{Role.SOCIAL}:{member.publisher.casefold()}":
        return False
    return any(one.voice == member.voice and abs(member.at - one.at) <= _HOUR for one in incident.members)


def _is_their_group(member: Member, incident: Incident) -> bool:
    """Whether the group is called by a place of the event: in the town's own group people write of anything."""
    called = member.source.casefold()
    quarters = (spot.removeprefix("at:") for one in incident.members for spot in one.spots if spot.startswith("at:"))
    names = (*(name.casefold() for name in incident.localities), *quarters)
    return any(len(name) >= _FEWEST and name[: max(_FEWEST, len(name) - _STEM)] in called for name in names)


def _asks_about_road(member: Member, incident: Incident) -> bool:
    """Why is there a queue in that street?"""
    return member.kind is Kind.QUESTION and not {Topic.ROAD, Topic.TRANSIT}.isdisjoint(incident.topics)

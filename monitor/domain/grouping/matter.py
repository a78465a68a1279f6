"""Do a mention and an event speak of one matter? By the verdict's topics, else by those that the words name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain.grouping.conversation import TALK_LASTS, is_translation
from monitor.domain.grouping.kinship import Kinship, compare, leads_to, names_event
from monitor.domain.grouping.places import meet, whereabouts
from monitor.domain.model import State, Topic, Turn

if TYPE_CHECKING:
    from monitor.domain.incident import Incident, Member

_SAYS_LITTLE = frozenset({Topic.OTHER, Topic.RUMOUR, Topic.SCHOOL})  # two events share them easily
_OFTEN_NAMED = frozenset({Topic.ACCIDENT, Topic.ROAD, Topic.WATER, Topic.VIOLENCE})  # by words that mean other things
_TWO_THINGS = 2
_BACK = frozenset({Turn.LOOKS_BACK, Turn.DENIED, Turn.OVER, Turn.FOUND})
_FOLLOWS_WITHIN = timedelta(minutes=75)


def compare_matter(member: Member, incident: Incident) -> Kinship:
    """By the verdict's topics; by those that the words name where it has none, or has others and the rest agrees."""
    kinship = compare(member.topics, incident.topics)
    if kinship < Kinship.KIN and is_translation(member, incident) and _names_one_matter(member, incident):
        return Kinship.KIN
    if kinship is Kinship.UNSAID and (_is_hinted(member, incident) or _shares_words(member, incident)):
        return Kinship.HINTED
    if kinship is Kinship.NONE and (_words_agree(member, incident) or _may_follow(member, incident)):
        return Kinship.HINTED
    return kinship


def _is_hinted(member: Member, incident: Incident) -> bool:
    """Whether one of them says what the other's words name, or both tell a rumour: a town has one at a time."""
    if compare(member.hints, incident.topics) >= Kinship.KIN:
        return True
    if Topic.RUMOUR in member.topics and Topic.RUMOUR in incident.topics:
        return True
    if names_event(incident.topics):
        return False
    named = {topic for one in incident.members for topic in one.hints}
    return compare(member.topics or member.hints, named - _SAYS_LITTLE) >= Kinship.KIN


def _names_one_matter(member: Member, incident: Incident) -> bool:
    named = {topic for one in incident.members for topic in (*one.topics, *one.hints)}
    return not named.isdisjoint((*member.topics, *member.hints))


def _shares_words(member: Member, incident: Incident) -> bool:
    """Two who answer for what they say, within two hours, in the same uncommon words."""
    words = frozenset(member.rare_words)
    return member.is_credible and any(
        one.is_credible
        and abs(member.at - one.at) <= TALK_LASTS
        and len(words.intersection(one.rare_words)) >= _TWO_THINGS
        for one in incident.members
    )


def _may_follow(member: Member, incident: Incident) -> bool:
    """A train derails in a village, and an hour later gas leaks there."""
    if not leads_to(incident.topics, member.topics) or member.state is State.PLANNED:
        return False
    soon = any(abs(member.at - one.at) <= _FOLLOWS_WITHIN for one in incident.members)
    return soon and meet(whereabouts([member]), whereabouts(incident.members)).is_same


def _words_agree(member: Member, incident: Incident) -> bool:
    """Whether the words name what the event is about, and the mention speaks of its place or back to it.

    Two things that both name are enough without a place: a smell of gas and people who had to leave.
    """
    named = {*incident.topics, *(topic for one in incident.members if one.is_credible for topic in one.hints)}
    shared = named.intersection({*member.topics, *member.hints} - _SAYS_LITTLE)
    if not shared:
        return False
    meeting = meet(whereabouts([member]), whereabouts(incident.members))
    if not _BACK.isdisjoint(member.turns) or meeting.is_same:
        return True
    said = {topic for one in incident.members for topic in (*one.topics, *one.hints)}
    return len(said.intersection({*member.topics, *member.hints} - _SAYS_LITTLE - _OFTEN_NAMED)) >= _TWO_THINGS

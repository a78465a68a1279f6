"""What incidents have of story: our own words by channel and language, the crossing to the press, a rumour's denial."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.domain.model import Role, State, Topic, Turn
from monitor.domain.story import Crossing, OwnWord, Rumour

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from monitor.domain.incident import Incident, Member
    from monitor.domain.story import Story

_CROWD = 400  # mentions


def retell(incident: Incident, told: Story | None = None) -> Incident:
    """The same incident with its story told anew from its mentions; what the mentions do not hold is kept.

    Of a crowd of mentions the first and the last tell it, and ``told`` is the story before the last of them.
    """
    members = incident.members
    if told is not None and len(members) > _CROWD:
        members = (*members[: _CROWD // 2], *members[-_CROWD // 2 :])
    outside = min((one.at for one in members if one.role is not Role.OWN), default=None)
    own = list_own_words(members, told.own if told else ())
    story = replace(
        incident.story,
        outside_at=outside,
        own=own,
        crossing=find_crossing(members),
        rumour=find_rumour(members),
        reach=max((one.reach for one in members if one.is_credible), default=0)
        if told is None
        else _reach(told, members),
        until=_until(incident) or incident.story.until,
    )
    return replace(incident, story=story, own_channel_at=min((word.at for word in own), default=None))


def _reach(told: Story, members: Sequence[Member]) -> int:
    last = members[-1]
    return max(told.reach, last.reach if last.is_credible else 0)


def _until(incident: Incident) -> datetime | None:
    ends = [one.until for one in incident.members if one.until is not None and one.state is State.PLANNED]
    return ends[-1] if ends else None


def list_own_words(members: Iterable[Member], known: Iterable[OwnWord] = ()) -> tuple[OwnWord, ...]:
    """The first word in each own channel and each language, in the order in which they came."""
    first = {(word.channel, word.language): word for word in known}
    for one in members:
        key = one.source, one.language
        if one.role is Role.OWN and (key not in first or one.at < first[key].at):
            first[key] = OwnWord(one.source, one.language, one.at)
    return tuple(sorted(first.values(), key=lambda word: word.at))


def find_crossing(members: Iterable[Member]) -> Crossing | None:
    """Residents first, the press later."""
    members = list(members)
    social = min((one.at for one in members if one.role is Role.SOCIAL), default=None)
    press = min((one.at for one in members if one.role is Role.PRESS), default=None)
    return Crossing(social, press) if social and press and social < press else None


def find_rumour(members: Iterable[Member]) -> Rumour | None:
    """A claim that was denied, or that is told as a rumour; None for what nobody calls one."""
    members = list(members)
    denials = [one for one in members if is_denial(one)]
    claims = [one for one in members if one not in denials and one.role in {Role.SOCIAL, Role.PRESS}]
    if not claims or not (denials or any(Topic.RUMOUR in one.topics for one in claims)):
        return None
    channels = tuple(dict.fromkeys(one.source for one in claims))
    reached = {one.source for one in denials}
    first = min(denials, key=lambda one: one.at, default=None)
    return Rumour(
        claim=min(claims, key=lambda one: one.at).title,
        channels=channels,
        denied_at=first.at if first else None,
        denied_by=first.publisher if first else "",
        not_reached=tuple(name for name in channels if name not in reached) if denials else channels,
    )


def is_denial(member: Member) -> bool:
    """Whether somebody who answers for it says that it never was so."""
    return Turn.DENIED in member.turns and member.role is not Role.SOCIAL

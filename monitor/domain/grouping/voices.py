"""Who speaks, to count independent voices: a family of titles once, an agency's text once, a person once, we once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.domain.alert import Voices
from monitor.domain.grouping.sameness import is_same_text, resemblance
from monitor.domain.model import Role
from monitor.domain.speakers import find_authority, find_family, simplify

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.domain.incident import Incident, Member
    from monitor.domain.model import Item

COMPARED = 200  # mentions of one event whose words are compared with a new one
_CHAIN_LETTER = (
    0.8  # resemblance from which what one resident writes is another's: neighbours write alike about one leak
)
_ANSWERABLE = (Role.OFFICIAL, Role.OWN)
_LONG = 20  # hashes: what is shorter two may write alike word for word


def speaker_of(item: Item) -> str:
    """Who answers for an item: ``own``, ``press:bonnier``, ``official:polisen``, ``peer:…`` or a person's hash.

    The municipality is one voice in all its channels. A person is one wherever he or she writes.
    """
    if item.role is Role.OWN:
        return "own"
    if item.role is Role.SOCIAL:
        return f"social:{item.voice}"
    if item.role is Role.PRESS:
        name = find_family(item.publisher, item.url) or item.publisher
    else:
        name = find_authority(item.publisher, item.url) or item.publisher
    return f"{item.role}:{simplify(name)}"


def mark_copy(member: Member, others: Iterable[Member]) -> Member:
    """The mention, with the one whose text it repeats. Its own revision, and what residents say briefly, is no copy."""
    for other in list(others)[-COMPARED:]:
        if other.voice != member.voice and _repeats(member, other):
            return replace(member, copy_of=other.copy_of or other.id)
    return member


def _repeats(member: Member, other: Member) -> bool:
    if member.role is not Role.SOCIAL:
        return is_same_text(member, other)
    return len(member.sketch) >= _LONG and resemblance(member.sketch, other.sketch) >= _CHAIN_LETTER


def count_voices(members: Iterable[Member]) -> int:
    """How many independent voices have spoken."""
    return len(list_speakers(members))


def count_on(incident: Incident, member: Member) -> int:
    """How many independent voices an incident has with one more mention; of a crowd without counting all again."""
    if len(incident.members) <= COMPARED or member.copy_of is not None or member.wire:
        return count_voices((*incident.members, member))
    heard = any(one.voice == member.voice for one in incident.members if one.copy_of is None and not one.wire)
    return incident.voices + (not heard)


def list_speakers(members: Iterable[Member]) -> dict[str, Role]:
    """Each independent voice once, in the order in which they spoke, with the role of the one who was first heard.

    Mentions of one text are one voice: the agency's whose text it is, else that of the first who had it.
    """
    members = list(members)
    texts: dict[int, list[Member]] = {}
    for member in members:
        texts.setdefault(member.copy_of or member.id, []).append(member)
    speakers: dict[str, Role] = {}
    for copies in texts.values():
        wire = next((one.wire for one in copies if one.wire), "")
        first = min(copies, key=lambda one: one.id)
        speakers.setdefault(f"wire:{wire}" if wire else first.voice, first.role)
    return speakers


def list_voices(members: Iterable[Member], municipality: str) -> Voices:
    """The independent voices as people are told of them: authorities by name, ourselves by ours, the rest counted."""
    members = list(members)
    names = {member.voice: member.publisher for member in reversed(members)} | {"own": municipality}
    speakers = list_speakers(members)
    roles = list(speakers.values())
    return Voices(
        official=tuple(names.get(voice, voice) for voice, role in speakers.items() if role in _ANSWERABLE),
        press=roles.count(Role.PRESS),
        residents=roles.count(Role.SOCIAL),
        peers=roles.count(Role.PEER),
    )

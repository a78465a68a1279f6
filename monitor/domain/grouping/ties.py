"""What binds a mention to an event beyond doubt: a later wording, the same warning, the same text, a link to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.domain.grouping.kinship import Kinship, compare
from monitor.domain.grouping.places import meet, whereabouts
from monitor.domain.grouping.sameness import is_same_text
from monitor.domain.model import Role

if TYPE_CHECKING:
    from monitor.domain.incident import Incident, Member

COMPARED = 200  # mentions whose words are compared: of an event with more the latest
_SHORT = 20  # hashes: what residents write is so short that two may write alike


def find_tie(member: Member, incident: Incident) -> str | None:
    """What binds the mention to the event, in words; None when nothing does."""
    for other in incident.members:
        if _is_revision(member, other):
            return f"a later wording of item {other.id}"
        if _is_same_notice(member, other):
            return f"the same official message as item {other.id}"
    for other in incident.members[-COMPARED:]:
        if _is_long(member) and is_same_text(member, other) and not _is_form(member, other):
            return f"the same text as item {other.id}"
        if _points_to(member, other):
            return f"linked with item {other.id}"
    return None


def _is_revision(member: Member, other: Member) -> bool:
    if member.revision_of is None or member.source != other.source:
        return False
    return member.revision_of in {other.key, other.revision_of}


def _is_same_notice(member: Member, other: Member) -> bool:
    if member.notice is None or other.notice is None:
        return False
    return member.notice == other.notice or other.notice in member.replaces or member.notice in other.replaces


def _is_form(member: Member, other: Member) -> bool:
    """Whether two alike texts are one form filled in twice: for another street, another village, another day."""
    if member.until and other.until and member.until != other.until:
        return True
    return meet(whereabouts([member]), whereabouts([other])).is_apart


def _is_long(member: Member) -> bool:
    return member.role is not Role.SOCIAL or len(member.sketch) >= _SHORT


def _points_to(member: Member, other: Member) -> bool:
    """One links to the page on which the other stands. A page that all notices of a source share is no such link."""
    if frozenset(member.links).isdisjoint(other.links):
        return False
    if member.source != other.source:
        return True
    # One source prints several events on one address when it has a page of notices: the topic has to fit too.
    return compare(member.topics, other.topics) is Kinship.SAME and member.url != "" and member.title == other.title

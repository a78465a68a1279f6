"""Makes mentions and incidents as grouping sees them: a test names what it is about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from factories import TUESDAY_10
from monitor.domain.grouping.lifecycle import join, open_incident
from monitor.domain.incident import Incident, Member
from monitor.domain.model import Kind, Role, State, Topic

VOICES = {Role.PRESS: "press:paper", Role.OWN: "own", Role.OFFICIAL: "official:polisen", Role.SOCIAL: "social:anna"}


def a_member(number: int = 1, minutes: float = 0, role: Role = Role.PRESS, **changes: Any) -> Member:
    """A mention of a leak, so many minutes after ten on a Tuesday."""
    at = TUESDAY_10 + timedelta(minutes=minutes)
    given: dict[str, Any] = {
        "key": str(number),
        "source": f"{role}",
        "publisher": f"{role}".capitalize(),
        "voice": VOICES.get(role, f"{role}:one"),
        "title": "Inget vatten",
        "url": f"https://{role}.example/{number}",
        "seen_at": at,
        "published_at": None,
        "kind": Kind.OPERATIONAL,
        "topics": (Topic.WATER,),
        "severity": 2,
        "state": State.ONGOING,
        "language": "sv",
        "fingerprint": f"print-{number}",
    }
    return Member(number, role=role, **(given | changes))


def a_resident(number: int = 1, minutes: float = 0, who: str = "anna", **changes: Any) -> Member:
    """A resident's post about a leak."""
    return a_member(number, minutes, Role.SOCIAL, **({"voice": f"social:{who}"} | changes))


def an_incident(*members: Member, number: int = 1, now: datetime | None = None) -> Incident:
    """An incident that opened with the first of these and was joined by the others."""
    first, *later = members or (a_member(),)
    incident = open_incident(number, [first], "SE-1484", now or first.seen_at, drill=False).incident
    for member in later:
        incident = join(incident, member, member.seen_at).incident
    return incident

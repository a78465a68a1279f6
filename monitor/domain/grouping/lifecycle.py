"""How an incident lives: it opens, grows worse, grows, ends, comes back; and what of each is worth telling."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain.grouping.chronicle import is_denial, retell
from monitor.domain.grouping.ending import Ending, ends_late, is_back, parts_named, read_ending
from monitor.domain.grouping.growth import find_graver_topic, find_growth
from monitor.domain.grouping.kinship import FELT
from monitor.domain.grouping.residents import DISTURBED, weigh_residents
from monitor.domain.grouping.voices import count_on, count_voices
from monitor.domain.incident import Incident
from monitor.domain.model import Kind, Reason, Role, State, Status, Topic, Turn
from monitor.domain.outgoing import Occasion

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from monitor.domain.incident import Member

GRACE = timedelta(minutes=15)  # that planned works may run over before anybody calls it so
_ANSWERED = timedelta(hours=6)  # how long what an authority said stands against stronger words of the press
_ACT = 2
_SUPPLY = frozenset({Topic.WATER, Topic.POWER, Topic.HEATING, Topic.TELECOM_IT, Topic.BOIL_NOTICE})
_GRAVITY = (Kind.CRISIS, Kind.OPERATIONAL, Kind.QUESTION, Kind.OPINION, Kind.ROUTINE)


@dataclass(frozen=True, slots=True)
class Step:
    """The incident after something happened, what of it is worth telling, and the line that its log gets."""

    incident: Incident
    occasion: Occasion | None
    what: str
    note: str = ""


# ---- opening -----------------------------------------------------------------------------------------------------
def open_incident(number: int, members: Sequence[Member], municipality: str, now: datetime, *, drill: bool) -> Step:
    """An incident of these mentions, the one that caused it last. What was over before we knew is told to nobody."""
    cause, first = members[-1], min(members, key=lambda one: one.at)
    leading = _leading(members)
    incident = Incident(
        id=number,
        title=leading.title,
        kind=min((one.kind for one in members), key=_GRAVITY.index),
        topics=_union(one.topics for one in members),
        severity=_severity(members),
        state=leading.state,
        status=Status.OPEN,
        opened_at=now,
        updated_at=now,
        first_seen_at=min(one.seen_at for one in members),
        municipality=municipality,
        drill=drill,
        localities=_union(one.localities for one in members),
        members=tuple(members),
        voices=count_voices(members),
    )
    if incident.severity >= _ACT and incident.kind not in DISTURBED:  # several who only ask make a disturbance
        incident = replace(incident, kind=Kind.OPERATIONAL, state=State.ONGOING)
    incident = retell(incident)
    note = f"{first.publisher}: {incident.title}"
    if leading.state is State.RESOLVED:
        return Step(replace(incident, status=Status.RESOLVED, resolved_at=now), None, "opened as over", note)
    return Step(incident, Occasion(Reason.NEW, cause, "opened"), "opened", note)


def _leading(members: Sequence[Member]) -> Member:
    """The mention that gives title and state: the most severe of those who answer for what they say, else of all."""
    credible = [one for one in members if one.is_credible]
    return max(credible or members, key=lambda one: (one.severity, one.kind in DISTURBED, -one.id))


def _severity(members: Sequence[Member]) -> int:
    credible = max((one.severity for one in members if one.is_credible), default=0)
    return max(credible, weigh_residents(members).severity)


def _union(groups: Iterable[tuple[object, ...]]) -> tuple:  # type: ignore[type-arg] # of whatever the groups hold
    return tuple(dict.fromkeys(one for group in groups for one in group))


# ---- joining -----------------------------------------------------------------------------------------------------
def join(incident: Incident, member: Member, now: datetime) -> Step:
    """The incident with one more mention, and what of it those who were told must hear."""
    joined = _add(incident, member)
    for turn in (_come_back, _end, _overrun, _worsen, _grow):
        step = turn(incident, joined, member, now)
        if step is not None:
            return step
    return Step(joined, None, "joined", _says(member))


def _add(incident: Incident, member: Member) -> Incident:
    disturbed = member.kind in DISTURBED or not incident.topics
    joined = replace(
        incident.joined_by(member),
        voices=count_on(incident, member),
        kind=min(incident.kind, member.kind, key=_GRAVITY.index),
        topics=_union((incident.topics, member.topics if disturbed else ())),
        localities=_union((incident.localities, member.localities if disturbed else ())),
        first_seen_at=min(incident.first_seen_at, member.seen_at),
    )
    return retell(joined, incident.story)


def _come_back(incident: Incident, joined: Incident, member: Member, _now: datetime) -> Step | None:
    if incident.status not in {Status.RESOLVED, Status.CLOSED} or not is_back(member, incident):
        return None
    story = replace(joined.story, reopened=joined.story.reopened + 1, over=())
    severity = max(member.severity if member.is_credible else 0, min(2, incident.severity))
    back = replace(
        joined, status=Status.OPEN, state=State.ONGOING, severity=severity, resolved_at=None, closed_at=None,
        acknowledged_at=None, acknowledged_by=None, story=story,
    )  # fmt: skip
    return Step(back, Occasion(Reason.WORSE, member, "it is there again"), "reopened", _says(member))


def _end(incident: Incident, joined: Incident, member: Member, now: datetime) -> Step | None:
    if not incident.is_open and not ends_late(member, incident):
        return None
    if _denies_all(member, incident):
        over = replace(joined, status=Status.RESOLVED, state=State.RESOLVED, resolved_at=now)
        return Step(over, Occasion(Reason.RESOLVED, member, f"denied by {member.publisher}"), "denied", _says(member))
    ending = read_ending(member, incident)
    if ending is Ending.WHOLE:
        over = replace(joined, status=Status.RESOLVED, state=State.RESOLVED, resolved_at=now)
        return Step(
            over, Occasion(Reason.RESOLVED, member, f"over, says {member.publisher}"), "resolved", _says(member)
        )
    if ending is Ending.PART:
        story = replace(joined.story, over=_union((joined.story.over, parts_named(member))))
        return Step(replace(joined, story=story), None, "a part is over", _says(member))
    return None


def _denies_all(member: Member, incident: Incident) -> bool:
    """A denial ends only what nobody who answers for it has confirmed."""
    confirmed = any(one.is_credible and one.kind in DISTURBED and not is_denial(one) for one in incident.members)
    goes_on = {Turn.GOES_ON, Turn.AGAIN, Turn.PARTLY}.intersection(member.turns)
    return is_denial(member) and member.severity < 2 and not confirmed and not goes_on


def _overrun(incident: Incident, joined: Incident, member: Member, _now: datetime) -> Step | None:
    """Planned works that run over become a disturbance."""
    if incident.state is not State.PLANNED or member.state in {State.PLANNED, State.RESOLVED}:
        return None
    if not _runs_over(member, incident):
        return None
    severity = max(incident.severity, member.severity, 2 if not _SUPPLY.isdisjoint(incident.topics) else 1)
    over = replace(joined, state=State.ONGOING, severity=severity, kind=Kind.OPERATIONAL)
    return Step(over, Occasion(Reason.WORSE, member, "planned works run over"), "overrun", _says(member))


def _runs_over(member: Member, incident: Incident) -> bool:
    ends = incident.story.until
    passed = ends is not None and member.at > ends + GRACE
    complains = Turn.LATE in member.turns or Turn.WITNESS in member.turns or member.kind in DISTURBED
    if member.is_credible:
        return member.kind in DISTURBED and (
            passed or not {Turn.LATE, Turn.LONGER}.isdisjoint(member.turns) or member.severity >= 2
        )
    return passed and complains and not FELT.isdisjoint(incident.topics)


def _worsen(incident: Incident, joined: Incident, member: Member, now: datetime) -> Step | None:
    if not incident.is_open:
        return None
    severity = _severity_now(incident, joined, member)
    graver = find_graver_topic(member, incident)
    died = _died(member, incident)
    if severity <= incident.severity and graver is None and not died:
        return None
    asked = incident.status is Status.ACKNOWLEDGED and severity >= 3 > incident.severity
    state = member.state if member.is_credible and member.state is not State.NONE else incident.state
    worse = replace(joined, severity=max(severity, incident.severity), state=state)
    if asked:  # who took the lesser thing may be asleep
        worse = replace(worse, status=Status.OPEN, story=replace(worse.story, asked_at=now))
    why = f"now also {graver}" if graver else "somebody died"
    if severity > incident.severity:
        why = f"severity {severity}, {incident.severity} before"
    return Step(worse, Occasion(Reason.WORSE, member, why), "worse", _says(member))


def _died(member: Member, incident: Incident) -> bool:
    """Whether somebody who answers for it is the first to say that a life was lost."""
    if not (member.dead and member.is_credible and member.kind in DISTURBED) or member.copy_of is not None:
        return False
    if member.severity < _ACT and member.role is Role.PRESS:
        return False
    return member.state is not State.RESOLVED and not any(one.dead for one in incident.members)


def _severity_now(incident: Incident, joined: Incident, member: Member) -> int:
    said = member.severity if member.is_credible and member.state is not State.RESOLVED else 0
    if _only_words_it_stronger(member, incident):
        said = min(said, incident.severity)
    announced = incident.state is State.PLANNED or incident.story.explained_by
    if announced and not member.is_credible:
        return incident.severity  # they ask why the water is off, or what burns, and it was announced
    known = max(incident.severity, said)
    if announced or known >= max(_ACT, member.severity):
        return known  # residents cannot make it more than that
    return max(known, weigh_residents(joined.members).severity)


def _only_words_it_stronger(member: Member, incident: Incident) -> bool:
    """The press on what those who answer for it just told: graver only by what is new in kind, or by the dead."""
    if member.role is not Role.PRESS or incident.severity < _ACT or member.dead:
        return False
    if member.harm and not _has_ordered(incident):
        return False
    answered = any(
        one.role in {Role.OWN, Role.OFFICIAL} and one.kind in DISTURBED and member.at - one.at <= _ANSWERED
        for one in incident.members
    )
    return answered and find_graver_topic(member, incident) is None


def _has_ordered(incident: Incident) -> bool:
    """Whether those who answer for it have said already that people had to leave, or what all must do."""
    return any(
        one.role in {Role.OWN, Role.OFFICIAL} and (one.harm or Topic.EVACUATION in (*one.topics, *one.hints))
        for one in incident.members
    )


def _grow(incident: Incident, joined: Incident, member: Member, now: datetime) -> Step | None:
    if not incident.is_open:
        return None
    why = find_growth(member, incident, now)
    if why is None:
        return None
    grown = replace(joined, story=replace(joined.story, grew_at=now))
    return Step(grown, Occasion(Reason.GROWING, member, why), "growing", _says(member))


def _says(member: Member) -> str:
    return (
        f"{member.publisher}: {member.title}" if member.role is not Role.SOCIAL else f"{member.source}: {member.title}"
    )

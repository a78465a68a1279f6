"""Is it the same event? Joins a mention to an incident, opens one, or keeps it until others say the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain.grouping import burst
from monitor.domain.grouping.affinity import weigh
from monitor.domain.grouping.ending import ends_late
from monitor.domain.grouping.kinship import FELT
from monitor.domain.grouping.lifecycle import Step, join, open_incident
from monitor.domain.grouping.residents import DISTURBED, WITHIN, weigh_residents
from monitor.domain.grouping.second_look import look_again, names_anything
from monitor.domain.grouping.ties import find_tie
from monitor.domain.grouping.voices import list_speakers, mark_copy, speaker_of
from monitor.domain.incident import Changes, Incident, LogEntry, Member
from monitor.domain.later import plan_later
from monitor.domain.model import Kind, Role, State, Status
from monitor.domain.story import Burst

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from monitor.domain.grouping.second_look import SecondLook
    from monitor.domain.model import Item, Reading
    from monitor.domain.outgoing import Occasion
    from monitor.domain.world import World

ADOPTED = timedelta(hours=6)  # how far back mentions without an incident are looked at when one opens
_TWICE = 2  # voices
_SHARED_WORDS = 2  # uncommon ones, that make two posts talk of one matter
_PARTS_OF_TEXT = 120  # characters that stand for a missing title


_NOTHING = Changes()


@dataclass(frozen=True, slots=True)
class Grouped:
    """What became of a mention: the mention with its copy marked, what changed, what is worth telling, and why."""

    member: Member
    changes: Changes = _NOTHING
    occasion: Occasion | None = None
    why: str = ""


def _read_verdict(item: Item, reading: Reading) -> SecondLook:
    """The verdict as grouping uses it; of a resident whose words name nothing, and who sees nothing wrong, none."""
    verdict = look_again(reading, item.published_at or item.seen_at)
    if item.role is Role.SOCIAL and verdict.kind in DISTURBED and not names_anything(reading):
        return replace(verdict, kind=Kind.ROUTINE, topics=(), severity=0, state=State.NONE)
    return verdict


def member_of(item_id: int, item: Item, reading: Reading) -> Member:
    """A mention as grouping sees it."""
    verdict = _read_verdict(item, reading)
    ours = dict.fromkeys(hit.locality for hit in reading.hits if hit.locality and hit.locality not in reading.spared)
    return Member(
        id=item_id,
        key=item.key,
        source=item.source,
        role=item.role,
        publisher=item.publisher,
        voice=speaker_of(item),
        title=item.title or item.text[:_PARTS_OF_TEXT],
        url=item.url,
        seen_at=item.seen_at,
        published_at=item.published_at,
        kind=verdict.kind,
        topics=verdict.topics,
        severity=verdict.severity,
        state=verdict.state,
        language=reading.language,
        localities=tuple(ours),
        sketch=reading.sketch,
        numbers=reading.numbers,
        rare_words=reading.rare_words,
        spots=reading.spots,
        links=reading.links,
        wire=reading.wire,
        turns=reading.turns,
        hints=reading.hints,
        reach=reading.reach,
        until=reading.until,
        notice=item.notice.id if item.notice else None,
        replaces=item.notice.replaces if item.notice else (),
        revision_of=item.revision_of,
        fingerprint=item.fingerprint,
        watches=tuple(sorted({hit.watch for hit in reading.hits})),
        drill=item.drill or (reading.verdict is not None and reading.verdict.drill),
        is_sure_it_goes_on=verdict.goes_on,
        harm=reading.harm,
        dead=reading.dead,
        lifted=reading.lifted,
    )


def group(member: Member, world: World, *, drill: bool, wanted: bool, now: datetime) -> Grouped:
    """The incident with this mention, and what of it is worth telling; nothing when it is no event.

    ``wanted`` says that a route asks for such mentions although they are no disturbance.
    """
    found, why = find_incident(member, world.live(), drill=drill)
    if found is not None:
        member = mark_copy(member, found.members)
        step = join(found, member, now)
        return _changed(member, step, (), world, now, why)
    if member.drill and not drill:
        return Grouped(member, why="an exercise of others")
    company = _find_company(member, world, now)
    if member.kind in DISTURBED or wanted:
        return _open(member, company, world, drill=drill, now=now)
    return _gather(member, company, world, drill=drill, now=now)


# ---- finding -----------------------------------------------------------------------------------------------------
def find_incident(member: Member, incidents: Iterable[Incident], *, drill: bool = False) -> tuple[Incident | None, str]:
    """The incident to which a mention belongs, and why; the most alike, of equals the latest."""
    best: tuple[float, datetime, Incident, str] | None = None
    for incident in incidents:
        if incident.drill != drill:
            continue
        tie = find_tie(member, incident)
        if tie is not None:
            return incident, tie
        if (incident.status is Status.CLOSED and not ends_late(member, incident)) or (member.drill and not drill):
            continue
        affinity = weigh(member, incident)
        if affinity.is_enough and (best is None or (affinity.points, incident.updated_at) > best[:2]):
            best = affinity.points, incident.updated_at, incident, "; ".join(affinity.because)
    return (best[2], best[3]) if best is not None else (None, "")


def _find_company(member: Member, world: World, now: datetime) -> list[Member]:
    """Earlier mentions without an incident that look like the same event, oldest first."""
    alone = _as_event(name_topics(member), now)
    since = now - ADOPTED
    recent = (one for one in world.loose if one.seen_at >= since and not one.drill)
    return [one for one in recent if weigh(one, alone).is_enough or find_tie(one, alone) is not None]


def _as_event(member: Member, now: datetime) -> Incident:
    return open_incident(0, [member], "", now, drill=False).incident


# ---- opening -----------------------------------------------------------------------------------------------------
def _open(member: Member, company: Sequence[Member], world: World, *, drill: bool, now: datetime) -> Grouped:
    member = mark_copy(member, company)
    step = open_incident(world.take_incident_id(), [*company, member], world.plan.municipality.code, now, drill=drill)
    step = _explained_by_drill(step, world)
    return _changed(member, step, company, world, now, "opened")


def _explained_by_drill(step: Step, world: World) -> Step:
    """What residents alone see on the day of an announced exercise, of its kind, is watched and wakes nobody."""
    incident = step.incident
    if any(one.is_credible for one in incident.members):
        return step
    drill = next((one for one in world.loose if one.drill and weigh(one, incident).points > 0), None)
    if drill is None:
        return step
    story = replace(incident.story, explained_by=drill.title)
    quiet = replace(incident, severity=min(1, incident.severity), story=story)
    return replace(step, incident=quiet, note=f"{step.note} (an exercise was announced: {drill.title})")


def _gather(member: Member, company: Sequence[Member], world: World, *, drill: bool, now: datetime) -> Grouped:
    """What one resident asks opens nothing; what several do, or unusually many of anybody, does."""
    recent = [name_topics(one) for one in (*company, member) if member.at - one.at <= WITHIN]
    if weigh_residents(recent).severity >= 2:
        grouped = _open(recent[-1], recent[:-1], world, drill=drill, now=now)
        return replace(grouped, why="several residents within the hour")
    loud = _find_burst([*_find_talk(member, recent[:-1], world), recent[-1]], world, now)
    if loud is None and _is_told_twice(member, company):
        grouped = _open(recent[-1], [name_topics(one) for one in company], world, drill=drill, now=now)
        return replace(grouped, why="two who answer for what they say tell the same")
    if loud is None:
        return Grouped(member, why=f"{member.kind}: no event, it stays in the inbox")
    grouped = _open(member, _find_talk(member, recent[:-1], world), world, drill=drill, now=now)
    incident = grouped.changes.incidents[-1]
    loudly = replace(incident, severity=max(1, incident.severity), story=replace(incident.story, burst=loud))
    return replace(grouped, changes=replace(grouped.changes, incidents=(loudly,)), why="unusually many speak of it")


def name_topics(member: Member) -> Member:
    """The mention with the topics that its words name, where the verdict has none."""
    return member if member.topics else replace(member, topics=member.hints)


def _is_told_twice(member: Member, company: Sequence[Member]) -> bool:
    """Whether two independent voices, none a resident, tell of something that residents would feel.

    Then it is one story although the classifier sees no disturbance in it: it is kept together and told to nobody.
    """
    told = [one for one in (*company, member) if one.is_credible and not FELT.isdisjoint(one.topics or one.hints)]
    return len(list_speakers(told)) >= _TWICE


def _find_talk(member: Member, company: Sequence[Member], world: World) -> list[Member]:
    """What was said within the hour of the same matter, also what is too little alike to be called one event."""
    known = {one.id for one in company}
    words = frozenset(member.rare_words)
    return [
        one
        for one in world.loose
        if abs(member.at - one.at) <= WITHIN
        and not one.drill
        and (one.id in known or len(words.intersection(one.rare_words)) >= _SHARED_WORDS)
    ]


def _find_burst(recent: Sequence[Member], world: World, now: datetime) -> Burst | None:
    voices = len(list_speakers(recent))
    if voices < burst.FEWEST:
        return None
    usual = world.usual(now)
    note = burst.explain(now, world.plan.events)
    least = burst.least_voices(usual) * (2 if note else 1)
    return Burst(voices, round(usual, 2), note) if voices >= least else None


# ---- what follows ------------------------------------------------------------------------------------------------
def _changed(member: Member, step: Step, company: Sequence[Member], world: World, now: datetime, why: str) -> Grouped:
    incident = step.incident
    log = [LogEntry(incident.id, now, step.what, note=step.note)]
    log += [LogEntry(incident.id, now, "adopted", note=f"item {one.id}: {one.title}") for one in company]
    changes = Changes(
        incidents=(incident,),
        log=tuple(log),
        dues=tuple(plan_later(incident, world, now)),
        adopted=tuple((one.id, incident.id) for one in company),
    )
    return Grouped(member, changes, step.occasion, why)

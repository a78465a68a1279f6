"""What follows from the passing of time and from people's answers: reminders, the next in turn, questions, the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain import route as routing
from monitor.domain.incident import Changes, Due, LogEntry
from monitor.domain.languages import missing_languages
from monitor.domain.later import ACT, ASKED_AGAIN, QUIET_WORD, WAKE, quiet_for
from monitor.domain.model import DeliveryState, Reason, Status
from monitor.domain.outgoing import Choice, Occasion, write
from monitor.domain.silence import find_silence

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from monitor.domain.incident import Incident, Silence
    from monitor.domain.oncall import OnCall
    from monitor.domain.plan import Route
    from monitor.domain.world import World

    Following = Callable[[Due, Incident, World, OnCall, datetime], Changes]

AFTER_SILENCE = ":after-silence-"  # and its number: how the key of a question ends that waits for the end of one
_WAITING = frozenset({DeliveryState.HELD, DeliveryState.PENDING})
_ASKING = frozenset({"repeat", "escalate"})
_ASKED = Occasion(Reason.REMINDER, None, "")


def follow(due: Due, world: World, oncall: OnCall, now: datetime) -> Changes:
    """What a due row about an incident leads to; nothing when somebody has answered meanwhile."""
    incident = world.incidents.get(due.incident or 0)
    following = _BY_KIND.get(due.kind)
    if incident is None or following is None or incident.status is Status.CLOSED:
        return Changes()
    if due.kind in _ASKING and (silence := find_silence(incident, _ASKED, world.silences, now)):
        return Changes(dues=(_after(silence, due, world),))
    return following(due, incident, world, oncall, now)


def _after(silence: Silence, due: Due, world: World) -> Due:
    """The same question once a silence is over, as long after its end as it would have come after the alert."""
    route = _route_of(due, world)
    steps = route.escalate if route else ()
    patience = steps[due.step].after if due.kind == "escalate" and due.step < len(steps) else None
    wait = patience or (route.repeat if route else None) or timedelta()
    return replace(due, key=f"{due.key}{AFTER_SILENCE}{silence.id}", due_at=silence.ends_at + wait)


# ---- nobody has answered -----------------------------------------------------------------------------------------
def _remind(due: Due, incident: Incident, world: World, oncall: OnCall, now: datetime) -> Changes:
    route = _route_of(due, world)
    if route is None or incident.status is not Status.OPEN or not oncall.holds(route.when, now):
        return Changes()  # the hours of this route are over: those who are at work now have their own
    receiver = due.receiver or ""
    occasion = Occasion(Reason.REMINDER, None, f"route {route.name}: nobody has acknowledged, reminder {due.step}")
    choice = Choice(route, receiver, now)
    deliveries = write(incident, occasion, choice, world, oncall, now, turn=due.key)
    again = routing.repeat_due(incident, route, receiver, due.step + 1, now)
    return Changes(deliveries=tuple(deliveries), dues=(again,))


def _escalate(due: Due, incident: Incident, world: World, oncall: OnCall, now: datetime) -> Changes:
    route = _route_of(due, world)
    if route is None or incident.status is not Status.OPEN or due.step >= len(route.escalate):
        return Changes()  # somebody has it, or the configuration lost that step meanwhile
    occasion = Occasion(Reason.ESCALATED, None, f"route {route.name}: nobody acknowledged the alert before")
    deliveries = [
        delivery
        for receiver in route.escalate[due.step].to
        for delivery in write(incident, occasion, Choice(route, receiver, now), world, oncall, now, turn=due.key)
    ]
    entry = LogEntry(incident.id, now, "escalated", note=", ".join(route.escalate[due.step].to))
    return Changes(deliveries=tuple(deliveries), log=(entry,))


def _route_of(due: Due, world: World) -> Route | None:
    return next((one for one in world.plan.routes if one.name == due.route), None)


# ---- what is asked of those who know -----------------------------------------------------------------------------
def _ask_whether_open(due: Due, incident: Incident, world: World, oncall: OnCall, now: datetime) -> Changes:
    """In office hours; severity 3 at any hour."""
    if not incident.is_open or incident.severity < ACT:
        return Changes()
    if incident.severity < WAKE and not oncall.timetable.is_open(now):
        opening = oncall.timetable.next_opening(now)
        return Changes(dues=(_again(due, opening),)) if opening else Changes()
    hours = int((now - incident.opened_at).total_seconds() // 3600)
    occasion = Occasion(Reason.STILL_OPEN, None, f"still open after {hours} hours: is it?")
    told = _inform_in_turn(due, incident, occasion, world, oncall, now)
    return told.and_then(Changes(dues=(_again(due, now + ASKED_AGAIN),)))


def _ask_for_own_word(due: Due, incident: Incident, world: World, oncall: OnCall, now: datetime) -> Changes:
    """Once for an incident, and not at night for what may wait."""
    if not incident.is_open or incident.story.own or incident.severity < ACT:
        return Changes()
    if incident.severity < WAKE and oncall.is_night(now):
        return Changes(dues=(_again(due, oncall.next_morning(now)),))
    since = incident.story.outside_at or incident.opened_at
    minutes = int((now - since).total_seconds() // 60)
    occasion = Occasion(Reason.REMINDER, None, f"{minutes} minutes since the first signal, and we have said nothing")
    entry = LogEntry(incident.id, now, "silent", note=f"{minutes} minutes without a word of our own")
    return _inform_in_turn(due, incident, occasion, world, oncall, now).and_then(Changes(log=(entry,)))


def _ask_for_other_language(due: Due, incident: Incident, world: World, oncall: OnCall, now: datetime) -> Changes:
    missing = missing_languages(incident, world.plan.municipality)
    if not incident.is_open or not incident.story.own or not missing:
        return Changes()
    occasion = Occasion(Reason.REMINDER, None, f"we have said nothing in: {', '.join(missing)}")
    return _inform_in_turn(due, incident, occasion, world, oncall, now)


def _inform_in_turn(
    due: Due, incident: Incident, occasion: Occasion, world: World, oncall: OnCall, now: datetime
) -> Changes:
    return routing.inform(incident, occasion, world, oncall, now, turn=due.key)


def _again(due: Due, at: datetime) -> Due:
    """The same question later, under a key of its own."""
    head, _, _ = due.key.rpartition(":")
    return replace(due, key=f"{head}:{due.step + 1}", due_at=at, step=due.step + 1)


# ---- nothing is heard of it --------------------------------------------------------------------------------------
def _close_when_quiet(due: Due, incident: Incident, world: World, oncall: OnCall, now: datetime) -> Changes:
    del oncall
    last = max(incident.updated_at, incident.resolved_at or incident.updated_at)
    patience = quiet_for(incident, last)
    if now < last + patience:
        at = last + patience
        return Changes(dues=(replace(due, key=f"close:{incident.id}:{at:%Y%m%d%H%M%S}", due_at=at),))
    waiting = [one.due_at for one in world.told_of(incident.id) if one.state in _WAITING]
    if waiting:  # what is held until the office opens is told first
        at = max(now, *waiting) + ASKED_AGAIN
        return Changes(dues=(replace(due, key=f"close:{incident.id}:{at:%Y%m%d%H%M%S}", due_at=at),))
    hours = int(patience.total_seconds() // 3600)
    ended = "after it was over" if incident.status is Status.RESOLVED else "and nobody said that it is over"
    return close(incident, "", f"{QUIET_WORD} for {hours} hours {ended}", world, now)


_BY_KIND: dict[str, Following] = {
    "repeat": _remind,
    "escalate": _escalate,
    "still_open": _ask_whether_open,
    "own_word": _ask_for_own_word,
    "other_language": _ask_for_other_language,
    "close": _close_when_quiet,
}


# ---- what people answer ------------------------------------------------------------------------------------------
def acknowledge(incident: Incident, by: str, world: World, oncall: OnCall, now: datetime) -> Changes:
    """Somebody takes it: nobody is asked again, and everyone else who was woken learns who took it.

    A second one who takes it is noted, the first one stays.
    """
    entry = LogEntry(incident.id, now, "acknowledged", by)
    if incident.status is not Status.OPEN:
        return Changes(log=(entry,))
    taken = replace(incident, status=Status.ACKNOWLEDGED, acknowledged_at=now, acknowledged_by=by)
    told = routing.inform(taken, Occasion(Reason.TAKEN, None, f"taken by {by}"), world, oncall, now)
    others = replace(told, deliveries=tuple(one for one in told.deliveries if one.person != by))
    return Changes(incidents=(taken,), log=(entry,)).and_then(quiet(incident, world)).and_then(others)


def resolve(incident: Incident, by: str, world: World, oncall: OnCall, now: datetime) -> Changes:
    """It is over, a person says; those who were told are told."""
    entry = LogEntry(incident.id, now, "resolved", by)
    over = replace(incident, status=Status.RESOLVED, resolved_at=now)
    told = routing.inform(over, Occasion(Reason.RESOLVED, None, f"resolved by {by}"), world, oncall, now)
    return Changes(incidents=(over,), log=(entry,)).and_then(quiet(incident, world)).and_then(told)


def close(incident: Incident, by: str, why: str, world: World, now: datetime) -> Changes:
    """Nothing more is to be done; what was held about it is not told any more."""
    entry = LogEntry(incident.id, now, "closed", by, why)
    closed = replace(incident, status=Status.CLOSED, closed_at=now, closed_why=why)
    waiting = (one.key for one in world.told_of(incident.id) if one.state in _WAITING)
    changes = Changes(incidents=(closed,), log=(entry,), cancelled_deliveries=tuple(waiting))
    left = tuple(due.key for due in world.dues_of(incident.id))
    return changes.and_then(Changes(cancelled_dues=left))


def quiet(incident: Incident, world: World) -> Changes:
    """No reminder and no step goes out any more, nor one that is already on its way and not yet sent."""
    asking = {Reason.REMINDER, Reason.ESCALATED}
    return Changes(
        cancelled_dues=tuple(due.key for due in world.dues_of(incident.id) if due.kind in {"repeat", "escalate"}),
        cancelled_deliveries=tuple(
            one.key for one in world.told_of(incident.id) if one.state is DeliveryState.PENDING and one.reason in asking
        ),
    )

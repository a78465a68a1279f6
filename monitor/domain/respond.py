"""What follows from an answer: nobody is asked any more, or another one is; and who learns of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from monitor.domain import follow
from monitor.domain import route as routing
from monitor.domain.answer import Act, Answer, Result, has_heard, next_in_turn, routes_told, takers
from monitor.domain.incident import Changes, LogEntry
from monitor.domain.later import turn_of
from monitor.domain.model import DeliveryState, Reason, Status
from monitor.domain.outgoing import Choice, Occasion, write
from monitor.domain.story import Handed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from monitor.domain.answer import Turn
    from monitor.domain.incident import Delivery, Incident
    from monitor.domain.oncall import OnCall
    from monitor.domain.world import World

_OVER = frozenset({Status.RESOLVED, Status.CLOSED})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer led to, and what can be said of it."""

    result: Result
    changes: Changes = field(default_factory=Changes)


def respond(incident: Incident, answer: Answer, world: World, oncall: OnCall, now: datetime) -> Outcome:
    """What follows from an answer. Given twice, it changes nothing the second time."""
    if incident.status is Status.CLOSED or (incident.status in _OVER and answer.act in _ASKS):
        return Outcome(Result.ALREADY)
    return _DECISIONS[answer.act](incident, answer, world, oncall, now)


def _take(incident: Incident, answer: Answer, world: World, oncall: OnCall, now: datetime) -> Outcome:
    """The first one has it; that a second one wanted it is noted, that the first one says so again is not."""
    if incident.acknowledged_by == answer.by:
        return Outcome(Result.ALREADY)
    changes = follow.acknowledge(incident, answer.by, world, oncall, now)
    return Outcome(Result.DONE if incident.status is Status.OPEN else Result.ALREADY, changes)


def _resolve(incident: Incident, answer: Answer, world: World, oncall: OnCall, now: datetime) -> Outcome:
    return Outcome(Result.DONE, follow.resolve(incident, answer.by, world, oncall, now))


def _close(incident: Incident, answer: Answer, world: World, _oncall: OnCall, now: datetime) -> Outcome:
    return Outcome(Result.DONE, follow.close(incident, answer.by, answer.why, world, now))


def _dismiss(incident: Incident, answer: Answer, world: World, oncall: OnCall, now: datetime) -> Outcome:
    """Close it, and let those who were told sleep again; who has not heard of it yet never does.

    It is not told as over: what is not ours may well go on.
    """
    first, at = incident.acknowledged_by or answer.by, incident.acknowledged_at or now
    answered = replace(incident, acknowledged_by=first, acknowledged_at=at)
    closed = follow.close(answered, answer.by, answer.act.value, world, now)
    world.remember(closed)  # what is cancelled here was not told
    occasion = Occasion(Reason.TAKEN, None, f"{answer.act}: {answer.by}")
    told = routing.inform(closed.incidents[-1], occasion, world, oncall, now)
    others = tuple(one for one in told.deliveries if one.person != answer.by)
    return Outcome(Result.DONE, closed.and_then(replace(told, deliveries=others)))


def _hand_over(incident: Incident, answer: Answer, world: World, oncall: OnCall, now: datetime) -> Outcome:
    """Another one is asked, and asked again by the same rules, until somebody takes it: till then nobody has it."""
    taker = next((one for one in takers(world.plan, oncall, now) if one.name == answer.to), None)
    if taker is None:
        return Outcome(Result.NOBODY)
    handed = incident.story.handed
    if incident.status is Status.OPEN and handed and handed.to == answer.to:
        return Outcome(Result.ALREADY)
    given = _given(incident, answer)
    told = world.told_of(incident.id)
    reason = Reason.REMINDER if has_heard(told, taker.receiver) else Reason.NEW
    routes = routes_told(told, world.plan)
    asking = next((one for one in routes if one.repeat or one.escalate), routes[0] if routes else None)
    choice = Choice(asking, taker.receiver, now)
    turn = f"handed:{turn_of(given)}:{answer.to}"
    occasion = Occasion(reason, None, f"handed over by {answer.by}")
    deliveries = write(given, occasion, choice, world, oncall, now, turn)
    changes = Changes(
        incidents=(given,),
        log=(LogEntry(incident.id, now, "handed_over", answer.by, answer.to),),
        deliveries=tuple(_called(deliveries, answer.by, taker.person)),
        dues=tuple(routing.ask_again(given, choice, now)),
    )
    return Outcome(Result.DONE, follow.quiet(incident, world).and_then(changes))


def _given(incident: Incident, answer: Answer) -> Incident:
    """The incident while it is between two people: nobody has it, and a new round of asking begins."""
    before = incident.story.handed
    story = replace(incident.story, handed=Handed(answer.to, answer.by, before.times + 1 if before else 1))
    return replace(incident, status=Status.OPEN, acknowledged_at=None, acknowledged_by=None, story=story)


def _wake_next(incident: Incident, answer: Answer, world: World, oncall: OnCall, now: datetime) -> Outcome:
    """The next in turn is told now, as if the time for it had come."""
    told = world.told_of(incident.id)
    turn = next_in_turn(told, world.dues_of(incident.id), world.plan)
    if _is_overtaken(answer, turn, told):
        return Outcome(Result.ALREADY)
    if turn is None:
        return Outcome(Result.NOBODY)
    route = next((one for one in world.plan.routes if one.name == turn.route), None)
    occasion = Occasion(Reason.ESCALATED, None, f"woken by {answer.by}")
    deliveries = [
        delivery
        for name in turn.receivers
        for delivery in write(
            incident, occasion, Choice(route, name, now), world, oncall, now, turn.due or f"woken:{name}"
        )
    ]
    changes = Changes(
        log=(LogEntry(incident.id, now, "woken", answer.by, turn.names),),
        deliveries=tuple(_called(deliveries, answer.by)),
        cancelled_dues=(turn.due,) if turn.due else (),
    )
    return Outcome(Result.DONE, changes)


def _is_overtaken(answer: Answer, turn: Turn | None, told: Iterable[Delivery]) -> bool:
    """Whether the page that was answered showed somebody else as the next; a bare answer wakes one, once."""
    if answer.to:
        return turn is None or answer.to != turn.names
    return any(one.reason is Reason.ESCALATED and one.body.get("by") == answer.by for one in told)


def _called(deliveries: Iterable[Delivery], by: str, person: str | None = None) -> Iterator[Delivery]:
    """Deliveries that a person asked for by name: no silence mutes them, and they say who asked."""
    for one in deliveries:
        state = DeliveryState.PENDING if one.state is DeliveryState.SILENCED else one.state
        body = {**one.body, "by": by, **({"person": person} if person else {})}
        yield replace(one, state=state, person=person or one.person, body=body)


_ASKS = frozenset({Act.TAKE, Act.HAND_OVER, Act.WAKE_NEXT, Act.RESOLVE})  # what has no sense when it is over
_DECISIONS: dict[Act, Callable[[Incident, Answer, World, OnCall, datetime], Outcome]] = {
    Act.TAKE: _take,
    Act.NOT_OURS: _dismiss,
    Act.FALSE_ALARM: _dismiss,
    Act.HAND_OVER: _hand_over,
    Act.WAKE_NEXT: _wake_next,
    Act.RESOLVE: _resolve,
    Act.CLOSE: _close,
}

"""What people can answer about an incident, whom they can hand it to, and who would be woken next."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.domain.model import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from monitor.domain.incident import Delivery, Due
    from monitor.domain.oncall import OnCall
    from monitor.domain.plan import Plan, Receiver, Route

_TOLD = frozenset({DeliveryState.SENT, DeliveryState.PENDING, DeliveryState.FAILED})


class Act(StrEnum):
    """What can be answered; the first five are the buttons of an alert."""

    TAKE = "take"
    NOT_OURS = "not_ours"
    FALSE_ALARM = "false_alarm"
    HAND_OVER = "hand_over"
    WAKE_NEXT = "wake_next"
    RESOLVE = "resolve"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. ``to`` is who gets it, or who was shown as the next to be woken; ``why`` is why it is closed."""

    act: Act
    by: str
    to: str = ""
    why: str = ""


class Result(StrEnum):
    """What became of an answer."""

    DONE = "done"
    ALREADY = "already"  # it is so already, or over: nothing changed
    NOBODY = "nobody"  # there is nobody of that name to hand over to, or nobody left to wake


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody an incident can be handed to: a receiver, or a person who is reached through one."""

    name: str
    receiver: str
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """Who is woken next, by which route, and the due row that would do it by itself, if there is one."""

    receivers: tuple[str, ...]
    route: str | None
    due: str = ""

    @property
    def names(self) -> str:
        """All of them, as they are shown and sent back."""
        return ", ".join(self.receivers)


def has_heard(told: Iterable[Delivery], receiver: str) -> bool:
    """Whether that receiver was told of it, or is about to be."""
    return any(one.receiver == receiver and one.state in _TOLD for one in told)


def routes_told(told: Iterable[Delivery], plan: Plan) -> list[Route]:
    """The routes that told of it, in the plan's order."""
    names = {one.route for one in told if one.state in _TOLD}
    return [route for route in plan.routes if route.name in names]


# ---- handing over ------------------------------------------------------------------------------------------------
def takers(plan: Plan, oncall: OnCall, now: datetime) -> list[Taker]:
    """Whom it can be handed to now: every receiver that reaches somebody, then every person who has an address."""
    found = [Taker(one.name, one.name) for one in plan.receivers if oncall.reach(one.name, now) is not None]
    named = {one.name for one in found}
    for person in plan.people:
        through = next((one for one in plan.receivers if _reaches(one, person.name, plan)), None)
        if through is not None and person.name not in named and (person.email or person.phone):
            found.append(Taker(person.name, through.name, person.name))
    return found


def _reaches(receiver: Receiver, person: str, plan: Plan) -> bool:
    """Whether a message to that receiver can be meant for that person: it is theirs, or they are in its rota."""
    if receiver.person == person:
        return True
    rota = next((one for one in plan.rotas if one.name == receiver.rota), None)
    return rota is not None and (person in rota.people or any(turn.person == person for turn in rota.turns))


# ---- waking the next ---------------------------------------------------------------------------------------------
def next_in_turn(told: Sequence[Delivery], dues: Iterable[Due], plan: Plan) -> Turn | None:
    """Who would be woken next: the first step of a route that told of it in which somebody has not heard of it yet.

    Where no step is left it is the one who stands in for somebody who was told. None when everybody knows.
    """
    heard = {one.receiver for one in told if one.state in _TOLD}
    waiting = {(due.route, due.step): due.key for due in dues if due.kind == "escalate"}
    for route in routes_told(told, plan):
        for step, escalation in enumerate(route.escalate):
            if not heard.issuperset(escalation.to):
                return Turn(escalation.to, route.name, waiting.get((route.name, step), ""))
    stand_ins = (name for receiver in plan.receivers if receiver.name in heard for name in _fallbacks(receiver, plan))
    name = next((name for name in stand_ins if name not in heard), None)
    return Turn((name,), None) if name else None


def _fallbacks(receiver: Receiver, plan: Plan) -> Iterator[str]:
    passed = {receiver.name}
    while receiver.fallback and receiver.fallback not in passed:
        passed.add(receiver.fallback)
        yield receiver.fallback
        receiver = plan.receiver(receiver.fallback)

"""What a message says of before and after it: how often people were woken, what comes next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.domain.alert import Next, NextStep
from monitor.domain.budget import WEEK, list_wakings
from monitor.store import dues, outbox

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from monitor.domain.incident import Delivery, Due
    from monitor.domain.plan import Plan
    from monitor.jobs.desk import Desk


def count_wakings(desk: Desk, delivery: Delivery, now: datetime) -> int | None:
    """How often the one on call was woken in the last seven days, this time included; None where nobody sleeps."""
    if delivery.drill or delivery.person is None or not desk.oncall.is_night(now):
        return None
    told = [
        replace(one, due_at=one.sent_at or one.due_at)
        for one in outbox.listed(desk.database, now - WEEK)
        if one.person == delivery.person and one.incident is not None
    ]
    return len(list_wakings(told, desk.oncall, now)) or None


def next_steps(desk: Desk, delivery: Delivery, *, office_open: bool) -> tuple[NextStep, ...]:
    """What happens by itself with a delivery's incident; while the office is closed, the brief that tells of it too."""
    if delivery.incident is None:
        return ()
    waiting = [
        due
        for due in dues.of_incident(desk.database, delivery.incident)
        if due.kind != "repeat" or due.receiver == delivery.receiver
    ]
    brief = [] if office_open or delivery.drill else dues.waiting(desk.database, "brief")[:1]
    return tuple(steps_of(desk.plan, [*waiting, *brief]))


def steps_of(plan: Plan, waiting: Iterable[Due]) -> Sequence[NextStep]:
    """What happens by itself, as the due rows have it."""
    routes = {route.name: route for route in plan.routes}
    steps = []
    for due in waiting:
        route = routes.get(due.route or "")
        if due.kind == "repeat":
            steps.append(NextStep(Next.REPEAT, due.due_at, (due.receiver or "",)))
        elif due.kind == "escalate" and route is not None and due.step < len(route.escalate):
            steps.append(NextStep(Next.ESCALATE, due.due_at, route.escalate[due.step].to))
        elif due.kind in _PLAIN:
            steps.append(NextStep(_PLAIN[due.kind], due.due_at))
    return steps


_PLAIN = {"still_open": Next.STILL_OPEN, "own_word": Next.OWN_WORD, "brief": Next.BRIEF}

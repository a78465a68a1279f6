"""The inbox: what asks for somebody, what is over, and what else was said today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from monitor.domain.alert import Voices
from monitor.domain.rota import duties
from monitor.domain.wallclock import find_instant
from monitor.inbox.views.wellness import Wellness, look
from monitor.jobs.beforehand import steps_of
from monitor.store import archive, dues, pages

if TYPE_CHECKING:
    from monitor.domain.alert import NextStep
    from monitor.domain.incident import Silence
    from monitor.jobs.desk import Desk
    from monitor.store.pages import Sieve

MOST_INCIDENTS, MOST_OVER, MOST_MENTIONS = 100, 20, 100
LATELY = timedelta(days=7)
_TURN_AHEAD = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Card:
    """One incident in the list: itself, who has spoken, what happens next by itself."""

    incident: dict[str, Any]
    voices: Voices
    next: NextStep | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """Who has the turn in a rota, and until when; None stands for nobody."""

    rota: str
    person: str | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the inbox shows."""

    wellness: Wellness
    watches: tuple[Watch, ...]
    asks: tuple[Card, ...]
    over: tuple[Card, ...]
    mentions: tuple[dict[str, Any], ...]
    more: bool  # there are more mentions than are shown
    silences: tuple[Silence, ...]  # what is kept back now


def overview(desk: Desk, sieve: Sieve) -> Overview:
    """The inbox as it is now, through a sieve."""
    now, database = desk.now(), desk.database
    asks = pages.incidents(database, sieve, MOST_INCIDENTS)
    over = pages.incidents(database, sieve, MOST_OVER, since=now - LATELY)
    singles = [] if sieve.status else pages.single_mentions(database, sieve, MOST_MENTIONS + 1, _midnight(desk, now))
    spoken = archive.voices(database, [one["id"] for one in (*asks, *over)], desk.plan.municipality.name)
    following = _next_steps(desk)
    return Overview(
        wellness=look(desk),
        watches=on_watch(desk, now),
        asks=tuple(Card(one, spoken.get(one["id"], Voices()), following.get(one["id"])) for one in asks),
        over=tuple(Card(one, spoken.get(one["id"], Voices())) for one in over),
        mentions=tuple(singles[:MOST_MENTIONS]),
        more=len(singles) > MOST_MENTIONS,
        silences=tuple(pages.silences(database, now)),
    )


def on_watch(desk: Desk, now: datetime) -> tuple[Watch, ...]:
    """Who has the turn now in each rota."""
    zone = desk.oncall.zone
    turns = ((rota.name, next(iter(duties(rota, now, now + _TURN_AHEAD, zone)), None)) for rota in desk.plan.rotas)
    return tuple(Watch(name, turn.person, turn.ends) if turn else Watch(name, None, None) for name, turn in turns)


def _midnight(desk: Desk, now: datetime) -> datetime:
    zone = desk.oncall.zone
    return find_instant(now.astimezone(zone).date(), time.min, zone)


def _next_steps(desk: Desk) -> dict[int, NextStep]:
    """The soonest step of each incident."""
    found: dict[int, NextStep] = {}
    for due in dues.waiting(desk.database):
        if due.incident is not None and due.incident not in found:
            steps = steps_of(desk.plan, [due])
            if steps:
                found[due.incident] = steps[0]
    return found

"""Who is at work and who is on call, as one list of stretches of time; and when an alert would reach nobody."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from monitor.domain.model import Kind
from monitor.domain.plan import Deliver, When
from monitor.domain.rota import Duty, duties
from monitor.domain.timetable import Interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from monitor.domain.plan import Receiver, Rota, Route
    from monitor.domain.timetable import Timetable

_Held = TypeVar("_Held", Interval, Duty)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time, ``starts`` included and ``ends`` not, throughout which nothing about who is there changes.

    ``on_call`` has every rota by name; None stands for nobody.
    """

    starts: datetime
    ends: datetime
    open: bool
    why: str
    on_call: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Blank:
    """A time in which an alert would reach nobody, and which one: a sentence without its full stop."""

    starts: datetime
    ends: datetime
    what: str


def calendar(timetable: Timetable, rotas: Iterable[Rota], start: datetime, end: datetime) -> Iterator[Stretch]:
    """The time from ``start`` to ``end`` without gap or overlap, cut wherever office, reason or person changes."""
    hours = list(timetable.intervals(start, end))
    watches = {rota.name: list(duties(rota, start, end, timetable.zone)) for rota in rotas}
    cuts = {each.starts for each in hours} | {duty.starts for watch in watches.values() for duty in watch}
    cuts.update(each.ends for each in hours[-1:])
    for starts, ends in pairwise(sorted(cuts)):
        office = _at(hours, starts)
        on_call = {name: _at(watch, starts).person for name, watch in watches.items()}
        yield Stretch(starts, ends, office.open, office.why, on_call)


def find_blanks(
    receivers: Iterable[Receiver], routes: Sequence[Route], stretches: Iterable[Stretch]
) -> Iterator[Blank]:
    """Every time in which somebody who should be told is not there, in the order in which these times end.

    Two things are looked at in each of the ``stretches`` that ``calendar`` gives, by the routes whose ``when`` holds:

    - each receiver that a route names: nobody is on call in its rota, nor in that of its fallback, if it has one;
    - whether some route tells every crisis, of any topic, from any source, and does not wait for the office to open.

    Escalation does not make up for a first receiver who is not there: it comes late.
    """
    known = {receiver.name: receiver for receiver in receivers}
    held: dict[str, Blank] = {}
    for stretch in stretches:
        told = {what: Blank(stretch.starts, stretch.ends, what) for what in _missing(known, routes, stretch)}
        yield from (blank for what, blank in held.items() if what not in told)
        held = {what: replace(blank, starts=held.get(what, blank).starts) for what, blank in told.items()}
    yield from held.values()


def tell_blanks(blanks: Iterable[Blank], zone: ZoneInfo) -> tuple[str, ...]:
    """One sentence for each thing that is missing: what, the first time it is, and how often after that."""
    times: dict[str, list[Blank]] = {}
    for blank in sorted(blanks, key=lambda blank: blank.starts):
        times.setdefault(blank.what, []).append(blank)
    return tuple(f"{what}, {_tell_times(found, zone)}." for what, found in times.items())


def _tell_times(blanks: Sequence[Blank], zone: ZoneInfo) -> str:
    starts, ends, last = (at.astimezone(zone) for at in (blanks[0].starts, blanks[0].ends, blanks[-1].ends))
    told = f"from {starts:%Y-%m-%d %H:%M} to {ends:%Y-%m-%d %H:%M}"
    if not blanks[1:]:
        return told
    more = "once" if len(blanks) == 2 else f"{len(blanks) - 1} times"
    return f"{told}, and {more} more until {last:%Y-%m-%d %H:%M}"


# ---- one stretch -------------------------------------------------------------------------------------------------
def _missing(known: Mapping[str, Receiver], routes: Sequence[Route], stretch: Stretch) -> Iterator[str]:
    """What is missing in a stretch, each thing once."""
    holding = [route for route in routes if _holds(route, stretch)]
    named = {name for route in holding for name in (*route.to, *(name for step in route.escalate for name in step.to))}
    for name in sorted(named & known.keys()):
        if not _is_reached(name, known, stretch):
            yield _tell_receiver(known[name])
    if not any(map(_tells_crisis, holding)):
        yield f"no route tells every crisis at once {'in' if stretch.open else 'outside'} office hours"


def _holds(route: Route, stretch: Stretch) -> bool:
    return route.when is When.ALWAYS or (route.when is When.OFFICE_HOURS) is stretch.open


def _tells_crisis(route: Route) -> bool:
    """Whether a route tells every crisis at once, whatever it is about and whoever says so."""
    narrow = route.watches or route.topics or route.sources or route.roles
    return route.deliver is Deliver.NOW and not narrow and (not route.kinds or Kind.CRISIS in route.kinds)


def _is_reached(name: str, known: Mapping[str, Receiver], stretch: Stretch) -> bool:
    """Whether a receiver, or the one who is told instead, has somebody; fallbacks that go in a circle have nobody."""
    asked: set[str] = set()
    while name in known and name not in asked:
        asked.add(name)
        receiver = known[name]
        if receiver.rota is None or stretch.on_call.get(receiver.rota):
            return True
        name = receiver.fallback or ""
    return False


def _tell_receiver(receiver: Receiver) -> str:
    instead = f"its fallback {receiver.fallback} reaches nobody either" if receiver.fallback else "it has no fallback"
    return f"receiver {receiver.name} reaches nobody: rota {receiver.rota} has nobody on call, and {instead}"


def _at(stretches: Sequence[_Held], at: datetime) -> _Held:
    """The one of several stretches without gaps that holds an instant."""
    return stretches[bisect_right(stretches, at, key=lambda stretch: stretch.starts) - 1]

"""Measures a simulated timeline against what a reader of it expects: grouping, voices, alerts, ends.

The grouping is scored by B³ (Bagga and Baldwin 1998): for each item, how much of its incident is of its event
(precision), and how much of its event is in its incident (recall). An item without an incident, or without an event,
stands alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.domain.model import Reason, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.domain.incident import Incident
    from monitor.domain.simulate import Outcome, Told

ALERTS = frozenset({Reason.NEW, Reason.WORSE, Reason.GROWING, Reason.RESOLVED})
LOUD = 2  # severity from which being told is being disturbed
THIRD = 3  # voice by which an alert must be out at the latest


@dataclass(frozen=True, slots=True)
class Tell:
    """An alert that must be told after an item, for one of these reasons; no reason named means any."""

    after: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """What is expected of one event."""

    voices: int
    tell: tuple[Tell, ...] = ()
    resolved_by: str | None = None  # the item that ends it; None when nothing does
    may_resolve: bool = False  # an end is no mistake, nor is its absence
    quiet: bool = False  # nobody may be disturbed


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of a timeline. ``event_of`` has every item; None is no event of ours."""

    event_of: Mapping[str, str | None]
    events: Mapping[str, Event]
    not_told_after: frozenset[str] = frozenset()


@dataclass(slots=True)
class Score:
    """What was found, with every mistake in a sentence."""

    precision: float = 1.0
    recall: float = 1.0
    voices_right: int = 0
    voices_of: int = 0
    told: int = 0
    to_tell: int = 0
    needless: int = 0
    wrong_ends: int = 0
    mistakes: list[str] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """The harmonic mean of B³ precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def score(outcome: Outcome, expected: Expected, order: Sequence[str]) -> Score:
    """Measure one timeline; ``order`` has its items as they came."""
    found = Score()
    home = {member.native: one for one in outcome.incidents for member in one.members}
    found.precision, found.recall = b_cubed(expected.event_of, {item: one.id for item, one in home.items()})
    for name, event in expected.events.items():
        items = [item for item in order if expected.event_of[item] == name]
        incident = _main_incident(items, home)
        _score_grouping(found, name, items, home, incident)
        _score_voices(found, name, event, incident)
        _score_alerts(found, name, event, items, outcome, home)
        _score_end(found, name, event, incident, order)
    _score_needless(found, outcome, expected, home)
    return found


def b_cubed(gold: Mapping[str, str | None], found: Mapping[str, int]) -> tuple[float, float]:
    """Precision and recall over all items; 1 and 1 when there are none."""
    if not gold:
        return 1.0, 1.0
    events = Counter(event for event in gold.values() if event is not None)
    incidents = Counter(found[item] for item in gold if item in found)
    both = Counter((gold[item], found[item]) for item in gold if item in found and gold[item] is not None)
    precision = recall = 0.0
    for item, event in gold.items():
        shared = both[event, found[item]] if event is not None and item in found else 1
        precision += shared / (incidents[found[item]] if item in found else 1)
        recall += shared / (events[event] if event is not None else 1)
    return precision / len(gold), recall / len(gold)


def _main_incident(items: Iterable[str], home: Mapping[str, Incident]) -> Incident | None:
    counted = Counter(home[item].id for item in items if item in home)
    if not counted:
        return None
    number = counted.most_common(1)[0][0]
    return next(one for one in home.values() if one.id == number)


def _score_grouping(
    found: Score, name: str, items: Sequence[str], home: Mapping[str, Incident], incident: Incident | None
) -> None:
    stray = [item for item in items if incident is None or item not in home or home[item].id != incident.id]
    if stray:
        places = ", ".join(f"{item} in {home[item].id if item in home else 'none'}" for item in stray)
        found.mistakes.append(f"event {name} (incident {incident.id if incident else 'none'}): {places}")


def _score_voices(found: Score, name: str, event: Event, incident: Incident | None) -> None:
    found.voices_of += 1
    voices = incident.voices if incident else 0
    found.voices_right += voices == event.voices
    if voices != event.voices:
        found.mistakes.append(f"event {name}: {voices} voices, {event.voices} expected")


def _score_alerts(
    found: Score, name: str, event: Event, items: Sequence[str], outcome: Outcome, home: Mapping[str, Incident]
) -> None:
    """An alert is in time when it follows its item, or for a first alert an earlier one or the third voice."""
    numbers = {home[item].id for item in items if item in home}
    about = [told for told in outcome.told if told.incident in numbers]
    for tell in event.tell:
        found.to_tell += 1
        in_time = [told for told in about if _answers(told, tell, items)]
        found.told += bool(in_time)
        if not in_time:
            found.mistakes.append(
                f"event {name}: nobody was told after {tell.after} ({'|'.join(tell.reasons) or 'any'})"
            )


def _answers(told: Told, tell: Tell, items: Sequence[str]) -> bool:
    if told.reason not in ALERTS or (tell.reasons and told.reason not in tell.reasons):
        return False
    if told.after_item == tell.after:
        return True
    first = Reason.NEW in tell.reasons or not tell.reasons
    return first and told.after_item in items[: max(items.index(tell.after), THIRD - 1) + 1]


def _score_end(found: Score, name: str, event: Event, incident: Incident | None, order: Sequence[str]) -> None:
    if incident is None or event.may_resolve:
        return
    ended = incident.status in {Status.RESOLVED, Status.CLOSED} and incident.resolved_at is not None
    if ended and (event.resolved_by is None or _ended_early(incident, event.resolved_by, order)):
        found.wrong_ends += 1
        found.mistakes.append(f"event {name}: called resolved by mistake")
    elif event.resolved_by is not None and not ended:
        found.mistakes.append(f"event {name}: not resolved after {event.resolved_by}")


def _ended_early(incident: Incident, by: str, order: Sequence[str]) -> bool:
    rank = {item: number for number, item in enumerate(order)}
    end = next((one for one in incident.members if one.native == by), None)
    resolved = incident.resolved_at
    earlier = [one for one in incident.members if resolved and one.seen_at == resolved and rank[one.native] < rank[by]]
    return end is not None and resolved is not None and resolved < end.seen_at and bool(earlier)


def _score_needless(found: Score, outcome: Outcome, expected: Expected, home: Mapping[str, Incident]) -> None:
    wanted = {tell.after for event in expected.events.values() for tell in event.tell}
    heard: set[int] = set()
    event_of = {one.id: _event_of(one, expected) for one in home.values()}
    blamed: set[str] = set()
    for told in outcome.told:
        if told.reason not in ALERTS or told.severity < LOUD or told.incident is None:
            continue
        first = told.incident not in heard
        heard.add(told.incident)
        if told.after_item in wanted:
            continue
        name = event_of.get(told.incident)
        event = expected.events.get(name) if name else None
        late = first and event is not None and bool(event.tell)  # wanted earlier: counted there
        if event is None or event.quiet or (told.after_item in expected.not_told_after and not late):
            key = told.after_item or ""
            found.needless += key not in blamed
            blamed.add(key)
            found.mistakes.append(
                f"needless: {told.reason} after {told.after_item} to {', '.join(told.receivers)} ({told.why})"
            )


def _event_of(incident: Incident, expected: Expected) -> str | None:
    counted = Counter(expected.event_of.get(member.native) for member in incident.members)
    return counted.most_common(1)[0][0]

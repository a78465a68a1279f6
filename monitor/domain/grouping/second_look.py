"""What grouping makes of a verdict when it knows the words: an end that is none, an extent that was overlooked.

The classifier judges a text by itself. These few corrections are all towards caution: what is said to go on goes on,
and what reaches many homes or what all must boil for is no small thing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain.model import Kind, State, Topic, Turn

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.model import Reading

MANY_HOMES = 50  # without water, power or heat: from so many on somebody has to act
_ACT = 2
_CONTRADICTS = frozenset({Turn.AGAIN, Turn.GOES_ON, Turn.PARTLY, Turn.LONGER, Turn.WIDER, Turn.LATE})
_SUPPLY = frozenset({Topic.WATER, Topic.POWER, Topic.HEATING, Topic.TELECOM_IT, Topic.BOIL_NOTICE})
_ANNOUNCED = _SUPPLY | {Topic.ROAD, Topic.TRANSIT, Topic.WASTE}  # what is closed by those who run it
_SOON = timedelta(hours=1)
_DISTURBED = frozenset({Kind.CRISIS, Kind.OPERATIONAL})
_SAYS_IT_GOES_ON = "unresolved"  # what evidence for it speaks for


@dataclass(frozen=True, slots=True)
class SecondLook:
    """Kind, topics, severity and state as grouping uses them; ``goes_on`` says that the text says so itself."""

    kind: Kind
    topics: tuple[Topic, ...]
    severity: int
    state: State
    goes_on: bool


def look_again(reading: Reading, at: datetime) -> SecondLook:
    """The verdict, corrected where the words contradict it. ``at`` is when it was said."""
    verdict = reading.verdict
    assert verdict is not None  # noqa: S101 - only mentions are looked at
    turns = frozenset(reading.turns)
    said = any(one.speaks_for == _SAYS_IT_GOES_ON for one in verdict.because) or Turn.GOES_ON in turns
    state = verdict.state
    if state is State.RESOLVED and not turns.isdisjoint(_CONTRADICTS):
        state = State.ONGOING
    elif state is State.ONGOING and _is_to_come(reading, turns, at):
        state = State.PLANNED
    disturbed = verdict.kind in _DISTURBED
    topics = _name_topics(reading) if disturbed else verdict.topics
    severity = verdict.severity
    if disturbed and state is State.ONGOING and _is_large(topics, reading):
        severity = max(severity, _ACT)
    return SecondLook(verdict.kind, topics, severity, state, goes_on=said and Turn.AFTERWORK not in turns)


def names_anything(reading: Reading) -> bool:
    """Whether some of the words say what is wrong, or that the writer sees it: a verdict may rest on the tone alone."""
    verdict = reading.verdict
    return verdict is not None and (bool(verdict.because) or Turn.WITNESS in reading.turns)


def _is_to_come(reading: Reading, turns: frozenset[Turn], at: datetime) -> bool:
    """Whether a small disturbance of a service is announced for a later hour, and does not go on already."""
    verdict = reading.verdict
    if verdict is None or verdict.severity > 1 or verdict.kind is not Kind.OPERATIONAL or reading.begins is None:
        return False
    return reading.begins > at + _SOON and turns.isdisjoint(_CONTRADICTS) and _ANNOUNCED.issuperset(verdict.topics)


def _name_topics(reading: Reading) -> tuple[Topic, ...]:
    """A disturbance of no topic is of those that its words name."""
    verdict = reading.verdict
    if verdict is None or any(topic is not Topic.OTHER for topic in verdict.topics):
        return verdict.topics if verdict else ()
    return reading.hints or verdict.topics


def _is_large(topics: tuple[Topic, ...], reading: Reading) -> bool:
    if Topic.BOIL_NOTICE in topics and Turn.DENIED not in reading.turns:
        return True
    return reading.reach >= MANY_HOMES and not _SUPPLY.isdisjoint(topics)

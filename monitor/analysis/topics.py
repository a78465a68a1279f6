"""Says which topics a text has: each that its words and concepts speak for, whatever the other topics are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.domain.model import Kind, Topic

if TYPE_CHECKING:
    from collections.abc import Mapping

TOPICS = tuple(topic for topic in Topic if topic is not Topic.OTHER)
_DISTURBED = frozenset({Kind.CRISIS, Kind.OPERATIONAL})
_BEST_GUESS = -2.5  # a disturbance that names no topic outright gets the likeliest one above this score


def choose_topics(kind: Kind, scores: Mapping[str, float]) -> tuple[Topic, ...]:
    """The topics, the surest first: those that score above nothing; a disturbance has at least one."""
    if kind is Kind.ROUTINE:
        return ()
    found = sorted((topic for topic in TOPICS if scores[topic.value] > 0), key=lambda one: -scores[one.value])
    if found or kind not in _DISTURBED:
        return tuple(found)
    best = max(TOPICS, key=lambda one: scores[one.value])
    return (best if scores[best.value] > max(_BEST_GUESS, scores[Topic.OTHER.value]) else Topic.OTHER,)

"""Which of two lists of occurrences stand near each other; the time grows with their sum, not their product.

Two occurrences are near only when they share no word: a text with one *brand* has no *brand* near a *brand*.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Occurrence(NamedTuple):
    """Where something stands: the places of its first and last word, and offsets where it is not whole words."""

    first: int
    last: int
    start: int = -1
    end: int = -1


Occurrences = list[Occurrence]


def keep_ordered(left: Occurrences, right: Occurrences, gap: int) -> tuple[Occurrences, Occurrences]:
    """Those of the left that one of the right follows with at most ``gap`` words between, and the right's likewise."""
    ends, starts = sorted(one.last for one in left), sorted(one.first for one in right)
    return (
        [one for one in left if _has_between(starts, one.last + 1, one.last + 1 + gap)],
        [one for one in right if _has_between(ends, one.first - 1 - gap, one.first - 1)],
    )


def keep_near(left: Occurrences, right: Occurrences, gap: int) -> tuple[Occurrences, Occurrences]:
    """Those of both sides that have one of the other within ``gap`` words, before or behind."""
    before, behind = keep_ordered(left, right, gap), keep_ordered(right, left, gap)
    return merge(before[0], behind[1]), merge(before[1], behind[0])


def keep_together(
    left: Occurrences, right: Occurrences, sentence: Callable[[int], int]
) -> tuple[Occurrences, Occurrences]:
    """Those of both sides that have one of the other in the same sentence."""
    return _keep_in_same(left, right, sentence), _keep_in_same(right, left, sentence)


def is_followed(left: list[int], right: list[int], gap: int) -> bool:
    """Whether a place of the left has one of the right behind it with at most ``gap`` words between."""
    return any(_has_between(right, place + 1, place + 1 + gap) for place in left)


def merge(*lists: Occurrences) -> Occurrences:
    """All occurrences in order, each once."""
    return sorted({one for occurrences in lists for one in occurrences})


def _has_between(values: list[int], low: int, high: int) -> bool:
    index = bisect_left(values, low)
    return index < len(values) and values[index] <= high


def _keep_in_same(kept: Occurrences, others: Occurrences, sentence: Callable[[int], int]) -> Occurrences:
    latest: dict[int, int] = {}
    earliest: dict[int, int] = {}
    for one in others:
        number = sentence(one.first)
        latest[number] = max(one.first, latest.get(number, one.first))
        earliest[number] = min(one.last, earliest.get(number, one.last))
    return [
        one
        for one in kept
        if (number := sentence(one.first)) in latest and (latest[number] > one.last or earliest[number] < one.first)
    ]

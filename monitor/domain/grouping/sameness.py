"""Is it the same text? By fingerprint, else by sketches: edited words, another headline, a cut end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.domain.incident import Member

ALIKE = 0.4  # resemblance from which two texts are one; two reports of one event stay under 0.15
WITHIN = 0.7  # share of the shorter that stands in the longer
FEWEST = 5  # hashes that have to be shared: less is a stock phrase


def is_same_text(one: Member, other: Member) -> bool:
    """Whether one repeats the other."""
    if one.fingerprint and one.fingerprint == other.fingerprint:
        return True
    return is_same_sketch(one.sketch, other.sketch)


def is_same_sketch(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two sketches (each the smallest hashes of its text, smallest first) are of one text."""
    shared = len(frozenset(one).intersection(other))
    if shared < FEWEST:
        return False
    return resemblance(one, other) >= ALIKE or containment(one, other) >= WITHIN


def resemblance(one: Sequence[int], other: Sequence[int]) -> float:
    """The share of both texts' words that is in both."""
    size = max(len(one), len(other))
    union = sorted({*one, *other})[:size]
    return len(frozenset(one).intersection(other, union)) / len(union) if union else 0.0


def containment(one: Sequence[int], other: Sequence[int]) -> float:
    """The share of the shorter text that stands in the longer one.

    Of the longer only its smallest hashes are known, so only what is small in the shorter can be looked for.
    """
    if not one or not other:
        return 0.0
    longer, shorter = sorted((one, other), key=lambda hashes: hashes[-1])
    looked_for = [hashed for hashed in shorter if hashed <= longer[-1]]
    if len(looked_for) < FEWEST:
        return 0.0
    return len(frozenset(longer).intersection(looked_for)) / len(looked_for)

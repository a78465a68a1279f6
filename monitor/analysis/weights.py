"""A linear model as a readable table: terms, and what each adds to the score of each class.

A row is ``term<TAB>number<TAB>number…`` in thousandths, one column for each class; an empty column is nothing. In
memory the columns of a term are packed side by side into one integer, so that adding a term to all scores is one
addition, exact and the same on every machine.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

SCALE = 1000
_BITS = 40  # a lane holds sums up to five hundred million thousandths: no text reaches them
_MASK = (1 << _BITS) - 1
_HALF = 1 << (_BITS - 1)


class Weights:
    """Terms and their packed contributions. ``lanes`` names the classes in the order of the columns."""

    def __init__(self, lanes: Iterable[str], rows: Mapping[str, int]) -> None:
        self.lanes = tuple(lanes)
        self.rows = rows
        self._begin_pairs = {term.partition(" ")[0] for term in rows if " " in term}

    @classmethod
    def load(cls, path: Path) -> Weights:
        """Read a table. Raises ``OSError`` or ``ValueError`` when it is not there or not a table."""
        lines = path.read_text(encoding="utf-8").splitlines()
        lanes = lines[0].split("\t")[1:]
        rows = {}
        for line in lines[1:]:
            term, *numbers = line.split("\t")
            rows[term] = pack([int(number) if number else 0 for number in numbers])
        return cls(lanes, rows)

    def add(self, terms: Iterable[str]) -> int:
        """The packed sum of what these terms add; unknown terms add nothing."""
        get = self.rows.get
        return sum([get(term, 0) for term in terms])

    def add_pairs(self, words: Sequence[str]) -> int:
        """The packed sum of what all pairs of neighbours add: few words begin a pair that is known."""
        first, get = self._begin_pairs, self.rows.get
        return sum([get(f"{one} {other}", 0) for one, other in pairwise(words) if one in first])

    def unpack(self, total: int) -> list[float]:
        """The scores in the order of ``lanes``."""
        return unpack(total, len(self.lanes))


def pack(numbers: Iterable[int]) -> int:
    """Numbers side by side in one integer; sums of such integers are such integers of the sums."""
    total = 0
    for position, number in enumerate(numbers):
        total += number << (position * _BITS)
    return total


def unpack(total: int, count: int) -> list[float]:
    """What ``pack`` put together, as scores: thousandths become units."""
    scores = []
    for _ in range(count):
        lane = total & _MASK
        if lane >= _HALF:
            lane -= 1 << _BITS
        scores.append(lane / SCALE)
        total = (total - lane) >> _BITS
    return scores

"""A linear model as a readable table: terms, and what each adds to the score of each class.

A row is ``term<TAB>number<TAB>number…`` in thousandths, one column for each class; an empty column is nothing. In
memory the columns of a term are packed side by side into one integer, so that adding a term to all scores is one
addition, exact and the same on every machine. A row is packed when its term is first met: most never are.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

SCALE = 1000
BIAS = ""  # the term that every text has
_BITS = 32  # a lane holds sums up to two thousand million thousandths: no text reaches them
_MASK = (1 << _BITS) - 1
_HALF = 1 << (_BITS - 1)


class Weights:
    """Terms and their packed contributions. ``lanes`` names the classes in the order of the columns."""

    def __init__(self, lanes: Iterable[str], rows: Mapping[str, str]) -> None:
        self.lanes = tuple(lanes)
        self._rows = _Rows(rows)
        self._begin_pairs = {term.partition(" ")[0] for term in rows if " " in term}
        self.bias = self._rows[BIAS]

    @classmethod
    def load(cls, path: Path) -> Weights:
        """Read a table. Raises ``OSError`` when it is not there; a number that is none shows when its term is met."""
        first, *lines = path.read_text(encoding="utf-8").splitlines()
        rows = {term: numbers for term, _, numbers in (line.partition("\t") for line in lines)}
        return cls(first.split("\t")[1:], rows)

    def add(self, terms: Iterable[str]) -> int:
        """The packed sum of what these terms add; unknown terms add nothing."""
        row = self._rows.__getitem__
        return sum([row(term) for term in terms])

    def add_pairs(self, words: Sequence[str]) -> int:
        """The packed sum of what all pairs of neighbours add: few words begin a pair that is known."""
        first, row = self._begin_pairs, self._rows.__getitem__
        return sum([row(f"{one} {other}") for one, other in pairwise(words) if one in first])

    def unpack(self, total: int) -> list[float]:
        """The scores in the order of ``lanes``."""
        return unpack(total, len(self.lanes))


class _Rows(dict[str, int]):
    """Packed rows of the terms that were met; what no table has is nothing, and is not kept."""

    def __init__(self, written: Mapping[str, str]) -> None:
        super().__init__()
        self._written = dict(written)

    def __missing__(self, term: str) -> int:
        numbers = self._written.get(term)
        if numbers is None:
            return self.get(term, 0)  # another thread may have packed it a moment ago
        packed = self[term] = pack([int(number) if number else 0 for number in numbers.split("\t")])
        self._written.pop(term, None)  # not before: whoever asks meanwhile would take it for nothing
        return packed


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

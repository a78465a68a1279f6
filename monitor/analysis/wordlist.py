"""Many words in little memory: the words as one text, and numbers to find them by."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_BITS = 24  # of a number; the other forty are the word's mark
_NUMBER = (1 << _BITS) - 1
_MARK = (1 << 40) - 1


def _mark(word: str) -> int:
    """Forty bits of the word's hash, with room for a number behind them."""
    return (hash(word) & _MARK) << _BITS


class Marks:
    """Numbers by words that are not kept: eight bytes a pair, instead of some 110 in a dictionary.

    Different words may have one mark, if hardly ever: whoever asks looks whether a number is really that of the word.
    """

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        # ``_mark``, written out: it is made of a hundred thousand words at a start.
        self._marked = array("Q", sorted([(hash(word) & _MARK) << _BITS | number for word, number in pairs]))

    def find(self, word: str) -> Iterator[int]:
        """The numbers that the word may have, the lowest first."""
        mark = _mark(word)
        at = bisect_left(self._marked, mark)
        while at < len(self._marked) and self._marked[at] & ~_NUMBER == mark:
            yield self._marked[at] & _NUMBER
            at += 1


class WordList:
    """Different words, each with its number in the order in which they came.

    A word of ten letters takes 22 bytes instead of 130 in a dictionary; to find one takes a microsecond.
    """

    def __init__(self, words: Collection[str]) -> None:
        written = [word.encode() for word in words]
        self._written = b"".join(written)
        self._bounds = array("I", accumulate(map(len, written), initial=0))
        del written
        self._marks = Marks(zip(words, range(len(words)), strict=True))

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def __getitem__(self, number: int) -> str:
        """The word of a number from 0; IndexError when there is none."""
        return self._written[self._bounds[number] : self._bounds[number + 1]].decode()

    def __iter__(self) -> Iterator[str]:
        written = self._written
        return (written[start:end].decode() for start, end in pairwise(self._bounds))

    def find(self, word: str) -> int | None:
        """The word's number; None when it is not there."""
        return next((number for number in self._marks.find(word) if self[number] == word), None)

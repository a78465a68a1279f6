"""All the words that many queries ask for: which of them is a given word?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from monitor.analysis.query.lookup import Lookup, Numbers
from monitor.analysis.query.spelling import fold_spelling
from monitor.analysis.query.words import cut_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from monitor.analysis.query.words import Pattern

Reading: TypeAlias = tuple[int, tuple[tuple[int, int], ...]]
"""How many words there are, and for each pattern that one of them fulfils: which word, and the pattern's number."""

Value = TypeVar("Value")

_MOST_REMEMBERED = 200_000  # some 60 MB for what stands between blanks, and as much for words
_LONGEST_REMEMBERED = 100


class Vocabulary:
    """Patterns with numbers, and the numbers of those that accept a word.

    What stood between two blanks is remembered with what it gave, for a language uses few words often: a new one costs
    some microseconds, a known one a look-up, and no text has to be cut into words again.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self.patterns = tuple(patterns)
        self.numbers = {pattern: number for number, pattern in enumerate(self.patterns)}
        sorts: dict[str, list[tuple[int, Pattern]]] = {"tag": [], "folded": [], "plain": []}
        for number, pattern in enumerate(self.patterns):
            sorts["tag" if ":" in pattern.text else "folded" if pattern.fold else "plain"].append((number, pattern))
        self.has_tags, self._has_folded = bool(sorts["tag"]), bool(sorts["folded"])
        self._plain, self._folded = Lookup(sorts["plain"]), Lookup(sorts["folded"])
        self._find_word = _Memory(self._look_up).__getitem__
        self.read = _Memory(self._read).__getitem__
        self.find_tag = _Memory(Lookup(sorts["tag"]).find).__getitem__

    def _read(self, written: str) -> Reading:
        """What stands between two blanks, in lower case."""
        words = cut_words(written)
        return len(words), tuple((at, number) for at, word in enumerate(words) for number in self._find_word(word))

    def _look_up(self, word: str) -> Numbers:
        found = self._plain.find(word)
        return found + self._folded.find(word, fold_spelling(word)) if self._has_folded else found


class _Memory(dict[str, Value], Generic[Value]):
    """What was looked up; all is forgotten when it becomes too much, and what is long is not remembered at all."""

    def __init__(self, look_up: Callable[[str], Value]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, key: str) -> Value:
        found = self._look_up(key)
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        if len(key) <= _LONGEST_REMEMBERED:
            self[key] = found
        return found

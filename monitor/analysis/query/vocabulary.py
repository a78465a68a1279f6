"""All the words that many queries ask for, as one automaton: which of them is a given word?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from ahocorasick_rs import AhoCorasick

from monitor.analysis.query.glob import find_literal
from monitor.analysis.query.words import Pattern, cut_words, fold_spelling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Numbers: TypeAlias = tuple[int, ...]
Value = TypeVar("Value")

_EDGE = "\0"  # no word holds it, so that a beginning and an end can be part of what the automaton looks for
_MOST_REMEMBERED = 200_000  # some 40 MB


class Vocabulary:
    """Patterns with numbers, and the numbers of those that accept a word.

    The automaton finds beginnings, ends and pieces of words; each find is then checked with its pattern. What stood
    between two blanks is remembered with what it gave, for a language uses few words often: a new one costs some
    microseconds, a known one a look-up, and no text has to be cut into words again.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self.patterns = tuple(patterns)
        self.numbers = {pattern: number for number, pattern in enumerate(self.patterns)}
        self._plain = _Automaton((number, one) for number, one in enumerate(self.patterns) if not one.fold)
        self._folded = _Automaton((number, one) for number, one in enumerate(self.patterns) if one.fold)
        self.read = _Memory(self._read).__getitem__
        self.find_tag = _Memory(self._look_up).__getitem__

    def _read(self, written: str) -> tuple[Numbers, ...]:
        """For each word of what stands between two blanks, in lower case, the numbers of the patterns it fulfils."""
        return tuple(self._look_up(word) for word in cut_words(written))

    def _look_up(self, word: str) -> Numbers:
        """The numbers of all patterns that accept a lower-case word, or a tag."""
        candidates = self._plain.find(word) | self._folded.find(fold_spelling(word))
        return tuple(number for number in candidates if self.patterns[number].accepts(word))


class _Memory(dict[str, Value], Generic[Value]):
    """What was looked up: all is forgotten when it becomes too much."""

    def __init__(self, look_up: Callable[[str], Value]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, key: str) -> Value:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        found = self[key] = self._look_up(key)
        return found


class _Automaton:
    """Which patterns a word may fulfil, by a piece that each of them needs."""

    def __init__(self, patterns: Iterable[tuple[int, Pattern]]) -> None:
        waiting: dict[str, list[int]] = {}
        for number, pattern in patterns:
            waiting.setdefault(_find_key(pattern), []).append(number)
        self._always = frozenset(waiting.pop("", ()))
        self._waiting = [frozenset(numbers) for numbers in waiting.values()]
        self._automaton = AhoCorasick(list(waiting)) if waiting else None

    def find(self, word: str) -> frozenset[int]:
        if self._automaton is None:
            return self._always
        finds = self._automaton.find_matches_as_indexes(f"{_EDGE}{word}{_EDGE}", overlapping=True)
        return self._always.union(*(self._waiting[index] for index, _, _ in finds))


def _find_key(pattern: Pattern) -> str:
    """The piece by which the automaton finds a pattern; empty where it needs none."""
    if pattern.kind == "word":
        return f"{_EDGE}{pattern.root}{_EDGE}"
    if pattern.kind != "glob":
        return f"{_EDGE}{pattern.root}" if pattern.root else ""
    literal = find_literal(pattern.text)
    if not literal:
        return ""
    if pattern.text.startswith(literal):
        return f"{_EDGE}{literal}"
    return f"{literal}{_EDGE}" if pattern.text.endswith(literal) else literal

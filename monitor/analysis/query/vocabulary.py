"""All the words that many queries ask for, as one automaton: which of them is a given word?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from ahocorasick_rs import AhoCorasick

from monitor.analysis.query.glob import find_literal
from monitor.analysis.query.words import Pattern, cut_words, fold_spelling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Numbers: TypeAlias = tuple[int, ...]
Reading: TypeAlias = tuple[int, tuple[tuple[int, int], ...]]
"""How many words there are, and for each pattern that one of them fulfils: which word, and the pattern's number."""

Value = TypeVar("Value")

_EDGE = "\0"  # no word holds it, so that a beginning and an end can be part of what the automaton looks for
_MOST_REMEMBERED = 200_000  # some 60 MB
_LONGEST_REMEMBERED = 100


class Vocabulary:
    """Patterns with numbers, and the numbers of those that accept a word.

    The automaton finds beginnings, ends and pieces of words; each find is then checked with its pattern. What stood
    between two blanks is remembered with what it gave, for a language uses few words often: a new one costs some
    microseconds, a known one a look-up, and no text has to be cut into words again.
    """

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self.patterns = tuple(patterns)
        self.numbers = {pattern: number for number, pattern in enumerate(self.patterns)}
        sorts: dict[str, list[tuple[int, Pattern]]] = {"tag": [], "folded": [], "plain": []}
        for number, pattern in enumerate(self.patterns):
            sorts["tag" if ":" in pattern.text else "folded" if pattern.fold else "plain"].append((number, pattern))
        self._plain, self._folded = _Automaton(sorts["plain"]), _Automaton(sorts["folded"])
        self._has_folded = bool(sorts["folded"])
        self.read = _Memory(self._read).__getitem__
        self.find_tag = _Memory(_Automaton(sorts["tag"]).find).__getitem__

    def _read(self, written: str) -> Reading:
        """What stands between two blanks, in lower case."""
        words = cut_words(written)
        return len(words), tuple((at, number) for at, word in enumerate(words) for number in self._look_up(word))

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


class _Automaton:
    """Finds patterns by a piece that each of them needs."""

    def __init__(self, patterns: Iterable[tuple[int, Pattern]]) -> None:
        waiting: dict[str, list[tuple[int, Pattern]]] = {}
        for number, pattern in patterns:
            waiting.setdefault(_find_key(pattern), []).append((number, pattern))
        self._always = waiting.pop("", [])
        self._waiting = list(waiting.values())
        self._find = AhoCorasick(list(waiting)).find_matches_as_indexes

    def find(self, word: str, seen: str = "") -> Numbers:
        """The numbers of all patterns that accept a lower-case word, or a tag; ``seen`` is how it is spelt for them."""
        finds = self._find(f"{_EDGE}{seen or word}{_EDGE}", overlapping=True)
        if not (finds or self._always):
            return ()
        woken = dict(self._always)
        for index, _, _ in finds:
            woken.update(self._waiting[index])
        return tuple(number for number, pattern in woken.items() if pattern.accepts(word))


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

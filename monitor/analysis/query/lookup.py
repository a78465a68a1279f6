"""Which of many patterns accept a word: by its beginnings, and by the pieces that one automaton finds in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from ahocorasick_rs import AhoCorasick

from monitor.analysis.inflect import COMMON
from monitor.analysis.query.glob import find_literal
from monitor.analysis.query.words import list_stems

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.analysis.query.words import Pattern

Numbers: TypeAlias = tuple[int, ...]

_EDGE = "\0"  # no word holds it, so that a beginning and an end can be part of a piece


class Lookup:
    """Patterns with their numbers. A word with stars waits for its longest piece, any other for its stems."""

    def __init__(self, patterns: Iterable[tuple[int, Pattern]]) -> None:
        self._patterns = dict(patterns)
        self._stems: dict[str, list[tuple[int, frozenset[str]]]] = {}
        pieces: dict[str, list[int]] = {}
        for number, pattern in self._patterns.items():
            for stem, endings in list_stems(pattern):
                self._stems.setdefault(stem, []).append((number, endings))
            if pattern.kind == "glob":
                pieces.setdefault(_find_piece(pattern.text), []).append(number)
        self._lengths = sorted({len(stem) for stem in self._stems})
        self._without_piece = pieces.pop("", [])
        self._waiting = list(pieces.values())
        self._automaton = AhoCorasick(list(pieces)) if pieces else None

    def find(self, word: str, seen: str = "") -> Numbers:
        """The numbers of all patterns that accept a lower-case word, or a tag; ``seen`` is how it is spelt for them."""
        found = self._find_by_stem(seen or word)
        if word in COMMON:
            found = {number for number in found if self._patterns[number].accepts(word)}
        if self._automaton or self._without_piece:
            found.update(number for number in self._find_by_piece(seen or word) if self._patterns[number].accepts(word))
        return tuple(found)

    def _find_by_stem(self, word: str) -> set[int]:
        found: set[int] = set()
        for end in self._lengths:
            if end > len(word):
                break
            waiting = self._stems.get(word[:end])
            if waiting:
                rest = word[end:]
                found.update([number for number, endings in waiting if rest in endings])
        return found

    def _find_by_piece(self, word: str) -> set[int]:
        woken = set(self._without_piece)
        if self._automaton:
            for index, _, _ in self._automaton.find_matches_as_indexes(f"{_EDGE}{word}{_EDGE}", overlapping=True):
                woken.update(self._waiting[index])
        return woken


def _find_piece(pattern: str) -> str:
    """The longest piece that every word must hold that fits; empty where there is none."""
    piece = find_literal(pattern)
    if not piece:
        return ""
    if pattern.startswith(piece):
        return f"{_EDGE}{piece}"
    return f"{piece}{_EDGE}" if pattern.endswith(piece) else piece

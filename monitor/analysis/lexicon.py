"""Finds the lexicon's terms in a text: words, stems, compounds, phrases, misspellings; and reads them as concepts.

A file of ``data/lexicon`` holds one language. Each table is a *concept* (``fire``, ``resolved``, ``court``), each
list in it a *shade* of the concept: ``terms`` says it outright (the concept ``fire``), any other list is named after
it (``fire.hint``, ``water.subject``). ``yes`` and ``no`` are the table's own examples; the tests run them.

A term is one or more words. ``brand*`` is any word that begins so, ``*brand`` any word that ends so, ``*`` alone any
one word. Hyphens may be there or not. Words of nine letters or more may have one letter wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.analysis.nearly import TOLERANT, Nearly, leave_out
from monitor.analysis.plain_lists import read_lists, read_some_lists

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from monitor.analysis.plain_lists import Tables

FOLDER = Path(__file__).parent / "data" / "lexicon"
EXAMPLES = frozenset({"yes", "no"})
TERMS = "terms"
ANY = "*"
_LONGEST_STEM = 30
_REMEMBERED = 20_000  # words whose reading is kept: most words of a stream are among them


@dataclass(frozen=True, slots=True)
class Sighting:
    """A concept seen in a text: the first token, the one after the last."""

    concept: str
    first: int
    after: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What one word is to the lexicon: the concepts it says alone, the pieces it is of phrases."""

    concepts: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()


_NOTHING = Reading()
_NO_CONCEPT: frozenset[str] = frozenset()
_EXACT = frozenset({"drill.says", "drill.mark"})  # they silence a message: no other word may be taken for one of theirs


class Lexicon:
    """The terms of one language, or of several that are read together (Bokmål and Nynorsk)."""

    def __init__(self, terms: Mapping[str, Iterable[str]]) -> None:
        self._words: dict[str, frozenset[str]] = {}
        self._stems: dict[str, frozenset[str]] = {}
        self._tails: dict[str, frozenset[str]] = {}
        self._sets: dict[frozenset[str], frozenset[str]] = {}  # each set of concepts once: a few hundred for all words
        self._ends: dict[tuple[str, ...], tuple[str, ...]] = {}  # the same for what phrases end in
        self._pieces: set[str] = set()
        self._phrases: dict[str, _Node] = {}
        same: dict[str, str] = {}  # a word that many phrases hold is kept once
        for concept, entries in terms.items():
            for entry in entries:
                self._add([same.setdefault(word, word) for word in entry.lower().split()], concept)
        self._stem_lengths = sorted({len(stem) for stem in self._stems})
        self._tail_lengths = sorted({len(tail) for tail in self._tails})
        self._stem_pieces = {piece[:-1]: piece for piece in self._pieces if piece.endswith(ANY) and piece != ANY}
        self._piece_lengths = sorted({len(stem) for stem in self._stem_pieces})
        self._nearly = Nearly((*self._words, *self._stems))
        self.read_word = lru_cache(_REMEMBERED)(self._read_word)

    def find(self, words: Sequence[str]) -> list[Sighting]:
        """Every concept in ``words``, in the order of their first token; a phrase and a word in it are both found."""
        readings = [self.read_word(word) for word in words]
        found: list[Sighting] = []
        for index, reading in enumerate(readings):
            if reading is _NOTHING:
                continue
            found += [Sighting(concept, index, index + 1) for concept in reading.concepts]
            for piece in reading.pieces:
                node = self._phrases.get(piece)
                if node is not None:
                    _follow(node, readings, index, index + 1, found)
        return found

    def _add(self, words: list[str], concept: str) -> None:
        if len(words) > 1:
            self._add_phrase(words, concept)
        elif words[0].startswith(ANY):
            self._add_word(self._tails, words[0].strip(ANY), concept)
        elif words[0].endswith(ANY):
            self._add_word(self._stems, words[0][:-1], concept)
        else:
            self._add_word(self._words, words[0], concept)

    def _add_word(self, table: dict[str, frozenset[str]], word: str, concept: str) -> None:
        said = table.get(word, _NO_CONCEPT) | {concept}
        table[word] = self._sets.setdefault(said, said)

    def _add_phrase(self, words: list[str], concept: str) -> None:
        self._pieces.update(words)
        nodes = self._phrases
        for word in words[:-1]:
            nodes = nodes.setdefault(word, _Node()).go_on()
        last = nodes.setdefault(words[-1], _Node())
        said = (*last.concepts, concept)
        last.concepts = self._ends.setdefault(said, said)

    def _read_word(self, word: str) -> Reading:
        concepts: set[str] = set()
        pieces: set[str] = set()
        for form in _forms_of(word):
            concepts |= self._concepts_of(form)
            pieces |= self._pieces_of(form)
        if not concepts and len(word) >= TOLERANT:
            concepts |= self._concepts_near(word)
        if not concepts and not pieces:
            return _NOTHING
        return Reading(tuple(sorted(concepts)), tuple(sorted(pieces)))

    def _concepts_of(self, word: str) -> set[str]:
        concepts = set(self._words.get(word, _NO_CONCEPT))
        for length in self._stem_lengths:
            if length > len(word):
                break
            concepts |= self._stems.get(word[:length], _NO_CONCEPT)
        for length in self._tail_lengths:
            if length >= len(word):
                break
            concepts |= self._tails.get(word[-length:], _NO_CONCEPT)
        return concepts

    def _pieces_of(self, word: str) -> set[str]:
        pieces = {word} if word in self._pieces else set()
        for length in self._piece_lengths:
            if length > len(word):
                break
            if piece := self._stem_pieces.get(word[:length]):
                pieces.add(piece)
        return pieces

    def _concepts_near(self, word: str) -> frozenset[str]:
        """What the word would say with one letter more, less or other: the first letter is trusted."""
        for length in range(TOLERANT - 1, min(len(word), _LONGEST_STEM) + 1):
            part = word[:length]
            whole = length == len(word)
            for near in leave_out(part):
                for term in self._nearly.find(near):
                    if abs(len(term) - length) <= 1 and (whole or term in self._stems):
                        said = self._words.get(term, _NO_CONCEPT) | self._stems.get(term, _NO_CONCEPT)
                        return said if said.isdisjoint(_EXACT) else said - _EXACT
        return _NO_CONCEPT


@dataclass(slots=True)
class _Node:
    """A word in phrases: the words that may follow it, and the concepts of the phrases that end with it."""

    after: dict[str, _Node] | None = None  # most are the last of their phrase
    concepts: tuple[str, ...] = ()

    def go_on(self) -> dict[str, _Node]:
        """Let words follow."""
        if self.after is None:
            self.after = {}
        return self.after


def _follow(node: _Node, readings: Sequence[Reading], first: int, at: int, found: list[Sighting]) -> None:
    """Walk the phrases on from token ``at``; each that ends here has been seen."""
    found += [Sighting(concept, first, at) for concept in node.concepts]
    if at == len(readings) or not node.after:
        return
    for piece in (*readings[at].pieces, ANY):
        following = node.after.get(piece)
        if following is not None:
            _follow(following, readings, first, at + 1, found)


def _forms_of(word: str) -> set[str]:
    """The word itself; with a hyphen also without it, and its parts: ``ålesund-brann`` is a fire too."""
    if "-" not in word:
        return {word}
    return {word, word.replace("-", ""), *word.split("-")}


@cache
def load_lexicon(*languages: str) -> Lexicon:
    """The shipped lexicon of languages that are read together; one for all who read with it."""
    return Lexicon(read_terms(*languages))


def read_terms(*languages: str, only: Collection[str] = ()) -> dict[str, list[str]]:
    """The terms of these languages by concept: of all concepts, or of the tables that are named."""
    terms: dict[str, list[str]] = {}
    for language in languages:
        for concept, shades in read_tables(language, only).items():
            for shade, entries in shades.items():
                if shade not in EXAMPLES:
                    name = concept if shade == TERMS else f"{concept}.{shade}"
                    terms.setdefault(name, []).extend(entries)
    return terms


def read_tables(language: str, only: Collection[str] = ()) -> Tables:
    """One language's file: concept, shade, entries; all of it, or the tables that are named."""
    text = (FOLDER / f"{language}.toml").read_text(encoding="utf-8")
    return read_some_lists(text, only) if only else read_lists(text)

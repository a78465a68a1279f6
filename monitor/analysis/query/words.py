"""What a term asks of the words of a text: one pattern for each word of it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from monitor.analysis.inflect import COMMON, find_stems
from monitor.analysis.query.glob import fits_glob, has_wildcard
from monitor.analysis.query.spelling import fold_spelling
from monitor.analysis.text import Text

if TYPE_CHECKING:
    from monitor.analysis.inflect.endings import Stem
    from monitor.analysis.query.tree import Term

Kind: TypeAlias = Literal["forms", "acronym", "word", "glob", "any"]

_WORD = re.compile(r"\w+")
_PIECE = re.compile(r"(?:[^\W_]|[*?])+")
_LONGEST_ACRONYM = 4
_ITSELF = frozenset({""})
_GENITIVE = frozenset({"", "s"})
_MARKS = ("#", "@")


class Pattern(NamedTuple):
    """What one word of a text has to be, in lower case; ``fold`` compares both in one spelling."""

    kind: Kind
    text: str
    fold: bool = False

    def accepts(self, word: str) -> bool:
        """Whether a lower-case word is meant."""
        if self.kind == "any":
            return True
        if word == self.text:
            return True
        if self.kind == "forms" and word in COMMON:
            return False
        seen = fold_spelling(word) if self.fold else word
        if self.kind == "glob":
            return fits_glob(self.text, seen, fold=self.fold)
        return any(seen.startswith(stem) and seen[len(stem) :] in endings for stem, endings in self.stems)

    @property
    def stems(self) -> tuple[Stem, ...]:
        """The stems and endings of which accepted words are made; none for a word with wildcards."""
        return _remember_stems(self)


def list_stems(pattern: Pattern) -> tuple[Stem, ...]:
    """The stems and endings of which the words are made that a pattern accepts; none for one with wildcards."""
    match pattern.kind:
        case "forms":
            found = find_stems(pattern.text)
        case "acronym":
            found = ((pattern.text, _GENITIVE),)
        case "word":
            found = ((pattern.text, _ITSELF),)
        case _:
            return ()
    if not pattern.fold:
        return found
    return tuple((fold_spelling(stem), frozenset(map(fold_spelling, endings))) for stem, endings in found)


_remember_stems = lru_cache(maxsize=16384)(list_stems)


class Slot(NamedTuple):
    """One word of a term: its pattern, its letters with their case where that counts, and a # or @ in front."""

    pattern: Pattern
    cased: str = ""
    mark: str = ""

    def accepts_case(self, written: str) -> bool:
        """Whether a word as it stands in the text has the case that is asked for."""
        if not self.cased or self.pattern.kind == "any":
            return True
        return fits_glob(self.cased, written) if self.pattern.kind == "glob" else written == self.cased


def cut_words(text: str) -> list[str]:
    """The words of a text: its letters and digits, whatever parts them.

    A hyphen, an apostrophe, a colon part words here, as they do in the archive's indexes: *Lysekil* finds
    *Lysekil-Uddevalla*, and *e-post* is a phrase of two words.
    """
    return _WORD.findall(text.replace("_", " "))


def bound_words(text: str) -> list[tuple[int, int]]:
    """Where each of the words begins and ends."""
    return [found.span() for found in _WORD.finditer(text.replace("_", " "))]


@lru_cache(maxsize=65536)
def find_slots(term: Term) -> tuple[Slot, ...]:
    """The words of a term in order; only the last one, outside quotation marks, has forms (*e-post*: e-posten)."""
    lower = term.text.lower()
    if term.text.isalpha() and len(lower) == len(term.text):  # most terms, and quicker
        return (_make_slot(term, term.text, lower, "", is_last=True),)
    text = Text(term.text)
    pieces = [found.span() for found in _PIECE.finditer(text.lower)]
    return tuple(
        _make_slot(
            term,
            text.composed[start:end],
            text.lower[start:end],
            text.lower[max(start - 1, 0) : start],
            is_last=(start, end) == pieces[-1],
        )
        for start, end in pieces
    )


def _make_slot(term: Term, written: str, lower: str, before: str, *, is_last: bool) -> Slot:
    kind = _choose_kind(term, written, is_last=is_last)
    pattern = Pattern(kind, fold_spelling(lower) if term.fold and kind in {"glob", "word"} else lower, term.fold)
    return Slot(pattern, written if term.exact else "", before if before in _MARKS else "")


def _choose_kind(term: Term, written: str, *, is_last: bool) -> Kind:
    if not written.strip("*"):
        return "any"
    if has_wildcard(written):
        return "glob"
    if term.quoted or term.exact or not is_last or not written.isalpha():
        return "word"
    return "acronym" if written.isupper() and len(written) <= _LONGEST_ACRONYM else "forms"

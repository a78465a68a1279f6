"""Finds long terms by a form in which one letter is left out: two words that are one edit apart share such a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.analysis.wordlist import Marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TOLERANT = 9  # letters from which one may be wrong


class Nearly:
    """The long ones of some terms, by themselves and by each form with one letter left out (not the first one)."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms = sorted({term for term in terms if len(term) >= TOLERANT})
        self._marks = Marks((form, number) for number, term in enumerate(self._terms) for form in set(leave_out(term)))

    def find(self, form: str) -> Iterator[str]:
        """The terms that are ``form``, or become it when a letter is left out, in alphabetical order."""
        for number in self._marks.find(form):
            term = self._terms[number]
            if form in leave_out(term):
                yield term


def leave_out(word: str) -> Iterator[str]:
    """The word, and all its forms with one letter left out: the first letter is trusted."""
    yield word
    for gap in range(1, len(word)):
        yield word[:gap] + word[gap + 1 :]

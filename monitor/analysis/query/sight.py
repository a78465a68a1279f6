"""A document seen through a vocabulary: which of its patterns the words and fields fulfil, and where."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from monitor.analysis.query.document import TITLE

if TYPE_CHECKING:
    from monitor.analysis.query.document import Document
    from monitor.analysis.query.near import Occurrence
    from monitor.analysis.query.vocabulary import Vocabulary
    from monitor.analysis.query.words import Pattern


class Sight:
    """What a document fulfils. ``numbers`` are the patterns' numbers in the vocabulary."""

    def __init__(self, document: Document, vocabulary: Vocabulary) -> None:
        self.document = document
        self.weights: dict[Occurrence, int] = {}
        self._vocabulary = vocabulary
        self._places: dict[int, list[int]] = defaultdict(list)
        lower, border = document.text.lower, document.find_range("title")[1]
        start = self._read(lower[:border], TITLE) - TITLE if border else 0
        self._read(lower[border:], start)
        for tag in document.tags if vocabulary.has_tags else ():
            for number in vocabulary.find_tag(tag):
                self._places[number] = []  # true, and nowhere in the text
        self.numbers = set(self._places)

    def _read(self, text: str, place: int) -> int:
        """Note what stands where, from ``place`` on; gives the place behind the last word."""
        places = self._places
        for words, found in map(self._vocabulary.read, text.split()):
            for offset, number in found:
                places[number].append(place + offset)
            place += words
        return place

    def find(self, pattern: Pattern) -> list[int]:
        """The places of all words that the pattern accepts, in order."""
        number = self._vocabulary.numbers.get(pattern)
        if number is not None:
            return self._places.get(number, [])
        place = self.document.place  # a star for a whole word: nobody waits for it
        return [place(index) for index, word in enumerate(self.document.words) if pattern.accepts(word)]

    def find_numbers(self, numbers: tuple[int, ...]) -> list[int]:
        """The places of all words that one of some patterns accepts, in order."""
        found = [self._places[number] for number in numbers if number in self._places]
        return found[0] if len(found) == 1 else sorted({place for places in found for place in places})

"""A document seen through a vocabulary: which of its patterns the words and fields fulfil, and where."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from itertools import chain
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
        self._found = list(chain.from_iterable(map(vocabulary.read, document.text.lower.split())))
        self.numbers = set(chain.from_iterable(self._found))
        self.numbers.update(chain.from_iterable(map(vocabulary.find_tag, document.tags)))

    def find(self, pattern: Pattern) -> list[int]:
        """The places of all words that the pattern accepts, in order."""
        number = self._vocabulary.numbers.get(pattern)
        if number is not None:
            return self._places.get(number, [])
        place = self.document.place  # a star for a whole word: nobody waits for it
        return [place(index) for index, word in enumerate(self.document.words) if pattern.accepts(word)]

    def find_numbers(self, numbers: tuple[int, ...]) -> list[int]:
        """The places of all words that one of some patterns accepts, in order."""
        known = self.numbers.intersection(numbers)
        if len(known) == 1:
            return self._places.get(known.pop(), [])
        return sorted({place for number in known for place in self._places.get(number, ())})

    @cached_property
    def _places(self) -> dict[int, list[int]]:
        places: dict[int, list[int]] = defaultdict(list)
        border = self.document.border
        for index, numbers in enumerate(self._found):
            for number in numbers:
                places[number].append(index if index >= border else TITLE + index)
        return places

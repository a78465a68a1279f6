"""Says in which of five languages a text is written, and when that cannot be told."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.analysis.weights import Weights
from monitor.domain.model import UNKNOWN_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TABLE = Path(__file__).parent / "data" / "language.tsv"
LANGUAGES = ("sv", "nb", "nn", "fi", "en")
_CERTAIN = 0.98
_SURE = 0.80  # below this the text could be two languages
_SHORT = 12  # letters: under this nothing is said, see the measurements in reference works on language identification
_READ = 60  # words: more do not change the answer
_REMEMBERED = 20_000


class LanguageFinder:
    """A linear model over whole words and their letters in threes."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._score_word = lru_cache(_REMEMBERED)(self._score_unseen)

    @classmethod
    def load(cls) -> LanguageFinder:
        """Read the table that is shipped."""
        return cls(Weights.load(TABLE))

    def find(self, words: Sequence[str]) -> str:
        """``sv``, ``nb``, ``nn``, ``fi``, ``en`` or ``und``. Words are in lower case."""
        chances = self.weigh(words)
        language, chance = max(chances.items(), key=lambda pair: pair[1])
        if chances["nb"] + chances["nn"] >= _SURE:
            return "nb" if chances["nb"] >= chances["nn"] else "nn"
        return language if chance >= _SURE else UNKNOWN_LANGUAGE

    def is_certain(self, words: Sequence[str]) -> bool:
        """Whether there is no doubt of the language; of few words there nearly always is."""
        return max(self.weigh(words).values()) >= _CERTAIN

    def weigh(self, words: Sequence[str]) -> dict[str, float]:
        """How likely each language is; all alike when the text is too short to tell."""
        kept = [word for word in words[:_READ] if word.isalpha()]
        if sum(map(len, kept)) < _SHORT:
            return dict.fromkeys(LANGUAGES, 1 / len(LANGUAGES))
        scores = self._weights.unpack(self._weights.bias + sum([self._score_word(word) for word in kept]))
        top = max(scores)
        powers = [math.exp(score - top) for score in scores]
        return {lane: power / sum(powers) for lane, power in zip(self._weights.lanes, powers, strict=True)}

    def _score_unseen(self, word: str) -> int:
        return self._weights.add(list_parts(word))


def list_parts(word: str) -> Iterator[str]:
    """The word with its borders, and its letters in threes."""
    marked = f"<{word}>"
    yield marked
    for start in range(len(marked) - 2):
        yield marked[start : start + 3]

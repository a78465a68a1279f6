"""Reads a text once for the classifier: its words, the concepts in it, and the names of all features that they make."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.analysis.by_need import ByNeed
from monitor.analysis.features import (
    READ,
    list_concept_features,
    list_shape_features,
    list_word_features,
    name_pair,
    read_surroundings,
)
from monitor.analysis.lexicon import load_lexicon
from monitor.analysis.numbers import list_number_features

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitor.analysis.features import Seen
    from monitor.analysis.lexicon import Lexicon
    from monitor.analysis.text import Text

# Languages that are read together: people mix the two Norwegian written forms, often within one notice.
GROUPS = {"sv": ("sv",), "no": ("nb", "nn"), "fi": ("fi",), "en": ("en",)}


def group_of(language: str) -> str:
    """The group in which a language is read."""
    return next((group for group, languages in GROUPS.items() if language in languages), "")


@dataclass(frozen=True, slots=True)
class Told:
    """What a text tells: its words, the concepts seen and the names of what the model weighs."""

    words: list[str]
    seen: list[Seen]
    features: set[str]


class Reader:
    """The lexica of all groups."""

    def __init__(self, lexica: Mapping[str, Lexicon]) -> None:
        self._lexica = lexica

    @classmethod
    def load(cls) -> Reader:
        """The lexica that are shipped, each read with the first text of its group."""
        return cls(ByNeed(GROUPS, lambda group: load_lexicon(*GROUPS[group])))

    def read(self, text: Text, groups: Iterable[str]) -> Told:
        """Read the beginning of a text with the lexica of these groups."""
        words = text.words[:READ]
        seen = [it for group in groups for it in read_surroundings(text, self._lexica[group].find(words), group)]
        features = list_concept_features(seen) | list_shape_features(text) | list_number_features(words, seen)
        return Told(words, seen, features)

    @staticmethod
    def list_word_features(words: Sequence[str]) -> Iterator[str]:
        """Every word's features and every pair of words."""
        for word in words:
            yield from list_word_features(word)
        for one, other in itertools.pairwise(words):
            yield name_pair(one, other)

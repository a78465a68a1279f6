"""A linear model over what a text says: its concepts in all languages, its words and their parts in its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.analysis.features import list_word_features, scale_of
from monitor.analysis.reading import GROUPS
from monitor.analysis.weights import Weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from monitor.analysis.reading import Told

CONCEPTS = "concepts"
TABLES = (CONCEPTS, *GROUPS)
_REMEMBERED = 20_000  # words whose score is kept, for each language


class LinearModel:
    """What each lane scores, as the sum of what each concept and each word adds.

    ``tables`` are one for the concepts and one for each group of languages, all with the same lanes.
    """

    def __init__(self, tables: Mapping[str, Weights]) -> None:
        self._tables = tables
        self._concepts = tables[CONCEPTS]
        self._known: dict[str, dict[str, int]] = {group: {} for group in GROUPS}

    @classmethod
    def load(cls, folder: Path, name: str) -> LinearModel:
        """Read ``name.concepts.tsv``, ``name.sv.tsv`` and the rest."""
        return cls({table: Weights.load(folder / f"{name}.{table}.tsv") for table in TABLES})

    def score(self, told: Told, groups: tuple[str, ...]) -> dict[str, float]:
        """The score of each lane; a text that is read in several groups has the mean of what its words say in each."""
        scores = self._concepts.unpack(self._concepts.add(told.features) + self._concepts.bias)
        scale = scale_of(len(told.words)) / len(groups)
        for group in groups:
            table = self._tables[group]
            known = self._known[group]
            words = sum([known[word] if word in known else self._score_word(group, word) for word in told.words])
            pairs = table.add_pairs(told.words)
            for lane, score in enumerate(table.unpack(words + pairs)):
                scores[lane] += score * scale
        return dict(zip(self._concepts.lanes, scores, strict=True))

    def list_strongest(self, told: Told, groups: Iterable[str], lane: str, most: int) -> list[int]:
        """The numbers of the words that add most to a lane, the strongest first; none that adds nothing."""
        column = self._concepts.lanes.index(lane)
        added: dict[int, float] = {}
        for group in groups:
            for number, word in enumerate(told.words):
                score = self._tables[group].unpack(self._score_word(group, word))[column]
                added[number] = added.get(number, 0.0) + score
        ranked = sorted((number for number in added if added[number] > 0), key=lambda number: -added[number])
        return ranked[:most]

    def _score_word(self, group: str, word: str) -> int:
        """What a word adds to all lanes, packed; most words of a stream are known soon."""
        known = self._known[group]
        if word in known:
            return known[word]
        if len(known) > _REMEMBERED:
            known.clear()
        score = known[word] = self._tables[group].add(list_word_features(word))
        return score

"""Hides slurs and threats wherever a text is shown: the first letter stays, so that a reader knows what stood there."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.analysis.lexicon import Lexicon, read_terms
from monitor.analysis.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

_LANGUAGES = ("sv", "nb", "nn", "fi", "en")
_CONCEPTS = frozenset({"slur", "hate_threat.threat"})
_DOT = "•"


@lru_cache(1)
def load_slurs() -> Lexicon:
    """The words that are never shown, of all five languages: an insult needs no language of its own."""
    terms = read_terms(*_LANGUAGES, only={concept.partition(".")[0] for concept in _CONCEPTS})
    return Lexicon({concept: entries for concept, entries in terms.items() if concept in _CONCEPTS})


def mask(text: str) -> str:
    """The text with every slur and threat hidden. Its length stays, and so do all offsets into it."""
    read = Text(text)
    spans = [read.origin(read.starts[it.first], read.ends[it.after - 1]) for it in load_slurs().find(read.words)]
    return "".join(_hide(text, spans))


def _hide(text: str, spans: Iterable[tuple[int, int]]) -> Iterable[str]:
    covered = {index for start, end in spans for index in range(start, end)}
    for index, letter in enumerate(text):
        first = index == 0 or not text[index - 1].isalnum()
        yield _DOT if index in covered and letter.isalnum() and not first else letter

"""Says what a text claims has changed: that it takes longer, reaches further, is back, never was so."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.analysis.lexicon import TERMS, Lexicon
from monitor.domain.model import Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

TABLE = Path(__file__).parent / "data" / "turns.toml"
READ = 250  # words: what is new stands in the beginning
# Bokmål and Nynorsk are read together, and a text whose language is not known is read in all.
_TOGETHER = {"sv": ("sv",), "nb": ("nb", "nn"), "nn": ("nb", "nn"), "fi": ("fi",), "en": ("en",)}


def find_turns(words: Sequence[str], language: str) -> tuple[Turn, ...]:
    """The turns that a text takes, in the order of ``Turn``. ``words`` are in lower case."""
    seen = {sighting.concept for sighting in _lexicon(_TOGETHER.get(language)).find(words[:READ])}
    if Turn.DONE.value in seen:
        seen.add(Turn.OVER.value)
    if Turn.AFTERWORK.value in seen:
        seen.discard(Turn.GOES_ON.value)
    return tuple(turn for turn in Turn if turn.value in seen)


def read_tables() -> dict[str, dict[str, dict[str, list[str]]]]:
    """The file: language, turn, and of each its terms and its examples."""
    tables: dict[str, dict[str, dict[str, list[str]]]] = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return tables


@cache
def _lexicon(languages: tuple[str, ...] | None) -> Lexicon:
    terms: dict[str, list[str]] = {}
    for language, turns in read_tables().items():
        if languages is None or language in languages:
            for turn, entries in turns.items():
                terms.setdefault(turn, []).extend(entries[TERMS])
    return Lexicon(terms)

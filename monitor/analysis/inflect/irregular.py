"""Forms that no ending makes, from a table that a reader can correct."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from monitor.analysis.inflect.endings import endings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.analysis.inflect.endings import Stem

_LONGEST_TAIL = 9
_SHORTEST_TAIL = 3  # shorter ones are met inside too many words that are none of theirs


def _load() -> dict[str, list[Stem]]:
    table: dict[str, list[Stem]] = {}
    ending = endings(".")
    for line in (Path(__file__).parent / "irregular.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            ending = endings(". s" if line == "[s]" else ".")
        elif line and not line.startswith("#"):
            word, forms = line.split(": ")
            table.setdefault(word, []).extend((form, ending) for form in forms.split())
    return table


_TABLE = _load()
_TAILS = _TABLE.keys()


def inflect_irregular(word: str) -> Iterator[Stem]:
    """The irregular forms of a word: *skogsbrand* has those of *brand*."""
    yield from _TABLE.get(word, ())
    for start in _find_tails(word):
        for form, ending in _TABLE.get(word[start:], ()):
            yield word[:start] + form, ending


def has_irregular_end(word: str) -> bool:
    """Whether the table has forms for the word or for its end."""
    return not _TAILS.isdisjoint([word, *(word[start:] for start in _find_tails(word))])


def _find_tails(word: str) -> range:
    return range(max(1, len(word) - _LONGEST_TAIL), len(word) - _SHORTEST_TAIL + 1)

"""Spelling without regard to which of å and aa, ä, æ and ae, ö, ø and oe a writer has chosen."""

from __future__ import annotations

import re

_FOLDED = str.maketrans({"å": "aa", "ä": "ae", "æ": "ae", "ö": "oe", "ø": "oe"})
_SPELT = {"aa": "å", "ae": "äæ", "oe": "öø"}
_VARYING = re.compile("aa|ae|oe")


def fold_spelling(word: str) -> str:
    """A lower-case word without letters of its own: *malmö*, *malmø* and *malmoe* all become *malmoe*."""
    return word.translate(_FOLDED)


def list_spellings(words: set[str], beginnings: set[str], shortest: int) -> tuple[set[str], set[str]]:
    """Words in all their spellings; of those that vary only after ``shortest`` letters, the shared beginning."""
    spelt: set[str] = set()
    shared = {_find_shared(fold_spelling(beginning)).rstrip("ao") for beginning in beginnings}
    for word in map(fold_spelling, words):
        beginning = _find_shared(word)
        if beginning == word or len(beginning) < shortest:
            spelt |= _spell(word)
        else:
            shared.add(beginning)
    return spelt, shared


def _find_shared(folded: str) -> str:
    """What stands before the first letter that may be spelt otherwise."""
    return _VARYING.split(folded, maxsplit=1)[0]


def _spell(folded: str) -> set[str]:
    found = _VARYING.search(folded)
    if not found:
        return {folded}
    before, letters, behind = folded[: found.start()], _SPELT[found.group()], folded[found.end() :]
    as_one = {before + letter + rest for letter in letters for rest in _spell(behind)}
    as_two = {before + folded[found.start()] + rest for rest in _spell(folded[found.start() + 1 :])}
    return as_one | as_two

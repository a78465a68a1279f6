"""The forms of a word in Swedish, Norwegian, Finnish and English, by rule: *vattenläcka* has *vattenläckorna*.

No dictionary stands behind it. A form that does not exist does no harm, for nobody writes it; one that is another word
does, and ``common.txt`` holds the words that are never taken for a form of another.

A compound is a word of its own: *brand* has no form *skogsbrand*.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.analysis.inflect.endings import Stem, unite
from monitor.analysis.inflect.english import inflect_english
from monitor.analysis.inflect.finnish import counts_syllables, inflect_finnish, may_be_finnish
from monitor.analysis.inflect.finnish_verbs import inflect_finnish_verb
from monitor.analysis.inflect.irregular import has_irregular_end, inflect_irregular
from monitor.analysis.inflect.norwegian import inflect_norwegian
from monitor.analysis.inflect.swedish import inflect_swedish

if TYPE_CHECKING:
    from collections.abc import Iterable

_RULES = (inflect_swedish, inflect_norwegian, inflect_english, inflect_finnish, inflect_finnish_verb)
_SHORTEST = 2
_ONLY_ITSELF = frozenset({""})


def _load_common() -> frozenset[str]:
    lines = (Path(__file__).parent / "common.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


COMMON = _load_common()
"""Words that are never taken for a form of another word: *vart* is no form of *vara*, nor *makt* one of *maka*."""


def find_stems(word: str) -> tuple[Stem, ...]:
    """Each stem of a lower-case word with the endings that make a form of it; the word itself is always a form.

    A form of the list of common words is among them all the same: ``is_form`` is what refuses it.
    """
    if len(word) < _SHORTEST or not word.isalpha():
        return ((word, _ONLY_ITSELF),)
    if len(word) >= _LONG and not has_irregular_end(word) and not counts_syllables(word, 2):
        head = word[:-_END]
        return tuple([(head + end, endings) for end, endings in _find_ends(word[-_END:], _find_likeness(word))])
    return _gather(word, chain(inflect_irregular(word), *(rule(word) for rule in _RULES)))


def _gather(word: str, stems: Iterable[Stem]) -> tuple[Stem, ...]:
    found = {word: _ONLY_ITSELF}
    for stem, endings in stems:
        if len(stem) >= _SHORTEST:
            found[stem] = unite(found.get(stem, endings), endings)
    return tuple(found.items())


# ---- long words --------------------------------------------------------------------------------------------------
# Of a long word the rules look at the last six letters, and at whether the whole may be English or Finnish. So words
# with the same end share what was found for one of them, and many queries are compiled in a third of the time.
_LONG = 9
_END = 6
_LIKENESS = {(True, True): "katus", (False, True): "pölys", (True, False): "cobas", (False, False): "åcbas"}


def _find_likeness(word: str) -> str:
    """A beginning that the rules cannot tell from the word's own."""
    return _LIKENESS[word.isascii(), may_be_finnish(word)]


@lru_cache(maxsize=32768)
def _find_ends(end: str, beginning: str) -> tuple[Stem, ...]:
    word = beginning + end
    stems = _gather(word, chain.from_iterable(rule(word) for rule in _RULES))
    return tuple((stem[len(beginning) :], endings) for stem, endings in stems)


# ---- questions ---------------------------------------------------------------------------------------------------
_remember_stems = lru_cache(maxsize=16384)(find_stems)


def is_form(word: str, lemma: str) -> bool:
    """Whether a lower-case word is a form of a lemma."""
    if word == lemma:
        return True
    return word not in COMMON and any(
        word.startswith(stem) and word[len(stem) :] in endings for stem, endings in _remember_stems(lemma)
    )


def list_forms(lemma: str) -> frozenset[str]:
    """Every form of a lower-case lemma: some tens in Swedish, some thousands where the word may be Finnish."""
    forms = {stem + ending for stem, endings in find_stems(lemma) for ending in endings}
    return frozenset(forms - COMMON) | {lemma}

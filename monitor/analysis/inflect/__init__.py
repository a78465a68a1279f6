"""The forms of a word in Swedish, Norwegian, Finnish and English, by rule: *vattenläcka* has *vattenläckorna*.

No dictionary stands behind it. A form that does not exist does no harm, for nobody writes it; one that is another word
does, and ``common.txt`` holds the words that are never taken for a form of another.

A compound is a word of its own: *brand* has no form *skogsbrand*.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from os.path import commonprefix
from pathlib import Path

from monitor.analysis.inflect.endings import Stem, unite
from monitor.analysis.inflect.english import inflect_english
from monitor.analysis.inflect.finnish import inflect_finnish
from monitor.analysis.inflect.finnish_verbs import inflect_finnish_verb
from monitor.analysis.inflect.irregular import has_irregular_end, inflect_irregular
from monitor.analysis.inflect.norwegian import inflect_norwegian
from monitor.analysis.inflect.swedish import inflect_swedish

_RULES = (
    inflect_swedish,
    inflect_norwegian,
    inflect_irregular,
    inflect_english,
    inflect_finnish,
    inflect_finnish_verb,
)
_SHORTEST = 2
_LONG = 8
_MOST_CHANGED = 4
_ONLY_ITSELF = frozenset({""})


def _load_common() -> frozenset[str]:
    lines = (Path(__file__).parent / "common.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


COMMON = _load_common()
"""Words that are never taken for a form of another word: *vart* is no form of *vara*, nor *makt* one of *maka*."""


@lru_cache(maxsize=16384)
def find_stems(word: str) -> tuple[Stem, ...]:
    """Each stem of a lower-case word with the endings that make a form of it; the word itself is always a form.

    A form of the list of common words is among them all the same: ``is_form`` is what refuses it.
    """
    found = {word: _ONLY_ITSELF}
    if len(word) >= _SHORTEST and word.isalpha():
        for stem, endings in chain.from_iterable(rule(word) for rule in _RULES):
            if len(stem) >= _SHORTEST:
                found[stem] = unite(found.get(stem, endings), endings)
    return tuple(found.items())


def find_root(word: str) -> str:
    """A beginning that all forms of a lower-case word share, without making them where the word is long.

    No rule changes more than the last four letters; a table of irregular words does.
    """
    if len(word) >= _LONG and not has_irregular_end(word):
        return word[:-_MOST_CHANGED]
    return commonprefix([stem for stem, _ in find_stems(word)])  # noqa: RUF071 - of strings is what is meant


def is_form(word: str, lemma: str) -> bool:
    """Whether a lower-case word is a form of a lemma."""
    if word == lemma:
        return True
    return word not in COMMON and any(
        word.startswith(stem) and word[len(stem) :] in endings for stem, endings in find_stems(lemma)
    )


def list_forms(lemma: str) -> frozenset[str]:
    """Every form of a lower-case lemma: some tens in Swedish, some thousands where the word may be Finnish."""
    forms = {stem + ending for stem, endings in find_stems(lemma) for ending in endings}
    return frozenset(forms - COMMON) | {lemma}

"""What is put behind a stem: sets of endings, written as one line each."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

Stem: TypeAlias = tuple[str, frozenset[str]]
"""A beginning and every ending that makes it a form of the word: ``("hamn", {"", "s", "en", "ens", …})``."""

CONSONANTS = frozenset("bcdfghjklmnpqrstvwxz")
VOWELS = frozenset("aeiouyåäöæø")


def endings(line: str) -> frozenset[str]:
    """The endings of a line; a dot is the bare stem."""
    return frozenset(ending.replace(".", "") for ending in line.split())


def with_genitive(line: str) -> frozenset[str]:
    """The endings of a line, each of them with the genitive's s as well."""
    plain = endings(line)
    return plain | {f"{ending}s" for ending in plain}


@lru_cache(maxsize=4096)
def unite(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """Both sets as one; the same two give the same object, so that a hundred thousand words share a few hundred."""
    return one | other


def ends_closed(word: str) -> bool:
    """Whether the word ends in one vowel and one consonant, as *rum* and *stop*: the consonant may double."""
    return (
        len(word) > 2 and word[-1] in CONSONANTS and word[-2] in VOWELS and (len(word) == 3 or word[-3] in CONSONANTS)
    )

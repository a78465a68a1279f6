"""Words with ``*`` and ``?``: any number of characters, and exactly one. RE2 does it, so that no pattern is slow."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import re2

_WILDCARD = re.compile(r"[*?]")
# In a folded word å is written aa: one character of the reader's is one or two of ours.
_ONE_OF_FOLDED = "(?:aa|ae|oe|.)"


@lru_cache(maxsize=4096)
def _compile(pattern: str, *, fold: bool) -> Any:
    wildcards = {"*": ".*", "?": _ONE_OF_FOLDED if fold else "."}
    return re2.compile("(?s)" + "".join(wildcards.get(char) or re2.escape(char) for char in pattern))


def fits_glob(pattern: str, word: str, *, fold: bool = False) -> bool:
    """Whether the whole word is what the pattern allows; both are compared as they are, case and all."""
    return bool(_compile(pattern, fold=fold).fullmatch(word))


def has_wildcard(text: str) -> bool:
    """Whether a star or a question mark stands in it."""
    return "*" in text or "?" in text


def find_literal(pattern: str) -> str:
    """The longest piece of a pattern without wildcards: what every word that fits must hold."""
    return max(_WILDCARD.split(pattern), key=len)

"""Forms of English words, by how the word ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.analysis.inflect.endings import endings, ends_closed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.analysis.inflect.endings import Stem

_REGULAR = endings(". s ed ing")  # leak leaks leaked leaking; the genitive's 's is a word of its own
_DOUBLED = endings("ed ing")  # stop stopped stopping
_IN_E = endings(". s d")  # close closes closed closing
_E_DROPPED = endings("ing")
_Y = endings(". ing")
_IN_Y = endings("ies ied")  # city cities, carry carried
_HISSING = endings(". es ed ing")  # bus buses, crash crashes
_ENGLISH = re.compile(r"[a-z]{3,}")


def inflect_english(word: str) -> Iterator[Stem]:
    """Stems and endings of an English noun or verb in its dictionary form."""
    if not _ENGLISH.fullmatch(word):
        return
    if word[-1] == "e":
        if len(word) > 3:  # *tre* must not find *tred*
            yield word, _IN_E
            yield word[:-1], _E_DROPPED
    elif word[-1] == "y" and word[-2] not in "aeiou":
        yield word, _Y
        yield word[:-1], _IN_Y
    elif word.endswith(("s", "x", "z", "ch", "sh")):
        yield word, _HISSING
    elif word[-1] not in "aiou":
        yield word, _REGULAR
        if ends_closed(word) and word[-1] not in "wx":
            yield word + word[-1], _DOUBLED

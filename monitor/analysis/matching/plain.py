"""The quick look at a name that can be nothing else: most names in most texts need no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.analysis.matching.standing import read_case
from monitor.analysis.matching.weigh import split_word

if TYPE_CHECKING:
    from monitor.analysis.matching.weigh import Case

_FREE_BEFORE = frozenset(" \n")
_FREE_AFTER = frozenset(" \n.,)")
_WINDOW = 26  # characters: one word
_FOR_BEFORE = frozenset({"locative", "preposition", "admin", "zone"})
_FOR_AFTER = frozenset({"admin", "place_noun"})
_NEUTRAL_AFTER = frozenset({"", "speech", "trade", "adverb", "party", "acts"})
_SIGNS = {"locative": "locative", "preposition": "preposition", "zone": "preposition", "admin": "admin_before"}


def read_plain(case: Case) -> bool:
    """Read the words beside an ordinary form of a clear name; False, with nothing noted, where a closer look is needed.

    A closer look is needed at capitals, hyphens, quotation marks and at each word that speaks against a place.
    """
    composed, start, end = case.page.composed, case.found.start, case.found.end
    before = composed[start - 1] if start else "\n"
    after = composed[end] if end < len(composed) else "\n"
    if before not in _FREE_BEFORE or after not in _FREE_AFTER or not composed[start : start + 2].istitle():
        return False
    left = _read_before(case, composed[max(0, start - _WINDOW) : start - 1]) if before == " " else ("", "")
    right = _read_after(case, composed[end + 1 : end + _WINDOW]) if after == " " else ("", "")
    if left is None or right is None:
        return False
    for sign, word in (left, right):
        if sign:
            case.add(sign, word)
    if case.finnish:
        read_case(case)
    return True


def _read_before(case: Case, chunk: str) -> tuple[str, str] | None:
    """The sign of the word before, ("", "") for none; None when it must be looked at closely."""
    word = chunk.rpartition(" ")[2].rpartition("\n")[2]
    if not word or not word[-1].isalpha():
        return None if word[-1:].isdigit() else ("", "")
    if not word.islower():
        return None
    if word in case.world.lexis.nations:
        return None
    role = case.world.lexis.before.find(word)
    if role in _FOR_BEFORE:
        return _SIGNS[role], word
    return None if role else ("", "")


def _read_after(case: Case, chunk: str) -> tuple[str, str] | None:
    """The sign of the word behind, in the same way."""
    word = split_word(chunk.partition(" ")[0].partition("\n")[0])
    if not word or not word[0].islower():
        return None
    role = case.world.lexis.after.find(word.lower())
    if role in _FOR_AFTER:
        return f"{role}_after" if role == "admin" else role, word
    return ("", "") if role in _NEUTRAL_AFTER else None

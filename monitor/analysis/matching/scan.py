"""Finds every surface form of the index in a text: one automaton over one byte a character."""

from __future__ import annotations

import re
from array import array
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from monitor.analysis.matching.senses import Rank

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.analysis.matching.packed import Forms
    from monitor.analysis.matching.senses import Entry

_BLANK = 32
_SENTENCE_ENDS = frozenset({". ", "! ", "? ", ": ", "– ", "- ", "… "})
_REST = re.compile(r"[^\W\d_]*")
# In lower case a name that is also a word is looked at only before one of these: "vara kommun".
_OFFICIAL = frozenset({b" komm", b" kunt", b" kunn", b" kaup", b" hera"})
_CLITICS = frozenset("kin kaan kään ko kö han hän pa pä kohan köhän kinko kinkö".split())  # noqa: SIM905  (endings)


def _make_table() -> bytes:
    """Latin-1 bytes to lower case, with a blank for whatever is no letter and no digit."""
    table = bytearray(b" " * 256)
    for code in range(256):
        char = chr(code)
        if char.isalnum():
            low = char.lower()
            table[code] = ord(low) if len(low) == 1 and ord(low) < 256 else code
    return bytes(table)


_TABLE = _make_table()
_TABLE_OF_LINES = _TABLE[:10] + b"\n" + _TABLE[11:]
_IS_LOWER = bytes(chr(code).islower() for code in range(256))


def make_key(text: str) -> bytes:
    """Make the text as the automaton reads it: a blank, then one byte for each character, so that offsets stay.

    What Latin-1 lacks (typographic quotes, but also Sámi č and đ) becomes a blank; such a form is compared once more.
    """
    return b" " + text.encode("latin-1", "replace").translate(_TABLE)


def make_keys(texts: Iterable[str]) -> list[bytes]:
    """The keys of many texts, as ``make_key`` makes each; none of them holds the end of a line."""
    lines = ("\n".join(["", *texts])).replace("\n", "\n ")
    return lines.encode("latin-1", "replace").translate(_TABLE_OF_LINES).split(b"\n")[1:]


class Found(NamedTuple):
    """A form in a text: where it stands, what it can be, and the rest of its word ("kommunen" in Varakommunen)."""

    start: int
    end: int
    entry: Entry
    rest: str = ""


class Scanner:
    """All forms of an index, compiled: about 2 µs a form to build, about 6 µs a kilobyte to scan."""

    def __init__(self, forms: Forms, tails: tuple[str, ...]) -> None:
        self._tails = tails
        self._forms = forms
        keys: dict[bytes, int] = {}
        self._unsure = set[int]()  # forms with letters that the key lacks: they are compared once more
        texts = list(forms)
        for number, (form, key) in enumerate(zip(texts, make_keys(texts), strict=True)):
            if keys.setdefault(key, number) == number and not form.isascii() and max(form) > "ÿ":
                self._unsure.add(len(keys) - 1)
        del texts
        self._numbers = array("I", keys.values())
        self._strict = bytes([not lower for lower in forms.are_lower(self._numbers)])
        # A form of several words that breaks off inside a word ("Oslo Børsen") gives way to the shorter one that it
        # begins with.
        ends = (key.find(b" ", 1) for key in keys)
        self._shorter = {i: keys.get(key[:end]) for i, (key, end) in enumerate(zip(keys, ends, strict=True)) if end > 0}
        patterns = list(keys)
        del keys  # 5 MB, while the automaton needs most
        self._automaton = BytesAhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest)

    def find(self, composed: str) -> list[Found]:
        """Find every form in a text in NFC, in order, none over another; in lower case where it may be believed."""
        raw = composed.encode("latin-1", "replace")
        key = b" " + raw.translate(_TABLE)
        size, strict = len(key), self._strict
        found: list[Found] = []
        for index, start, stop in self._automaton.find_matches_as_indexes(key):
            # Most of what is found are common words that a name is too: they go first, and quickly.
            if strict[index] and _IS_LOWER[raw[start]] and key[stop : stop + 5] not in _OFFICIAL:
                continue
            one = self._check(composed, start, stop - 1, index, whole=stop == size or key[stop] == _BLANK)
            if one is not None:
                found.append(one)
        return found

    def _check(self, composed: str, start: int, end: int, index: int, *, whole: bool) -> Found | None:
        entry = self._forms.entry(self._numbers[index])
        if index in self._unsure and composed[start:end].lower() != entry.text:
            return None
        if entry.wordy and _begins_sentence(composed, start, end):
            return None
        if not whole:
            return self._continue(composed, start, end, index)
        return Found(start, end, entry) if _is_free(composed, start, end) else None

    def _continue(self, composed: str, start: int, end: int, index: int) -> Found | None:
        """What to make of a form that is the beginning of a longer word."""
        entry = self._forms.entry(self._numbers[index])
        if index in self._shorter:
            shorter = self._shorter[index]
            if shorter is None:
                return None
            entry = self._forms.entry(shorter)
            return Found(start, start + len(entry.text), entry)
        matched = _REST.match(composed, end)
        rest = matched.group().lower() if matched else ""
        if not rest:  # a digit or a letter of another alphabet follows
            return None
        if entry.prefix or (rest in _CLITICS and entry.senses and entry.senses[0].name.rank is not Rank.LOCALITY):
            return Found(start, end + len(rest), entry)
        if entry.senses and (rest.startswith(self._tails) or (rest[0] == "s" and rest[1:].startswith(self._tails))):
            return Found(start, end, entry, rest)
        return None


def _begins_sentence(composed: str, start: int, end: int) -> bool:
    """Whether the form is the first word of a sentence that simply goes on."""
    before = composed[start - 2 : start] if start > 1 else "\n"
    return composed[end : end + 1] == " " and (before[-1] == "\n" or before in _SENTENCE_ENDS)


def _is_free(composed: str, start: int, end: int) -> bool:
    """Whether no letter of another alphabet stands beside the form; the key shows a blank for those."""
    before = composed[start - 1] if start else " "
    after = composed[end] if end < len(composed) else " "
    return (before <= "ÿ" or not before.isalnum()) and (after <= "ÿ" or not after.isalnum())

"""A text prepared once and shared by all that read it: lower case, tokens, sentences, offsets into the original."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from functools import cached_property

# Letters, digits and the marks inside words that all five languages use; an apostrophe and a hyphen join.
_TOKEN = re.compile(r"\w+(?:[’'\-‐‑]\w+)*", re.UNICODE)
_SENTENCE_END = re.compile(r"(?:[.!?…]+[\"'”’»)\]]*(?=\s)|\n)")
# One character for one character, so that offsets stay; İ is the one letter whose lower case is longer than itself.
_FOLD = str.maketrans(
    {
        "İ": "i",
        "’": "'",
        "‘": "'",
        "´": "'",
        "`": "'",
        "”": '"',
        "“": '"',
        "„": '"',
        "»": '"',
        "«": '"',
        "‐": "-",
        "‑": "-",
        "–": "-",
        "—": "-",
        "−": "-",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
    }
)
_UNEVEN = re.compile(f"[{''.join(map(chr, _FOLD))}]")


class Text:
    r"""A title and a text as one string, read once.

    ``full`` is ``title + "\n" + text`` (the text alone without a title): all offsets count its characters. ``lower``
    has the same length: lower case, plain quotes, hyphens and blanks. ``words``, ``starts`` and ``ends`` are
    parallel.
    """

    def __init__(self, text: str, title: str = "") -> None:
        self.title = title
        self.full = f"{title}\n{text}" if title else text
        self.composed, self._origin = _compose(self.full)
        self.title_end = len(title) if self._origin is None else len(unicodedata.normalize("NFC", title))

    @cached_property
    def lower(self) -> str:
        """``composed`` in lower case, with plain quotes, hyphens and blanks: most texts are refused before it."""
        plain = _make_plain(self.composed)
        lower = plain.lower()
        if len(lower) == len(plain):
            return lower
        # A letter that Unicode may yet grow: keep offsets above all.
        return "".join(low if len(low := char.lower()) == 1 else char for char in plain)

    @cached_property
    def words(self) -> list[str]:
        """The tokens, in lower case."""
        return _TOKEN.findall(self.lower)

    @cached_property
    def _spans(self) -> tuple[list[int], list[int]]:
        # Apart from the words: most texts are looked at by their words alone, and offsets cost as much again.
        spans = [found.span() for found in _TOKEN.finditer(self.lower)]
        return [start for start, _ in spans], [end for _, end in spans]

    @property
    def starts(self) -> list[int]:
        """Where each token begins in ``composed`` and ``lower``."""
        return self._spans[0]

    @property
    def ends(self) -> list[int]:
        """Where each token ends in ``composed`` and ``lower``."""
        return self._spans[1]

    def token_at(self, offset: int) -> int:
        """The index of the token that covers or precedes ``offset``; -1 before the first."""
        return bisect_right(self.starts, offset) - 1

    @cached_property
    def sentence_starts(self) -> list[int]:
        """Offsets at which sentences begin, the first one included; the title is a sentence of its own."""
        starts = [0]
        starts.extend(found.end() for found in _SENTENCE_END.finditer(self.lower) if found.end() < len(self.lower))
        return starts

    def sentence_of(self, offset: int) -> int:
        """The index of the sentence in which ``offset`` lies."""
        return bisect_right(self.sentence_starts, offset) - 1

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in ``full`` for offsets in ``composed``: they differ only where the text came decomposed."""
        if self._origin is None:
            return start, end
        return self._origin[start], self._origin[end]


def _make_plain(composed: str) -> str:
    """Plain quotes, hyphens and blanks: what ``translate`` does, six times as fast on a text that has few of them."""
    for char in set(_UNEVEN.findall(composed)):
        composed = composed.replace(char, _FOLD[ord(char)])
    return composed


def _compose(full: str) -> tuple[str, list[int] | None]:
    """The text in NFC, and for each of its offsets the one in ``full``; None when they are the same."""
    if unicodedata.is_normalized("NFC", full):
        return full, None
    parts: list[str] = []
    origin: list[int] = []
    begin = 0
    for index in range(1, len(full) + 1):
        # A cluster ends where the next character starts one of its own.
        if index == len(full) or not unicodedata.combining(full[index]):
            composed = unicodedata.normalize("NFC", full[begin:index])
            parts.append(composed)
            origin.extend([begin] * len(composed))
            begin = index
    origin.append(len(full))
    return "".join(parts), origin

"""What of a text is worth remembering: its sentences, without clocks and counters, so that only additions are news."""

from __future__ import annotations

import re
from base64 import b64encode
from itertools import pairwise

import xxhash

HASH = 8  # characters of a sentence's hash
SKETCH = 4  # how many of a sentence's pairs of words are remembered, at three characters each
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÅÄÖÆØ0-9\"”»–-])")
_ABBREVIATED = re.compile(
    r"\b(?:kl|klo|ca|nr|tel|tlf|puh|fv|rv|ev|jfr|resp|obs|bl|inkl|exkl|dvs|osv|mm|m\.fl|t\.ex|bl\.a|f\.d|[A-ZÅÄÖ])\.$"
)
_SHORT = 8  # words; in a shorter line a number is a counter and a clock a stamp
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_WORD = re.compile(r"\w+")
_STAMP = re.compile(
    r"\b(?:senast\s+(?:uppdaterad|ändrad|granskad)|sidan\s+(?:uppdaterades|granskades|ändrades|är\s+uppdaterad)|"
    r"(?:sist|sidst)\s+(?:oppdatert|endret|endra)|oppdatert\s+(?:den\s+)?\d|publi(?:cerad|sert|ceret)\b|viimeksi\s+(?:päivitetty|muokattu)|"
    r"päivitetty\s+\d|julkaistu|last\s+(?:updated|modified)|besök(?:are)?\s+(?:idag|just nu)|visningar|kävijää|"
    r"lästid|lesetid|delningar|klockan\s+är|klokka\s+er|just\s+nu\s+\d|copyright)|©",
    re.IGNORECASE,
)
_STAMP_WORDS = 16  # a longer line says more than when it was written


def sentences(text: str) -> list[str]:
    """The sentences of a text, those that are only a stamp left out."""
    found = (part for line in text.splitlines() for part in _split(line))
    return [part for part in found if part and not is_stamp(part)]


def _split(line: str) -> list[str]:
    """The sentences of one line; "kl. 21.15" and "22. 11. 2026" are not torn apart."""
    parts: list[str] = []
    for part in _SENTENCE.split(line.strip()):
        if parts and (_ABBREVIATED.search(parts[-1]) or (parts[-1][-2:-1].isdigit() and part[:1].isdigit())):
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return parts


def is_stamp(line: str) -> bool:
    """Whether a line only says when the page was written or how often it was read."""
    words = _WORD.findall(line)
    if not any(char.isalpha() for char in line):
        return True
    return len(words) <= _STAMP_WORDS and _STAMP.search(line) is not None


def mark_of(sentence: str) -> str:
    """A hash that is the same when only case, blanks or (in a short one) numbers differ."""
    words = _WORD.findall(sentence.lower())
    if len(words) < _SHORT:
        words = _WORD.findall(_NUMBER.sub("0", sentence.lower()))
    return _short(" ".join(words), 6)


def sketch_of(sentence: str) -> list[str]:
    """A few of its pairs of words, always the same few: sentences that share most are versions of each other."""
    words = _WORD.findall(sentence.lower())
    pairs = {f"{first} {second}" for first, second in pairwise(words)} or set(words)
    return sorted(_short(pair, 3)[:3] for pair in pairs)[:SKETCH]


def is_version(sketch: list[str], others: list[list[str]]) -> bool:
    """Whether all but one of the pairs are those of one other sentence."""
    wanted = set(sketch)
    return len(wanted) == SKETCH and any(len(wanted.intersection(other)) >= SKETCH - 1 for other in others)


def _short(text: str, size: int) -> str:
    return b64encode(xxhash.xxh3_64_digest(text.encode())[:size]).decode("ascii")

"""Text in the alphabet of text messages, and how many messages it makes."""

from __future__ import annotations

import unicodedata

from monitor.domain.message import one_line, shorten

# 3GPP TS 23.038: the basic alphabet, and the extension that costs two septets each. One letter outside both makes the
# whole text twice as long and twice as dear (70 characters for a message instead of 160).
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€")
ONE_PART, EACH_PART = 160, 153  # septets

_INSTEAD = {
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("‘’‚‛′´`", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    "…": "...",
    "•": "-",
    "·": "-",
    "đ": "d",
    "Đ": "D",
    "ŋ": "ng",
    "Ŋ": "NG",
    "ŧ": "t",
    "Ŧ": "T",
    "ł": "l",
    "Ł": "L",
    "œ": "oe",
    "Œ": "OE",
    "þ": "th",
    "Þ": "Th",
    "ð": "d",
    "Ð": "D",
}


def to_gsm(text: str) -> str:
    """The text in that alphabet: marks taken off letters that it does not have, ``?`` for what has no like in it."""
    return "".join(map(_letter, one_line(text)))


def septets(text: str) -> int:
    """How long a text of that alphabet is."""
    return len(text) + sum(letter in EXTENDED for letter in text)


def parts(text: str) -> int:
    """How many messages it makes."""
    length = septets(text)
    return 1 if length <= ONE_PART else -(-length // EACH_PART)


def room(parts: int) -> int:
    """The septets that so many messages hold."""
    return ONE_PART if parts == 1 else EACH_PART * parts


def fit(text: str, septets_at_most: int) -> str:
    """The beginning of the text, in that alphabet and no longer."""
    limit = septets_at_most
    cut = to_gsm(shorten(text, limit))
    while septets(cut) > septets_at_most:
        limit -= septets(cut) - septets_at_most
        cut = to_gsm(shorten(text, limit))
    return cut


def _letter(letter: str) -> str:
    if letter in BASIC or letter in EXTENDED:
        return letter
    if letter in _INSTEAD:
        return _INSTEAD[letter]
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    if bare and all(part in BASIC for part in bare):
        return bare
    return "" if unicodedata.category(letter) in {"So", "Mn", "Me", "Cf", "Sk"} else "?"

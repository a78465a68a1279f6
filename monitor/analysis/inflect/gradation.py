"""Consonant gradation: what the consonants before a Finnish word's last vowel become in a closed syllable, and back.

Source of the rules: Iso suomen kielioppi (VISK) § 41-44. Each function gives every candidate, the unchanged one first:
loans and names do not take part (*auto*: *auton*), and no rule sees which words are loans.
"""

from __future__ import annotations

from functools import lru_cache

_VOWELS = "aeiouyäöå"
_WEAK = (
    ("kk", "k"),
    ("pp", "p"),
    ("tt", "t"),
    ("nk", "ng"),
    ("nt", "nn"),
    ("mp", "mm"),
    ("lt", "ll"),
    ("rt", "rr"),
    ("ht", "hd"),
    ("lp", "lv"),
    ("rp", "rv"),
)
_STRONG = tuple((weak, strong) for strong, weak in _WEAK if strong not in {"kk", "pp", "tt"})
_DOUBLING = {"k": "kk", "p": "pp", "t": "tt"}
_BEFORE_DOUBLE = _VOWELS + "lrnm"


@lru_cache(maxsize=65536)
def weaken(base: str, vowel: str) -> tuple[str, ...]:
    """The base, and its weak grade before ``vowel``: ``("kunt", "a")`` gives kunt, kunn; ``("jok", "i")`` jok, jo."""
    for strong, weak in _WEAK:
        if base.endswith(strong):
            return base, base[:-2] + weak
    before = base[-2:-1]
    if base.endswith("t") and before in _VOWELS:
        return base, base[:-1] + "d"
    if base.endswith("p") and before in _VOWELS:
        return base, base[:-1] + "v"
    if base.endswith("k") and before in _VOWELS + "lrh":
        return base, *_weaken_k(base, before, vowel)
    return (base,)


def _weaken_k(base: str, before: str, vowel: str) -> tuple[str, ...]:
    if before == vowel and vowel in "uy":  # luku luvun, kyky kyvyn
        return (base[:-1] + "v",)
    if base[-3:-1] in {"ai", "oi"} and vowel == "a":  # aika ajan, poika pojan
        return (base[:-2] + "j",)
    if before in "lrh" and vowel in "ei":  # jälki jäljen, särki särjen
        return base[:-1], base[:-1] + "j"
    return (base[:-1],)


@lru_cache(maxsize=65536)
def strengthen(base: str) -> tuple[str, ...]:
    """The base, and its strong grade: ``"tiedot"`` gives tiedot, tiedott; ``"tehd"`` gives tehd, teht."""
    for weak, strong in _STRONG:
        if base.endswith(weak):
            return base, base[:-2] + strong
    before, last = base[-2:-1], base[-1:]
    if last in _DOUBLING and before in _BEFORE_DOUBLE:
        return base, base + last
    if last == "d" and before in _VOWELS:
        return base, base[:-1] + "t"
    if last == "v" and before in _VOWELS + "lr":
        return base, base[:-1] + "p"
    if last in _VOWELS:  # koe kokeen
        return base, base + "k"
    return (base,)

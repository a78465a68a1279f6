"""Finnish case endings by inflection type, for both vowel harmonies, with possessive endings and clitics."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LOCAL = "ssA stA llA ltA lle ksi"
_CLITICS = ("", "kin", "kAAn", "kO", "hAn", "pA")
_POSSESSIVE = "nsA mme ni nne si"
# An ending that a possessive follows directly, and what the ending looks like then: talossa talossaan, talokseen.
_POSSESSED = {"ssA": "ssA", "stA": "stA", "llA": "llA", "ltA": "ltA", "lle": "lle", "ksi": "kse"}


def _local(stem: str) -> list[str]:
    """The local cases on a stem, also with a possessive ending."""
    plain = [stem + case for case in _LOCAL.split()]
    owned = [stem + seen for seen in _POSSESSED.values()]
    return [
        *plain,
        stem + "ttA",
        *(case + own for case in owned for own in _POSSESSIVE.split()),
        *(f"{case}{case[-1]}n" for case in owned),
    ]


def _weak(vowel: str) -> list[str]:
    return [vowel + "n", vowel + "t", *_local(vowel)]


def _strong(vowel: str) -> list[str]:
    owned = [vowel + own for own in _POSSESSIVE.split()]
    return [vowel, vowel + "A", vowel + "nA", vowel + vowel[-1] + "n", *owned]


def _plural(stem: str, *genitives: str, partitive: str = "A", illative: str = "in") -> list[str]:
    """The plural on a stem that ends in i: partitive, illative and genitives as the type has them."""
    return [stem + partitive, stem + illative, stem + "nA", stem + "neen", *genitives, *_local(stem)]


_HEAVY = {"partitive": "tA", "illative": "hin"}  # asioita, asioihin


def _types() -> dict[str, list[str]]:
    found = _vowel_stem_types() | _consonant_types()
    for vowel in "aäie":
        found[f"{vowel}s"] = _contracted(vowel)
    for vowel in "aäoöuy":
        found |= _vowel_types(vowel)
    return found


def _vowel_stem_types() -> dict[str, list[str]]:
    """Words that end in e, i or a long vowel: huone, kieli, vesi, poliisi, maa."""
    return {
        "e nominative": ["", "ttA", *_POSSESSIVE.split()],
        "e": [
            *_weak("ee"),
            *("eenA", "eseen", "eeseen"),
            *("ee" + own for own in _POSSESSIVE.split()),
            *_plural("ei", "eiden", "eitten", partitive="tA", illative="siin"),
        ],
        "e weak": [*_weak("e"), *_local("i")],
        "e strong": [*_strong("e"), "i", "iA", "tA", "ten", "ien", "iin", "inA", "ineen", *_local("i")],
        "vesi": [
            *("d" + end for end in _weak("e")),
            *("t" + end for end in _strong("e") if end != "eA"),
            *("s" + end for end in ("i", *_plural("i", "ien"))),
            *("ttA", "tten"),
        ],
        "i weak": [*_weak("i"), *_local("ei")],
        "i strong": [*_strong("i"), "ejA", "ien", "ejen", "eihin", "einA", "eineen", "eitA", "eiden"],
        "maa": [*_weak(""), "", "tA", "nA", "seen", *(f"h{vowel}n" for vowel in "aeiouyäö"), *_POSSESSIVE.split()],
        "maa plural": [*_plural("i", "iden", "itten", **_HEAVY), "isiin"],
        "taivas": ["n", "seen", "nA", *_local("")],
    }


def _consonant_types() -> dict[str, list[str]]:
    """Words that end in a consonant: nainen, katkos, turvallisuus, puhelin, vedetön, kuollut."""
    return {
        "nen": ["nen", *_weak("se"), *_strong("se"), "stA", "sten", *_plural("si", "sien")],
        "consonant": ["", "tA", "ten"],
        "ton": [
            *("tOmA" + end for end in ("", "n", "t", "A", "nA", "An", *_local(""))),
            *("tOm" + end for end in _plural("i", "ien")),
        ],
        "in": [*("im" + end for end in (*_weak("e"), *_strong("e"), *_plural("i", "ien"))), "inten"],
        "s": [*("ks" + end for end in (*_weak("e"), *_strong("e"), *_plural("i", "ien"))), "sten"],
        "uus": [*("d" + end for end in _weak("e")), *("t" + end for end in _strong("e")), "ttA"],
        "ut": [*_contracted("e"), "uttA", "yttA"],
    }


def _contracted(vowel: str) -> list[str]:
    """Taivas taivaan, kallis kalliin, kirves kirveen: the vowel is long, and its plural has ei or ai."""
    plural = "ei" if vowel == "i" else vowel + "i"
    return [
        *_weak(vowel + vowel),
        vowel + vowel + "nA",
        vowel + vowel + "seen",
        *(vowel + vowel + own for own in _POSSESSIVE.split()),
        *_plural(plural, plural + "den", plural + "tten", partitive="tA", illative="siin"),
    ]


def _vowel_types(vowel: str) -> dict[str, list[str]]:
    i_plural = _plural("i", "ien")
    o_plural = ["OjA", "Ojen", *_plural("Oi", "Oiden", "Oitten", **_HEAVY)]
    if vowel in "aä":
        return {
            f"{vowel} weak i": [*_weak(vowel), *_local("i")],
            f"{vowel} weak o": [*_weak(vowel), *_local("Oi")],
            f"{vowel} weak both": [*_weak(vowel), *_local("i"), *_local("Oi")],
            f"{vowel} strong i": [*_strong(vowel), *i_plural],
            f"{vowel} strong o": [*_strong(vowel), *o_plural],
            f"{vowel} strong both": [*_strong(vowel), *i_plural, *o_plural],
            f"{vowel} long": [
                *_weak(vowel),
                *_strong(vowel),
                f"{vowel}tA",
                *o_plural,
                *i_plural,
                "itA",
                "iden",
                "isiin",
            ],
        }
    plural = _plural(vowel + "i", partitive="tA", illative="hin")
    strong = [*_strong(vowel), vowel + "jA", vowel + "jen", *plural, vowel + "iden", vowel + "itten"]
    return {
        f"{vowel} weak": [*_weak(vowel), *_local(vowel + "i")],
        f"{vowel} strong": strong,
        f"{vowel} long": [*_weak(vowel), *strong, vowel + "tA"],
    }


def combine(written: Iterable[str]) -> frozenset[str]:
    """Endings with every clitic, in both harmonies: A stands for a and ä, O for o and ö."""
    joined = [ending + clitic for ending in written for clitic in _CLITICS]
    back = (form.replace("A", "a").replace("O", "o") for form in joined)
    front = (form.replace("A", "ä").replace("O", "ö") for form in joined)
    return frozenset(back) | frozenset(front)


_TYPES = _types()


@lru_cache(maxsize=256)
def cases(kind: str) -> frozenset[str]:
    """All endings of an inflection type."""
    return combine(_TYPES[kind])

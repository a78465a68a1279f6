"""Forms of Finnish nouns and adjectives: fourteen cases in both numbers, possessive endings and clitics.

Source of the types: Kotus, Nykysuomen sanalista (inflection classes 1-49), reduced to what the end of a word shows.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.analysis.inflect.finnish_endings import cases
from monitor.analysis.inflect.gradation import strengthen, weaken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.analysis.inflect.endings import Stem

_SHAPE = re.compile(r"[abdefghijklmnoprstuvyäö]{2,}[aeiouyäönstlr]")
_SHORT_CLUSTER = re.compile(r"[^aeiouyäö]{2}.{1,2}")
_VOWELS = "aeiouyäö"
_SYLLABLES = re.compile(r"[aeiouyäö]+")
# Nouns in -i whose i is an e elsewhere (kieli kielen): an old and closed group, met at the end of many compounds.
_OLD_I = re.compile(
    r"(?:kieli|joki|järvi|lahti|saari|suomi|niemi|meri|lumi|tuli|ovi|kivi|mäki|väki|nimi|ääni|tuuli|pilvi|talvi|lehti|"
    r"tähti|vuori|nuori|suuri|pieni|hiili|jälki|kylki|poski|koski|hetki|retki|veri|sieni|uni|moni|huoli|kaari|hiiri|"
    r"jousi|tammi|salmi|polvi|sormi|lampi|hirvi|särki|arki|kanki|lohi|tilhi|vehmi|onki|henki|rengi|puoli|keli|lapsi|"
    r"suoli|ruuhi|loimi|toimi|riihi|povi|savi|sarvi|parvi|torvi|veli|mieli|pieli|nummi|korpi|kurki)$"
)
_NEW_I_TOO = re.compile(r"(?:keli|savi|lumi|toimi|pieli|kaari)$")
# Nouns in -si whose s is a t elsewhere (vesi veden vettä).
_VESI = re.compile(
    r"(?:[vk]esi|käsi|vuosi|uusi|kuusi|viisi|köysi|täysi|hirsi|kansi|reisi|tosi|varsi|kausi|jälsi|susi)$"
)
_LONG = re.compile(r"(?:([aouyäöei])\1|uo|yö|ie)$")  # maa, suu, tie, työ


@lru_cache(maxsize=65536)
def inflect_finnish(word: str) -> tuple[Stem, ...]:
    """Stems and endings of a Finnish noun in its nominative singular; nothing for a word that cannot be Finnish."""
    return tuple(_inflect(word)) if may_be_finnish(word) else ()


def may_be_finnish(word: str) -> bool:
    """Whether a word has only letters that Finnish words have, and ends as they do; *fly* must not find *flytta*."""
    return _SHAPE.fullmatch(word) is not None and not _SHORT_CLUSTER.fullmatch(word)


def counts_syllables(word: str, count: int) -> bool:
    """Whether a word has so many syllables."""
    return len(_SYLLABLES.findall(word)) == count


def _inflect(word: str) -> Iterator[Stem]:
    last = word[-1]
    if word.endswith("nen") and len(word) > 4:
        yield word[:-3], cases("nen")
    elif _LONG.search(word):
        yield from _inflect_long(word)
    elif last == "e":
        yield word, cases("e nominative")
        for base in strengthen(word[:-1]):
            yield base, cases("e")
    elif last == "i":
        yield from _inflect_i(word)
    elif last in _VOWELS:
        yield from _inflect_vowel(word)
    else:
        yield from _inflect_consonant(word)


def _inflect_vowel(word: str) -> Iterator[Stem]:
    base, vowel = word[:-1], word[-1]
    if base[-1] in _VOWELS:  # asia, korkea, valtio
        yield base, cases(f"{vowel} long")
        return
    short = counts_syllables(word, 2)
    plural = "" if vowel not in "aä" else _choose_plural(base, vowel) if short else " both"
    for grade in weaken(base, vowel):
        yield grade, cases(f"{vowel} weak{plural}")
    yield base, cases(f"{vowel} strong{plural}")


def _choose_plural(base: str, vowel: str) -> str:
    """Two syllables: *kala kaloja*, but *kunta kuntia* after o or u, and *päivä päiviä*."""
    first = _SYLLABLES.findall(base)[0]
    return " i" if vowel == "ä" or first[0] in "ou" else " o"


def _inflect_i(word: str) -> Iterator[Stem]:
    base = word[:-1]
    if _VESI.search(word):
        yield base[:-1], cases("vesi")
        if base[-2] in "nlr":  # kansi kannen, varsi varren, hirsi hirren
            yield base[:-1] + base[-2], cases("e weak")
        return
    if _OLD_I.search(word):
        for grade in weaken(base, "i"):
            yield grade, cases("e weak")
        yield base, cases("e strong")
        if not _NEW_I_TOO.search(word):
            return
    if base[-1] in _VOWELS:  # laki, but also koi, uroi
        yield base, cases("i strong")
    for grade in weaken(base, "i"):
        yield grade, cases("i weak")
    yield base, cases("i strong")


def _inflect_long(word: str) -> Iterator[Stem]:
    yield word, cases("maa")
    shortened = word[:-2] + {"uo": "o", "yö": "ö", "ie": "e"}.get(word[-2:], word[-1])
    yield shortened, cases("maa plural")
    if len(word) > 4:  # vapaa vapaita; palaa is a verb
        yield word, cases("taivas")


def _inflect_consonant(word: str) -> Iterator[Stem]:
    if word[-1] in "snlrt":
        yield word, cases("consonant")
    if word.endswith(("ton", "tön")):
        yield word[:-2], cases("ton")
    elif word.endswith("in"):  # puhelin puhelimen, soitin soittimen
        yield from ((base, cases("in")) for base in strengthen(word[:-2]))
    elif word.endswith("s"):
        yield from _inflect_s(word)
    elif word.endswith(("ut", "yt")):  # kuollut kuolleen
        yield word[:-2], cases("ut")
    elif word.endswith(("l", "r")):  # sävel sävelen, manner mantereen
        yield from ((base + word[-2:], cases("e weak")) for base in strengthen(word[:-2]))


def _inflect_s(word: str) -> Iterator[Stem]:
    yield word[:-1], cases("s")
    before = word[-2]
    if before in "uy" and word[-3] in _VOWELS:  # turvallisuus turvallisuuden
        yield word[:-1], cases("uus")
    elif before in "aäie":  # tehdas tehtaan, kallis kalliin, kirves kirveen
        yield from ((base, cases(f"{before}s")) for base in strengthen(word[:-2]))

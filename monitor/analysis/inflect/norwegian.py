"""Forms of Norwegian words, Bokmål and Nynorsk, by how the word ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.analysis.inflect.endings import CONSONANTS, VOWELS, endings, with_genitive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.analysis.inflect.endings import Stem

# brann brannen branner brannene · hus huset husa · bygd bygda · nn: brannar brannane
_NOUN = with_genitive(". en et a er ene ar ane")
_NOUN_DOUBLED = _NOUN - {"", "s"}  # flom flommen, program programmet
_NOUN_IN_A = with_genitive(". en er et r")  # firma firmaet firmaer
# by byen byer · politi politiet · bru brua · radio
_NOUN_IN_VOWEL = with_genitive(". en et a er ene ar ane n")
_UM_DROPPED = with_genitive("et er ene a")  # museum museet
# sykkel sykkelen sykler · vinter vintre · nummer nummeret numre · senter sentrene
_SHORTENED = with_genitive("er ene e et a ar ane")
_AGENT = with_genitive("en e ne ar ane")  # lærer læreren lærere lærerne
# skole skolen skoler skolene · eple eplet · kaste kaster kastet · brennende
_NOUN_OR_VERB_IN_E = with_genitive(". n t r ne") | endings("nde")
_E_DROPPED = with_genitive("a ar ane ene")  # jente jenta · nn: skule skular skulane
# stenge stengte stengt · bygge bygde bygd · evakuere evakuerte
_VERB_PAST = endings("te t de d")
_TIGHT = re.compile(
    r"(?:ng|nk|[rlouø]k|rm|ll|nn|mm|pp|gg|lg|[rln]d|kk|lp|mp|[åøy]l|ør|ær|øyr|[eø]p|øs|ys|øy|ei|lj|lv|.{2}er)$"
)
_PRESENT_IN_JE = endings("je jer jes")  # nn: stenge stengjer
_ADJECTIVE = endings(". t e ere est este are ast aste")
_ADJECTIVE_TAIL = re.compile(
    r"(?:ig|leg|isk|som|bar|full|løs|[^aeiouyæøå]al|iv|ell|ant|ent|"
    r"^(?:stor|høy|høg|lav|låg|lang|kort|varm|kald|sterk|svak|syk|sjuk|frisk|grønn|gul|svart|ren|tom|tung|ung|dyr|"
    r"dyp|djup|mørk|lys|rolig|åpen|open|akutt|skarp|trygg|brun|klok|fin|bred|brei|smal|tykk|tynn|hard|hel|heil|"
    r"død|rød|raud|glatt|full|tørr|våt|skadd|stengt|planlagt|ny|fri))$"
)
_T = endings("t")
_DE = endings("de te")  # skadet skadede
_E = endings("e")  # stengt stengte


def inflect_norwegian(word: str) -> Iterator[Stem]:
    """Stems and endings of a Norwegian noun, verb or adjective in its dictionary form."""
    last = word[-1]
    if last == "e":
        yield from _inflect_e(word)
    elif last in CONSONANTS:
        yield from _inflect_consonant(word)
    elif last == "a":
        yield word, _NOUN_IN_A
    else:
        yield word, _NOUN_IN_VOWEL


def _inflect_e(word: str) -> Iterator[Stem]:
    yield word, _NOUN_OR_VERB_IN_E
    yield word[:-1], _E_DROPPED
    stem = word[:-2] if word.endswith(("gje", "kje")) else word[:-1]  # nn: byggje bygde
    if _TIGHT.search(stem):
        yield stem, _VERB_PAST
        if stem[-1] in "gk":
            yield stem, _PRESENT_IN_JE
        if stem[-1] == stem[-2] and stem[-1] in CONSONANTS:  # bygge bygde, kjenne kjente
            yield stem[:-1], _VERB_PAST


def _inflect_consonant(word: str) -> Iterator[Stem]:
    yield word, _NOUN
    if word[-2:] in {"el", "en", "er"} and len(word) > 4 and word[-3] not in VOWELS:
        yield from _shorten(word)
    if word.endswith("er") and len(word) > 3:
        yield word, _AGENT
    if word[-1] == "m" and word[-2] in VOWELS:
        yield word + "m", _NOUN_DOUBLED
        if word.endswith("um") and len(word) > 5:
            yield word[:-2], _UM_DROPPED
    if _ADJECTIVE_TAIL.search(word):
        yield word, _ADJECTIVE
        if word[-1] == word[-2]:  # grønn grønt, skadd skadt
            yield word[:-1], _T
    elif word.endswith("et"):
        yield word[:-1], _DE
    elif word.endswith(("dd", "gd", "kt", "gt", "nt", "tt")):
        yield word, _E


def _shorten(word: str) -> Iterator[Stem]:
    short, last = word[:-2], word[-1]
    yield short + last, _SHORTENED
    if len(short) > 2 and short[-1] == short[-2]:  # sykkel sykler, nummer numre
        yield short[:-1] + last, _SHORTENED

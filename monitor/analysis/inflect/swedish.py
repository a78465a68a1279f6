"""Forms of Swedish words, by how the word ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.analysis.inflect.endings import CONSONANTS, VOWELS, endings, ends_closed, with_genitive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.analysis.inflect.endings import Stem

# flicka flickan flickor flickorna · hjärta hjärtat hjärtan · drama dramat
_NOUN_IN_A = with_genitive("a an or orna at ana")
# kalla kallar kallade kallat kallad kallas · läcka läcker · brinnande
_NOUN_OR_VERB_IN_A = _NOUN_IN_A | endings("ar ade ad as ades ande er es")
# stänga stängde stängt stängd stängs; only behind what no noun in -t ends in, or *maka* would find *makt*
_VERB_PAST = endings("t te de d da ta ts tes des s")
_TIGHT = re.compile(r"(?:ck|ng|nk|[rl]k|[^aeiouy]j|[öä]j|mm|pp|lp|mp|ll|nn|gg|lv|rv|rm|rn|[öäy]r|[öäy]s)$")
# brand branden brandens · hus huset husen · bil bilar bilarna · kris kriser kriserna · huvud huvudena
_NOUN = with_genitive(". en et ar arna er erna ena")
_NOUN_DOUBLED = _NOUN - {"", "s"}  # rum rummet, vän vännen
_NOUN_IN_OR = _NOUN | with_genitive("n")  # motor motorn, but kontor kontoret
_UM_DROPPED = with_genitive("et er erna")  # museum museet
# läge läget lägen lägena · pojke pojken pojkar
_NOUN_IN_E = with_genitive(". n t na")
_PLURAL_AR = with_genitive("ar arna")
_PLURAL_ER = with_genitive("er erna")
_NOUN_IN_ARE = with_genitive(". n")
_ARE_PLURAL = with_genitive("na")  # läkare läkarna
# by byn byar · sjö sjön · bageri bageriet bagerier · foto fotot foton
_NOUN_IN_VOWEL = with_genitive(". n t et ar arna er erna en")
_LONGER_IN_VOWEL = with_genitive("r rna na")  # foton fotona, bastu bastur; *bro* must not find *bror*
# fågel fågeln · vinter vintern · kvarter kvarteret
_NOUN_IN_EL = with_genitive(". n en et na ar arna er erna")
_SHORTENED = with_genitive("et en ar arna er erna")  # vatten vattnet · fågel fåglar · regel regler · fönster fönstren
_SHORTENED_ADJECTIVE = endings("a e are ast aste")  # säker säkra säkrare
_SYNCOPE_ADJECTIVE = re.compile(r"(?:säker|vacker|enkel|dubbel|ädel|nykter|bitter|öppen|trogen|mogen|sliten|vuxen)$")
_ADJECTIVE = endings(". s t a as e es are ast aste")
_ADJECTIVE_TAIL = re.compile(
    r"(?:ig|isk|sam|bar|full|lös|[^aeiouyåäö]al|iv|ell|ant|ent|är|ös|"
    r"^(?:stor|hög|låg|lång|kort|varm|kall|stark|svag|svår|hel|hal|sjuk|frisk|grön|gul|svart|ren|tom|tung|ung|"
    r"dyr|djup|mörk|ljus|lugn|öppen|akut|fräsch|skarp|snabb|trygg|brun|klok|fin|bred|smal|tjock|tunn|skör|hård|"
    r"röd|död|rädd|trött|fast))$"
)
_PARTICIPLE = re.compile(r"(?:[agjmdv]d|[äöy]nd|lld|[öy]rd|vit|ckt|ppt)$")  # stängd stängt stängda, skadad skadat
_PARTICIPLE_PLURAL = endings("a e as es")
_T = endings("t tt")
_PLURAL = re.compile(r"(?:or|orna|arna|erna)$")


def inflect_swedish(word: str) -> Iterator[Stem]:
    """Stems and endings of a Swedish noun, verb or adjective in its dictionary form; a plural has its singular too."""
    last = word[-1]
    if last == "a":
        yield from _inflect_a(word)
    elif last == "e":
        yield from _inflect_e(word)
    elif last in CONSONANTS:
        yield from _inflect_consonant(word)
    else:
        yield word, _NOUN_IN_VOWEL
        if len(word) > 3:
            yield word, _LONGER_IN_VOWEL


def _inflect_a(word: str) -> Iterator[Stem]:
    stem = word[:-1]
    yield stem, _NOUN_OR_VERB_IN_A
    if _TIGHT.search(stem):
        yield stem, _VERB_PAST
        if stem.endswith(("mm", "nn")):  # glömma glömde, känna kände
            yield stem[:-1], _VERB_PAST
    yield from _find_singular(word)


def _inflect_e(word: str) -> Iterator[Stem]:
    if word.endswith("are") and len(word) > 4:
        yield word, _NOUN_IN_ARE
        yield word[:-1], _ARE_PLURAL
        return
    yield word, _NOUN_IN_E
    yield word[:-1], _PLURAL_AR
    if word.endswith(("je", "ie", "nde")):  # linje linjer; but *läge* must not find *läger*
        yield word[:-1], _PLURAL_ER


def _inflect_consonant(word: str) -> Iterator[Stem]:
    if word[-2:] in {"el", "en", "er"} and len(word) > 3:
        yield from _inflect_el(word)
    elif word.endswith("or") and len(word) > 4:
        yield word, _NOUN_IN_OR
        yield from _find_singular(word)
    else:
        yield word, _NOUN
        if word.endswith("um") and len(word) > 5:
            yield word[:-2], _UM_DROPPED
        if word[-1] in "mn" and ends_closed(word):
            yield word + word[-1], _NOUN_DOUBLED
    yield from _inflect_adjective(word)


def _inflect_el(word: str) -> Iterator[Stem]:
    yield word, _NOUN_IN_EL
    short, last = word[:-2], word[-1]
    if short[-1] in VOWELS:
        return
    short = short[:-1] if short.endswith("mm") else short  # nummer numret
    yield short + last, _SHORTENED
    if _SYNCOPE_ADJECTIVE.search(word):
        yield short + last, _SHORTENED_ADJECTIVE
        yield word, _T


def _inflect_adjective(word: str) -> Iterator[Stem]:
    if _ADJECTIVE_TAIL.search(word):
        yield word, _ADJECTIVE
    elif _PARTICIPLE.search(word):
        yield word, _PARTICIPLE_PLURAL
    else:
        return
    if word[-1] == "d":  # stängd stängt, död dött, spridd spritt
        yield word[: -2 if word.endswith("dd") else -1], _T


def _find_singular(word: str) -> Iterator[Stem]:
    """Läckor and läckorna have the forms of *läcka*; bilarna and kriserna those of *bil* and *kris*."""
    plural = _PLURAL.search(word)
    if plural and plural.start() > 3:
        yield word[: plural.start()], _NOUN_IN_A if plural.group().startswith("o") else _NOUN

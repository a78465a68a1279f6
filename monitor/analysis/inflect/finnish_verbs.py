"""Forms of Finnish verbs: the persons, past, conditional, passive, participles and the common infinitives.

Source of the types: Iso suomen kielioppi (VISK) § 77; the six types of school grammar.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.analysis.inflect.endings import endings
from monitor.analysis.inflect.finnish_endings import combine
from monitor.analysis.inflect.gradation import strengthen, weaken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.analysis.inflect.endings import Stem

_VERB = re.compile(r"[abdefghijklmnoprstuvyäö]{2,}(?:[aä])")
_VOWELS = "aeiouyäö"
_PAST_IN_SI = combine(("si", "sivAt"))
_EVAKUOIDA = combine(endings("dA . n t mme tte vAt vA nut nyt neet dAAn tiin tu ty tAisi si sivAt mAAn"))
_TULLA = combine(
    endings(
        "lA lä nA rA tA ee en et emme ette evAt evA evAn i ivAt in imme isi isivAt lut lyt nut nyt rut ryt sut syt "
        "leet neet reet seet tiin tu ty lAAn nAAn rAAn tAAn tAvA emAAn emAssA eminen eva"
    )
)
_VARATA_WEAK = combine(endings("tA nnut nnyt nneet tAAn ttiin ttu tty tun ttAvA ttAisi"))
_VARATA = combine(
    endings(
        "A AA An At Amme Atte AvAt AvA AvAn si sivAt sin simme isi isivAt Aisi AisivAt AmAAn AmAssA "
        "Aminen Amisen AmistA"
    )
)
_STRONG_ENDINGS = "A vAt vA vAn vAA vAssA nut nyt neet neen isi isivAt mAAn mAssA mAstA mAllA minen misen mistA essA"


@lru_cache(maxsize=512)
def _conjugate(kind: str, vowel: str) -> frozenset[str]:
    if kind == "weak":
        passive = "e" if vowel in "aä" else vowel
        return combine(
            [
                *(vowel + end for end in ("", "n", "t", "mme", "tte")),
                *(passive + end for end in ("tAAn", "ttiin", "ttu", "tty", "tun", "tut", "ttAvA", "ttAisi", "tA")),
                *(end for end in (("in", "it", "imme") if vowel in "aäei" else (vowel + "in", vowel + "imme"))),
            ]
        )
    dropped = vowel in "aäei"  # vuotaa vuoti, sulkea sulki; but sammua sammui
    past = "i" if dropped else vowel + "i"
    past_of_a = ["oi", "oivAt"] if vowel == "a" else []
    return combine(
        [
            *(vowel + end for end in _STRONG_ENDINGS.split()),
            vowel + vowel,
            past,
            past + "vAt",
            *past_of_a,
            *((("isi", "isivAt")) if vowel in "ei" else ()),
        ]
    )


@lru_cache(maxsize=65536)
def inflect_finnish_verb(word: str) -> tuple[Stem, ...]:
    """Stems and endings of a Finnish verb in its dictionary form; nothing for a word that cannot be one."""
    if len(word) < 4 or not _VERB.fullmatch(word):
        return ()
    return tuple(_inflect(word))


def _inflect(word: str) -> Iterator[Stem]:
    if word[-2] in _VOWELS:  # vuotaa, sulkea, sammua, etsiä
        stem = word[:-1]
        base, vowel = stem[:-1], stem[-1]
        for grade in weaken(base, vowel):
            yield grade, _conjugate("weak", vowel)
        yield base, _conjugate("strong", vowel)
        if base.endswith(("lt", "rt", "nt", "vut", "at", "ot")) or base[-1] == "t":  # pyytää pyysi, kääntää käänsi
            yield base[:-1], _PAST_IN_SI
    elif word.endswith(("oida", "öidä")):  # evakuoida
        yield word[:-2], _EVAKUOIDA
    elif word.endswith(("lla", "llä", "nna", "nnä", "rra", "rrä", "sta", "stä")):  # tulla, nousta
        yield word[:-2], _TULLA
    elif word.endswith(("ata", "ätä", "ota", "ötä", "uta", "ytä")):  # varata varaa, hypätä hyppää, kadota katoaa
        yield word[:-2], _VARATA_WEAK
        for base in strengthen(word[:-3]):
            yield base + word[-3], _VARATA
    elif word.endswith(("eta", "etä")):  # katketa katkeaa
        yield word[:-2], _VARATA_WEAK
        for base in strengthen(word[:-3]):
            yield base + "e", _VARATA

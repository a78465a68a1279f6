"""Finnish case forms of a place name: consonant gradation and vowel harmony by rule, and a table for the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_VOWELS = "aeiouyäöå"
# Consonants before the last vowel, strong and weak grade, longest first. ISK (VISK) § 41-43.
_GRADES = (
    ("nkk", "nk"),
    ("rkk", "rk"),
    ("lkk", "lk"),
    ("ntt", "nt"),
    ("rtt", "rt"),
    ("ltt", "lt"),
    ("mpp", "mp"),
    ("kk", "k"),
    ("pp", "p"),
    ("tt", "t"),
    ("nk", "ng"),
    ("mp", "mm"),
    ("nt", "nn"),
    ("lt", "ll"),
    ("rt", "rr"),
    ("ht", "hd"),
    ("rk", "r"),
    ("lk", "l"),
    ("k", ""),
    ("p", "v"),
    ("t", "d"),
)
# Nouns that end many names, whose -i becomes -e- in the stem: nominative, strong stem, weak stem, partitive.
_OLD_I = (
    ("järvi", "järve", "järve", "järveä"),
    ("joki", "joke", "joe", "jokea"),
    ("mäki", "mäke", "mäe", "mäkeä"),
    ("lahti", "lahte", "lahde", "lahtea"),
    ("salmi", "salme", "salme", "salmea"),
    ("niemi", "nieme", "nieme", "niemeä"),
    ("koski", "koske", "koske", "koskea"),
    ("saari", "saare", "saare", "saarta"),
    ("nummi", "numme", "numme", "nummea"),
    ("vesi", "vete", "vede", "vettä"),
    ("suoni", "suone", "suone", "suonta"),
    ("kivi", "kive", "kive", "kiveä"),
    ("talvi", "talve", "talve", "talvea"),
    ("lehti", "lehte", "lehde", "lehteä"),
    ("hiekkasärkät", "hiekkasärkki", "hiekkasärki", "hiekkasärkkiä"),
)
# Last parts with neutral vowels only, which are front whatever stands before them: Rovaniemellä, Kankaanpäässä.
_FRONT_ENDS = ("niemi", "vesi", "kivi", "lehti", "tie", "pelli")
_FOREIGN_HARMONY = str.maketrans({"å": "a", "ø": "ö", "æ": "ä"})


@dataclass(frozen=True, slots=True)
class Stems:
    """What case endings are put to; names in the plural (Kauniainen, Virrat) have their stem in the plural."""

    strong: str
    weak: str
    partitive: str
    genitive: str
    illative: str
    head: str = ""  # an adjective that is inflected too: Uusikaupunki, Uudessakaupungissa
    inhabitant: str = ""


def is_back(word: str) -> bool:
    """Whether endings have a, o, u (back) rather than ä, ö, y: the last part's vowels decide."""
    low = word.lower().translate(_FOREIGN_HARMONY)
    if low.endswith(_FRONT_ENDS):
        return False
    for letter in reversed(low):
        if letter in "aou":
            return True
        if letter in "äöy":
            return False
    return False


def weaken(word: str) -> str:
    """The weak grade of a word that ends in consonants and one short vowel: Helsinki, Helsingi."""
    vowel = word[-1]
    start = len(word) - 1
    while start > 0 and word[start - 1].lower() not in _VOWELS:
        start -= 1
    cluster = word[start:-1]
    if start == 0 or word[-1].lower() not in _VOWELS:
        return word
    for strong, weak in _GRADES:
        if cluster == strong:
            return word[:start] + weak + vowel
    return word


def find_stems(name: str, exceptions: Mapping[str, Stems]) -> Stems:
    """The stems of a name: from the table, by its last part, or by its last letters."""
    known = exceptions.get(name)
    if known is not None:
        return known
    for nominative, strong, weak, partitive in _OLD_I:
        if name.lower().endswith(nominative):
            head = name[: len(name) - len(nominative)]
            tail = name[len(head)]  # keeps the capital of Lahti, Koski
            return _stems(head + tail + strong[1:], head + tail + weak[1:], head + tail + partitive[1:])
    return _stems_by_ending(name)


def _stems_by_ending(name: str) -> Stems:
    a = "a" if is_back(name) else "ä"
    low = name.lower()
    if low.endswith("nen"):
        base = name[:-3]
        return _stems(base + "se", base + "se", base + "st" + a)
    if low.endswith(("us", "ys", "os", "ös", "as", "äs", "es", "is")):
        return _stems(name[:-1] + "kse", name[:-1] + "kse", name + "t" + a)
    if low[-1] not in _VOWELS:
        return _stems(name + "i", name + "i", name + "i" + a)
    if low[-1] == "e" and low[-2] not in _VOWELS:
        return _stems(name + "e", name + "e", name + "tt" + a)
    if low[-1] == low[-2] or low.endswith(("uo", "yö", "ie", "ei", "ai", "oi", "ui", "äi", "au", "ou")):
        return _stems(name, name, name + "t" + a)
    weak = weaken(name) if low[-2] not in _VOWELS else name
    return _stems(name, weak, name + a)


def _stems(strong: str, weak: str, partitive: str) -> Stems:
    return Stems(strong, weak, partitive, weak + "n", _illative(strong))


def _illative(strong: str) -> str:
    """Into: Ouluun, Espooseen. ``strong`` ends in a vowel."""
    long = len(strong) > 1 and strong[-1] == strong[-2]
    return strong + ("seen" if long else strong[-1] + "n")


def decline(name: str, exceptions: Mapping[str, Stems]) -> Iterator[tuple[str, str]]:
    """Each case of a name as ``(form, case)``; "Koski Tl" declines its first word."""
    if name.endswith(" Tl"):
        yield from ((f"{form} Tl", case) for form, case in decline(name.removesuffix(" Tl"), exceptions))
        return
    stems = find_stems(name, exceptions)
    heads = _HEADS.get(stems.head, {})
    for form, case in _put_endings(name, stems):
        yield heads.get(case, "") + form, case


def _put_endings(name: str, stems: Stems) -> Iterator[tuple[str, str]]:
    a = "a" if is_back(name) else "ä"
    yield name, "nom"
    yield stems.genitive, "gen"
    yield stems.partitive, "par"
    yield stems.illative, "ill"
    if stems.illative.endswith("seen"):  # Järvenpäähän beside the rarer Järvenpääseen
        yield f"{stems.strong}h{stems.strong[-1]}n", "ill"
    if name.endswith(("io", "iö")):  # Kuopiota beside Kuopioa
        yield name + "t" + a, "par"
    for ending, case in (("ss", "ine"), ("st", "ela"), ("ll", "ade"), ("lt", "abl"), ("tt", "abe")):
        yield stems.weak + ending + a, case
    yield stems.weak + "lle", "all"
    yield stems.weak + "ksi", "tra"
    yield stems.strong + "n" + a, "ess"


# Adjectives that open a name and are inflected with it.
_HEADS = {
    "Uusi": {
        "gen": "Uuden", "par": "Uutta", "ill": "Uuteen", "ine": "Uudessa", "ela": "Uudesta", "ade": "Uudella",
        "abl": "Uudelta", "abe": "Uudetta", "all": "Uudelle", "tra": "Uudeksi", "ess": "Uutena",
    },
    "Iso": {
        "gen": "Ison", "par": "Isoa", "ill": "Isoon", "ine": "Isossa", "ela": "Isosta", "ade": "Isolla",
        "abl": "Isolta", "abe": "Isotta", "all": "Isolle", "tra": "Isoksi", "ess": "Isona",
    },
}  # fmt: skip


# -lainen and its cases, singular and plural, and -lais- before another word; A is a or ä, U is u or y by harmony.
_LAINEN = (  # noqa: SIM905  (endings read best in a row)
    "nen sen stA sessA sestA seen sellA seltA selle senA seksi "
    "set sten siA sissA sistA siin sillA siltA sille sinA siksi sien sittA sineen sUUs sUUden sUUttA s"
).split()


def name_inhabitant(name: str, exceptions: Mapping[str, Stems]) -> str:
    """What -lainen is put to: turku, lahte, kauniais, alavute."""
    known = exceptions.get(name)
    if known is not None and known.inhabitant:
        return known.inhabitant
    low = name.lower()
    if low.endswith("nen"):
        return low[:-3] + "s"
    if low.endswith("vesi"):
        return low
    for nominative, strong, _, _ in _OLD_I:
        if low.endswith(nominative):
            return low[: len(low) - len(nominative)] + strong
    return low if low[-1] in _VOWELS or low.endswith("s") else low + "i"


def decline_inhabitant(name: str, exceptions: Mapping[str, Stems]) -> Iterator[str]:
    """Each form of the word for who lives there, which is also the adjective: turkulainen, turkulaisten."""
    plain = name.removesuffix(" Tl")
    base = name_inhabitant(plain, exceptions)
    a, y = ("a", "u") if is_back(plain) else ("ä", "y")
    for ending in _LAINEN:
        yield f"{base}l{a}i{ending.replace('A', a).replace('U', y)}"


def read_exceptions(rows: Iterable[Sequence[str]]) -> dict[str, Stems]:
    """The table: name, head, strong stem, weak stem, partitive, genitive, illative, inhabitant; ``-`` is by rule."""
    table: dict[str, Stems] = {}
    for name, head, strong, weak, partitive, genitive, illative, inhabitant in rows:
        made = _stems(strong, weak, partitive)
        table[name] = Stems(
            strong,
            weak,
            partitive,
            made.genitive if genitive == "-" else genitive,
            made.illative if illative == "-" else illative,
            "" if head == "-" else head,
            "" if inhabitant == "-" else inhabitant,
        )
    return table

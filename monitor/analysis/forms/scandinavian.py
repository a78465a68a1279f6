"""Swedish, Norwegian and Danish forms of a place name: genitive, and the words for those who live there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BO = ("bo", "bon", "bor", "borna", "bos", "bons", "bors", "bornas")
_ARE = ("are", "aren", "ares", "arens", "arna", "arnas")
_SV_ARE_ENDS = ("borg", "berg", "holm", "ås", "fors", "stad", "land", "bro", "hamn")
# Endings of words for residents, and how each goes on: singular, definite, plural, definite plural, genitives.
_ENDINGS = (
    ("bo", ("", "n", "r", "rna", "s", "ns", "rs", "rnas")),
    ("it", ("", "en", "er", "erna", "ene", "s", "ernas")),
    ("ing", ("", "en", "er", "ene", "ar", "ane", "arna", "s", "ens", "enes", "arnas")),
    ("er", ("", "en", "e", "ne", "ar", "ane", "s", "ens", "nes")),
    ("bu", ("", "en", "er", "ene", "ar", "ane", "enes")),
    ("bygg", ("", "en", "er", "ene", "ar", "ane")),
    ("døl", ("", "en", "er", "ene", "ar", "ane")),
    ("an", ("", "en", "er", "ene", "ar", "ane")),
    ("mann", ("", "en")),
    ("menn", ("", "ene")),
    ("i", ("", "en", "ar", "arna")),
)
_REST = ("", "en", "er", "ene", "ar", "ane")


def make_genitive(name: str) -> str:
    """Lysekils, Borås: a name that ends in a hissing sound stays as it is (an apostrophe may follow)."""
    return name if name[-1].lower() in "sxz" else name + "s"


def list_swedish_residents(name: str) -> Iterator[str]:
    """The regular words for residents in lower case: lysekilsbo, malmöbo, helsingborgare, with their endings."""
    low = name.lower()
    for joint in dict.fromkeys((low, make_genitive(low))):
        for ending in _BO:
            yield joint + ending
    if low.endswith(_SV_ARE_ENDS):
        for ending in _ARE:
            yield low + ending


def list_norwegian_residents(name: str) -> Iterator[str]:
    """The regular words for residents in lower case: tromsøværing, karmøybu; the others are in the table."""
    low = name.lower()
    if low.endswith(("øy", "ø", "vik", "stad", "fjord")):
        for ending in ("væring", "væringen", "væringer", "væringene", "væringar", "væringane"):
            yield low + ending
    for ending in ("bu", "buen", "buer", "buene", "buar", "buane"):
        yield low + ending
    if low.endswith(("land", "vang", "sund", "heim", "berg", "voll", "vald")):
        for ending in ("ing", "ingen", "inger", "ingene", "ingar", "ingane"):
            yield low + ending


def inflect_resident(word: str) -> Iterator[str]:
    """Each form of one word for a resident, from the table: osloit, drammenser, stavangermann."""
    if word.endswith("are"):  # göteborgare, göteborgarna
        yield from (word.removesuffix("are") + ending for ending in _ARE)
        return
    for ending, rest in _ENDINGS:
        if word.endswith(ending):
            yield from (word + more for more in rest)
            return
    yield from (word + more for more in _REST)

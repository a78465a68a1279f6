"""Names as they are compared: one case, one blank, one dash, with or without the kind of thing they name."""

from __future__ import annotations

import re

_KINDS = re.compile(r"\s+(?:kommun|kommune|kommuna|herad|kunta|kaupunki|stad|by|suohkan|tjïelte)$")
_DASHES = re.compile(r"[‐‑‒–—−]")
_SEVERAL = re.compile(r"\s+[-–/]\s+|/")


def fold(name: str) -> str:
    """One case, one blank, one dash."""
    return " ".join(_DASHES.sub("-", name).casefold().split())


def forms(name: str) -> set[str]:
    """A municipality's name without its kind; before that it may stand in the genitive (Lysekils, Borås kommun)."""
    folded = fold(name)
    bare = _KINDS.sub("", folded)
    return {bare} if bare == folded else {bare, bare.removesuffix("s")}


def split_names(name: str) -> list[str]:
    """The names in one that gives several: "Porsanger - Porsáŋgu", "Liperi/Libelits"; and the whole of it."""
    return [name, *_SEVERAL.split(name)]


def primary(language: str) -> str:
    """``sv`` of ``sv-SE``."""
    return language.replace("_", "-").partition("-")[0].strip().casefold()

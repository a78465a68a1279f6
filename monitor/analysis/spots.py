"""Finds the places below the municipality that a text names: roads, schools, quarters, harbours, shops.

No register holds them all, so they are known by how they are written: by their last part (*Storgatan*, *Ekerveien*,
*Keskuskatu*), by a number (*E6*, *väg 162*, *kantatie 51*), or by a capital after a word of place (*vid Badhusberget*).
A spot is a key that the forms of one name share: ``road:keskuskatu`` for *Keskuskadulla*.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from monitor.analysis.spot_words import (
    COMMON,
    DIRECTIONS,
    FINNISH_ENDINGS,
    FINNISH_WEAK,
    HOUSES,
    NO_PLACES,
    PLACE_WORDS,
    ROAD_ENDINGS,
    ROAD_WORDS,
    SCHOOL_ENDINGS,
    SITES,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from monitor.analysis.text import Text

READ = 300  # words
MOST = 16  # spots of one text: a list of streets is long enough to be recognised by
_NUMBERED = re.compile(
    r"\b(?:(e ?\d{1,3})|(?:väg|riksväg|länsväg|rv\.?|lv\.?|fv\.?|riksvei|riksveg|fylkesvei|fylkesveg|veg|vei|valtatie|"
    r"valtatiellä|vt\.?|kantatie|kantatiellä|kt\.?|seututie|seututiellä|st\.?|maantie|road|highway) ?(\d{1,4}))\b"
)
_ROAD = re.compile(rf"^(?P<name>\w{{2,}}?)(?P<end>{'|'.join(sorted(ROAD_ENDINGS, key=len, reverse=True))})$")
_SCHOOL = re.compile(rf"^(?P<name>\w{{2,}}?)(?P<end>{'|'.join(sorted(SCHOOL_ENDINGS, key=len, reverse=True))})$")
_FINNISH_PLACE = re.compile(rf"^(?P<name>\w{{3,}}?)(?:{'|'.join(FINNISH_ENDINGS)})$")


def find_spots(text: Text, ours: Collection[str] = (), *, finnish: bool = True) -> tuple[str, ...]:
    """The keys of the spots that ``text`` names, in order. ``ours`` are words that name the municipality itself.

    Only what may be ``finnish`` has names of places that are known by their case: *Kauppatorilla*.
    """
    found = dict.fromkeys(_find_numbered(text.lower))
    for key in _find_named(text, frozenset(word.lower() for word in ours), finnish=finnish):
        found.setdefault(key)
    return (*tuple(found)[:MOST], *_find_sites(text))


def _find_sites(text: Text) -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind for word in text.words[:READ] if (kind := _site_of(word))))


@lru_cache(50_000)
def _site_of(word: str) -> str:
    return next((kind for beginning, kind in SITES if word.startswith(beginning)), "")


def _find_numbered(lower: str) -> Iterator[str]:
    for match in _NUMBERED.finditer(lower[:4000]):
        european, number = match.groups()
        yield f"road:{european.replace(' ', '')}" if european else f"road:{number}"


def _find_named(text: Text, ours: frozenset[str], *, finnish: bool) -> Iterator[str]:
    words = text.words[:READ]
    starts = text.starts
    capital = [text.composed[start].isupper() for start in starts[: len(words)]]
    fresh = _begin_sentences(text, len(words))
    for index, word in enumerate(words):
        if word in ours or word.removesuffix("s") in ours or (word in COMMON and word not in HOUSES | ROAD_WORDS):
            continue
        before = words[index - 1] if index else ""
        named = index > 0 and capital[index - 1] and index not in fresh and _is_next(text, index)
        key = _name_by_ending(word, before if named else "", capital=capital[index])
        if key is None and capital[index] and index not in fresh:
            key = _name_by_place(word, words, index, capital) or (_name_by_case(word) if finnish else None)
        if key is not None:
            yield key


def _begin_sentences(text: Text, count: int) -> frozenset[int]:
    """Which of the first words begin a sentence: their capital says nothing."""
    sentences = [text.sentence_of(start) for start in text.starts[:count]]
    return frozenset(index for index, sentence in enumerate(sentences) if not index or sentence != sentences[index - 1])


def _is_next(text: Text, index: int) -> bool:
    """Whether nothing but a blank stands between a word and the one before it: "Fire, school" is no *Fire school*."""
    return text.starts[index] - text.ends[index - 1] == 1


def _name_by_ending(word: str, before: str, *, capital: bool) -> str | None:
    """A road or a school, by its last part; or *Brastads skola*, by the word before."""
    if word in HOUSES and before and before not in COMMON and len(before) > 2:
        return f"house:{shorten(before)}"
    if word in ROAD_WORDS and before.endswith("s") and len(before) > 3:
        return f"road:{before} {word}"
    road = _ROAD.match(word)
    if road is not None:
        ending = ROAD_ENDINGS[road["end"]]
        if capital or ending.sure:
            return f"road:{road['name']}{ending.base}"
    school = _SCHOOL.match(word)
    if school is not None and (capital or len(school["name"]) > 3):
        return f"house:{shorten(school['name'])}"
    return None


def _name_by_place(word: str, words: list[str], index: int, capital: list[bool]) -> str | None:
    """*vid Badhusberget*, *i Södra hamnen*."""
    if word in NO_PLACES or len(word) < 3 or word[-1].isdigit():
        return None
    before = words[index - 1] if index else ""
    if before in DIRECTIONS and index > 1:
        return f"at:{before} {shorten(word)}" if words[index - 2] in PLACE_WORDS else None
    if before in PLACE_WORDS:
        if word in DIRECTIONS and index + 1 < len(words):
            return f"at:{word} {shorten(words[index + 1])}"
        return f"at:{shorten(word)}"
    if before in {"och", "og", "ja", "and"} and index > 1 and capital[index - 2]:
        return f"at:{shorten(word)}"
    return None


def _name_by_case(word: str) -> str | None:
    """In Finnish a capital and the case are enough: *Kauppatorilla*."""
    if word in NO_PLACES or word[-1].isdigit() or _FINNISH_PLACE.match(word) is None:
        return None
    return f"at:{shorten(word)}"


@lru_cache(20_000)
def shorten(name: str) -> str:
    """A name without what case and genitive add: *Sundsbys* is *Sundsby*, *Kuninkaanmäellä* is *Kuninkaanmäki*."""
    finnish = _FINNISH_PLACE.match(name)
    if finnish is not None:
        name = finnish["name"]
        weak = next((end for end in FINNISH_WEAK if name.endswith(end)), None)
        return f"{name.removesuffix(weak)}{FINNISH_WEAK[weak]}" if weak else name
    if name.endswith("s") and len(name) > 4 and not name.endswith(("ss", "ås", "ös", "us", "is", "äs")):
        name = name[:-1]
    return name

"""The words without which a query cannot hold, as an index of whole words can be asked for them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, TypeAlias

from monitor.analysis.inflect import COMMON, find_stems
from monitor.analysis.query.fields import NORWEGIAN
from monitor.analysis.query.spelling import list_spellings
from monitor.analysis.query.tree import And, AtLeast, Chain, Field, Not, Or, Prefer, Regex, Term
from monitor.analysis.query.words import find_slots

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.analysis.query.tree import Link, Node, Scope
    from monitor.analysis.query.words import Pattern, Slot


@dataclass(frozen=True, slots=True)
class NeedWords:
    """One of these words, or one that begins with one of these beginnings, in some column."""

    words: frozenset[str] = frozenset()
    beginnings: frozenset[str] = frozenset()
    scope: Scope = ""


@dataclass(frozen=True, slots=True)
class NeedPhrase:
    """These words, one directly behind the other."""

    words: tuple[str, ...]
    scope: Scope = ""


@dataclass(frozen=True, slots=True)
class NeedNear:
    """A word that begins so with at most ``gap`` words between it and one that begins otherwise, in some column."""

    beginnings: tuple[str, str]
    gap: int
    scope: Scope = ""


@dataclass(frozen=True, slots=True)
class NeedAll:
    """All of these needs."""

    parts: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class NeedAny:
    """Any of these needs."""

    parts: tuple[Need, ...]


Need: TypeAlias = NeedWords | NeedPhrase | NeedNear | NeedAll | NeedAny


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition beside the text: the item has one of these values, in lower case; they may hold ``*`` and ``?``.

    A source's value may be its name or its publisher's; a place, a topic is one of those that the item has.
    """

    field: str
    values: tuple[str, ...]


MOST_WORDS = 64
"""How many forms are listed before their beginnings are asked for instead: each costs the index some 5 us."""

SHORTEST_BEGINNING = 3
"""Letters of a beginning that is worth asking for: shorter ones are in nearly every item."""

_MOST_PAIRS = 8  # of beginnings that are asked for near each other: each costs the index some milliseconds
_SHORTEST_GATHERED = 4
_FEWEST_GATHERED = 8
_MOST_SPELLINGS = 2048
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789åäöæøéèêëüúùûáàâíìîïóòôñçšž")
_WILDCARD = re.compile(r"[*?]")


def find_need(node: Node) -> Need | None:
    """What every item that fulfils a tree has; None where the index cannot tell."""
    match node:
        case Term():
            return _need_term(node)
        case Chain():
            parts = [find_need(node.first), *(find_need(link.part) for link in node.links)]
            return _join([*parts, _need_near(parts[0], node.links[0], parts[1])])
        case AtLeast() | Prefer():
            return find_need(node.part)
        case And():
            return _join([find_need(part) for part in node.parts])
        case Or():
            return _part([find_need(part) for part in node.parts])
        case Regex() | Field() | Not():
            return None


def find_filters(node: Node) -> tuple[Filter, ...]:
    """The fields that every item that fulfils a tree has."""
    match node:
        case Field():
            return (Filter(node.name, _list_values(node)),)
        case And():
            return tuple(one for part in node.parts for one in find_filters(part))
        case Or():
            fields = [part for part in node.parts if isinstance(part, Field)]
            if len(fields) < len(node.parts) or len({one.name for one in fields}) > 1:
                return ()
            return (Filter(fields[0].name, tuple(value for one in fields for value in _list_values(one))),)
        case Prefer():
            return find_filters(node.part)
        case _:
            return ()


def _list_values(node: Field) -> tuple[str, ...]:
    value = node.value.lower()
    return tuple(sorted(NORWEGIAN)) if (node.name, value) == ("lang", "no") else (value,)


def _join(parts: Iterable[Need | None]) -> Need | None:
    needed = [part for part in parts if part is not None]
    return NeedAll(tuple(needed)) if len(needed) > 1 else needed[0] if needed else None


def _need_near(left: Need | None, link: Link, right: Need | None) -> Need | None:
    """What the first two of a chain need together: by what the words of each side begin with."""
    if link.operator == "SENTENCE" or not isinstance(left, NeedWords) or not isinstance(right, NeedWords):
        return None
    begun = [(one, other) for one in _list_beginnings(left) for other in _list_beginnings(right)]
    if left.scope != right.scope or not 0 < len(begun) <= _MOST_PAIRS:
        return None
    return _part([NeedNear(pair, link.gap, left.scope) for pair in begun])


def _list_beginnings(need: NeedWords) -> list[str]:
    """What all the words begin with, a few; none where one is too short to be worth asking for."""
    words = sorted(need.words | need.beginnings)
    if min(map(len, words)) < SHORTEST_BEGINNING:
        return []
    groups = [list(group) for _, group in groupby(words, key=lambda word: word[:SHORTEST_BEGINNING])]
    return [_common_beginning(group[0], group[-1]) for group in groups]


def _common_beginning(first: str, last: str) -> str:
    """Of two words in order, and so of all between them."""
    return "".join(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))


def _part(parts: list[Need | None]) -> Need | None:
    needed = [part for part in parts if part is not None]
    if len(needed) < len(parts):
        return None
    merged = _merge_words(needed)
    return merged[0] if len(merged) == 1 else NeedAny(tuple(merged))


def _merge_words(parts: list[Need]) -> list[Need]:
    """Alternatives that are words in the same column become one."""
    words: dict[Scope, tuple[set[str], set[str]]] = {}
    others: list[Need] = []
    for part in parts:
        if isinstance(part, NeedWords):
            known = words.setdefault(part.scope, (set(), set()))
            known[0].update(part.words)
            known[1].update(part.beginnings)
        else:
            others.append(part)
    return [*(NeedWords(frozenset(known[0]), frozenset(known[1]), scope) for scope, known in words.items()), *others]


# ---- terms -------------------------------------------------------------------------------------------------------
def _need_term(term: Term) -> Need | None:
    slots = find_slots(term)
    words = tuple(slot.pattern.text for slot in slots)
    is_exact = all(slot.pattern.kind == "word" and not slot.pattern.fold for slot in slots)
    if len(slots) > 1 and is_exact and all(map(_is_plain, words)):
        return NeedPhrase(words, term.scope)
    return _join(_need_slot(slot, term.scope) for slot in slots)


def _need_slot(slot: Slot, scope: Scope) -> NeedWords | None:
    words, beginnings = _list_words(slot.pattern)
    if slot.pattern.fold:
        words, beginnings = list_spellings(words, beginnings, SHORTEST_BEGINNING)
    is_short = any(len(beginning) < SHORTEST_BEGINNING for beginning in beginnings)
    if is_short or not 0 < len(words | beginnings) <= _MOST_SPELLINGS or not all(map(_is_plain, words | beginnings)):
        return None
    return NeedWords(frozenset(words), frozenset(beginnings), scope)


def _list_words(pattern: Pattern) -> tuple[set[str], set[str]]:
    """The words that a pattern accepts, and beginnings of those that are too many to list."""
    if pattern.kind in {"glob", "any"}:
        return set(), {_WILDCARD.split(pattern.text, maxsplit=1)[0]}
    if pattern.kind != "forms":
        return {stem + ending for stem, endings in pattern.stems for ending in endings}, set()
    words: set[str] = set()
    beginnings: set[str] = set()
    for stem, endings in find_stems(pattern.text):
        forms = {stem + ending for ending in endings}
        if len(forms) > MOST_WORDS:
            forms, begun = _gather(forms, max(len(stem) + 1, _SHORTEST_GATHERED))
            beginnings |= begun
        words |= forms
    words = (words - COMMON) | {pattern.text}
    return {word for word in words if not word.startswith(tuple(beginnings))}, beginnings


def _gather(forms: set[str], length: int) -> tuple[set[str], set[str]]:
    """Many forms as a few beginnings of this length, and the forms that are too short or too few to gather."""
    begun = Counter(form[:length] for form in forms)
    beginnings = {one for one, count in begun.items() if len(one) == length and count > _FEWEST_GATHERED}
    return {form for form in forms if form[:length] not in beginnings}, beginnings


def _is_plain(word: str) -> bool:
    """Whether both indexes and Python agree on the word's letters, their case and where the word ends."""
    return bool(word) and _LETTERS.issuperset(word)

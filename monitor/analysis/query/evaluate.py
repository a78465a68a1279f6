"""Whether a document fulfils a tree, and the occurrences that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from monitor.analysis.query.chain import find_chain
from monitor.analysis.query.glob import fits_glob, has_wildcard
from monitor.analysis.query.near import Occurrence, merge
from monitor.analysis.query.regex import find_regex
from monitor.analysis.query.tree import And, AtLeast, Chain, Field, Not, Or, Prefer, Regex, Term
from monitor.analysis.query.words import find_slots

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.analysis.query.document import Document, Span
    from monitor.analysis.query.near import Occurrences
    from monitor.analysis.query.tree import Node, Scope
    from monitor.analysis.query.words import Pattern, Slot


class View(Protocol):
    """A document, a way to find the words that a pattern accepts, and what is to be shown first."""

    document: Document
    weights: dict[Occurrence, int]

    def find(self, pattern: Pattern) -> Sequence[int]:
        """The places of all words that the pattern accepts, in order."""


class Scan:
    """The plain way to find words: look at each. What every faster way has to agree with."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.weights: dict[Occurrence, int] = {}

    def find(self, pattern: Pattern) -> list[int]:
        """The places of all words that the pattern accepts, in order."""
        place = self.document.place
        return [place(index) for index, word in enumerate(self.document.words) if pattern.accepts(word)]


def evaluate(node: Node, view: View) -> Occurrences | None:  # noqa: PLR0911 - one case for each kind of node
    """The occurrences that make the tree true, none where it is true without any; None where it is false."""
    match node:
        case Term() | Regex() | Chain():
            return find_occurrences(node, view) or None
        case Field():
            return [] if holds_field(node, view.document) else None
        case AtLeast():
            found = evaluate(node.part, view)
            return found if found and len(found) >= node.count else None
        case Prefer():
            found = evaluate(node.part, view)
            view.weights.update(dict.fromkeys(found or (), node.weight))
            return found
        case Not():
            return [] if evaluate(node.part, view) is None else None
        case And():
            return _evaluate_all(node, view)
        case Or():
            found_parts = [found for part in node.parts if (found := evaluate(part, view)) is not None]
            return merge(*found_parts) if found_parts else None


def _evaluate_all(node: And, view: View) -> Occurrences | None:
    found_parts = []
    for part in node.parts:
        found = evaluate(part, view)
        if found is None:
            return None
        found_parts.append(found)
    return merge(*found_parts)


def holds_field(field: Field, document: Document) -> bool:
    """Whether one of the document's values is the one that is asked for."""
    wanted = field.value.lower()
    values = document.fields[field.name]
    return any(fits_glob(wanted, value) for value in values) if has_wildcard(wanted) else wanted in values


def find_occurrences(node: Term | Regex | Chain, view: View) -> Occurrences:
    """Where a term, an expression or a chain stands, in order."""
    match node:
        case Term():
            return _find_term(node, view)
        case Regex():
            return _find_regex(node, view.document)
        case Chain():
            return _find_chain(node, view)


# ---- terms -------------------------------------------------------------------------------------------------------
def _find_term(term: Term, view: View) -> Occurrences:
    slots = find_slots(term)
    document = view.document
    if len(slots) == 1:
        found = [Occurrence(place, place) for place in _find_slot(slots[0], view)]
    else:
        last = len(slots) - 1
        starts = _find_starts(slots, view)
        found = [Occurrence(start, start + last) for start in starts if document.reaches(start, start + last)]
    return [one for one in found if _is_within(one, term.scope, document)] if term.scope else found


def _find_slot(slot: Slot, view: View) -> Sequence[int]:
    found = view.find(slot.pattern)
    if slot.mark:
        found = [place for place in found if view.document.mark(place) == slot.mark]
    if slot.cased:
        found = [place for place in found if slot.accepts_case(view.document.written(place))]
    return found


def _find_starts(slots: tuple[Slot, ...], view: View) -> list[int]:
    """Where a phrase may begin: a star for a whole word is left out, for it says nothing that its neighbours do not."""
    starts: set[int] | None = None
    for number, slot in enumerate(slots):
        if slot.pattern.kind != "any" or slot.mark:
            found = {place - number for place in _find_slot(slot, view)}
            starts = found if starts is None else starts & found
            if not starts:
                return []
    return sorted(starts or ())


def _is_within(one: Occurrence, scope: Scope, document: Document) -> bool:
    match scope:
        case "title":
            return one.last < 0
        case "ingress":
            return one.first >= 0 and one.last < document.lead
        case _:
            return one.first >= 0


def _find_regex(regex: Regex, document: Document) -> Occurrences:
    text = document.text.composed if regex.exact else document.text.lower
    begin, end = document.find_range(regex.scope)
    return [
        Occurrence(
            document.find_place(begin + first), document.find_place(begin + last - 1), begin + first, begin + last
        )
        for first, last in find_regex(regex, text[begin:end])
    ]


# ---- chains ------------------------------------------------------------------------------------------------------
def _find_chain(node: Chain, view: View) -> Occurrences:
    parts = (node.first, *(link.part for link in node.links))
    first, *operands = (evaluate(part, view) or [] for part in parts)
    return find_chain(first, node.links, operands, view.document)


# ---- what is shown -----------------------------------------------------------------------------------------------
def show(found: Occurrences, view: View) -> tuple[Span, ...]:
    """The occurrences as spans of the text in the order in which they stand, what is preferred first."""
    document = view.document
    first = sorted(found, key=lambda one: -view.weights.get(one, 0)) if view.weights else found
    return tuple(dict.fromkeys(document.span(*_find_bounds(one, document)) for one in first))


def _find_bounds(one: Occurrence, document: Document) -> tuple[int, int]:
    if one.start >= 0:
        return one.start, one.end
    return document.bounds[document.index(one.first)][0], document.bounds[document.index(one.last)][1]

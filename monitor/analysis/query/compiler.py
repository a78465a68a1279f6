"""Trees made into programs, and their patterns into numbers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from monitor.analysis.query.finders import FindAny, FindChain, FindEnough, FindLeaf, FindWords
from monitor.analysis.query.program import AllOf, Without, choose, join
from monitor.analysis.query.regex import find_needed
from monitor.analysis.query.tree import And, AtLeast, Chain, Field, Not, Or, Prefer, Regex, Term
from monitor.analysis.query.words import Pattern, find_slots

if TYPE_CHECKING:
    from monitor.analysis.query.finders import Finder
    from monitor.analysis.query.program import Group, Program
    from monitor.analysis.query.tree import Node


class Compiler:
    """Compiles one query after another; equal patterns have one number, and ``uses`` says how often it is asked for."""

    def __init__(self) -> None:
        self.numbers = _Numbers()
        self.uses: Counter[int] = Counter()
        self._words = _Words(self.numbers)

    def compile(self, node: Node) -> Program:
        """The program of a tree."""
        match node:
            case Field():
                return self._ask(make_field_pattern(node.name, node.value))
            case Not():
                return Without(self.compile(node.part))
            case And():
                return join(self.compile(one) for one in node.parts)
            case Or():
                words, others = self._split(node)
                return choose(words, [self.compile(one) for one in others])
            case Prefer():
                return self.compile(node.part)
            case Term() | Regex() | Chain() | AtLeast():
                needs, finder = self._locate(node)
                return needs if isinstance(finder, FindWords) else join([needs, AllOf(finders=(finder,))])

    def _locate(self, node: Node) -> tuple[Program, Finder]:
        """What a part of a query that has places needs, and how its places are found."""
        match node:
            case Term():
                return self._locate_term(node)
            case Regex():
                literal = find_needed(node)
                return self._ask(Pattern("glob", f"*{literal}*")) if literal else AllOf(), FindLeaf(node)
            case Chain():
                located = [self._locate(one) for one in (node.first, *(link.part for link in node.links))]
                finders = tuple(finder for _, finder in located)
                return join(needs for needs, _ in located), FindChain(finders, node.links)
            case AtLeast():
                needs, finder = self._locate(node.part)
                return needs, FindEnough(node.count, finder)
            case Prefer():
                return self._locate(node.part)
            case Or():
                return self._locate_or(node)
            case Field() | Not() | And():
                raise ValueError(node)  # the parser lets none of them stand where places count

    def _locate_term(self, term: Term) -> tuple[Program, Finder]:
        number = self._words[term]
        if number is not None:
            self.uses[number] += 1
            return AllOf(((number,),)), FindWords((number,))
        patterns = {slot.pattern for slot in find_slots(term) if slot.pattern.kind != "any"}
        return join(self._ask(pattern) for pattern in patterns), FindLeaf(term)

    def _locate_or(self, node: Or) -> tuple[Program, Finder]:
        words, others = self._split(node)
        located = [self._locate(one) for one in others]
        finders = [finder for _, finder in located]
        needs = choose(words, [need for need, _ in located])
        return needs, FindAny((FindWords(words), *finders)) if finders else FindWords(words)

    # ---- numbers -------------------------------------------------------------------------------------------------
    def _split(self, node: Or) -> tuple[Group, list[Node]]:
        """The alternatives that are single words, by number, and the others."""
        found = [self._words[one] if isinstance(one, Term) else None for one in node.parts]
        words = tuple(number for number in found if number is not None)
        self.uses.update(words)
        if len(words) == len(found):
            return words, []
        return words, [one for one, number in zip(node.parts, found, strict=True) if number is None]

    def _ask(self, pattern: Pattern) -> AllOf:
        number = self.numbers[pattern]
        self.uses[number] += 1
        return AllOf(((number,),))


class _Numbers(dict[Pattern, int]):
    """Numbers for patterns, given when they are first asked for."""

    def __missing__(self, pattern: Pattern) -> int:
        number = self[pattern] = len(self)
        return number


class _Words(dict[Term, "int | None"]):
    """The number of a term that a word fulfils by itself; None for a phrase, and where case or place count."""

    def __init__(self, numbers: _Numbers) -> None:
        super().__init__()
        self._numbers = numbers

    def __missing__(self, term: Term) -> int | None:
        slots = find_slots(term)
        is_word = len(slots) == 1 and not (term.scope or slots[0].cased or slots[0].mark)
        number = self[term] = self._numbers[slots[0].pattern] if is_word else None
        return number


def make_field_pattern(name: str, value: str) -> Pattern:
    """A field's value as a word that no text has: ``kind:crisis``."""
    return Pattern("glob" if "*" in value or "?" in value else "word", f"{name}:{value.lower()}")

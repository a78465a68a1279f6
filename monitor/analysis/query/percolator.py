"""Many queries asked of each new item at once: each waits for its rarest words, and only what they wake is asked."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from monitor.analysis.inflect import COMMON
from monitor.analysis.query.compiler import Compiler
from monitor.analysis.query.evaluate import evaluate, show
from monitor.analysis.query.sight import Sight
from monitor.analysis.query.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.analysis.query.document import Document, Span
    from monitor.analysis.query.program import Group
    from monitor.analysis.query.query import Query
    from monitor.analysis.query.words import Pattern


class Found:
    """A query that a document fulfils, by its name; ``spans`` are made when they are asked for."""

    def __init__(self, name: str, query: Query, sight: Sight) -> None:
        self.name = name
        self.query = query
        self._sight = sight

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """What ``Query.matches`` gives."""
        self._sight.weights = {}
        return show(evaluate(self.query.tree, self._sight) or [], self._sight)


class Percolator:
    """Queries by name, made ready once. It never changes: a new one takes its place in one assignment."""

    def __init__(self, queries: Mapping[str, Query]) -> None:
        compiler = Compiler()
        self._queries = tuple(queries.items())
        self._programs = tuple(compiler.compile(query.tree) for query in queries.values())
        self._vocabulary = Vocabulary(compiler.numbers)
        self._waiting, self._always = self._anchor(
            [_guess_commonness(pattern, compiler.uses[number]) for pattern, number in compiler.numbers.items()]
        )

    def _anchor(self, commonness: list[float]) -> tuple[dict[int, list[int]], list[int]]:
        """Which queries wait for which pattern, and which of them for none."""

        def weigh(anchor: Group) -> float:
            return sum([commonness[number] for number in anchor])

        waiting: dict[int, list[int]] = {}
        always: list[int] = []
        for position, program in enumerate(self._programs):
            anchor = program.find_anchor(weigh)
            for number in anchor or ():
                waiting.setdefault(number, []).append(position)
            if anchor is None:
                always.append(position)
        return waiting, always

    def percolate(self, document: Document) -> tuple[Found, ...]:
        """All queries that the document fulfils, in their own order."""
        if not self._queries:
            return ()
        sight = Sight(document, self._vocabulary)
        held = [position for position in sorted(self._wake(sight)) if self._programs[position].holds(sight)]
        return tuple(Found(*self._queries[position], sight) for position in held)

    def count_woken(self, document: Document) -> int:
        """How many queries have to be asked of a document: what its cost follows."""
        return len(self._wake(Sight(document, self._vocabulary)))

    def _wake(self, sight: Sight) -> set[int]:
        woken = {position for number in sight.numbers & self._waiting.keys() for position in self._waiting[number]}
        woken.update(self._always)
        return woken


def _guess_commonness(pattern: Pattern, uses: int) -> float:
    """How often a pattern is met, as a guess: short words are common, and what many queries ask for is no rare word."""
    if ":" in pattern.text:
        return 10.0 if pattern.text.startswith(("source:", "place:")) else 200.0
    if pattern.text in COMMON:
        return 50.0
    length = max(len(pattern.text.replace("*", "").replace("?", "")), 1)
    return (4.0 if pattern.kind == "glob" else 1.0) * 60 / length**2 * (1 + uses / 10)

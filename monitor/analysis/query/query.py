"""A query of the watch language: read once, asked of many documents."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitor.analysis.query.evaluate import Scan, evaluate, show
from monitor.analysis.query.parser import Parser
from monitor.analysis.query.tree import write

if TYPE_CHECKING:
    from monitor.analysis.query.document import Document, Span
    from monitor.analysis.query.tree import Node


@dataclass(frozen=True, slots=True)
class Query:
    """A query. ``text`` is as it was written; two queries that mean the same by their form are equal.

    ``notes`` are remarks for the writer, each a sentence: how operators without parentheses were read, and the like.
    """

    tree: Node
    text: str = field(compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        """The query with all its parentheses: reads back as an equal one."""
        return write(self.tree)

    def matches(self, document: Document) -> tuple[Span, ...] | None:
        """The spans that fulfil the query, in order; None where the document does not fulfil it.

        An empty tuple is a match as well: of a query that asks for fields only, or only for what is not there. This is
        the plain way, which looks at each word; ``Percolator`` gives the same answers for many queries at once.
        """
        view = Scan(document)
        found = evaluate(self.tree, view)
        return None if found is None else show(found, view)


def parse(text: str) -> Query:
    """Read a query.

    Raises:
        QueryError: with the line and column where it cannot be read, and what could have stood there.
    """
    parser = Parser(text)
    tree = parser.read()
    return Query(tree, text, tuple(parser.notes))

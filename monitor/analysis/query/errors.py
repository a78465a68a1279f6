"""What is wrong with a query, where, and what would be right."""

from __future__ import annotations


class QueryError(ValueError):
    """A query cannot be read.

    ``line`` and ``column`` count from 1 and say where; ``found`` is what stood there and ``expected`` what could have.
    The message is made for a terminal: one sentence, the line of the query, and a caret below the place. It is a
    ``ValueError``, so that a configuration's validator may let it pass and have it told with the key's path.
    """

    def __init__(self, query: str, offset: int, *, found: str, expected: str) -> None:
        self.query = query
        self.offset = offset
        self.found = found
        self.expected = expected
        before = query[:offset]
        self.line = before.count("\n") + 1
        self.column = offset - (before.rfind("\n") + 1) + 1
        super().__init__(self._say())

    def _say(self) -> str:
        where = f"column {self.column}" if "\n" not in self.query else f"line {self.line}, column {self.column}"
        shown = (self.query.split("\n") or [""])[self.line - 1].replace("\t", " ")
        return f"{where}: found {self.found}, expected {self.expected}\n    {shown}\n    {' ' * (self.column - 1)}^"

"""Tokens read into a tree.

``query   := either``
``either  := all ("OR" all)*``
``all     := unary ("AND"? unary)*``
``unary   := "NOT" unary | chain``
``chain   := counted (("NEAR/n" | "ONEAR/n" | "SENTENCE") counted)*``
``counted := unit ("{n}" | "^n")*``
``unit    := field? (word | phrase | regex | "(" either ")")``
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.analysis.query.build import flatten, is_placed, join_chain, make_counted, make_link
from monitor.analysis.query.errors import QueryError
from monitor.analysis.query.fields import VALUES, is_possible
from monitor.analysis.query.lexer import A_TERM, Token, cut, cut_list
from monitor.analysis.query.regex import check_regex
from monitor.analysis.query.tree import And, Field, Not, Or, Regex, Term, write

if TYPE_CHECKING:
    from monitor.analysis.query.tree import Link, Node

DEEPEST = 40
"""How many parentheses and NOTs may stand inside each other: more than anybody writes, less than Python's stack."""

_STARTS = frozenset({"term", "list", "(", "field", "NOT"})
_CLOSERS = frozenset({"OR", ")", "end"})
_LINKS = frozenset({"NEAR", "ONEAR", "SENTENCE"})
_OPERATORS_IN_SMALL = frozenset({"and", "or", "not", "near"})


class Parser:
    """One reading of one query. ``notes`` are remarks on what may have been meant otherwise than it is read."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.notes: list[str] = []
        self._tokens = cut(query)
        self._at = 0
        self._depth = 0
        self._field = ""
        self._joins = False  # an AND stands at this level, without parentheses of its own
        self._mixes = False  # and an OR beside it

    def read(self) -> Node:
        """The whole query.

        Raises:
            QueryError: at the first token that cannot stand where it stands.
        """
        tree = self._read_either()
        if self._token.kind != "end":
            raise self._error("AND, OR, NOT or the end of the query")
        if self._mixes:
            self.notes.append(f"AND binds closer than OR. This is read as: {write(tree)}")
        for token in self._tokens:
            if token.written in _OPERATORS_IN_SMALL:
                self.notes.append(f'"{token.written}" is looked for as a word; the operator is {token.written.upper()}')
        return tree

    # ---- tokens --------------------------------------------------------------------------------------------------
    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _error(self, expected: str, token: Token | None = None) -> QueryError:
        token = token or self._token
        found = token.written if token.kind == "end" else f'"{token.written}"'
        return QueryError(self.query, token.offset, found=found, expected=expected)

    # ---- grammar -------------------------------------------------------------------------------------------------
    def _read_either(self) -> Node:
        outer, self._joins = self._joins, False
        parts = [self._read_all()]
        while self._token.kind == "OR":
            self._take()
            parts.append(self._read_all())
        self._mixes |= self._joins and len(parts) > 1
        self._joins = outer
        return parts[0] if len(parts) == 1 else Or(flatten(parts, Or))

    def _read_all(self) -> Node:
        token = self._tokens[self._at]
        if (
            token.kind == "term" and self._tokens[self._at + 1].kind in _CLOSERS
        ):  # most of a long list: no need to descend
            self._at += 1
            return self._make_leaf(token)
        parts = [self._read_unary()]
        while self._token.kind == "AND" or self._token.kind in _STARTS:
            if self._token.kind == "AND":
                self._take()
            parts.append(self._read_unary())
        if len(parts) == 1:
            return parts[0]
        self._joins = True
        return And(flatten(parts, And))

    def _read_unary(self) -> Node:
        if self._token.kind != "NOT":
            return self._read_chain()
        self._enter(self._take())
        part = self._read_unary()
        self._depth -= 1
        return Not(part)

    def _read_chain(self) -> Node:
        start = self._token
        first = self._read_counted()
        links: list[Link] = []
        while self._token.kind in _LINKS:
            operator = self._take()
            if not links:
                self._check_placed(first, start, operator)
            start = self._token
            part = self._read_counted()
            self._check_placed(part, start, operator)
            links.append(make_link(operator, part))
        return join_chain(first, links) if links else first

    def _read_counted(self) -> Node:
        start = self._token
        node = self._read_unit()
        seen: set[str] = set()
        while self._token.kind in {"count", "weight"}:
            token = self._take()
            if token.kind in seen:
                raise self._error("one such number behind a term", token)
            seen.add(token.kind)
            if token.kind == "count":
                self._check_placed(node, start, token)
            node = make_counted(token, node)
        return node

    def _read_unit(self) -> Node:
        token = self._token
        if token.kind == "term":
            self._take()
            return self._make_leaf(token)
        if token.kind == "list":
            return self._read_list(self._take())
        if token.kind == "field":
            return self._read_field(self._take())
        if token.kind != "(":
            raise self._error(A_TERM)
        self._enter(self._take())
        node = self._read_either()
        if self._token.kind != ")":
            raise self._error('")"')
        self._take()
        self._depth -= 1
        return node

    def _read_field(self, token: Token) -> Node:
        if self._field:
            raise self._error(f"no field inside {self._field}:", token)
        if self._token.kind not in {"term", "list", "("}:
            raise self._error(f"a word, a phrase in quotes or a group behind {token.value}:")
        self._field = str(token.value)
        node = self._read_unit()
        self._field = ""
        return node

    def _read_list(self, token: Token) -> Node:
        if isinstance(token.value, tuple) and not self._field:
            return Or(token.value)
        return Or(tuple(self._make_leaf(item) for item in cut_list(self.query, token)))

    # ---- leaves and checks ---------------------------------------------------------------------------------------
    def _make_leaf(self, token: Token) -> Node:
        leaf = token.value
        assert isinstance(leaf, Term | Regex)  # noqa: S101 - what the lexer puts into a "term"
        if isinstance(leaf, Regex):
            check_regex(leaf, self.query, token.offset)
        if self._field in VALUES:
            return self._make_value(leaf, token)
        return replace(leaf, scope=self._field) if self._field else leaf  # type: ignore[arg-type]

    def _make_value(self, leaf: Term | Regex, token: Token) -> Node:
        name = self._field
        if isinstance(leaf, Regex) or leaf.exact or leaf.fold:
            raise self._error(f"a plain value behind {name}:", token)
        if not is_possible(name, leaf.text):
            raise self._error(f"one of {', '.join(VALUES[name])}", token)
        return Field(name, leaf.text)

    def _check_placed(self, node: Node, start: Token, operator: Token) -> None:
        if not is_placed(node):
            raise self._error(f"words, phrases, or a group of them with OR, for {operator.written}", start)

    def _enter(self, token: Token) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._error(f"at most {DEEPEST} parentheses and NOTs inside each other", token)

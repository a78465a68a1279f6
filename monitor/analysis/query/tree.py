"""A query as a tree, and the tree as text again: what is written reads back as the same tree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

if TYPE_CHECKING:
    from collections.abc import Iterator

Scope: TypeAlias = Literal["", "title", "ingress", "text"]
SCOPES = frozenset(get_args(Scope)) - {""}


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase. ``text`` is as it was written, without quotes and without the sign before it."""

    text: str
    quoted: bool = False
    exact: bool = False  # = as written: this form, this case
    fold: bool = False  # ~ however it is spelt: å and aa, ö, ø and oe, ä, æ and ae are the same
    scope: Scope = ""

    def __hash__(self) -> int:
        """That of the text, which Python remembers: a term is looked up often and its other marks are rare."""
        return hash(self.text)


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression of RE2, between slashes; its case counts only when ``exact``."""

    expression: str
    exact: bool = False
    scope: Scope = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A condition on what is known about an item beside its text: ``source:``, ``role:``, ``lang:`` and their like."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain: NEAR/gap, ONEAR/gap, or SENTENCE, and the operand behind it."""

    operator: Literal["NEAR", "ONEAR", "SENTENCE"]
    gap: int
    part: Node


@dataclass(frozen=True, slots=True)
class Chain:
    """Terms that stand near each other: ``first``, and one or more links, read from left to right."""

    first: Node
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Something that occurs ``count`` times or more: ``{3}``."""

    count: int
    part: Node


@dataclass(frozen=True, slots=True)
class Prefer:
    """Something that is shown before the rest when it is among the hits: ``^9``. It changes no decision."""

    weight: int
    part: Node


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be there."""

    part: Node


@dataclass(frozen=True, slots=True)
class And:
    """All of these."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of these."""

    parts: tuple[Node, ...]


Leaf: TypeAlias = Term | Regex | Field
Node: TypeAlias = Leaf | Chain | AtLeast | Prefer | Not | And | Or


def list_fields(node: Node) -> Iterator[str]:
    """The names of all fields that a query asks about, wherever they stand in it."""
    match node:
        case Field():
            yield node.name
        case Chain():
            yield from list_fields(node.first)
            for link in node.links:
                yield from list_fields(link.part)
        case AtLeast() | Prefer() | Not():
            yield from list_fields(node.part)
        case And() | Or():
            for part in node.parts:
                yield from list_fields(part)


_PLAIN_VALUE = re.compile(r"[\w*?.-]+")


def write(node: Node) -> str:  # noqa: PLR0911 - one line for each kind of node
    """The query as text, with parentheses wherever two operators meet."""
    match node:
        case Term() | Regex() | Field():
            return _write_leaf(node)
        case Chain():
            links = (f"{_write_link(link)} {_write_inner(link.part)}" for link in node.links)
            return " ".join([_write_inner(node.first), *links])
        case AtLeast():
            return f"{_write_counted(node.part)}{{{node.count}}}"
        case Prefer():
            return f"{_write_counted(node.part)}^{node.weight}"
        case Not():
            return f"NOT {_write_inner(node.part)}"
        case And():
            return " AND ".join(_write_part(part) for part in node.parts)
        case Or():
            return " OR ".join(_write_part(part) for part in node.parts)


def _write_part(node: Node) -> str:
    return write(node) if isinstance(node, Not) else _write_inner(node)


def _write_counted(node: Node) -> str:
    return f"({write(node)})" if isinstance(node, AtLeast | Prefer) else _write_inner(node)


def _write_inner(node: Node) -> str:
    return f"({write(node)})" if isinstance(node, Chain | And | Or | Not) else write(node)


def _write_link(link: Link) -> str:
    return link.operator if link.operator == "SENTENCE" else f"{link.operator}/{link.gap}"


def _write_leaf(leaf: Leaf) -> str:
    match leaf:
        case Field():
            return f"{leaf.name}:{leaf.value}" if _PLAIN_VALUE.fullmatch(leaf.value) else f'{leaf.name}:"{leaf.value}"'
        case Regex():
            written = f"/{leaf.expression}/"
        case Term():
            written = f'"{leaf.text}"' if leaf.quoted else leaf.text
    sign = "=" if leaf.exact else "~" if isinstance(leaf, Term) and leaf.fold else ""
    return f"{leaf.scope}:{sign}{written}" if leaf.scope else f"{sign}{written}"

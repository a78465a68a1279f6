"""Parts of a query put together as the grammar says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.analysis.query.tree import And, AtLeast, Chain, Link, Or, Prefer, Regex, Term

if TYPE_CHECKING:
    from monitor.analysis.query.lexer import Token
    from monitor.analysis.query.tree import Node


def make_link(operator: Token, part: Node) -> Link:
    """A step of a chain."""
    gap = operator.value if isinstance(operator.value, int) else 0
    match operator.kind:
        case "NEAR" | "ONEAR" | "SENTENCE":
            return Link(operator.kind, gap, part)
        case _:  # pragma: no cover - the caller has looked
            raise ValueError(operator.kind)


def make_counted(token: Token, node: Node) -> Node:
    """What ``{3}`` or ``^9`` makes of the node before it."""
    number = token.value if isinstance(token.value, int) else 1
    return AtLeast(number, node) if token.kind == "count" else Prefer(number, node)


def join_chain(first: Node, links: list[Link]) -> Chain:
    """One chain of what is read from left to right, and of ordered steps however they are grouped."""
    steps = tuple(flat for link in links for flat in _open_ordered(link))
    return Chain(first.first, first.links + steps) if isinstance(first, Chain) else Chain(first, steps)


def _open_ordered(link: Link) -> tuple[Link, ...]:
    """A before (B before C) is A before B before C."""
    if link.operator == "ONEAR" and isinstance(link.part, Chain):
        inner = link.part.links
        if all(one.operator == "ONEAR" for one in inner):
            return Link("ONEAR", link.gap, link.part.first), *inner
    return (link,)


def flatten(parts: list[Node], kind: type[And | Or]) -> tuple[Node, ...]:
    """The parts, and instead of those that are of the kind themselves their parts."""
    return tuple(one for part in parts for one in (part.parts if isinstance(part, kind) else (part,)))


def is_placed(node: Node) -> bool:
    """Whether the node stands at certain words of a text, so that nearness and number mean something."""
    match node:
        case Term() | Regex() | Chain():
            return True
        case AtLeast() | Prefer():
            return is_placed(node.part)
        case Or():
            return all(is_placed(part) for part in node.parts)
        case _:
            return False

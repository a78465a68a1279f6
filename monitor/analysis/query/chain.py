"""Which occurrences form a chain of NEAR, ONEAR and SENTENCE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.analysis.query.near import keep_near, keep_ordered, keep_together, merge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.analysis.query.document import Document
    from monitor.analysis.query.near import Occurrences
    from monitor.analysis.query.tree import Link


def find_chain(
    first: Occurrences, links: Sequence[Link], operands: Sequence[Occurrences], document: Document
) -> Occurrences:
    """The occurrences of ``first`` and of each link's operand that are linked all the way; empty where none are.

    From left to right each step keeps what is near: of A NEAR B those of both, and C has to be near one of them; of
    A ONEAR B ONEAR C the B that an A precedes. Then back, so that only what reaches the last step is left.
    """
    current = first
    steps: list[tuple[Occurrences, Occurrences]] = []
    for position, (link, operand) in enumerate(zip(links, operands, strict=True)):
        left, right = _relate(link, current, operand, document)
        if not left:
            return []
        steps.append((left, right))
        current = right if _goes_on_ordered(links, position) else merge(left, right)
    kept = set(current)
    for link, (left, right) in reversed(list(zip(links[:-1], steps[:-1], strict=True))):
        partners, _ = _relate(link, left, [one for one in right if one in kept], document)
        _, others = _relate(link, [one for one in left if one in kept], right, document)
        kept.update(partners, others)
    return sorted(kept)


def _goes_on_ordered(links: Sequence[Link], position: int) -> bool:
    following = links[position + 1 : position + 2]
    return bool(following) and links[position].operator == following[0].operator == "ONEAR"


def _relate(link: Link, left: Occurrences, right: Occurrences, document: Document) -> tuple[Occurrences, Occurrences]:
    match link.operator:
        case "NEAR":
            return keep_near(left, right, link.gap)
        case "ONEAR":
            return keep_ordered(left, right, link.gap)
        case "SENTENCE":
            return keep_together(left, right, document.find_sentence)

"""Finds what makes an event dangerous to many whatever else is said: an order to all, or the weak in its way.

The words are concepts of the lexicon, the rules are these: to boil the water, to stay inside; fire or threats where the
old, the sick or children are; a child that is missing; an attack on computers that takes services down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.analysis.features import Seen

BOIL = "order.boil"
_ORDERS = frozenset({BOIL, "order.inside"})
# The first beside any of the others is danger.
_BESIDE = (
    ("vulnerable", frozenset({"fire", "hate_threat.threat"})),
    ("missing_person", frozenset({"child"})),
    ("cyber", frozenset({"telecom_it.frame"})),
)
# Whom a threat is for: somebody is spoken to, or somebody who works or decides for all.
_THREATENED = frozenset({"second_person", "first_person", "hate_threat.target"})


def find_danger(seen: Iterable[Seen]) -> tuple[Seen, ...]:
    """The words that make it dangerous; none when it is not, as far as rules can say."""
    said = [it for it in seen if not it.denied]
    orders = [it for it in said if it.concept in _ORDERS]
    concepts = {it.concept for it in said}
    for one, others in _BESIDE:
        if one in concepts and not others.isdisjoint(concepts):
            orders += [it for it in said if it.concept == one]
    return tuple(orders)


def calls_for_action(seen: Iterable[Seen]) -> bool:
    """Whether it is no small thing: staff or the elected threatened, an attack that broke something, a high warning."""
    concepts = {it.concept for it in seen if not it.denied}
    threatened = "hate_threat" in concepts and not _THREATENED.isdisjoint(concepts)
    attacked = {"cyber", "broken"} <= concepts
    return threatened or attacked or "warning.high" in concepts


def find_boil_order(seen: Iterable[Seen]) -> tuple[Seen, ...]:
    """The words that tell people to boil their water, where the text begins with them."""
    return tuple(it for it in seen if it.concept == BOIL and it.lead and not it.denied)

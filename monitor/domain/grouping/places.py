"""Do two descriptions speak of the same place below the municipality? Localities, quarters, roads and houses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from monitor.domain.incident import Member

SITE = "site:"  # how the key of a kind of site begins
_ENOUGH = 4  # letters that two forms of one name share at least
_ENDINGS = frozenset({"", "s", "n", "en", "et", "a", "an", "in", "ns", "ets", "ens"})
_AREAS = re.compile("(?:s?områdets?|in ?alue|in ?alueen|centrum|sentrum)$")  # Ståthöga and Ståthögaområdet


class Relation(StrEnum):
    """How what two descriptions name goes together."""

    SAME = "same"
    APART = "apart"
    UNSAID = "unsaid"  # one of them names nothing that could be compared


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The places that something names: localities of the register, quarters (``at:``), roads and houses."""

    localities: frozenset[str] = frozenset()
    quarters: frozenset[str] = frozenset()
    spots: frozenset[str] = frozenset()
    finnish: bool = False
    other: bool = False  # some of it is in another language than Finnish


@dataclass(frozen=True, slots=True)
class Meeting:
    """How the places of a mention go with those of an event, level by level."""

    localities: Relation
    quarters: Relation
    spots: Relation
    translated: bool = False  # a Finnish name and a Swedish one cannot be compared

    @property
    def is_same(self) -> bool:
        """Whether some place is shared."""
        return Relation.SAME in {self.localities, self.quarters, self.spots}

    @property
    def is_unsaid(self) -> bool:
        """Whether nothing can be compared: one names a road and the other a quarter, or one names nothing."""
        return {self.localities, self.quarters, self.spots} == {Relation.UNSAID} and not self.translated

    @property
    def is_apart(self) -> bool:
        """Whether other places are named and none is shared; in another locality a street of that name is another."""
        named = {self.localities, self.quarters, self.spots}
        return self.localities is Relation.APART or (not self.is_same and Relation.APART in named)


def whereabouts(members: Iterable[Member]) -> Whereabouts:
    """All places that these mentions name."""
    localities: set[str] = set()
    quarters: set[str] = set()
    spots: set[str] = set()
    languages: set[bool] = set()
    for member in members:
        languages.add(member.language == "fi")
        localities.update(name.casefold() for name in member.localities)
        for spot in member.spots:
            if spot.startswith(SITE):
                continue  # it says of what kind the place is, and not which
            (quarters if spot.startswith("at:") else spots).add(spot)
    quarters = {spot for spot in quarters if spot.removeprefix("at:") not in localities}
    return Whereabouts(
        frozenset(localities), frozenset(quarters), frozenset(spots), True in languages, False in languages
    )


def meet(one: Whereabouts, other: Whereabouts) -> Meeting:
    """Compare level by level. A Finnish name and a Swedish one of the same street are never apart."""
    translated = (one.finnish and not one.other and not other.finnish) or (
        other.finnish and not other.other and not one.finnish
    )
    # A quarter may be called by the locality's name, and a locality be taken for a quarter.
    areas = one.localities | set(_names(one.quarters)), other.localities | set(_names(other.quarters))
    mixed = _share(*areas)
    return Meeting(
        _relate(one.localities, other.localities, same=mixed, apart=not translated),
        _relate(one.quarters, other.quarters, same=mixed, apart=not translated),
        _relate(one.spots, other.spots, same=False, apart=not translated and _comparable(one.spots, other.spots)),
        translated,
    )


def _relate(one: Collection[str], other: Collection[str], *, same: bool, apart: bool) -> Relation:
    if _share(one, other) or (same and (one or other)):
        return Relation.SAME
    return Relation.APART if one and other and apart else Relation.UNSAID


def _share(one: Collection[str], other: Collection[str]) -> bool:
    if not one or not other:
        return False
    return not frozenset(one).isdisjoint(other) or any(_is_one_name(a, b) for a in one for b in other)


def _names(quarters: Iterable[str]) -> Iterator[str]:
    return (quarter.removeprefix("at:") for quarter in quarters)


def _comparable(one: Collection[str], other: Collection[str]) -> bool:
    """Whether both name something of the same kind: a road says nothing about a school."""
    kinds = {spot.partition(":")[0] for spot in one}
    return any(spot.partition(":")[0] in kinds for spot in other)


@lru_cache(50_000)
def _is_one_name(one: str, other: str) -> bool:
    """Two forms of one name: the longer is the shorter with an ending."""
    short, long = sorted((_AREAS.sub("", one), _AREAS.sub("", other)), key=len)
    name = short.rpartition(":")[2]
    return len(name) >= _ENOUGH and long.startswith(short) and long[len(short) :] in _ENDINGS

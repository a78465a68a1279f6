"""Conditions made ready for many documents: patterns are numbers, and places come last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from monitor.analysis.query.finders import Finder
    from monitor.analysis.query.sight import Sight

Group: TypeAlias = tuple[int, ...]
"""Numbers of patterns of which a document must have at least one."""


class Program:
    """A condition."""

    __slots__ = ()

    def holds(self, sight: Sight) -> bool:
        """Whether a document fulfils it."""
        raise NotImplementedError

    def find_anchor(self, weigh: Callable[[Group], float]) -> Group | None:  # noqa: ARG002 - what those with parts need
        """The lightest group without which it cannot hold; None where it may hold whatever the words are."""
        return None


@dataclass(frozen=True, slots=True)
class AllOf(Program):
    """One of each group is there and none of the banned; the other conditions hold; each finder finds something.

    What costs least is asked first. Nearly every query is one of these.
    """

    groups: tuple[Group, ...] = ()
    banned: Group = ()
    others: tuple[Program, ...] = ()
    finders: tuple[Finder, ...] = ()

    def holds(self, sight: Sight) -> bool:
        """Whether nothing fails."""
        numbers = sight.numbers
        for group in self.groups:
            if numbers.isdisjoint(group):
                return False
        if not numbers.isdisjoint(self.banned):
            return False
        for other in self.others:
            if not other.holds(sight):
                return False
        return not self.finders or all(finder.exists(sight) for finder in self.finders)

    def find_anchor(self, weigh: Callable[[Group], float]) -> Group | None:
        """The group, or the other condition's anchor, that is met least often."""
        anchors = [*self.groups, *(one.find_anchor(weigh) for one in self.others)]
        return min((anchor for anchor in anchors if anchor is not None), key=weigh, default=None)

    @property
    def is_words(self) -> bool:
        """Whether it is one group and nothing else."""
        return len(self.groups) == 1 and not (self.banned or self.others or self.finders)

    @property
    def needs(self) -> AllOf:
        """The condition without its finders."""
        return AllOf(self.groups, self.banned, self.others)


@dataclass(frozen=True, slots=True)
class OneOf(Program):
    """One of the parts holds."""

    parts: tuple[Program, ...]

    def holds(self, sight: Sight) -> bool:
        """Whether any does."""
        return any(one.holds(sight) for one in self.parts)

    def find_anchor(self, weigh: Callable[[Group], float]) -> Group | None:
        """Those of all parts together; none if one part has none."""
        anchors = [one.find_anchor(weigh) for one in self.parts]
        if None in anchors:
            return None
        return tuple(number for anchor in anchors for number in anchor or ())


@dataclass(frozen=True, slots=True)
class Without(Program):
    """The part does not hold."""

    part: Program

    def holds(self, sight: Sight) -> bool:
        """Whether it fails."""
        return not self.part.holds(sight)


def join(parts: Iterable[Program]) -> AllOf:
    """All parts as one condition."""
    groups: list[Group] = []
    banned: list[int] = []
    others: list[Program] = []
    finders: list[Finder] = []
    for one in parts:
        if isinstance(one, AllOf):
            groups += one.groups
            banned += one.banned
            others += one.others
            finders += one.finders
        elif isinstance(one, Without) and isinstance(one.part, AllOf) and one.part.is_words:
            banned += one.part.groups[0]
        else:
            others.append(one)
    return AllOf(tuple(groups), tuple(banned), tuple(others), tuple(finders))


def choose(words: Group, others: list[Program]) -> Program:
    """One of some words, or one of other conditions."""
    group = AllOf((words,))
    if not others:
        return group
    return OneOf((group, *others)) if words else OneOf(tuple(others))

"""Where things stand in a document whose words are known by number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.analysis.query.chain import find_chain
from monitor.analysis.query.evaluate import find_occurrences
from monitor.analysis.query.near import Occurrence, is_followed, merge

if TYPE_CHECKING:
    from monitor.analysis.query.near import Occurrences
    from monitor.analysis.query.sight import Sight
    from monitor.analysis.query.tree import Link, Regex, Term


class Finder:
    """Finds what one part of a query asks for."""

    __slots__ = ()

    def find(self, sight: Sight) -> Occurrences:
        """All its occurrences, in order."""
        raise NotImplementedError

    def exists(self, sight: Sight) -> bool:
        """Whether there is any."""
        return bool(self.find(sight))


@dataclass(frozen=True, slots=True)
class FindWords(Finder):
    """Any word that fulfils one of these patterns."""

    numbers: tuple[int, ...]

    def find(self, sight: Sight) -> Occurrences:
        """All such words."""
        return [Occurrence(place, place) for place in sight.find_numbers(self.numbers)]


@dataclass(frozen=True, slots=True)
class FindLeaf(Finder):
    """A phrase, a regular expression, a word with its case or its scope."""

    leaf: Term | Regex

    def find(self, sight: Sight) -> Occurrences:
        """All its occurrences."""
        return find_occurrences(self.leaf, sight)


@dataclass(frozen=True, slots=True)
class FindAny(Finder):
    """What any of the finders finds."""

    finders: tuple[Finder, ...]

    def find(self, sight: Sight) -> Occurrences:
        """All of it, each occurrence once."""
        return merge(*(finder.find(sight) for finder in self.finders))


@dataclass(frozen=True, slots=True)
class FindChain(Finder):
    """Things near each other."""

    finders: tuple[Finder, ...]
    links: tuple[Link, ...]

    def find(self, sight: Sight) -> Occurrences:
        """What is linked all the way."""
        first, *operands = (finder.find(sight) for finder in self.finders)
        return find_chain(first, self.links, operands, sight.document)

    def exists(self, sight: Sight) -> bool:
        """Whether anything is; two groups of words, the most common chain by far, are decided without occurrences."""
        left, right = self.finders[0], self.finders[1]
        link = self.links[0]
        if len(self.links) > 1 or link.operator == "SENTENCE":
            return bool(self.find(sight))
        if not (isinstance(left, FindWords) and isinstance(right, FindWords)):
            return bool(self.find(sight))
        before, behind = sight.find_numbers(left.numbers), sight.find_numbers(right.numbers)
        return is_followed(before, behind, link.gap) or (
            link.operator == "NEAR" and is_followed(behind, before, link.gap)
        )


@dataclass(frozen=True, slots=True)
class FindEnough(Finder):
    """Something that must occur a number of times."""

    count: int
    finder: Finder

    def find(self, sight: Sight) -> Occurrences:
        """All of it when it is enough, else nothing."""
        found = self.finder.find(sight)
        return found if len(found) >= self.count else []

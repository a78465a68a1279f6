"""An item as the watch language sees it: the words of its text with their places, and what else is known."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from monitor.analysis.query.fields import NORWEGIAN
from monitor.analysis.query.words import bound_words, cut_words
from monitor.domain.model import UNKNOWN_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.analysis.query.tree import Scope
    from monitor.analysis.text import Text
    from monitor.domain.model import Kind, Role, Topic

TITLE = -(1 << 30)
"""What the places of the title's words are counted from: too far before the text for anything to be near both."""


class Span(NamedTuple):
    """A hit: offsets into ``Text.full``, and what stands there."""

    start: int
    end: int
    term: str


class Document:
    """A text with what is known beside it. All names and values are compared without regard to case.

    ``places`` holds whatever a reader may call a place that is mentioned: codes, names, localities. The place of a word
    is its index among all words; of a word in the title it is ``TITLE`` and the index.
    """

    def __init__(
        self,
        text: Text,
        *,
        source: str = "",
        publisher: str = "",
        role: Role | None = None,
        lang: str = UNKNOWN_LANGUAGE,
        places: Iterable[str] = (),
        topics: Iterable[Topic] = (),
        kind: Kind | None = None,
    ) -> None:
        self.text = text
        self._known: dict[str, Iterable[str]] = {
            "source": (source, publisher),
            "role": (role or "",),
            "lang": (lang, "no" if lang in NORWEGIAN else ""),
            "place": places,
            "topic": topics,
            "kind": (kind or "",),
        }

    @cached_property
    def fields(self) -> dict[str, frozenset[str]]:
        """The values of each field, in lower case."""
        return {name: _lower(values) for name, values in self._known.items()}

    @cached_property
    def words(self) -> list[str]:
        """All words in lower case, those of the title first."""
        return cut_words(self.text.lower)

    @cached_property
    def border(self) -> int:
        """How many of the words are the title's."""
        return len(cut_words(self.text.lower[: self.text.title_end])) if self.text.title else 0

    @cached_property
    def lead(self) -> int:
        """How many words there are up to the end of the text's first paragraph."""
        return len(cut_words(self.text.lower[: self.find_range("ingress")[1]]))

    def find_range(self, scope: Scope) -> tuple[int, int]:
        """Where the title, the text's first paragraph or the text begins and ends in ``Text.composed``."""
        lower, border = self.text.lower, self.text.title_end
        start = border + 1 if self.text.title else 0
        match scope:
            case "title":
                return 0, border if self.text.title else 0
            case "ingress":
                start += len(lower) - start - len(lower[start:].lstrip())
                end = lower.find("\n", start)
                return start, end if end >= 0 else len(lower)
            case "text":
                return start, len(lower)
            case _:
                return 0, len(lower)

    @cached_property
    def bounds(self) -> list[tuple[int, int]]:
        """Where each word begins and ends in ``Text.composed``."""
        return bound_words(self.text.lower)

    @cached_property
    def tags(self) -> list[str]:
        """What is known beside the text, as words that no text has: ``kind:crisis``."""
        return [f"{name}:{value}" for name, values in self.fields.items() for value in values]

    def place(self, index: int) -> int:
        """The place of a word."""
        return index if index >= self.border else TITLE + index

    def index(self, place: int) -> int:
        """The word at a place."""
        return place if place >= 0 else place - TITLE

    def reaches(self, first: int, last: int) -> bool:
        """Whether there are words at both places, on the same side of the border."""
        if first < 0:
            return TITLE <= first <= last < TITLE + self.border
        return self.border <= first <= last < len(self.words)

    def find_place(self, offset: int) -> int:
        """The place of the word that covers or follows an offset into ``Text.composed``; of the last one at the end."""
        index = bisect_right(self.bounds, offset, key=lambda bound: bound[1])
        return self.place(min(index, max(len(self.words) - 1, 0)))

    def written(self, place: int) -> str:
        """The word at a place with its case."""
        start, end = self.bounds[self.index(place)]
        return self.text.composed[start:end]

    def mark(self, place: int) -> str:
        """The character in front of a word."""
        start, _ = self.bounds[self.index(place)]
        return self.text.composed[max(start - 1, 0) : start]

    def find_sentence(self, place: int) -> int:
        """The number of the sentence in which a word stands."""
        return self.text.sentence_of(self.bounds[self.index(place)][0])

    def span(self, start: int, end: int) -> Span:
        """A hit from offsets into ``Text.composed``."""
        first, last = self.text.origin(start, end)
        return Span(first, last, self.text.full[first:last])


def _lower(values: Iterable[str]) -> frozenset[str]:
    return frozenset(value.lower().encode("utf-8", "replace").decode() for value in values if value)

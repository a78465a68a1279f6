"""Where a text comes from: what the source's home, its publisher's name and the item's address say of a place."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from monitor.analysis.matching.senses import Rank
from monitor.analysis.matching.support import NOWHERE, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.analysis.match import Hint
    from monitor.analysis.matching.packed import Forms

_SHORTEST = 4  # letters: a shorter beginning of a publisher's name says nothing
_FOLD = str.maketrans({"å": "a", "ä": "a", "ö": "o", "ø": "o", "æ": "a", "é": "e"})
_KEPT = 4_000  # publishers remembered; a monitor has some hundreds


def fold(text: str) -> str:
    """A name as it is written in web addresses: lower case, without dots and rings."""
    return text.lower().translate(_FOLD)


class Tracer:
    """Turns a hint into what can be compared with a name."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._publishers: dict[str, frozenset[str]] = {}

    @cached_property
    def _slugs(self) -> dict[str, set[str]]:
        """Names of municipalities as addresses write them, with the codes of those who are called so."""
        slugs: dict[str, set[str]] = {}
        for entry in self._forms.entries_of(Rank.MUNICIPALITY):
            for name, _, case in entry.senses:
                if name.rank is Rank.MUNICIPALITY and case == "nom" and name.text.lower() == entry.text:
                    slugs.setdefault(fold(entry.text), set()).add(name.code)
        return slugs

    def trace(self, hint: Hint) -> Origin:
        """The origin of a text with this hint."""
        if not (hint.role or hint.home or hint.county or hint.publisher or hint.url or hint.topics):
            return NOWHERE
        address = frozenset(self._read_address(hint.url)) if hint.url else frozenset()
        publisher = self._read_publisher(hint.publisher) if hint.publisher else frozenset()
        topical = any(topic != "other" for topic in hint.topics)
        return Origin(hint.role, hint.home, hint.county, publisher, address, topical)

    def _read_address(self, url: str) -> Iterator[str]:
        for part in url.lower().split("/")[3:]:
            yield from self._slugs.get(part, ())

    def _read_publisher(self, publisher: str) -> frozenset[str]:
        """Lysekilsposten, Sande Avis, Turun Sanomat: what a publisher is named after, as codes."""
        known = self._publishers.get(publisher)
        if known is None:
            if len(self._publishers) >= _KEPT:
                self._publishers.clear()
            words = publisher.lower().replace("-", " ").split()
            known = frozenset(code for word in words for code in self._read_beginning(word))
            self._publishers[publisher] = known
        return known

    def name_towns(self, publisher: str) -> frozenset[str]:
        """The codes of the municipalities, no counties, that a name is made of: ``Kuopion Energia``."""
        words = publisher.lower().replace("-", " ").split()
        return frozenset(code for word in words for code in self._read_beginning(word, towns=True))

    def _read_beginning(self, word: str, *, towns: bool = False) -> frozenset[str]:
        for size in range(len(word), _SHORTEST - 1, -1):
            entry = self._forms.get(word[:size])
            if entry is not None and entry.region is not None:
                return frozenset() if towns else entry.region.inside
            if entry is not None and entry.senses:
                named = (one.name for one in entry.senses if not towns or one.name.rank is Rank.MUNICIPALITY)
                return frozenset(name.code for name in named)
        return frozenset()

"""Municipalities inside hashtags and names of accounts: #tillsammansärvilysekilskommun, @jarvenpaankaupunki."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from monitor.analysis.forms import Kind
from monitor.analysis.matching.origin import fold
from monitor.analysis.matching.senses import Rank

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.analysis.matching.packed import Forms
    from monitor.analysis.matching.senses import Name

_TAG = re.compile(r"(?<![\w/.])[#@]([\w-]{4,60})")
_OFFICIAL = re.compile(r"(?:s|n)?(?:kommune?s?|kommunen|kommuna|stad|kaupunki|kunta|herad)$")
_LONG = 6  # letters: a clear name as long as this is believed at either end of a tag


class Tagged(NamedTuple):
    """A name inside a tag, and where; ``official`` when the tag ends in the word for the municipality."""

    start: int
    end: int
    name: Name
    official: bool


class TagReader:
    """Finds names of municipalities inside tags, with or without the dots of å, ä, ö."""

    def __init__(self, forms: Forms) -> None:
        self._forms = forms

    @cached_property
    def _names(self) -> dict[str, Name]:
        """What is looked for: made when the first tag is met."""
        names: dict[str, Name] = {}
        for entry in self._forms.entries_of(Rank.MUNICIPALITY):
            for name, kind, _ in entry.senses:
                if name.rank is Rank.MUNICIPALITY and kind in (Kind.NAME, Kind.GENITIVE) and len(entry.senses) == 1:
                    names.setdefault(fold(entry.text), name)
        return names

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._names), default=0)

    def find(self, composed: str) -> Iterator[Tagged]:
        """Every tag that holds a name of a municipality as a part of itself."""
        if "#" not in composed and "@" not in composed:
            return
        for tag in _TAG.finditer(composed):
            tagged = self._read(fold(tag.group(1)), tag.start(1))
            if tagged is not None:
                yield tagged

    def _read(self, tag: str, offset: int) -> Tagged | None:
        ending = _OFFICIAL.search(tag)
        if ending:
            return self._read_official(tag, ending, offset)
        for size in range(min(len(tag) - 1, self._longest), _LONG - 1, -1):
            for begin in (0, len(tag) - size):
                name = self._names.get(tag[begin : begin + size])
                if name is not None and name.traits.clear:
                    return Tagged(offset + begin, offset + begin + size, name, official=False)
        return None

    def _read_official(self, tag: str, ending: re.Match[str], offset: int) -> Tagged | None:
        """The longest name just before the word for the municipality; a genitive's letter may belong to either."""
        for stop in (ending.start(), ending.start() + (ending.group()[0] in "sn")):
            for begin in range(max(0, stop - self._longest), stop - 1):
                name = self._names.get(tag[begin:stop])
                if name is not None and (begin == 0 or len(name.text) >= _LONG - 1):
                    return Tagged(offset + begin, offset + stop, name, official=True)
        return None

"""Says where it is over, when a text says that it is over in one place and goes on in another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.analysis.turns import find_turns
from monitor.domain.model import Turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitor.analysis.text import Text
    from monitor.domain.model import Hit

_GOES_ON = frozenset({Turn.GOES_ON, Turn.PARTLY, Turn.AGAIN, Turn.WIDER, Turn.LONGER})
# "Over in Fröjel, but in Klinte it goes on": two things said in one sentence.
_BUT = re.compile(r"[,;–—-]? \b(?:men|medan|mens|medan|mutta|kun taas|but|while)\b ")


_SPARED = re.compile(
    r"(?:påverkas|berörs|drabbas|omfattas) inte|inte (?:påverka|berörd|drabba)|"
    r"(?:berøres|omfattes|rammes|påvirkes) ikke|"
    r"ikke (?:påvirket|berørt|rammet|omfattet)|ikkje (?:råka|påverka|omfatta)|ei (?:koske|vaikuta)|eivät kuulu|"
    r"not affected|unaffected"
)


def find_lifted(text: Text, hits: Sequence[Hit], turns: Sequence[Turn], language: str) -> tuple[str, ...]:
    """The localities of which some part of the text says that it is over and none that it goes on.

    Empty where the text speaks of one state only: then it is over, or not, wherever it says.
    """
    if Turn.OVER not in turns or _GOES_ON.isdisjoint(turns):
        return ()
    over: dict[str, None] = {}
    on: set[str] = set()
    for start, end in _cut(text):
        named = [hit.locality for hit in hits if hit.locality and start <= hit.start < end]
        said = find_turns(_words(text, start, end), language) if named else ()
        if not _GOES_ON.isdisjoint(said):
            on.update(named)
        elif Turn.OVER in said:
            over.update(dict.fromkeys(named))
    return tuple(name for name in over if name not in on)


def find_spared(text: Text, hits: Sequence[Hit]) -> tuple[str, ...]:
    """The localities that are said not to be affected, and are named in no other sentence."""
    if _SPARED.search(text.lower) is None:
        return ()
    spared: dict[str, None] = {}
    named: set[str] = set()
    for start, end in _cut(text):
        here = [hit.locality for hit in hits if hit.locality and start <= hit.start < end]
        if _SPARED.search(text.lower, start, end):
            spared.update(dict.fromkeys(here))
        else:
            named.update(here)
    return tuple(name for name in spared if name not in named)


def _cut(text: Text) -> Iterator[tuple[int, int]]:
    """The sentences, and what stands on either side of a "but", as offsets into the text."""
    starts = text.sentence_starts
    for begin, end in zip(starts, [*starts[1:], len(text.lower)], strict=True):
        inner = [found.start() for found in _BUT.finditer(text.lower, begin, end)]
        yield from zip([begin, *inner], [*inner, end], strict=True)


def _words(text: Text, start: int, end: int) -> list[str]:
    return [word for word, at in zip(text.words, text.starts, strict=True) if start <= at < end]

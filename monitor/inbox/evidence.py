"""Cuts a text at the spans that decided its verdict, so that a page can light them up."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_JOINER = "\u200d"  # joins emoji; every other mark that nobody sees is taken out
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; ``speaks_for`` is None where it decided nothing, and empty where it was looked for."""

    text: str
    speaks_for: str | None = None


def light_up(
    title: str, text: str, because: Iterable[dict[str, Any]], mask: Callable[[str], str]
) -> tuple[list[Piece], list[Piece]]:
    """The pieces of the title and of the text.

    Spans count characters of the title, a line break and the text, or of the text alone where there is no title.
    ``mask`` hides slurs; where it does not keep the length nothing is lit, for nobody knows where the spans are.
    """
    full = f"{title}\n{text}" if title else text
    masked = mask(full)
    begin = len(title) + 1 if title else 0
    spans = list(_spans(because, len(full)))
    if len(masked) != len(full):
        head, _, rest = masked.partition("\n") if title else ("", "", masked)
        return [Piece(seen(head))], [Piece(seen(rest))]
    return list(_cut(masked, 0, len(title), spans)), list(_cut(masked, begin, len(full), spans))


def _spans(because: Iterable[dict[str, Any]], length: int) -> Iterator[tuple[int, int, str]]:
    """The spans that lie in the text, in order, without those that begin inside another."""
    reached = 0
    for one in sorted(because, key=lambda one: (one["start"], -one["end"])):
        if reached <= one["start"] < one["end"] <= length:
            reached = one["end"]
            yield one["start"], one["end"], str(one["for"])


def _cut(text: str, begin: int, end: int, spans: Iterable[tuple[int, int, str]]) -> Iterator[Piece]:
    at = begin
    for start, stop, speaks_for in spans:
        first, last = max(start, begin), min(stop, end)
        if first < last:
            yield Piece(seen(text[at:first]))
            yield Piece(seen(text[first:last]), speaks_for)
            at = last
    yield Piece(seen(text[at:end]))


def seen(text: str) -> str:
    """The text without controls, without marks that turn what follows, without what nobody sees; blanks stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char for char in text if char in {"\n", _JOINER} or unicodedata.category(char) not in _UNSEEN)

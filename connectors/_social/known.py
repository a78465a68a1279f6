"""Which posts are new or say something else than before: a hash of each is remembered, and no words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors._feed.split import join, parts, short_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.domain.model import RawItem

_KEPT_MORE = 50  # posts that are gone and still remembered: two servers of one service may not show the same


def sift(items: Sequence[RawItem], memory: str) -> tuple[tuple[RawItem, ...], str]:
    """The items that were not shown before in these words, and what to remember of all of them."""
    known = parts(memory)
    was_known = set(known)
    marks = [mark(item) for item in items]
    new = tuple(item for item, mark in zip(items, marks, strict=True) if mark not in was_known)
    return new, join(list(dict.fromkeys([*marks, *known]))[: 2 * len(marks) + _KEPT_MORE])


def mark(item: RawItem) -> str:
    """The hash of what a post says, and of which it is."""
    return short_hash(f"{item.id}\n{item.title}\n{item.text}".encode())


def passed_all(items: Sequence[RawItem], new: Sequence[RawItem], memory: str, *, full: bool) -> bool:
    """Whether a full window shows nothing that was there before: what came between has been missed."""
    return full and bool(memory) and bool(items) and len(new) == len(items)


def primary(language: object) -> str | None:
    """``sv`` of ``sv-SE``; None for what is no language."""
    tag = language.strip().lower().replace("_", "-").partition("-")[0] if isinstance(language, str) else ""
    return tag if 2 <= len(tag) <= 3 and tag.isalpha() and tag.isascii() else None

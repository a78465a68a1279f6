"""Gives the items of a feed without ids one each, so that none is lost for being like another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors._feed.split import short_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from monitor.domain.model import RawItem


def with_keys(items: Iterable[RawItem], key_of: Callable[[RawItem], str]) -> Iterator[tuple[str, RawItem]]:
    """Each item with its key; two of one key are told apart by their text: better told as two than one of them lost."""
    seen: set[str] = set()
    for item in items:
        key = key_of(item)
        if key in seen:
            key += short_hash(item.text.encode())
        seen.add(key)
        yield key, item

"""Which entry is which: an id for each that survives edits and tells it from its neighbours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from connectors._feed.entry import address_of
from connectors._feed.split import HASH, short_hash
from connectors._web.links import canonical
from connectors._web.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from connectors._feed.entry import Entry
    from monitor.domain.model import RawItem

_ID_MOST = 400  # characters
_PAIR = 2 * HASH
_NO_LINK = "-" * HASH
_TRACES_MOST = 60
_ROTATION_LEAST = 3  # entries; two may have changed by chance
_ROTATION_SHARE = 0.8


def first_id(entry: Entry, *, by_link: bool = False) -> str:
    """The feed's id; else the entry's address; empty where it has neither. ``by_link`` asks for the address first.

    An id that is an address survives the feed's move from http to https.
    """
    if by_link and (address := _address(entry)):
        return address
    guid = clean(entry.guid).strip()
    if guid.startswith("http://"):
        guid = f"https://{guid[7:]}"
    if len(guid) > _ID_MOST:
        guid = f"{guid[: _ID_MOST - 9]}#{short_hash(guid.encode())}"
    return guid or _address(entry)


def _address(entry: Entry) -> str:
    return canonical(address_of(entry))


def settle_ids(items: Sequence[RawItem], count: Mapping[str, int]) -> list[RawItem]:
    """Every item with an id of its own; ``count`` says how often each id stands in the whole feed.

    A feed that gives one id to several entries gets them told apart by address and title, and where these are alike
    too, by the text; entries alike in everything are one. Where there is no id at all, the words are it.
    """
    settled: dict[str, RawItem] = {}
    for item in items:
        key = item.id
        if not key:
            key = f"#{_by_text(item)}"
        elif count.get(key, 1) > 1:
            key = f"{key}#{_by_link_and_title(item)}"
        if key in settled and _by_text(settled[key]) != _by_text(item):
            key = f"{key}#{_by_text(item)}"
        settled.setdefault(key, item if key == item.id else replace(item, id=key))
    return list(settled.values())


def _by_link_and_title(item: RawItem) -> str:
    return short_hash(f"{canonical(item.url)}\n{item.title}".encode())


def _by_text(item: RawItem) -> str:
    return short_hash(f"{item.title}\n{item.text}\n{item.published_at or ''}".encode())


class Traces:
    """What is remembered of entries: a hash of the id and one of the address of each, the newest first.

    It tells whether a window moved on past all that was known, and whether a feed gives new ids to old entries; both
    are asked only of a feed in which everything is new, and ``own`` are the traces of its entries.
    """

    def __init__(self, joined: str) -> None:
        self._pairs = [joined[at : at + _PAIR] for at in range(0, len(joined), _PAIR)]
        self._ids = {pair[:HASH] for pair in self._pairs}
        self._links = {pair[HASH:] for pair in self._pairs} - {_NO_LINK}

    def were_passed(self, own: Sequence[str]) -> bool:
        """Whether none of the entries known before is left."""
        return bool(self._pairs) and not any(pair[:HASH] in self._ids or pair[HASH:] in self._links for pair in own)

    def ids_rotate(self, own: Sequence[str]) -> bool:
        """Whether every id is new and nearly every address is known: then the ids mean nothing."""
        own = own[:_TRACES_MOST]
        if len(own) < _ROTATION_LEAST or any(pair[:HASH] in self._ids for pair in own):
            return False
        known = sum(pair[HASH:] in self._links for pair in own)
        return known >= _ROTATION_SHARE * len(own) and len({pair[HASH:] for pair in own}) == len(own)

    def with_new(self, own: Sequence[str]) -> str:
        """The same with new ones in front; both ends of a long list, since the newest may stand at either."""
        half = _TRACES_MOST // 2
        kept = own if len(own) <= _TRACES_MOST else [*own[:half], *own[-half:]]
        return "".join(list(dict.fromkeys([*kept, *self._pairs]))[:_TRACES_MOST])


def trace(entry: Entry) -> str:
    """What is remembered of one entry."""
    address = _address(entry)
    return short_hash(first_id(entry).encode()) + (short_hash(address.encode()) if address else _NO_LINK)

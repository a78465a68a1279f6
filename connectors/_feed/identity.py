"""Which entry is which: an id for each that survives edits and tells it from its neighbours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from connectors._feed.split import short_hash
from connectors._web.links import absolute, canonical
from connectors._web.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from connectors._feed.entry import Entry
    from monitor.domain.model import RawItem

_ID_MOST = 400  # characters


def first_id(entry: Entry) -> str:
    """The feed's id; else the entry's address; empty where it has neither.

    An id that is an address survives the feed's move from http to https.
    """
    guid = clean(entry.guid).strip()
    if guid.startswith("http://"):
        guid = f"https://{guid[7:]}"
    if len(guid) > _ID_MOST:
        guid = f"{guid[: _ID_MOST - 9]}#{short_hash(guid.encode())}"
    return guid or canonical(absolute(entry.link, entry.base))


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


def traces(items: Sequence[RawItem], most: int) -> list[str]:
    """What is remembered of items to know whether a window moved on past all of them: hashed ids and addresses.

    At most ``most`` items from the beginning and as many from the end, since the newest may stand at either.
    """
    ends = items if len(items) <= 2 * most else [*items[:most], *items[-most:]]
    found = []
    for item in ends:
        found.append(short_hash(item.id.encode()))
        if item.url:
            found.append(short_hash(canonical(item.url).encode()))
    return found

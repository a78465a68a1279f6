"""The items of a feed as slices of its bytes, and a short hash of each: the gate before any parsing."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

import xxhash

if TYPE_CHECKING:
    from collections.abc import Iterable

HASH = 8  # characters of one hash: 48 bits; two of a thousand items are alike once in half a billion feeds
_ITEM_ENDS = b" \t\r\n>/"


def split_items(body: bytes) -> list[tuple[int, int]]:
    """Where each ``<item>`` or ``<entry>`` begins and ends; nothing when there are none. One that breaks off counts.

    Linear in the size of the body, whatever stands in it. Other prefixes are not looked for: such a feed is parsed
    whole.
    """
    for name in (b"item", b"entry"):
        spans = _spans(body, b"<" + name, b"</" + name + b">")
        if spans:
            return spans
    return []


def _spans(body: bytes, opening: bytes, closing: bytes) -> list[tuple[int, int]]:
    spans = []
    start = body.find(opening)
    while start >= 0:
        after = start + len(opening)
        if body[after : after + 1] not in _ITEM_ENDS or not body[after : after + 1]:  # <items>
            start = body.find(opening, after)
            continue
        end = body.find(closing, after)
        end = len(body) if end < 0 else end + len(closing)
        spans.append((start, end))
        start = body.find(opening, end)
    return spans


def short_hash(part: bytes | memoryview) -> str:
    """Eight characters that tell contents apart."""
    return b64encode(xxhash.xxh3_64_digest(part)[:6]).decode("ascii")


def hashes_of(body: bytes, spans: Iterable[tuple[int, int]]) -> list[str]:
    """The short hash of each slice."""
    view = memoryview(body)
    return [short_hash(view[start:end]) for start, end in spans]


def join(hashes: Iterable[str]) -> str:
    """Hashes as one string, which a cursor keeps in the least room."""
    return "".join(hashes)


def parts(joined: str) -> list[str]:
    """The hashes of such a string."""
    return [joined[at : at + HASH] for at in range(0, len(joined), HASH)]

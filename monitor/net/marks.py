"""Conditional requests of our own: what to send back to a server, and what to remember of its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zlib import crc32

import xxhash

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.contract import Cursor

# A server that answers "not changed" for ever hides everything after: ask without conditions once in so many polls, and
# at least once in so many seconds.
POLLS_MOST = 20
AGE_MOST = 24 * 3600
_ETAG_MOST = 512
_DATE_MOST = 64


def fingerprint(text: bytes) -> str:
    """A short hash that tells contents apart; no defence against somebody who wants two to be alike."""
    return xxhash.xxh3_64_hexdigest(text)


def conditions(url: str, cursor: Cursor | None, now: float) -> dict[str, str]:
    """The conditional headers for ``url``; none when nothing is known, or when it is time to ask without."""
    if not cursor or cursor.get("of") != _of(url) or _is_due(url, cursor, now):
        return {}
    headers = {}
    if etag := cursor.get("etag"):
        headers["If-None-Match"] = str(etag)
    if modified := cursor.get("modified"):
        headers["If-Modified-Since"] = str(modified)
    return headers


def known_hash(url: str, cursor: Cursor | None) -> str:
    """The hash of the body that the cursor remembers of ``url``; empty when it remembers none."""
    return str(cursor.get("hash") or "") if cursor and cursor.get("of") == _of(url) else ""


def marks_of(url: str, headers: Mapping[str, str], body_hash: str, now: float) -> dict[str, Any]:
    """What to remember of a whole answer."""
    return {
        "of": _of(url),
        "etag": _echoable(headers.get("etag", ""), _ETAG_MOST),
        "modified": _echoable(headers.get("last-modified", ""), _DATE_MOST),
        "hash": body_hash,
        "polls": 0,
        "full": int(now),
    }


def renewed(cursor: Cursor, headers: Mapping[str, str]) -> dict[str, Any]:
    """What to remember after "not changed"."""
    marks = {key: cursor.get(key) for key in ("of", "etag", "modified", "hash", "full")}
    if etag := _echoable(headers.get("etag", ""), _ETAG_MOST):
        marks["etag"] = etag
    marks["polls"] = int(cursor.get("polls") or 0) + 1
    return marks


def _is_due(url: str, cursor: Cursor, now: float) -> bool:
    polls = int(cursor.get("polls") or 0)
    age = now - float(cursor.get("full") or 0)
    # Not all in the same round: sources that began together are spread over the last polls of the count.
    return polls >= POLLS_MOST - 1 - crc32(url.encode()) % 5 or not 0 <= age < AGE_MOST


def _of(url: str) -> str:
    return f"{crc32(url.encode()):08x}"


def _echoable(value: str, most: int) -> str:
    """The value to the letter, or nothing when it is longer than ``most`` or holds what no header may hold."""
    return value if len(value) <= most and value.isprintable() else ""

"""Item keys of which only a hash is kept: known again, and readable by nobody."""

from __future__ import annotations

import hashlib

ERASED = "erased"  # the fingerprint of an item that was erased on request: no wording of it is taken in again
REMOVED = "removed:"  # how the key of an item begins whose words are gone


def hide(key: str) -> str:
    """What stands in the place of a key: the same key always gives the same."""
    return REMOVED + hashlib.sha256(key.encode()).hexdigest()[:40]

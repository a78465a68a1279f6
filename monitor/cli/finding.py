"""What a look at the installation finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whether it is as it should be, and a sentence."""

    ok: bool
    what: str
    says: str

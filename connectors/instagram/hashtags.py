"""Which hashtags were asked for in the last seven days: Instagram takes thirty different ones from an account."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MOST = 30  # developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/hashtag-search
DAYS = 7 * 86_400.0  # seconds


@dataclass(slots=True)
class Hashtags:
    """The tags with the moment of their last question, in seconds since the epoch, and their numbers at Instagram."""

    asked: dict[str, float] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    def may_ask(self, tag: str) -> bool:
        """Whether the tag is one of those that count already, or there is room for one more."""
        return tag in self.asked or len(self.asked) < MOST

    def note(self, tag: str, now: datetime) -> None:
        """Count the tag from now on for seven days."""
        self.asked[tag] = max(now.timestamp(), self.asked.get(tag, 0.0))

    def as_value(self) -> dict[str, dict[str, float] | dict[str, str]]:
        """What a cursor keeps: of tags that no longer count, nothing."""
        return {"asked": self.asked, "numbers": {tag: one for tag, one in self.numbers.items() if tag in self.asked}}


def open_hashtags(kept: Mapping[str, Mapping[str, float]] | None, now: datetime) -> Hashtags:
    """Those of the last seven days."""
    kept = kept or {}
    since = now.timestamp() - DAYS
    asked = {str(tag): float(at) for tag, at in (kept.get("asked") or {}).items() if float(at) > since}
    return Hashtags(asked, {str(tag): str(one) for tag, one in (kept.get("numbers") or {}).items()})

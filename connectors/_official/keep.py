"""What a source showed before: which of its rows are new, and which warnings it has taken back.

A warning that vanishes before its end was taken back, where the source says nothing else of it. It must be gone at two
polls in a row: an answer that for once is short must not call off a storm.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from connectors._feed.split import join, parts, short_hash
from connectors._web.text import shorten
from monitor.domain.model import Notice, RawItem, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitor.contract import Visit

_TEXTS = Path(__file__).parent / "texts.toml"
_KEPT_MORE = 50  # rows that are gone and still remembered: two servers of one source may not show the same
_WINDOW = 8  # of the newest rows, by which a later poll knows that none was missed
_TITLE, _LINK = 90, 160  # characters of a standing warning that are remembered
_STANDING_MOST = 60
_GONE_ONCE, _TAKEN_BACK = 1, 2


def window_of(keys: Iterable[str]) -> str:
    """What to remember of a whole list, the newest first, so that a later poll knows whether it moved on too far."""
    return join(short_hash(key.encode()) for key in keys)


@dataclass(slots=True)
class Standing:
    """A warning in force, as it is remembered."""

    title: str
    url: str
    notice: str
    until: int  # seconds since the epoch; 0 where it has no end
    gone: int = 0  # polls at which it was missed; _TAKEN_BACK when that was told
    times: int = 0  # how often it was told that it was taken back

    @classmethod
    def of(cls, item: RawItem, notice: Notice) -> Standing:
        """An item that warns."""
        until = int(notice.expires_at.timestamp()) if notice.expires_at else 0
        url = item.url if len(item.url) <= _LINK else ""
        return cls(shorten(item.title, _TITLE), url, notice.id, until)

    def row(self) -> list[Any]:
        """As JSON keeps it."""
        return [self.title, self.url, self.notice, self.until, self.gone, self.times]


class Keeper:
    """Compares what a source shows with what it showed; ``memory`` is what ``remember`` gave at the poll before."""

    def __init__(self, memory: Mapping[str, Any] | None, visit: Visit, whose: str = "") -> None:
        memory = memory or {}
        self._first = "rows" not in memory
        self._rows = parts(str(memory.get("rows") or ""))
        self._window = parts(str(memory.get("window") or ""))
        self._standing = {str(key): Standing(*row) for key, row in dict(memory.get("standing") or {}).items()}
        self._visit = visit
        self._whose = whose

    def sift(self, items: Iterable[RawItem]) -> tuple[RawItem, ...]:
        """What is new or says something new of all that is shown now, and what was taken back.

        At the first poll a warning that is over is left out: it is no news, and never was any to us.
        """
        shown = list({item.id: item for item in items}.values())
        known, self._rows = set(self._rows), self._remembered(shown)
        new = [item for item in shown if _mark(item) not in known and not (self._first and self._is_over(item))]
        back = self._stand(shown)
        return (*new, *back, *self.miss({item.id: item for item in shown}))

    def miss(self, shown: Mapping[str, RawItem] | None = None) -> tuple[RawItem, ...]:
        """The standing warnings that are not shown at the second poll; ``shown`` is None when nothing has changed."""
        over = int(self._visit.now.timestamp())
        told = []
        for key, one in list(self._standing.items()):
            if one.until and one.until <= over:
                del self._standing[key]
            elif shown is None:
                told += self._take_back(key, one) if one.gone == _GONE_ONCE else []
            elif key not in shown:
                told += self._miss(key, one, shown)
        return tuple(told)

    def missed_some(self, window: str) -> bool:
        """Whether a list that shows only its newest rows has moved on past all that it showed before."""
        before, now = self._window, parts(window)
        self._window = now[:_WINDOW] or before
        return bool(before) and bool(now) and set(before).isdisjoint(now)

    def remember(self) -> dict[str, Any]:
        """For the cursor."""
        memory: dict[str, Any] = {"rows": join(self._rows)}
        if self._window:
            memory["window"] = join(self._window)
        if self._standing:
            memory["standing"] = {key: one.row() for key, one in self._standing.items()}
        return memory

    def _remembered(self, shown: list[RawItem]) -> list[str]:
        now = [_mark(item) for item in shown]
        return list(dict.fromkeys([*now, *self._rows]))[: len(now) + _KEPT_MORE]

    def _is_over(self, item: RawItem) -> bool:
        notice = item.notice
        return notice is not None and notice.expires_at is not None and notice.expires_at <= self._visit.now

    def _stand(self, shown: list[RawItem]) -> list[RawItem]:
        """Remember our warnings in force; give those again that were called off and are there all the same."""
        if not self._whose:
            return []
        again = []
        for item in shown:
            notice = item.notice
            if notice is None or not item.about_us or self._is_over(item) or not _warns(notice):
                self._standing.pop(item.id, None)
                continue
            before = self._standing.get(item.id)
            if before is None and len(self._standing) >= _STANDING_MOST:
                continue
            self._standing[item.id] = standing = Standing.of(item, notice)
            standing.times = before.times if before else 0
            if before and before.gone == _TAKEN_BACK:
                again.append(replace(item, id=f"{item.id}#again{before.times}", revision_of=item.id))
        return again

    def _miss(self, key: str, one: Standing, shown: Mapping[str, RawItem]) -> list[RawItem]:
        if _is_replaced(key, one, shown.values()):
            del self._standing[key]
            return []
        if one.gone == _GONE_ONCE:
            return self._take_back(key, one)
        one.gone = max(one.gone, _GONE_ONCE)
        return []

    def _take_back(self, key: str, one: Standing) -> list[RawItem]:
        one.gone, one.times = _TAKEN_BACK, one.times + 1
        if not one.until:  # without an end it would be remembered for ever
            del self._standing[key]
        said = texts(self._visit.municipality.language)
        until = datetime.fromtimestamp(one.until, UTC).astimezone(ZoneInfo(self._visit.municipality.timezone))
        lines = [said["text"].format(whose=self._whose)]
        if one.until:
            lines.append(said["until"].format(until=f"{until:%Y-%m-%d %H.%M}"))
        item = RawItem(
            id=f"{key}#withdrawn{one.times}",
            title=said["title"].format(title=one.title),
            text=" ".join(lines),
            url=one.url,
            published_at=self._visit.now,
            language=self._visit.municipality.language,
            about_us=True,
            revision_of=key,
            notice=Notice(one.notice, message="cancel", severity=0, state=State.RESOLVED, replaces=(key,)),
        )
        return [item]


def _warns(notice: Notice) -> bool:
    return notice.message != "cancel" and not notice.exercise and notice.state is not State.RESOLVED


def _is_replaced(key: str, one: Standing, shown: Iterable[RawItem]) -> bool:
    """Whether a newer message of the same warning stands in its place."""
    notices = (item.notice for item in shown if item.id != key and item.notice is not None)
    return any(notice.id == one.notice or key in notice.replaces for notice in notices)


def _mark(item: RawItem) -> str:
    notice = item.notice
    said = f"{notice.message}{notice.severity}{notice.state}" if notice else ""
    return short_hash(f"{item.id}\n{item.title}\n{item.text}\n{said}".encode())


def texts(language: str) -> dict[str, str]:
    """What is said where a source says nothing itself."""
    return _all_texts().get(language, _all_texts()["en"])


@cache
def _all_texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(_TEXTS.read_text(encoding="utf-8"))

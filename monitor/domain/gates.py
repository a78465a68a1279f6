"""The questions an item is asked before it becomes part of an event: is it new, unseen, about us, and here?"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from monitor.domain.grouping.owntown import is_elsewhere
from monitor.domain.incident import Gate
from monitor.domain.known_tests import explain
from monitor.domain.model import Role

if TYPE_CHECKING:
    from monitor.domain.model import Item, Reading
    from monitor.domain.world import World

FRESH_AT_FIRST = timedelta(hours=1)  # what a source dates within that before its first poll is news
OLD = timedelta(hours=48)  # what is dated earlier is archive, unless nobody could have read it before
OLD_PAGE = timedelta(days=7)  # a page that bears an older date is an old story, whenever it was posted
_BRIEF = 60  # characters: so little two residents may write alike
_DATED_PATH = re.compile(r"/(20\d\d)[/-](\d{1,2})(?:[/-](\d{1,2}))?(?=[/-]|$)")
_DATED_TEXT = re.compile(
    r"(?:publicerad|uppdaterad|skriven|publisert|oppdatert|julkaistu|päivitetty|published|updated|posted)\D{0,12}"
    r"(?:(20\d\d)-(\d\d)-(\d\d)|(\d{1,2})[./ ](\d{1,2})[./ ](20\d\d))",
    re.IGNORECASE,
)
_BEGINNING = 400  # characters in which a page says when it was written


def is_fresh(item: Item, world: World, now: datetime) -> Gate:
    """Whether it is news, and neither what a source had before we knew it nor an old story posted anew."""
    since = world.reads_since.get(item.source)
    at = item.published_at
    if since is None:
        if at is not None and at >= now - FRESH_AT_FIRST:
            return Gate("fresh", passed=True, why="first poll; dated within the last hour")
        return Gate("fresh", passed=False, why="first poll of this source: what it had before is archive")
    written = _find_date(item)
    if written is not None and written < now - OLD_PAGE:
        return Gate("fresh", passed=False, why=f"an old story: the page is of {written:%Y-%m-%d}")
    if at is None:
        return Gate("fresh", passed=True, why="not dated; new to us")
    unread = world.read_until.get(item.source, since) - FRESH_AT_FIRST
    if at < now - OLD and at < unread:
        return Gate("fresh", passed=False, why=f"dated {at:%Y-%m-%d %H:%M} UTC: older than {OLD.days * 24} hours")
    return Gate("fresh", passed=True, why="new")


def _find_date(item: Item) -> datetime | None:
    """When the page says that it was written, in its address or its first lines."""
    if item.revision_of is not None:
        return None  # a page that is edited keeps its address
    path = _DATED_PATH.search(item.url)
    if path is not None:
        return _make(path[1], path[2], path[3] or "28")
    text = _DATED_TEXT.search(item.full[:_BEGINNING])
    if text is not None:
        year, month, day = (text[1], text[2], text[3]) if text[1] else (text[6], text[5], text[4])
        return _make(year, month, day)
    return None


def _make(year: str, month: str, day: str) -> datetime | None:
    try:
        return datetime(int(year), int(month), int(day), 23, 59, tzinfo=UTC)
    except ValueError:
        return None


def is_unseen(item: Item, world: World) -> Gate:
    """Whether its source has not said the same before under another id."""
    twin = world.known_texts.get((item.source, item.fingerprint))
    two_people = item.role is Role.SOCIAL and len(item.full) < _BRIEF
    if twin is not None and item.revision_of is None and not two_people:
        return Gate("unseen", passed=False, why=f"the same words as item {twin.id} under another id")
    return Gate("unseen", passed=True, why="not seen before")


def is_mention(reading: Reading, world: World) -> Gate:
    """Whether it names anything that is looked for."""
    if reading.hits:
        named = (f"{hit.watch}: {hit.term or hit.because or 'as a whole'}" for hit in reading.hits)
        return Gate("mention", passed=True, why=", ".join(dict.fromkeys(named)))
    refused = f"; refused: {'; '.join(reading.refused)}" if reading.refused else ""
    return Gate("mention", passed=False, why=f"names nothing of {world.plan.municipality.name}{refused}")


def is_no_known_test(item: Item, reading: Reading, world: World, now: datetime) -> Gate:
    """Whether it is more than talk of a test of the sirens that comes at a known time; a real warning always is."""
    test = explain(item, reading, world.plan.tests, now)
    if test is not None:
        return Gate("test", passed=False, why=f"explained by a known test: {test.name}, {test.at:%Y-%m-%d %H:%M} UTC")
    return Gate("test", passed=True, why="no known test explains it")


def is_here(item: Item, reading: Reading, world: World) -> Gate:
    """Whether what it tells of happens here, and not at a neighbour's who is named in the same text."""
    elsewhere = is_elsewhere(item, reading, world.plan.municipality.code)
    if elsewhere is not None:
        return Gate("here", passed=False, why=f"it happens in {elsewhere}, and we are only named")
    return Gate("here", passed=True, why="nothing says that it happens elsewhere")

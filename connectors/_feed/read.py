"""A feed's bytes to its new items: the part of a poll that happens in a process apart."""

from __future__ import annotations

from collections import Counter
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from connectors._feed.entry import date_of, item_of
from connectors._feed.identity import Traces, first_id, settle_ids, trace
from connectors._feed.json_feed import read_json
from connectors._feed.repair import close_broken, find_root, from_root, repair
from connectors._feed.salvage import salvage
from connectors._feed.split import hashes_of, join, parts, short_hash, split_items
from connectors._feed.strict import ParseError, is_feed, read_entries, read_root
from connectors._web.charset import decode
from monitor.domain.model import Parsed
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping, Sequence

    from connectors._feed.entry import Entry

    Readers = Sequence[Callable[[], Entry]]

ITEMS_MOST = 5_000  # entries that are looked at in one answer


def read_feed(body: bytes, content_type: str, url: str, zone: str, memory: Mapping[str, Any]) -> Parsed:
    """The items of a feed that were not there before, with everything that is to be remembered of it.

    ``memory`` is what the poll before left: ``items``, the joined hashes of its entries, ``traces`` of their ids and
    addresses, and ``by_link``, whether its ids mean nothing. The facts hold the same for the next poll, and ``passed``,
    whether none of those known before is left, and ``whole``, whether the document's end was there.

    Raises:
        SourceError: ``MALFORMED`` or ``NOT_A_FEED``.
    """
    text = decode(body, content_type)
    if text[:64].lstrip("\ufeff \t\r\n")[:1] == "{":
        entries = read_json(text, url)
        found = _Found([partial(_same, entry) for entry, _ in entries], [short_hash(raw) for _, raw in entries])
    else:
        found = _read_xml(text, body, url)
    return _sift(found, zone, memory)


def _same(entry: Entry) -> Entry:
    return entry


class _Found:
    """What a document held: readers of its entries, a hash of each, and how it had to be read."""

    def __init__(self, readers: Readers, hashes: Sequence[str]) -> None:
        self.readers = readers
        self.hashes = hashes
        self.notes: list[str] = []
        self.whole = True


def _read_xml(text: str, body: bytes, url: str) -> _Found:
    """Strictly; else mended; else up to its last whole item; else item by item."""
    root = find_root(text)
    if root is None:
        raise SourceError(Fault.NOT_A_FEED, "the answer is neither RSS, Atom nor JSON Feed")
    hashes = hashes_of(body, split_items(body))
    feed = from_root(text, root)
    try:
        return _found(feed, hashes, url)
    except ParseError as error:
        mistake = str(error)
    return _recover(feed, root, hashes, url, mistake)


def _found(feed: str, hashes: list[str], url: str) -> _Found:
    root = read_root(feed)
    if not is_feed(root):
        raise SourceError(Fault.NOT_A_FEED, "the answer is neither RSS, Atom nor JSON Feed")
    readers = read_entries(root, url)
    return _Found(readers, _fitting(hashes, readers))


def _fitting(hashes: list[str], readers: Readers) -> list[str]:
    """A hash for each entry, or none where it is unclear which is whose; the last slice may have been past reading."""
    if len(hashes) == len(readers) + 1:
        return hashes[:-1]
    return hashes if len(hashes) == len(readers) else []


def _recover(feed: str, root: re.Match[str], hashes: list[str], url: str, mistake: str) -> _Found:
    mended = repair(feed, root)
    for attempt in chain([mended] if mended != feed else [], close_broken(mended, root)):
        try:
            found = _found(attempt, hashes, url)
        except ParseError:
            continue
        found.whole = attempt is mended
        how = "malformed, recovered" if found.whole else "broken off, read as far as it goes"
        found.notes.append(f"{how}: {mistake}")
        return found
    return _salvaged(mended, root, hashes, url, mistake)


def _salvaged(feed: str, root: re.Match[str], hashes: list[str], url: str, mistake: str) -> _Found:
    readers, lost = salvage(feed, root, url)
    if not readers:
        raise SourceError(Fault.MALFORMED, f"the feed cannot be read: {mistake}")
    found = _Found(readers, _fitting(hashes, readers))
    if lost:
        found.notes.append(f"{lost} entries could not be read")
    found.notes.append(f"malformed, recovered entry by entry: {mistake}")
    return found


def _sift(found: _Found, zone: str, memory: Mapping[str, Any]) -> Parsed:
    """Read what is new of what was found."""
    entries = _newest(found, zone)
    hashes, known = found.hashes, parts(str(memory.get("items") or ""))
    was_known = set(known)
    new = [index for index in range(len(entries)) if not hashes or hashes[index] not in was_known]
    everything_is_new = bool(new) and len(new) == len(entries)
    traces, own = Traces(str(memory.get("traces") or "")), [trace(entries[index]) for index in new]
    by_link = bool(memory.get("by_link")) or (everything_is_new and traces.ids_rotate(own))
    keys = [first_id(entry, by_link=by_link) for entry in entries]
    items = [item_of(entries[index], keys[index], zone) for index in new]
    items = settle_ids([item for item in items if item.title or item.text or item.url], Counter(keys))
    facts = {
        "items": join(_remembered(hashes, known)),
        "traces": traces.with_new(own),
        "by_link": by_link,
        "passed": everything_is_new and traces.were_passed(own),
        "whole": found.whole,
    }
    return Parsed(tuple(items), tuple(found.notes), facts)


def _newest(found: _Found, zone: str) -> list[Entry]:
    """The entries, at most ``ITEMS_MOST`` of them: from the end where the newest stand."""
    if len(found.readers) <= ITEMS_MOST:
        return [read() for read in found.readers]
    first, last = (date_of(found.readers[place](), zone) for place in (0, -1))
    kept = slice(-ITEMS_MOST, None) if first and last and last > first else slice(ITEMS_MOST)
    found.notes.append(f"{len(found.readers)} entries in one answer; the newest {ITEMS_MOST} are read")
    found.hashes = found.hashes[kept]
    return [read() for read in found.readers[kept]]


def _remembered(hashes: Sequence[str], known: list[str]) -> list[str]:
    """What is in the feed now, and some of what was: two servers of one feed may not show the same window."""
    return list(dict.fromkeys([*hashes, *known]))[: 2 * len(hashes) + 50] if hashes else known

"""A feed that no mending makes whole, entry by entry: strictly where one is well-formed, by feedparser where not."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from connectors._feed.judge import read_by_feedparser
from connectors._feed.split import split_items
from connectors._feed.strict import ParseError, read_entries, read_root

if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from connectors._feed.entry import Entry

# feedparser is quadratic in some of what a stranger may write: what it gets has an end, and so have its turns.
_ENTRY_MOST = 100_000  # characters
_TURNS_MOST = 200


def salvage(text: str, root: re.Match[str], url: str) -> tuple[list[Callable[[], Entry]], int]:
    """Readers of the entries that could be saved, and how many could not. ``text`` begins with the feed's root."""
    opening, closing = _frame(text, root)
    body = text.encode()
    saved: list[Callable[[], Entry]] = []
    lost = turns = 0
    for start, end in split_items(body):
        if not body[start:end].endswith((b"</item>", b"</entry>")):
            continue  # it breaks off, and waits until it is whole
        document = f"{opening}{body[start:end].decode()}{closing}"
        try:
            saved.extend(read_entries(read_root(document), url))
        except ParseError:
            turns += 1
            entry = _judge(document, url) if turns <= _TURNS_MOST and end - start <= _ENTRY_MOST else None
            if entry is None:
                lost += 1
            else:
                saved.append(partial(_same, entry))
    return saved, lost


def _same(entry: Entry) -> Entry:
    return entry


def _frame(text: str, root: re.Match[str]) -> tuple[str, str]:
    """What stands around one entry so that it is a feed by itself."""
    name = root.group(1)
    inner = ("<channel>", "</channel>") if name.rpartition(":")[2] == "rss" else ("", "")
    return f"{text[: text.index('>') + 1]}{inner[0]}", f"{inner[1]}</{name}>"


def _judge(document: str, url: str) -> Entry | None:
    try:
        entries = read_by_feedparser(document, url)
    except Exception:  # noqa: BLE001  feedparser raises what it likes at rubbish; one entry is lost, and counted
        return None
    return entries[0] if len(entries) == 1 else None

"""JSON Feed 1.0 and 1.1, with whatever types a publisher gives its fields (jsonfeed.org/version/1.1)."""

from __future__ import annotations

from typing import Any

import msgspec

from connectors._feed.entry import Entry, Words
from monitor.errors import Fault, SourceError


def read_json(text: str, url: str) -> list[tuple[Entry, bytes]]:
    """The entries, each with the bytes its hash is made of.

    Raises:
        SourceError: ``MALFORMED``, or ``NOT_A_FEED`` for JSON that is something else.
    """
    try:
        feed = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, ValueError):
        raise SourceError(Fault.MALFORMED, "the feed is no valid JSON") from None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list) or "version" not in feed:
        raise SourceError(Fault.NOT_A_FEED, "the answer is JSON, and no JSON Feed")
    language = _text(feed.get("language"))
    return [
        (_entry(item, url, language), msgspec.json.encode(item)) for item in feed["items"] if isinstance(item, dict)
    ]


def _entry(item: dict[str, Any], url: str, language: str) -> Entry:
    markup, plain = _text(item.get("content_html")), _text(item.get("content_text"))
    return Entry(
        guid=_text(item.get("id")),
        link=_text(item.get("url")) or _text(item.get("external_url")),
        base=url,
        title=Words(_text(item.get("title")), "text"),
        summary=Words(_text(item.get("summary")), "text"),
        content=Words(markup, "html") if markup else Words(plain, "text"),
        published=_text(item.get("date_published")),
        updated=_text(item.get("date_modified")),
        author=_author(item),
        language=_text(item.get("language")) or language,
    )


def _author(item: dict[str, Any]) -> str:
    """Version 1.1 has a list, 1.0 one."""
    authors = item.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else item.get("author")
    return _text(first.get("name")) if isinstance(first, dict) else ""


def _text(value: object) -> str:
    """A text, or a number where one was wanted; nothing for anything else."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**20 else ""

"""feedparser: the judge that the strict parser is compared with, and the last resort for what nothing else can read."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from connectors._feed.entry import Entry, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

# feedparser 6.0.14 raises at references to what is no character, and expands entities that expat refuses.
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY[^>]*>", re.IGNORECASE)
_BAD_REFERENCE = re.compile(r"&#(?:[xX][0-9a-fA-F]+|\d+);")
_HEADERS = {"content-type": "application/xml; charset=utf-8"}


def read_by_feedparser(text: str, url: str) -> list[Entry]:
    """The entries as feedparser reads them. ``text`` is text already, so no charset can be lied about.

    The body goes in as ``BytesIO``: bytes and strings are taken for file names and addresses by feedparser. A second
    try follows without what is known to make it raise; whatever it raises then is the caller's to handle.
    """
    text = _ENTITY.sub("", _DOCTYPE.sub("", text, count=1))
    try:
        feed = _parse(text)
    except Exception:  # noqa: BLE001  UnicodeEncodeError, ValueError, OverflowError, re.error, AssertionError were seen
        feed = _parse(_BAD_REFERENCE.sub("\ufffd", text).replace("<![", ""))
    language = str(feed.feed.get("language") or "")
    return [_entry(entry, url, language) for entry in feed.entries]


def _parse(text: str) -> Any:
    import feedparser

    body = BytesIO(text.encode("utf-8", "replace"))
    # Told where the feed stands, feedparser would make an address of every id that is none.
    return feedparser.parse(body, response_headers=_HEADERS, sanitize_html=False, resolve_relative_uris=False)


def _entry(entry: Mapping[str, Any], url: str, language: str) -> Entry:
    contents = [part for part in entry.get("content") or [] if part.get("value")]
    content = max(contents, key=lambda part: len(part["value"]), default=None)
    source = entry.get("source") or {}
    return Entry(
        guid=str(entry.get("id") or ""),
        link=str(entry.get("link") or ""),
        base=url,
        title=_words(entry.get("title_detail"), entry.get("title")),
        summary=_words(entry.get("summary_detail"), entry.get("summary")),
        content=_words(content, content.get("value") if content else ""),
        published=str(entry.get("published") or entry.get("created") or ""),
        updated=str(entry.get("updated") or "") if "updated" in entry else "",
        author=str((entry.get("author_detail") or {}).get("name") or entry.get("author") or ""),
        language=str((entry.get("title_detail") or {}).get("language") or language),
        publisher=str((source.get("title") if isinstance(source, dict) else "") or entry.get("news_source") or ""),
    )


def _words(detail: Mapping[str, Any] | None, value: object) -> Words:
    kind = str((detail or {}).get("type") or "")
    return Words(str(value or ""), "html" if "html" in kind else "guess")

"""One entry of a feed in the form that all readers give, and what it becomes: a ``RawItem``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectors._web.dates import read_date
from connectors._web.links import absolute
from connectors._web.text import TEXT_MOST, clean, html_to_text, one_line, shorten, tidy, undouble, untyped_to_text
from connectors._web.wrapped import unwrap
from monitor.domain.model import RawItem

if TYPE_CHECKING:
    from datetime import datetime

_SAME_START = 60  # characters of a summary that are looked for in the content


@dataclass(slots=True)
class Words:
    """A text and what it is: ``html``, ``text``, or ``guess`` where the format does not say."""

    value: str = ""
    kind: str = "guess"

    def plain(self) -> str:
        """The words alone."""
        value = undouble(self.value)
        if self.kind == "html":
            return html_to_text(value)
        return untyped_to_text(value) if self.kind == "guess" else tidy(value)


@dataclass(slots=True)
class Entry:
    """What an entry says, untouched: texts as they stand, dates as they are written, links as they are given."""

    guid: str = ""
    link: str = ""
    base: str = ""
    title: Words | None = None
    summary: Words | None = None
    content: Words | None = None
    published: str = ""
    updated: str = ""
    author: str = ""
    language: str = ""
    publisher: str = ""


def item_of(entry: Entry, key: str, zone: str) -> RawItem:
    """The entry as an item with the id ``key``, not yet told apart from those of its neighbours."""
    return RawItem(
        id=key,
        title=one_line(entry.title.plain()) if entry.title else "",
        text=_text_of(entry),
        url=address_of(entry),
        published_at=date_of(entry, zone),
        author=one_line(clean(undouble(entry.author)), 200) or None,
        language=_primary(entry.language),
        publisher=one_line(clean(undouble(entry.publisher)), 200) or None,
    )


def _primary(language: str) -> str | None:
    """``sv`` of ``sv-SE``; None for what is no language."""
    tag = language.strip().lower().replace("_", "-").partition("-")[0]
    return tag if 2 <= len(tag) <= 3 and tag.isalpha() and tag.isascii() else None


def address_of(entry: Entry) -> str:
    """Where it leads, without a search engine's counter in between; empty where it leads nowhere on the web."""
    return unwrap(absolute(entry.link, entry.base))


def date_of(entry: Entry, zone: str) -> datetime | None:
    """When it was published, or else last changed; None where no date can be understood."""
    for written in (entry.published, entry.updated):
        if written and (date := read_date(written, zone)) is not None:
            return date
    return None


def _text_of(entry: Entry) -> str:
    """The longer of content and summary; both when the summary says something of its own (a lead)."""
    content = entry.content.plain() if entry.content else ""
    summary = entry.summary.plain() if entry.summary else ""
    if not content or summary.startswith(content):
        return shorten(summary)
    if not summary or _flat(summary[:_SAME_START]) in _flat(content[: TEXT_MOST // 4]):
        return shorten(content)
    return shorten(f"{summary}\n{content}")


def _flat(text: str) -> str:
    return " ".join(text.rstrip("… .[]").split())

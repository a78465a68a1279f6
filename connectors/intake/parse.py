"""Reads one web page as one story: its headline, its words, when it was published, in which language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from connectors._web.charset import decode
from connectors._web.dates import read_date
from connectors._web.document import Page, text_of
from connectors._web.links import absolute, host_of
from connectors._web.text import one_line, shorten
from monitor.domain.model import Parsed, RawItem
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_STORY = ("article", "[itemprop=articleBody]")
_TITLES = ("meta[property='og:title']", "meta[name='twitter:title']")
_DATES = ("meta[property='article:published_time']", "meta[itemprop=datePublished]", "time[datetime]")
_ADDRESSES = ("link[rel=canonical]", "meta[property='og:url']")
_LOCKED = "only the beginning of the story could be read"
_SHORT = 200  # characters: a story that is shorter is a teaser, or stands behind a wall


def read_story(body: bytes, content_type: str, url: str, zone: str, now: datetime) -> Parsed:
    """The story of a page.

    Raises:
        SourceError: it is no web page, a wall stands in front of it, or it has no words.
    """
    page = Page(body, content_type, url, {})
    page.refuse_wall()
    whole = LexborHTMLParser(decode(body, content_type))  # with its head, in which a page describes itself
    title = one_line(_first(whole, _TITLES, ("content",))) or _heading(page) or page.title
    at = read_date(_first(whole, _DATES, ("content", "datetime")), zone, now)
    address = absolute(_first(whole, _ADDRESSES, ("href", "content")), page.base)
    address = address if host_of(address) == host_of(url) else url  # a page speaks for its own site alone
    text = _words(page)
    if not text and not title:
        raise SourceError(Fault.EMPTY, "the page has no words; it may need its scripts to show them")
    item = RawItem(
        id=address, title=title, text=shorten(text), url=address, published_at=at, language=page.language[:2] or None
    )
    return Parsed((item,), notes=(_LOCKED,) if len(text) < _SHORT else ())


def _first(tree: LexborHTMLParser, selectors: Iterable[str], names: Iterable[str]) -> str:
    """The first attribute that is there, in the order of the selectors."""
    for selector in selectors:
        for node in tree.css(selector):
            value = next((found for name in names if (found := node.attributes.get(name))), None)
            if value:
                return value
    return ""


def _heading(page: Page) -> str:
    found = page.tree.css_first("h1")
    return one_line(text_of(found)) if found is not None else ""


def _words(page: Page) -> str:
    """The longest article where there is one, else the main part; the headline itself is left out."""
    main = page.main()
    stories = [node for selector in _STORY for node in page.elements(selector)]
    chosen = max(stories, key=lambda node: len(text_of(node)), default=main)
    if chosen is None:
        return ""
    for heading in chosen.css("h1"):
        heading.decompose()
    return text_of(chosen)

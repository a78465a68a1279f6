"""Finds on a site's page what is worth reading: its feeds, and the pages where disturbances are told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from connectors._web.charset import decode
from connectors._web.links import absolute, host_of
from connectors._web.text import one_line
from monitor.domain.model import Parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_FEED_ADDRESS = re.compile(r"(?:/rss|/feed|\.rss|\.atom|rss\.xml|format=rss)(?:[/?]|$)", re.IGNORECASE)
_DISTURBANCE = re.compile(
    r"drift(?:s)?(?:info|störning|meld|meddel|forstyrr|stans)|störningar|avbrott|krisinformation|beredskap|"
    r"viktigt meddelande|varsling|häiriö|katkos|poikkeus|vattenavstängning",
    re.IGNORECASE,
)
_COMMENTS = re.compile(r"comment|kommentar|kommentit", re.IGNORECASE)
_MOST = 3  # of each


def find_sources(body: bytes, content_type: str, url: str) -> Parsed:
    """What a page offers: ``facts`` has ``feeds`` and ``pages``, each a list of pairs of a title and an address."""
    tree = LexborHTMLParser(decode(body, content_type))
    base = tree.css_first("base[href]")
    root = absolute(base.attributes.get("href") or "", url) or url if base is not None else url
    return Parsed(facts={"feeds": _first(_feeds(tree, root)), "pages": _first(_pages(tree, root, url))})


def _feeds(tree: LexborHTMLParser, root: str) -> Iterator[tuple[str, str]]:
    """What the page declares, then what it links to; not the feeds of comments."""
    for link in tree.css("link[rel~=alternate][href]"):
        if (link.attributes.get("type") or "").lower() in _FEED_TYPES:
            yield one_line(link.attributes.get("title") or "", 100), absolute(link.attributes.get("href") or "", root)
    for link in tree.css("a[href]"):
        if _FEED_ADDRESS.search(link.attributes.get("href") or ""):
            yield one_line(link.text(), 100), absolute(link.attributes.get("href") or "", root)


def _pages(tree: LexborHTMLParser, root: str, url: str) -> Iterator[tuple[str, str]]:
    """Links of the same site whose words or address speak of disturbances."""
    for link in tree.css("a[href]"):
        title, address = one_line(link.text(), 100), absolute(link.attributes.get("href") or "", root)
        if host_of(address) == host_of(url) and (_DISTURBANCE.search(title) or _DISTURBANCE.search(address)):
            yield title, address


def _first(found: Iterator[tuple[str, str]]) -> list[list[str]]:
    """The first few with an address, each address once."""
    kept: dict[str, str] = {}
    for title, address in found:
        address = address.partition("#")[0]  # noqa: PLW2901 - the same page
        if address and not _COMMENTS.search(f"{title} {address}"):
            kept.setdefault(address, title)
    return [[title, address] for address, title in list(kept.items())[:_MOST]]

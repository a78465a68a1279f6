"""The quick way: RSS 0.9x to 2.0, RDF and Atom that are well-formed XML, by expat.

The text has no DOCTYPE any more when it comes here (it is read from its root on), so there are no entities to expand
and nothing outside to fetch; expat has no limit of depth to run into, and the process has limits of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError, XMLParser

from connectors._feed.fields import BASE, LANG, Reading, join_base, local_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from connectors._feed.entry import Entry

__all__ = ["ParseError", "is_feed", "read_entries", "read_root"]

_ROOTS = frozenset({"rss", "feed", "RDF", "rdf", "channel"})


def read_root(text: str) -> Element:
    """The root of a feed that is well-formed.

    Raises:
        ParseError: it is not.
    """
    parser = XMLParser()  # noqa: S314  there is no DOCTYPE, and the process has limits
    parser.feed(text)
    root: Element = parser.close()
    return root


def is_feed(root: Element) -> bool:
    """Whether the root is one of a feed."""
    return root.tag.rpartition("}")[2] in _ROOTS


def read_entries(root: Element, url: str) -> list[Callable[[], Entry]]:
    """The entries in the order of the document, each to be read only if it is wanted."""
    found: list[Callable[[], Entry]] = []
    channels = _channels(root)
    language = next(filter(None, map(_language, channels)), "")
    for channel in channels:
        base = join_base(channel.get(BASE) or root.get(BASE), url)
        found.extend(
            Reading(child, base, language).entry for child in channel if local_name(child) in {"item", "entry"}
        )
    return found


def _channels(root: Element) -> list[Element]:
    """Where entries stand: in ``feed``; in ``channel`` for RSS 2.0; beside it for RDF and RSS 0.90."""
    return [root, *(child for child in root if local_name(child) == "channel")]


def _language(channel: Element) -> str:
    if channel.get(LANG):
        return channel.get(LANG, "")
    return next((child.text or "" for child in channel if local_name(child) == "language"), "").strip()

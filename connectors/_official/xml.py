"""An authority's XML to its root: read from the root on, so that a DOCTYPE and its entities are never seen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ParseError, XMLParser

from connectors._feed.repair import from_root, repair
from connectors._web.answers import check_not_empty, is_html, page_fault, refuse_page
from connectors._web.charset import decode
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

RECOVERED = "malformed, recovered"


def read_root(body: bytes, content_type: str, url: str, names: str, what: str) -> tuple[Element, tuple[str, ...]]:
    """The first element called one of ``names`` (``"alert|feed"``), and notes about what was mended in it.

    Raises:
        SourceError: ``EMPTY``, a wall, ``NOT_A_FEED`` for anything that is not ``what``, ``MALFORMED``.
    """
    check_not_empty(body)
    text = decode(body, content_type)
    found = re.search(rf"<((?:[\w.-]+:)?(?:{names}))(?=[\s>/])[^>]*>", text)
    if found is None:
        if is_html(body):
            raise refuse_page(page_fault(body, url) or Fault.NOT_A_FEED, body)
        raise SourceError(Fault.NOT_A_FEED, f"the answer is no {what}")
    whole = from_root(text, found)
    try:
        return _parse(whole), ()
    except ParseError:
        pass
    try:
        return _parse(repair(whole, found)), (RECOVERED,)
    except ParseError:
        raise SourceError(Fault.MALFORMED, f"the {what} cannot be read") from None


def _parse(text: str) -> Element:
    parser = XMLParser()  # noqa: S314  there is no DOCTYPE, and the process has limits
    parser.feed(text)
    root: Element = parser.close()
    return root


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element, name: str) -> Iterator[Element]:
    """Its children of that name, in whatever namespace."""
    return (child for child in element if local(child) == name)


def words(element: Element | None, name: str) -> str:
    """The text of its first child of that name; nothing where there is none."""
    found = next(children(element, name), None) if element is not None else None
    return (found.text or "").strip() if found is not None else ""

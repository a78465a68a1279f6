"""A list on a page: one item for each element that a selector finds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from connectors._web.dates import read_date
from connectors._web.document import Page, heading_of, text_of
from connectors._web.links import absolute, canonical
from connectors._web.text import one_line, shorten
from connectors.page.lines import mark_of
from monitor.domain.model import Parsed, RawItem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from selectolax.lexbor import LexborNode

_ITEMS_MOST = 500
_HASH = 8


def read_list(
    body: bytes, content_type: str, url: str, options: Mapping[str, Any], memory: Mapping[str, Any]
) -> Parsed:
    """The elements that are new or say something else than before.

    ``memory`` holds a hash of each element, and ``found``, whether there ever was one.

    Raises:
        SourceError: ``SELECTOR`` when nothing is found and the page does not say why; a wall.
    """
    page = Page(body, content_type, url, options)
    nodes = [node for node in page.elements(str(options["select"])) if text_of(node)]
    if not nodes:
        page.refuse_empty(had_something=bool(memory.get("found")))
        return Parsed(facts=dict(memory))
    notes = (f"{len(nodes)} elements; the first {_ITEMS_MOST} are read",) if len(nodes) > _ITEMS_MOST else ()
    items = _with_ids(_items(page, nodes[:_ITEMS_MOST]))
    joined = str(memory.get("items") or "")
    known = {joined[at : at + _HASH] for at in range(0, len(joined), _HASH)}
    marks = [mark_of(f"{item.id} {item.title} {item.text}") for item in items]
    new = tuple(item for item, mark in zip(items, marks, strict=True) if mark not in known)
    kept = list(dict.fromkeys([*marks, *sorted(known)]))[: 2 * len(marks) + 50]
    return Parsed(new, notes, {"items": "".join(kept), "found": True})


def _items(page: Page, nodes: list[LexborNode]) -> list[RawItem]:
    """One item for each; the words of an element inside another, which somebody forgot to close, are its own alone."""
    items = []
    for node in reversed(nodes):
        items.append(_item(page, node))
        node.decompose()
    return items[::-1]


def _item(page: Page, node: LexborNode) -> RawItem:
    text = text_of(node)
    title = one_line(_picked(node, page.options["title"]) or heading_of(node))
    link = absolute(_link(node, page.options["link"]), page.base)
    written = _date(node, page.options["date"])
    for label in (title, written):
        text = text.removeprefix(label).lstrip()
    address = canonical(link) if canonical(link) != canonical(page.url) else ""  # "#" leads nowhere
    named = _picked(node, page.options["id"]) or node.attributes.get("id") or address or title
    return RawItem(
        id=one_line(named, 300),
        title=title,
        text=shorten(text),
        url=link or page.url,
        published_at=read_date(
            _moment(node, page.options["date"]) or written, page.options["zone"], page.options["now"]
        ),
        language=page.language or None,
    )


def _with_ids(items: list[RawItem]) -> list[RawItem]:
    """An id of its own for each: what has none, or another's, gets a hash of its words."""
    count = Counter(item.id for item in items)
    return [
        item
        if item.id and count[item.id] == 1
        else replace(item, id=f"{item.id}#{mark_of(f'{item.title} {item.text}')}")
        for item in items
    ]


def _picked(node: LexborNode, selector: str) -> str:
    """What a selector of the options names inside an element: its words, or its attribute behind ``@``."""
    if not selector:
        return ""
    css, _, attribute = selector.partition("@")
    found = node.css_first(css) if css else node
    if found is None:
        return ""
    return (found.attributes.get(attribute) or "") if attribute else text_of(found)


def _link(node: LexborNode, selector: str) -> str:
    found = node.css_first(selector.partition("@")[0]) if selector.partition("@")[0] else None
    if found is None:
        found = node if node.tag == "a" else node.css_first("h1 a[href], h2 a[href], h3 a[href], a[href]")
    if found is None:
        return ""
    if found.tag != "a":
        found = found.css_first("a[href]") or found
    return found.attributes.get("href") or ""


def _date(node: LexborNode, selector: str) -> str:
    """The date as it is written for readers."""
    found = _date_node(node, selector)
    return text_of(found) if found is not None else ""


def _moment(node: LexborNode, selector: str) -> str:
    """The date as it is written for programs, in an attribute."""
    found = _date_node(node, selector)
    attribute = selector.partition("@")[2] or "datetime"
    return (found.attributes.get(attribute) or "") if found is not None else ""


def _date_node(node: LexborNode, selector: str) -> LexborNode | None:
    return node.css_first(selector.partition("@")[0] or "time[datetime], time")

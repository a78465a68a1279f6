"""Where CAP messages stand: in a feed's entries, behind their links, in a list, alone in a file; in XML or in JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectors._official.answers import Record, read_json, record, records, said
from connectors._official.cap import read_element, read_record
from connectors._official.cap_items import read_messages
from connectors._official.home import Home
from connectors._official.xml import children, local, read_root, words
from connectors._web.answers import check_not_empty, is_html, page_fault, refuse_page
from connectors._web.links import absolute
from monitor.domain.model import Parsed
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from xml.etree.ElementTree import Element

    from connectors._official.cap import Message

_ANY = r"[A-Za-z_][\w.-]*"
_WHAT = "list of CAP messages"
_ENTRIES = ("entry", "item")
_FEEDS = frozenset({"feed", "rss", "RDF", "channel"})
_CAP_TYPES = frozenset({"application/cap+xml", "application/common-alerting-protocol+xml"})
_ENTRIES_MOST = 500


def read_source(
    body: bytes, content_type: str, url: str, home: Mapping[str, Any], options: Mapping[str, Any]
) -> Parsed:
    """The items of the messages that stand in the answer itself; the fact ``links`` leads to those that do not.

    ``options``: see ``cap_items.read_messages``.

    Raises:
        SourceError: the answer holds neither messages nor a feed.
    """
    check_not_empty(body)
    if _is_json(body):
        return _read_all(_from_json(read_json(body, content_type, url), home), home, options, url, [])
    if is_html(body):
        raise refuse_page(page_fault(body, url) or Fault.NOT_A_FEED, body)
    root, notes = read_root(body, content_type, url, _ANY, _WHAT)
    messages: list[Message] = []
    links: list[str] = []
    if local(root) in _FEEDS:
        for entry in _entries(root):
            link, inside = _link(entry, url), list(_inside(entry, str(home["zone"]), url))
            messages += inside
            links += [] if inside or not link else [link]
    else:
        messages = list(_alerts(root, str(home["zone"]), ""))
        if not messages:
            raise SourceError(Fault.NOT_A_FEED, f"the answer is no {_WHAT}")
    return _read_all(messages, home, options, url, links, notes)


def read_files(files: Sequence[Sequence[Any]], home: Mapping[str, Any], options: Mapping[str, Any], url: str) -> Parsed:
    """The items of files behind a feed's links: ``body``, ``content_type`` and ``address`` of each.

    A file that is no message is told as a note, and loses none of the others.
    """
    messages: list[Message] = []
    notes: list[str] = []
    for body, content_type, address in files:
        try:
            root, mended = read_root(body, content_type, address, "alert", "CAP message")
        except SourceError as error:
            notes.append(f"a message of the feed could not be read: {error}")
            continue
        notes += mended
        messages += _alerts(root, str(home["zone"]), address)
    return _read_all(messages, home, options, url, [], tuple(dict.fromkeys(notes)))


def _read_all(
    messages: Iterable[Message],
    home: Mapping[str, Any],
    options: Mapping[str, Any],
    url: str,
    links: Sequence[str],
    notes: tuple[str, ...] = (),
) -> Parsed:
    parsed = read_messages(messages, Home.of(dict(home)), options, url)
    return Parsed(parsed.items, notes, {**parsed.facts, "links": list(dict.fromkeys(links))})


def _is_json(body: bytes) -> bool:
    return body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def _from_json(given: Any, home: Mapping[str, Any]) -> list[Message]:
    """A message, a list of them, or an object with the list ``alerts``.

    Raises:
        SourceError: it is none of these.
    """
    rows: list[Record] = records(given) or records(record(given).get("alerts"))
    if not rows and said(record(given).get("identifier")):
        rows = [record(given)]
    messages = [message for row in rows if (message := read_record(row, str(home["zone"]))) is not None]
    if not messages and given != [] and record(given).get("alerts") != []:
        raise SourceError(Fault.MALFORMED, f"the answer is no {_WHAT}")
    return messages


def _entries(root: Element) -> list[Element]:
    return [element for element in root.iter() if local(element) in _ENTRIES][:_ENTRIES_MOST]


def _alerts(element: Element, zone: str, link: str) -> Iterator[Message]:
    """The messages in it, itself included."""
    for one in element.iter():
        if local(one) == "alert" and (message := read_element(one, zone, link)) is not None:
            yield message


def _inside(entry: Element, zone: str, url: str) -> Iterator[Message]:
    """The messages that an entry holds, as elements or as escaped text."""
    link = _link(entry, url)
    found = list(_alerts(entry, zone, link))
    yield from found
    for content in entry if not found else ():
        text = (content.text or "").strip()
        if text.startswith("<") and "alert" in text[:400]:
            try:
                root, _ = read_root(text.encode("utf-8", "replace"), "", url, "alert", "CAP message")
            except SourceError:
                continue
            yield from _alerts(root, zone, link)


def _link(entry: Element, url: str) -> str:
    """The link that leads to CAP; else the first one that there is."""
    found = [
        (child.get("type", ""), child.get("href") or (child.text or "").strip()) for child in children(entry, "link")
    ]
    named = [link for kind, link in found if kind in _CAP_TYPES]
    plain = [link for _, link in found if link.lower().partition("?")[0].endswith((".xml", ".cap"))]
    rest = [link for _, link in found] + [words(entry, "guid")]
    return next(filter(None, (absolute(link, url) for link in (*named, *plain, *rest))), "")

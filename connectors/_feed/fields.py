"""What each element of an entry means: RSS in its seven namespaces, Atom, Dublin Core, media and their kin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from connectors._feed.entry import Entry, Words
from connectors._web.text import element_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    Field = Callable[["Reading", Element], None]

_XML = "{http://www.w3.org/XML/1998/namespace}"
BASE, LANG = f"{_XML}base", f"{_XML}lang"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_ATOM = frozenset({"http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"})
_CORE = frozenset(
    {
        "",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
        "http://channel.netscape.com/rdf/simple/0.9/",
        "http://backend.userland.com/rss",
        "http://backend.userland.com/rss2",
        "http://blogs.law.harvard.edu/tech/rss",
        "http://cyber.law.harvard.edu/rss",
        "http://www.rssboard.org/rss-specification",
    }
)
_FAMILIES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/elements/1.0/": "dc",
    "http://purl.org/dc/terms/": "dc",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://search.yahoo.com/mrss/": "media",
    "http://search.yahoo.com/mrss": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.bing.com:80/news/search/": "bing",
}
_MIME_TEXT = re.compile(r"(?:application/)?(?:xhtml|.*\bhtml)", re.IGNORECASE)


def local_name(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def join_base(base: str | None, url: str) -> str:
    """``xml:base`` as an address, seen from ``url``."""
    if not base:
        return url
    try:
        return urljoin(url, base.strip())
    except ValueError:
        return url


class Reading:
    """One entry being read: each child of the element goes to the method that its name stands for."""

    __slots__ = ("_base", "_element", "_entry", "_permalink", "_rank")

    def __init__(self, element: Element, base: str, language: str) -> None:
        self._element = element
        self._base = join_base(element.get(BASE), base)
        self._entry = Entry(base=self._base, language=element.get(LANG) or language)
        self._permalink = True
        self._rank = 0

    def entry(self) -> Entry:
        """Read it."""
        for child in self._element:
            if isinstance(child.tag, str):
                (_FIELDS.get(child.tag) or _learn(child.tag))(self, child)
        entry = self._entry
        if not entry.guid:
            entry.guid = self._element.get(_RDF_ABOUT, "")
        if not entry.link and self._permalink and entry.guid.strip().startswith(("http://", "https://")):
            entry.link = entry.guid.strip()
        return entry

    # ---- one method for each meaning -------------------------------------------------------------------------------
    def ignore(self, child: Element) -> None:
        """Nothing that is needed."""

    def guid(self, child: Element) -> None:
        """RSS: an id, and the address too unless it says otherwise."""
        self._entry.guid = (child.text or "").strip()
        self._permalink = child.get("isPermaLink", "true").lower() != "false"

    def atom_id(self, child: Element) -> None:
        """Atom: an id."""
        self._entry.guid = (child.text or "").strip()

    def identifier(self, child: Element) -> None:
        """An id where there is no better one."""
        if not self._entry.guid:
            self._entry.guid = (child.text or "").strip()

    def link(self, child: Element) -> None:
        """RSS's link is a text, Atom's an attribute; some write the one for the other."""
        if child.get("href"):
            self.atom_link(child)
        elif (child.text or "").strip():
            self._set_link((child.text or "").strip(), 3, child)

    def atom_link(self, child: Element) -> None:
        """The page rather than the feed, the picture or the editor's form."""
        rel = child.get("rel", "alternate").lower()
        if rel in {"alternate", "http://www.iana.org/assignments/relation/alternate"}:
            kind = child.get("type", "text/html").lower()
            self._set_link(child.get("href", ""), 3 if "html" in kind else 2, child)
        elif rel in {"self", "related", "via"}:
            self._set_link(child.get("href", ""), 1, child)

    def original_link(self, child: Element) -> None:
        """Where FeedBurner's own link leads."""
        self._set_link((child.text or "").strip(), 4, child)

    def _set_link(self, link: str, rank: int, child: Element) -> None:
        """The best link so far; of equals the first."""
        if link and rank > self._rank:
            self._entry.link, self._rank = link, rank
            self._entry.base = join_base(child.get(BASE), self._base)

    def title(self, child: Element) -> None:
        """The title."""
        words = _words(child)
        if words.value or not self._entry.title:
            self._entry.title = words

    def other_title(self, child: Element) -> None:
        """A title of another family, where there is none."""
        if not (self._entry.title and self._entry.title.value):
            self._entry.title = _words(child)

    def atom_title(self, child: Element) -> None:
        """The title, which says what it is."""
        self._entry.title = _construct(child)

    def summary(self, child: Element) -> None:
        """The description."""
        words = _words(child)
        if words.value or not self._entry.summary:
            self._entry.summary = words

    def other_summary(self, child: Element) -> None:
        """A description of another family, where there is none."""
        if not (self._entry.summary and self._entry.summary.value):
            self._entry.summary = _words(child)

    def atom_summary(self, child: Element) -> None:
        """The summary, which says what it is."""
        self._entry.summary = _construct(child)

    def content(self, child: Element) -> None:
        """The whole text; the longest where there are several."""
        words = _words(child)
        if not self._entry.content or len(words.value) > len(self._entry.content.value):
            self._entry.content = words

    def atom_content(self, child: Element) -> None:
        """The whole text, which says what it is."""
        words = _construct(child)
        if not self._entry.content or len(words.value) > len(self._entry.content.value):
            self._entry.content = words

    def group(self, child: Element) -> None:
        """``media:group`` holds what would else stand beside it."""
        for part in child:
            if isinstance(part.tag, str):
                _field_of(part.tag)(self, part)

    def published(self, child: Element) -> None:
        """When it was published."""
        self._entry.published = (child.text or "").strip() or self._entry.published

    def date(self, child: Element) -> None:
        """A date where no other is given."""
        if not self._entry.published:
            self._entry.published = (child.text or "").strip()

    def updated(self, child: Element) -> None:
        """When it was changed."""
        self._entry.updated = (child.text or "").strip() or self._entry.updated

    def author(self, child: Element) -> None:
        """Who wrote it."""
        if not self._entry.author:
            name = next((part for part in child if local_name(part) == "name"), None)
            self._entry.author = ((name.text if name is not None else child.text) or "").strip()

    def source(self, child: Element) -> None:
        """What the entry was taken from: a name in RSS, a feed's head with a title in Atom."""
        title = next((part for part in child if local_name(part) == "title"), None)
        self._entry.publisher = ((title.text if title is not None else child.text) or "").strip()

    def item_language(self, child: Element) -> None:
        """Its language."""
        self._entry.language = (child.text or "").strip() or self._entry.language


def _words(child: Element) -> Words:
    """A text that does not say what it is; elements inside it are markup that nobody escaped."""
    if len(child):
        return Words(element_text(child), "text")
    return Words(child.text or "", "html" if child.get("type") == "html" else "guess")


def _construct(child: Element) -> Words:
    """An Atom text construct or content (RFC 4287 3.1, 4.1.3)."""
    kind = child.get("type", "text").lower()
    if child.get("mode") == "escaped":  # Atom 0.3
        kind = "html"
    if len(child):
        return Words(element_text(child), "text")
    if _MIME_TEXT.fullmatch(kind):
        return Words(child.text or "", "html")
    if kind in {"text", "text/plain"}:
        return Words(child.text or "", "text")
    return Words()  # a picture in base64, a document in another language of XML


def _field_of(tag: str) -> Field:
    """Which method reads an element of this name."""
    space, _, local = tag.rpartition("}")
    space = space.removeprefix("{")
    if space in _ATOM:
        return _ATOM_FIELDS.get(local, Reading.ignore)
    if space in _CORE:
        return _CORE_FIELDS.get(local.lower(), Reading.ignore)
    return _OTHER_FIELDS.get(f"{_FAMILIES.get(space, '?')}:{local.lower()}", Reading.ignore)


def _learn(tag: str) -> Field:
    field = _field_of(tag)
    if len(_FIELDS) < _FIELDS_MOST:
        _FIELDS[tag] = field
    return field


_FIELDS_MOST = 500  # a stranger decides how many names there are
_FIELDS: dict[str, Field] = {}
_ATOM_FIELDS: dict[str, Field] = {
    "id": Reading.atom_id,
    "link": Reading.atom_link,
    "title": Reading.atom_title,
    "summary": Reading.atom_summary,
    "tagline": Reading.atom_summary,
    "content": Reading.atom_content,
    "published": Reading.published,
    "issued": Reading.published,
    "created": Reading.date,
    "updated": Reading.updated,
    "modified": Reading.updated,
    "author": Reading.author,
    "source": Reading.source,
}
_CORE_FIELDS: dict[str, Field] = {
    "guid": Reading.guid,
    "id": Reading.identifier,
    "link": Reading.link,
    "title": Reading.title,
    "description": Reading.summary,
    "summary": Reading.summary,
    "content": Reading.content,
    "fulltext": Reading.content,
    "pubdate": Reading.published,
    "published": Reading.published,
    "date": Reading.date,
    "updated": Reading.updated,
    "author": Reading.author,
    "source": Reading.source,
    "language": Reading.item_language,
}
_OTHER_FIELDS: dict[str, Field] = {
    "dc:identifier": Reading.identifier,
    "dc:title": Reading.other_title,
    "dc:description": Reading.other_summary,
    "dc:date": Reading.date,
    "dc:created": Reading.date,
    "dc:modified": Reading.updated,
    "dc:creator": Reading.author,
    "dc:language": Reading.item_language,
    "content:encoded": Reading.content,
    "media:group": Reading.group,
    "media:title": Reading.other_title,
    "media:description": Reading.other_summary,
    "itunes:summary": Reading.other_summary,
    "itunes:title": Reading.other_title,
    "feedburner:origlink": Reading.original_link,
    "bing:source": Reading.source,
}

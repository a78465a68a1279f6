"""A sitemap's bytes to its articles, or to the sitemaps that it names."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError, XMLParser

from connectors._feed.repair import repair
from connectors._feed.split import join, parts, short_hash
from connectors._web.answers import is_html, page_fault, refuse_page
from connectors._web.charset import decode
from connectors._web.dates import read_date
from connectors._web.links import absolute, canonical
from connectors._web.text import clean, one_line, untyped_to_text
from monitor.domain.model import Parsed, RawItem
from monitor.errors import Fault, SourceError

_ROOT = re.compile(r"<((?:[\w.-]+:)?(?:urlset|sitemapindex))(?=[\s>/])[^>]*>")
_NAMED = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_NEWS = re.compile(r"news|nyhet|nyhed|uutis", re.IGNORECASE)
_MENDED, _CUT = "malformed, recovered", "broken off, read up to its last whole entry"
_ITEMS_MOST = 5_000
_MAPS_MOST = 50
_ROBOTS_MOST = 500_000  # characters


def read_sitemap(body: bytes, content_type: str, url: str, zone: str, known: str) -> Parsed:
    """The articles that are not ``known``.

    Facts: ``items``, hashes for the next poll; ``maps``, what it names; ``titles``, whether it speaks of news at all;
    ``whole``, whether its end was there.

    Raises:
        SourceError: ``NOT_A_FEED`` for anything that is no sitemap, ``MALFORMED``, or a wall.
    """
    if is_html(body):
        raise refuse_page(page_fault(body, url) or Fault.NOT_A_FEED, body)
    text = decode(body, content_type)
    found = _ROOT.search(text)
    if found is None:
        named = _named_in_robots(text, url)
        if not named:
            raise SourceError(Fault.NOT_A_FEED, "the answer is no sitemap, and names none")
        return Parsed(facts={"items": "", "maps": _news_only(named), "titles": True, "whole": True})
    root, notes = _parse(text[found.start() :], found)
    if _local(root) == "sitemapindex":
        return Parsed(
            notes=notes, facts={"items": "", "maps": _named_in_index(root, url, zone), "titles": True, "whole": True}
        )
    return _articles(root, notes, url, zone, parts(known))


def _articles(root: Element, notes: tuple[str, ...], url: str, zone: str, known: list[str]) -> Parsed:
    listed = [child for child in root if _local(child) == "url"]
    items = [item for item in (_item(child, url, zone) for child in listed[:_ITEMS_MOST]) if item is not None]
    marks = [short_hash(f"{item.id}\n{item.title}".encode()) for item in items]
    was_known = set(known)
    new = {item.id: item for item, mark in zip(items, marks, strict=True) if mark not in was_known}
    remembered = list(dict.fromkeys([*marks, *known]))[: 2 * len(marks) + 50]
    facts = {"items": join(remembered), "maps": [], "titles": bool(items) or not listed, "whole": _CUT not in notes}
    return Parsed(tuple(new.values()), notes, facts)


def _item(entry: Element, url: str, zone: str) -> RawItem | None:
    """The article of one address; None where it is none: then it has no news element, and no title."""
    page = _fields(entry)
    news = next((child for child in entry if _local(child) == "news"), None)
    if news is None:
        return None
    fields = {name: value for part in news.iter() for name, value in _fields(part).items()}
    address, title = absolute(page.get("loc", ""), url), one_line(untyped_to_text(fields.get("title", "")))
    if not address or not title:
        return None
    language = fields.get("language", "").lower().partition("-")[0]
    return RawItem(
        id=canonical(address),
        title=title,
        url=address,
        published_at=read_date(fields.get("publication_date", "") or page.get("lastmod", ""), zone),
        language=language if 2 <= len(language) <= 3 and language.isalpha() else None,
        publisher=one_line(clean(fields.get("name", "")), 200) or None,
    )


def _fields(element: Element) -> dict[str, str]:
    """The texts of its children by their names."""
    return {_local(child): (child.text or "").strip() for child in element}


def _named_in_index(root: Element, url: str, zone: str) -> list[str]:
    """The newest first."""
    found = []
    for place, child in enumerate(root):
        fields = _fields(child)
        if address := absolute(fields.get("loc", ""), url):
            date = read_date(fields.get("lastmod", ""), zone)
            found.append((-date.timestamp() if date else 0.0, place, address))
    return _news_only([address for *_, address in sorted(found)])


def _news_only(named: list[str]) -> list[str]:
    """Those that are called news, where any is; else all. The rest of a large site is its archive."""
    return ([address for address in named if _NEWS.search(address)] or named)[:_MAPS_MOST]


def _named_in_robots(text: str, url: str) -> list[str]:
    named = (absolute(link, url) for link in _NAMED.findall(text[:_ROBOTS_MOST]))
    return list(dict.fromkeys(filter(None, named)))


def _parse(text: str, found: re.Match[str]) -> tuple[Element, tuple[str, ...]]:
    """Strictly; else mended; else up to its last whole entry."""
    mended = repair(text, found)
    for attempt, notes in ((text, ()), (mended, (_MENDED,)), (_closed(mended, found.group(1)), (_CUT,))):
        parser = XMLParser()  # noqa: S314  there is no DOCTYPE, and the process has limits
        try:
            parser.feed(attempt)
            return parser.close(), notes
        except ParseError:
            continue
    raise SourceError(Fault.MALFORMED, "the sitemap cannot be read")


def _closed(text: str, name: str) -> str:
    """Closed behind its last whole entry; as it is where there is none."""
    prefix = f"{name.partition(':')[0]}:" if ":" in name else ""
    end = max(text.rfind(f"</{prefix}{entry}>") for entry in ("url", "sitemap"))
    return f"{text[: text.index('>', end) + 1]}</{name}>" if end >= 0 else text


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""

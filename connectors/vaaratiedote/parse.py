"""Finland's emergency warnings, from a page of 112.fi or from a feed, to items."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser

from connectors._feed.read import read_feed
from connectors._feed.split import short_hash
from connectors._official.answers import paragraphs
from connectors._official.emergency import as_emergency
from connectors._official.home import Home
from connectors._web.answers import check_not_empty, looks_like_feed, page_fault, refuse_page
from connectors._web.charset import decode
from connectors._web.dates import read_date
from connectors._web.links import absolute
from connectors._web.text import one_line, shorten, space_blocks, tidy
from monitor.domain.model import Parsed, RawItem
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from selectolax.lexbor import LexborNode

_HEADING = re.compile(r"^\W*(?:vaaratiedote|varningsmeddelande|emergency warning)\b", re.IGNORECASE)
_SPOKEN_OF = re.compile(r"vaaratiedot|varningsmeddeland", re.IGNORECASE)
_EVERYWHERE = re.compile(r"\b(?:koko\s+maa|koko\s+maassa|koko\s+suomi|koko\s+suomessa|hela\s+landet)\b", re.IGNORECASE)
_BARE = re.compile(r"\W*[^\W\d]+\W*")
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}.*")  # behind the day of the week
_SAID = 120  # characters of the text that are added to a heading of one word
_HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5")
_HEADINGS = ", ".join(_HEADING_TAGS)
_UP = 4  # levels above a heading that are searched for its text
_DATE = ".date, time"
# The commonest words of each language: enough to tell paragraphs of one notice apart.
_COMMON = {
    "fi": frozenset(["ja", "on", "ei", "tai", "sekä", "oli", "ovat", "se", "kun", "kuin", "että", "alueella"]),
    "sv": frozenset(["och", "är", "inte", "eller", "det", "att", "en", "ett", "på", "för", "i", "av", "området"]),
    "en": frozenset(["and", "is", "the", "not", "or", "to", "of", "in", "at", "a", "area", "are"]),
}


def read_warnings(
    body: bytes, content_type: str, url: str, home: Mapping[str, Any], options: Mapping[str, Any]
) -> Parsed:
    """The warnings on the page, or in the feed; the text says where they are for.

    Raises:
        SourceError: ``SELECTOR`` for a page that does not speak of such warnings at all, or a wall.
    """
    del options
    check_not_empty(body)
    home_ = Home.of(dict(home))
    if looks_like_feed(body):
        parsed = read_feed(body, content_type, url, home_.zone, {})
        return Parsed(tuple(_finish(item) for item in parsed.items), parsed.notes)
    if fault := page_fault(body, url):
        raise refuse_page(fault, body)
    page = LexborHTMLParser(space_blocks(decode(body, content_type)))
    warnings = {item.id: item for item in _warnings(page, url, home_)}
    if not warnings and not _SPOKEN_OF.search(page.html or ""):
        raise SourceError(Fault.SELECTOR, "the page does not speak of emergency warnings any more")
    return Parsed(tuple(_finish(item) for item in warnings.values()))


def _warnings(page: LexborHTMLParser, url: str, home: Home) -> Iterator[RawItem]:
    for heading in page.css(_HEADINGS):
        title = one_line(_text(heading))
        if not _HEADING.match(title):
            continue
        parts = _parts(heading)
        date = next((_text(node) for part in parts for node in part.css(_DATE)), "")
        told = [text for part in parts for node in part.css("p") if (text := _text(node)) and text != date]
        if told:
            link = next(filter(None, (_link(part, url) for part in parts)), "")
            yield replace(_warning(title, date, told, link, home), url=link or url)


def _warning(title: str, date: str, told: list[str], link: str, home: Home) -> RawItem:
    """Known by its page, else by its date, which stays when the text is edited; else by its words."""
    told = _ours_first(told, home.language)
    text = paragraphs(*told)
    key = link or (f"{title} {date}" if date else short_hash(text.encode()))
    day = _DAY.search(date)
    return RawItem(
        id=key,
        title=f"{title}: {shorten(told[0], _SAID)}" if _BARE.fullmatch(title) else title,
        text=text,
        published_at=read_date(day.group() if day else date, home.zone, home.now),
        language=_language_of(told[0]) or None,
    )


def _parts(heading: LexborNode) -> list[LexborNode]:
    """What belongs to a heading: the smallest thing around it that holds text, else what follows it."""
    node = heading.parent
    for _ in range(_UP):
        if node is None or node.tag in {"body", "html"} or _is_shared(node):
            break
        if any(_text(found) for found in node.css("p")):
            return [node]
        node = node.parent
    following, after = [], heading.next
    while after is not None and after.tag not in _HEADING_TAGS and not after.css_first(_HEADINGS):
        following.append(after)
        after = after.next
    return following


def _is_shared(node: LexborNode) -> bool:
    """Whether more than one warning stands in it."""
    return sum(1 for other in node.css(_HEADINGS) if _HEADING.match(_text(other))) > 1


def _link(block: LexborNode, url: str) -> str:
    found = (absolute(node.attributes.get("href") or "", url) for node in block.css("a"))
    return next((link for link in found if link and link.rstrip("/") != url.rstrip("/")), "")


def _ours_first(told: list[str], language: str) -> list[str]:
    """The paragraphs in our language before the others; all are kept, since all are the notice."""
    return sorted(told, key=lambda text: _language_of(text) != language)


def _language_of(text: str) -> str:
    words = re.findall(r"[^\W\d]+", text.lower())
    score = {language: sum(word in common for word in words) for language, common in _COMMON.items()}
    best = max(score, key=lambda language: score[language])
    return best if score[best] else ""


def _finish(item: RawItem) -> RawItem:
    """The warning with what it says of itself."""
    everywhere = _EVERYWHERE.search(f"{item.title}\n{item.text}") is not None
    warning = replace(item, publisher="112.fi", about_us=everywhere)
    return as_emergency(warning, f"vaaratiedote:{item.id}")


def _text(node: LexborNode) -> str:
    return tidy(node.text(deep=True, separator=""))

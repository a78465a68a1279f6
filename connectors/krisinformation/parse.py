"""Krisinformation's news to those that concern our municipality, its county, or everybody."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from connectors._official.answers import Record, lowered, paragraphs, read_json, records, said, told
from connectors._official.home import Home
from connectors._official.names import fold
from connectors._official.scales import load_scale
from connectors._web.dates import read_date
from connectors._web.links import absolute
from monitor.domain.model import Notice, Parsed, RawItem
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCALE = load_scale(Path(__file__).parent / "scale.toml")
_VMA = re.compile(r"^(?:vma\b|viktigt meddelande till allmänheten)", re.IGNORECASE)


def read_news(body: bytes, content_type: str, url: str, home: Mapping[str, Any], options: Mapping[str, Any]) -> Parsed:
    """The news that reach us; tests of the service are left out.

    ``options``: ``national``, whether news for the whole country count.

    Raises:
        SourceError: the answer is no list of news.
    """
    given = read_json(body, content_type, url)
    if not isinstance(given, list):
        raise SourceError(Fault.MALFORMED, "the answer is no list of news")
    rows = [row for row in map(lowered, records(given)) if said(row.get("identifier"))]
    if given and not rows:
        raise SourceError(Fault.MALFORMED, "no row of the answer is a news item with an identifier")
    home_ = Home.of(dict(home))
    found = (_item(row, url, home_) for row in rows if not _is_true(row.get("istest")))
    return Parsed(tuple(item for reach, item in found if reach and (reach != "country" or options["national"])))


def _item(row: Record, url: str, home: Home) -> tuple[str, RawItem]:
    """The item and how near it is: ``municipality``, ``county``, ``country``, or nothing when it is not for us."""
    reach, about_us = _reach(row, home)
    title = said(row.get("headline"))
    mark = "vma" if fold(said(row.get("event"))) == "vma" or _VMA.match(title) else ""
    if mark and not _areas(row):
        about_us = False  # a VMA for everybody says so; one without areas is somewhere, and its text says where
    grade = _SCALE.grade(reach or "country", mark or ("push" if _is_true(row.get("push")) else ""))
    key = said(row.get("identifier"))
    return reach, RawItem(
        id=key,
        title=title,
        text=paragraphs(told(row.get("preamble")), told(row.get("bodytext")), said(row.get("pushmessage"))),
        url=_link(row, url),
        published_at=read_date(said(row.get("updated")) or said(row.get("published")), home.zone),
        language=said(row.get("language"))[:2].lower() or "sv",
        publisher=said(row.get("sendername"), 100) or "Krisinformation.se",
        about_us=about_us,
        notice=Notice(f"krisinformation:{key}", kind=grade.kind, topic=grade.topic, severity=grade.severity),
    )


def _reach(row: Record, home: Home) -> tuple[str, bool]:
    """How near, and whether that makes it about us; of other municipalities in our county the text must say."""
    areas = [(fold(said(area.get("type"))), said(area.get("description"))) for area in _areas(row)]
    if any(kind != "county" and home.is_us(name) for kind, name in areas):
        return "municipality", True
    if any(kind != "municipality" and home.is_our_county(name) for kind, name in areas):
        return "county", not any(kind == "municipality" for kind, _ in areas)
    if not areas or any(kind == "country" or fold(name) == "sverige" for kind, name in areas):
        return "country", True
    return "", False


def _areas(row: Record) -> list[Record]:
    return [area for area in map(lowered, records(row.get("area"))) if said(area.get("description"))]


def _link(row: Record, url: str) -> str:
    """Its own page, else the first link; some are written with a blank in the middle of "https: //"."""
    named = [row.get("web"), *(lowered(link).get("url") for link in records(row.get("links")))]
    found = (absolute("".join(said(link, 2000).split()), url) for link in named if said(link, 2000))
    return next(filter(None, found), "")


def _is_true(value: object) -> bool:
    return value is True or value == 1 or (isinstance(value, str) and value.strip().casefold() in {"true", "1"})

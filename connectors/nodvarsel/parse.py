"""Norway's emergency alerts in force to items."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from connectors._feed.read import read_feed
from connectors._feed.split import short_hash
from connectors._official.emergency import as_emergency
from connectors._official.home import Home
from connectors._official.keyless import with_keys
from connectors._web.answers import check_feed_answer
from connectors._web.links import canonical
from monitor.domain.model import Parsed, RawItem

if TYPE_CHECKING:
    from collections.abc import Mapping

_WHOLE = ("landet", "Norge", "Noreg")


def read_alerts(
    body: bytes, content_type: str, url: str, home: Mapping[str, Any], options: Mapping[str, Any]
) -> Parsed:
    """The alerts in force. One that names the whole country or our whole county is about us; else the text says where.

    The feed often has no ids: an alert is known by its page and its title.

    Raises:
        SourceError: the answer is no feed.
    """
    del options
    check_feed_answer(body, url)
    home_ = Home.of(dict(home))
    parsed = read_feed(body, content_type, url, home_.zone, {})
    alerts = {key: _as_alert(item, key, home_) for key, item in with_keys(parsed.items, _key)}
    return Parsed(tuple(alerts.values()), parsed.notes)


def _key(item: RawItem) -> str:
    """Its page and its title; where every alert has the same page, its title and its date."""
    page = _page(item)
    words = item.title if page else f"{item.title}\n{item.published_at}"
    return f"{page}#{short_hash(words.encode())}"


def _page(item: RawItem) -> str:
    return canonical(item.url) if urlsplit(item.url).path.strip("/") else ""


def _as_alert(item: RawItem, key: str, home: Home) -> RawItem:
    """Alerts are told in several languages at once: what the feed says of its language is not true of them."""
    everywhere = _is_everywhere(f"{item.title}\n{item.text}", home)
    alert = replace(item, id=key, language=None, publisher="Nødvarsel", about_us=everywhere)
    return as_emergency(alert, f"nodvarsel:{_page(item) or key}")


def _is_everywhere(text: str, home: Home) -> bool:
    """Whether it is for "hele landet", "heile Vestland", or "landsdekkende"."""
    wholes = "|".join(map(re.escape, filter(None, (*_WHOLE, home.county))))
    return re.search(rf"\b(?:landsdekkende|hei?le\s+(?:{wholes}))\b", text, re.IGNORECASE) is not None

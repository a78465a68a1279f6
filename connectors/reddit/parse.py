"""Reddit's answers to items: a list of posts, the token of an application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors._official.answers import number, read_json, record, records, said, told
from connectors._social.known import passed_all, sift
from connectors._web.dates import read_date
from connectors._web.links import absolute
from connectors._web.text import one_line
from monitor.domain.model import Parsed, RawItem
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connectors._official.answers import Record

PAGE = 100  # posts in one answer, the most that the interface gives
SITE = "https://www.reddit.com"
_GONE = frozenset({"[deleted]", "[removed]"})


def read_listing(body: bytes, content_type: str, url: str, memory: str) -> Parsed:
    """The posts that are new or were edited.

    The facts are ``memory`` and ``passed``: the answer was full and nothing in it was known.

    Raises:
        SourceError: the answer is no list of posts.
    """
    given = record(read_json(body, content_type, url))
    children = record(given.get("data")).get("children")
    if given.get("kind") != "Listing" or not isinstance(children, list):
        raise SourceError(Fault.MALFORMED, "the answer is no list of posts: it is none of Reddit's")
    rows = [record(row.get("data")) for row in records(children)]
    items = [item for row in rows for item in _item(row)]
    if rows and not any(said(row.get("name")) for row in rows):
        raise SourceError(Fault.MALFORMED, "no row of the answer is a post")
    new, kept = sift(items, memory)
    return Parsed(new, facts={"memory": kept, "passed": passed_all(items, new, memory, full=len(rows) >= PAGE)})


def _item(row: Record) -> Iterator[RawItem]:
    native, title, text = said(row.get("name")), one_line(told(row.get("title"))), told(row.get("selftext"))
    if not native or not (title or text) or row.get("removed_by_category") or text in _GONE:
        return
    author = said(row.get("author"))
    created = number(row.get("created_utc"))
    yield RawItem(
        id=native,
        title=title,
        text=text,
        url=absolute(said(row.get("permalink"), 2000) or said(row.get("url"), 2000), SITE),
        published_at=read_date(str(int(created)), "UTC") if created is not None else None,
        author=f"/u/{author}" if author and author not in _GONE else None,
    )


def read_token(body: bytes, content_type: str, url: str) -> str:
    """The token that a log-in gave.

    Raises:
        SourceError: it gave none.
    """
    token = record(read_json(body, content_type, url)).get("access_token")
    if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
        raise SourceError(Fault.CREDENTIALS, "Reddit gives no token to this application")
    return token

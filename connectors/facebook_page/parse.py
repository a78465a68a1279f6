"""What the Graph interface says of a page to items: its posts, its visitors' posts, comments, mentions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from connectors._official.answers import paragraphs, record, records, said, told
from connectors._social.graph_answer import Thread, author_of, comments_of, conclude, rows_of
from connectors._web.dates import read_date
from connectors._web.links import absolute
from monitor.domain.model import Parsed, RawItem, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectors._official.answers import Record

SITE = "https://www.facebook.com"


def read_page(body: bytes, content_type: str, url: str, options: Mapping[str, Any], memory: str) -> Parsed:
    """The posts and comments that are new or were edited.

    ``options`` holds ``page``, the page's number, and which of ``posts``, ``visitors`` and ``comments`` are told.

    Raises:
        SourceError: the answer is no list of posts.
    """
    given, rows = rows_of(body, content_type, url)
    threads = [_thread(row, options) for row in rows]
    return conclude(given, threads, memory)


def _thread(row: Record, options: Mapping[str, Any]) -> Thread:
    page = str(options["page"])
    post = _item(row, page)
    comments = [_item(comment, page) for comment in comments_of(row)] if options["comments"] else []
    tells = options["posts"] if post.role is Role.OWN else options["visitors"]
    return Thread(post, tuple(item for item in comments if item.id), bool(tells))


def _item(row: Record, page: str) -> RawItem:
    """A post or a comment; ``story``, which names who did what, is not read."""
    author = author_of(row)
    shown = records(record(row.get("attachments")).get("data")) if author == page else []  # else it may name a person
    attached = [said(one.get(name)) for one in shown for name in ("title", "description")]
    item = RawItem(
        id=said(row.get("id")),
        text=paragraphs(told(row.get("message")), *attached),
        url=absolute(said(row.get("permalink_url"), 2000), SITE),
        published_at=read_date(said(row.get("created_time")), "UTC"),
        author=author,
        about_us=True,
    )
    return replace(item, role=Role.OWN) if author == page else item

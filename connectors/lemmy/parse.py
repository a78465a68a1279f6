"""What a search at a Lemmy server found to items: posts and comments, in both forms of its interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors._official.answers import read_json, record, records, said, told
from connectors._social.known import passed_all, sift
from connectors._web.dates import read_date
from connectors._web.links import absolute
from connectors._web.text import one_line
from monitor.domain.model import Parsed, RawItem
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connectors._official.answers import Record

PAGE = 50  # the most that the interface gives of posts, and of comments


def read_found(body: bytes, content_type: str, url: str, memory: str) -> Parsed:
    """The posts and comments that are new.

    The facts are ``memory`` and ``passed``: the answer was full and nothing in it was known.

    Raises:
        SourceError: the answer is not what a search gives.
    """
    given = record(read_json(body, content_type, url))
    if not any(isinstance(given.get(name), list) for name in ("posts", "comments", "results")):
        raise SourceError(Fault.MALFORMED, "the answer has neither posts nor comments: it is none of Lemmy's")
    rows = [*records(given.get("posts")), *records(given.get("comments")), *records(given.get("results"))]
    items = [item for row in rows for item in _item(row, url)]
    if rows and not any(_address(row) for row in rows):
        raise SourceError(Fault.MALFORMED, "no row of the answer is a post or a comment")
    new, kept = sift(items, memory)
    return Parsed(new, facts={"memory": kept, "passed": passed_all(items, new, memory, full=len(rows) >= PAGE)})


def _address(row: Record) -> str:
    return said(_own(row).get("ap_id"), 2000)


def _own(row: Record) -> Record:
    return record(row.get("comment")) or record(row.get("post"))


def _item(row: Record, url: str) -> Iterator[RawItem]:
    own = _own(row)
    address = absolute(_address(row), url)
    if not address or any(own.get(name) is True for name in ("deleted", "removed")):
        return
    title = one_line(told(own.get("name")))
    text = told(own.get("body")) or told(own.get("content"))
    if title or text:
        yield RawItem(
            id=address,
            title=title,
            text=text,
            url=address,
            published_at=read_date(said(own.get("published") or own.get("published_at")), "UTC"),
            author=said(record(row.get("creator")).get("actor_id") or record(row.get("creator")).get("ap_id")) or None,
        )

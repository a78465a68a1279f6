"""One page of an answer of Meta's Graph interface: its rows, where it goes on, who wrote what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from connectors._feed.split import parts
from connectors._official.answers import listed, read_json, record, records, said
from connectors._social.known import mark, passed_all, sift
from monitor.domain.model import Parsed
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from connectors._official.answers import Record
    from monitor.domain.model import RawItem

COMMENTS = 25  # comments of a post that are asked for, the newest first
_PLACE = re.compile(r"[\w=-]{1,600}", re.ASCII)


def rows_of(body: bytes, content_type: str, url: str) -> tuple[Record, list[Record]]:
    """The whole answer, and its rows.

    Raises:
        SourceError: the answer is no list, or none of its rows has an id.
    """
    given = record(read_json(body, content_type, url))
    rows = listed(given, "data", "Meta's")
    if rows and not any(said(row.get("id")) for row in rows):
        raise SourceError(Fault.MALFORMED, "no row of the answer has an id")
    return given, [row for row in rows if said(row.get("id"))]


def comments_of(row: Record) -> list[Record]:
    """The comments that came with a post."""
    return records(record(row.get("comments")).get("data"))


def author_of(row: Record) -> str | None:
    """The number of who wrote it, where the token may see it."""
    return said(record(row.get("from")).get("id")) or None


@dataclass(frozen=True, slots=True)
class Thread:
    """A post with the comments that came with it; ``tells`` whether the post itself is one to tell."""

    post: RawItem
    comments: tuple[RawItem, ...] = ()
    tells: bool = True


def conclude(given: Record, threads: Sequence[Thread], memory: str) -> Parsed:
    """What is new on a page of an answer, and the facts that ``graph.Question`` speaks of."""
    known = set(parts(memory))
    items = [item for thread in threads for item in (thread.post, *thread.comments)]
    new, kept = sift(items, memory)
    silent = {thread.post.id for thread in threads if not thread.tells}
    posts = [thread.post for thread in threads]
    new_posts = [post for post in posts if mark(post) not in known]
    place = said(record(record(given.get("paging")).get("cursors")).get("after"), 700)
    after = place if _PLACE.fullmatch(place) and record(given.get("paging")).get("next") else ""
    return Parsed(
        tuple(item for item in new if item.id not in silent and item.text),
        facts={
            "memory": kept,
            "after": after,
            "passed": passed_all(posts, new_posts, memory, full=bool(after)),
            "missed": any(_lost_some(thread, known) for thread in threads),
        },
    )


def _lost_some(thread: Thread, known: set[str]) -> bool:
    """Whether a post that was known has a full page of comments, and none of them was."""
    if mark(thread.post) not in known or len(thread.comments) < COMMENTS:
        return False
    return not any(mark(comment) in known for comment in thread.comments)

"""Bluesky's answers to items: posts that a search found, an account's own posts, the token of a log-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors._official.answers import listed, read_json, record, records, said, told
from connectors._social.known import primary, sift
from connectors._web.dates import read_date
from monitor.domain.model import Parsed, RawItem
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from connectors._official.answers import Record

_COLLECTION = "app.bsky.feed.post"
_NOT_FOR_STRANGERS = "!no-unauthenticated"


def read_found(body: bytes, content_type: str, url: str, memory: str) -> Parsed:
    """The posts of one page of a search that are new.

    The facts are ``memory``, ``newest`` and ``oldest`` (times in ISO 8601, none where there is no post), and ``next``,
    where the next page begins; empty when this is the last.

    Raises:
        SourceError: the answer is no list of posts.
    """
    given = record(read_json(body, content_type, url))
    posts = listed(given, "posts", "Bluesky's")
    return _parsed(posts, [item for post in posts for item in _item(post)], memory, said(given.get("cursor"), 200))


def read_author(body: bytes, content_type: str, url: str, memory: str) -> Parsed:
    """The same of an account's own posts; what it shares of others is not told.

    Raises:
        SourceError: the answer is no list of posts.
    """
    given = record(read_json(body, content_type, url))
    rows = [row for row in listed(given, "feed", "Bluesky's") if not row.get("reason")]
    posts = [record(row.get("post")) for row in rows]
    return _parsed(posts, [item for post in posts for item in _item(post)], memory, said(given.get("cursor"), 200))


def read_session(body: bytes, content_type: str, url: str) -> str:
    """The token that a log-in gave.

    Raises:
        SourceError: it gave none.
    """
    token = record(read_json(body, content_type, url)).get("accessJwt")
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
        raise SourceError(Fault.MALFORMED, "the log-in gave no token")
    return token


def _parsed(posts: list[Record], items: list[RawItem], memory: str, following: str) -> Parsed:
    if posts and not any(said(post.get("uri")).startswith("at://") for post in posts):
        raise SourceError(Fault.MALFORMED, "no row of the answer is a post with an address")
    new, kept = sift(items, memory)
    times = sorted(moment for post in posts if (moment := _indexed(post)) is not None)
    ends = {"newest": times[-1].isoformat(), "oldest": times[0].isoformat()} if times else {}
    return Parsed(new, facts={"memory": kept, "next": following, **ends})


def _item(post: Record) -> Iterator[RawItem]:
    author, words = record(post.get("author")), record(post.get("record"))
    labels = {said(label.get("val")) for label in records(author.get("labels")) + records(post.get("labels"))}
    native = said(post.get("uri"))
    text = "\n".join(filter(None, (told(words.get("text")), *_described(words))))
    if not native.startswith("at://") or not text or _NOT_FOR_STRANGERS in labels:
        return
    person, _, rest = native.removeprefix("at://").partition("/")
    languages = words.get("langs")
    yield RawItem(
        id=native,
        text=text,
        url=f"https://bsky.app/profile/{person}/post/{rest.removeprefix(f'{_COLLECTION}/')}",
        published_at=_written(post),
        author=person,
        language=primary(languages[0]) if isinstance(languages, list) and len(languages) == 1 else None,
    )


def _described(words: Record) -> Iterator[str]:
    """What a picture shows, where somebody wrote it down; the title of what is linked to."""
    embed = record(words.get("embed"))
    for image in records(embed.get("images")):
        yield told(image.get("alt"))
    yield said(record(embed.get("external")).get("title"))


def _written(post: Record) -> datetime | None:
    """When it was written: what its author's program claims, never later than when the service saw it."""
    claimed = read_date(said(record(post.get("record")).get("createdAt")), "UTC")
    seen = _indexed(post)
    return min(claimed, seen) if claimed and seen else claimed or seen


def _indexed(post: Record) -> datetime | None:
    return read_date(said(post.get("indexedAt")), "UTC")

"""A Mastodon server's answers to items: posts of a tag or an account, and what strangers may read there."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from connectors._feed.read import read_feed
from connectors._official.answers import read_json, record, records, said
from connectors._social.known import primary, sift
from connectors._web.answers import check_feed_answer
from connectors._web.dates import read_date
from connectors._web.links import absolute, host_of
from connectors._web.text import html_to_text, shorten
from monitor.domain.model import Parsed, RawItem
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from connectors._official.answers import Record

_PUBLIC = "public"
PAGE = 40  # posts in one answer, the most that the interface gives
_WRITER = re.compile(r"https?://[^/]+/@([\w.-]{1,100})/")
_NUMBER = re.compile(r"/(\d{6,25})(?:[/?#].*)?$")


def read_posts(body: bytes, content_type: str, url: str, strangers: bool, memory: str) -> Parsed:  # noqa: FBT001 - it travels to a process apart, by position
    """The public posts that are new or were edited.

    ``strangers`` leaves out those who asked not to be found: a tag finds anybody, an account was named by whoever wrote
    the configuration. The facts are ``memory``, and ``newest`` and ``oldest``, the
    numbers of the posts at both ends; none where there is no post.

    Raises:
        SourceError: the answer is no list of posts.
    """
    given = read_json(body, content_type, url)
    if not isinstance(given, list):
        raise SourceError(Fault.MALFORMED, "the answer is no list of posts")
    rows = [row for row in records(given) if said(row.get("id")).isdecimal()]
    if given and not rows:
        raise SourceError(Fault.MALFORMED, "no row of the answer is a post with an id")
    items = [item for row in rows for item in _item(row, url, strangers=strangers)]
    new, kept = sift(items, memory)
    numbers = [int(said(row["id"])) for row in rows]
    ends = {"newest": str(max(numbers)), "oldest": str(min(numbers))} if numbers else {}
    return Parsed(new, facts={"memory": kept, "full": len(rows) >= PAGE, **ends})


def _item(row: Record, url: str, *, strangers: bool) -> Iterator[RawItem]:
    account = record(row.get("account"))
    if row.get("reblog") or row.get("visibility", _PUBLIC) != _PUBLIC:
        return
    if strangers and (account.get("noindex") is True or account.get("discoverable") is False):
        return
    text = html_to_text(row["content"]) if isinstance(row.get("content"), str) else ""
    warning = said(row.get("spoiler_text"))
    asked = "\n".join(said(option.get("title")) for option in records(record(row.get("poll")).get("options")))
    text = shorten("\n".join(filter(None, (warning, text, asked))))
    if text:
        yield RawItem(
            id=said(row["id"]),
            text=text,
            url=absolute(said(row.get("url"), 2000) or said(row.get("uri"), 2000), url),
            published_at=read_date(said(row.get("created_at")), "UTC"),
            author=_author(account, url),
            language=primary(row.get("language")),
        )


def _author(account: Record, url: str) -> str | None:
    name = said(account.get("acct"))
    return name if "@" in name or not name else f"{name}@{host_of(url)}"


def read_feed_of_posts(body: bytes, content_type: str, url: str, zone: str, memory: Mapping[str, Any]) -> Parsed:
    """The same from the RSS feed, for servers that show their tags to strangers there alone; ids are the same.

    Raises:
        SourceError: the answer is no feed.
    """
    check_feed_answer(body, url)
    parsed = read_feed(body, content_type, url, zone, memory.get("feed") or {})
    items = [replace(item, id=_number(item), title="", author=_writer(item)) for item in parsed.items]
    new, kept = sift(items, str(memory.get("memory") or ""))
    feed = {name: fact for name, fact in parsed.facts.items() if name not in {"passed", "whole"}}
    return Parsed(new, parsed.notes, {"memory": kept, "feed": feed, "full": bool(parsed.facts["passed"])})


def _number(item: RawItem) -> str:
    found = _NUMBER.search(item.url) or _NUMBER.search(item.id)
    return found.group(1) if found else item.id


def _writer(item: RawItem) -> str | None:
    """Who wrote it, as the interface would say it: the feed has it in the address alone."""
    found = _WRITER.match(item.url)
    return f"{found.group(1)}@{host_of(item.url)}" if found else item.author


def read_access(body: bytes, content_type: str, url: str) -> dict[str, str]:
    """What strangers may read there: ``public``, ``authenticated`` or ``disabled`` for ``local`` and ``remote``.

    Servers older than 4.5 do not say; an empty answer is theirs.
    """
    given = record(read_json(body, content_type, url))
    access = record(record(record(given.get("configuration")).get("timelines_access")).get("hashtag_feeds"))
    return {name: said(access[name]) for name in ("local", "remote") if said(access.get(name))}


def read_account(body: bytes, content_type: str, url: str) -> str:
    """The number of the account that was looked up.

    Raises:
        SourceError: the answer is no account.
    """
    number = said(record(read_json(body, content_type, url)).get("id"))
    if not number.isdecimal():
        raise SourceError(Fault.MALFORMED, "the answer is no account")
    return number

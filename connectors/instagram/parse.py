"""What the Graph interface says of an Instagram account to items: media, comments, mentions, media under a hashtag."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from connectors._official.answers import read_json, record, records, said, told
from connectors._social.graph_answer import Thread, author_of, comments_of, conclude, rows_of
from connectors._web.dates import read_date
from connectors._web.links import absolute
from monitor.domain.model import Parsed, RawItem, Role
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from connectors._official.answers import Record

SITE = "https://www.instagram.com"


def read_media(body: bytes, content_type: str, url: str, options: Mapping[str, Any], memory: str) -> Parsed:
    """The media and comments that are new or were edited.

    ``options`` holds ``account``, the account's number; ``own``, whether these are its own media; ``media``, whether
    they are told; ``about_us``, whether all of it concerns the municipality.

    Raises:
        SourceError: the answer is no list of media.
    """
    given, rows = rows_of(body, content_type, url)
    return conclude(given, [_thread(row, options) for row in rows], memory)


def _thread(row: Record, options: Mapping[str, Any]) -> Thread:
    address = absolute(said(row.get("permalink"), 2000), SITE)
    account, about_us = str(options["account"]), bool(options["about_us"])
    post = _item(row, "caption", address, account, about_us=about_us)
    if options["own"]:
        post = replace(post, role=Role.OWN, author=account)
    comments = [_item(one, "text", address, account, about_us=about_us) for one in comments_of(row)]
    return Thread(post, tuple(item for item in comments if item.id), bool(options["media"]))


def _item(row: Record, words: str, address: str, account: str, *, about_us: bool) -> RawItem:
    author = author_of(row) or said(row.get("username")) or None
    return RawItem(
        id=said(row.get("id")),
        text=told(row.get(words)),
        url=address,
        published_at=read_date(said(row.get("timestamp")), "UTC"),
        author=author,
        about_us=about_us,
        role=Role.OWN if author == account else None,
    )


def read_hashtag(body: bytes, content_type: str, url: str) -> str:
    """The number of the hashtag that was looked up.

    Raises:
        SourceError: ``NOT_FOUND``; the answer names none.
    """
    rows = records(record(read_json(body, content_type, url)).get("data"))
    number = said(rows[0].get("id")) if rows else ""
    if not number.isdecimal():
        raise SourceError(Fault.NOT_FOUND, "Instagram knows no such hashtag")
    return number

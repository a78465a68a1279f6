"""X's answer to a search to items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from connectors._official.answers import number, read_json, record, records, said, told
from connectors._social.known import primary
from connectors._web.dates import read_date
from monitor.domain.model import Parsed, RawItem
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from connectors._official.answers import Record

_NO_LANGUAGE = frozenset({"und", "qme", "zxx", "art"})  # what X calls posts of no words, or of none it knows


def read_found(body: bytes, content_type: str, url: str) -> Parsed:
    """The posts that were found.

    The facts are ``count``, how many posts were read and are paid for; ``newest``, the number of the newest, where
    there is one; and ``more``, whether there are posts that were not given.

    Raises:
        SourceError: the answer is not what a search gives.
    """
    given = record(read_json(body, content_type, url))
    meta, rows = record(given.get("meta")), records(given.get("data"))
    counted = number(meta.get("result_count"))
    if counted is None:
        raise SourceError(Fault.MALFORMED, "the answer does not say how many posts it holds: it is none of X's")
    items = [item for row in rows for item in _item(row)]
    if rows and not items:
        raise SourceError(Fault.MALFORMED, "no row of the answer is a post")
    newest = said(meta.get("newest_id"))
    facts = {"count": max(int(counted), len(rows)), "more": bool(said(meta.get("next_token")))}
    return Parsed(tuple(items), facts={**facts, "newest": newest} if _is_number(newest) else facts)


def _item(row: Record) -> Iterator[RawItem]:
    """One post, by the number of its first wording; its address needs nobody's name."""
    native, wordings = said(row.get("id")), row.get("edit_history_tweet_ids")
    first = said(wordings[0]) if isinstance(wordings, list) and wordings else native
    text = told(record(row.get("note_tweet")).get("text")) or told(row.get("text"))
    if not _is_number(native) or not text:
        return
    yield RawItem(
        id=first if _is_number(first) else native,
        text=text,
        url=f"https://x.com/i/status/{native}",
        published_at=read_date(said(row.get("created_at")), "UTC"),
        author=said(row.get("author_id")) or None,
        language=None if said(row.get("lang")) in _NO_LANGUAGE else primary(row.get("lang")),
    )


def _is_number(native: str) -> bool:
    """Whether it is one of X's numbers: 63 bits."""
    return native.isdecimal() and len(native) <= 19 and int(native) < 1 << 63

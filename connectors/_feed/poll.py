"""One poll of a feed: three gates, then the parser; the same for every connector whose source is a feed."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from connectors._feed.read import read_feed
from connectors._feed.split import hashes_of, parts, split_items
from connectors._web.answers import check_feed_answer
from monitor.contract import Batch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from monitor.contract import Client, Cursor, Reply, Visit
    from monitor.domain.model import Parsed

_CLOCK_LEEWAY = timedelta(minutes=10)
_LOOKED_AT_HERE = 1 << 20  # bytes of a body that are searched for known items before it goes to the parser
_ENDS = (b"</rss>", b"</feed>", b"RDF>", b"</channel>", b"}")


async def poll_feed(
    client: Client, url: str, cursor: Cursor, visit: Visit, *, headers: Mapping[str, str] | None = None
) -> Batch:
    """Ask a feed once; give what is new in it.

    The cursor holds the client's marks and ``feed``: hashes of the entries that were there, and of their ids.

    Raises:
        SourceError: nothing came, or something that is no feed.
    """
    reply = await client.get(url, cursor=cursor, headers=headers, partial=True)
    if reply.unchanged:
        return Batch(cursor={**cursor, **reply.marks}, unchanged=True, moved_to=reply.moved_to)
    check_feed_answer(reply.body, reply.url)
    memory = dict(cursor.get("feed") or {})
    if _holds_nothing_new(reply.body, str(memory.get("items") or "")):
        marks = reply.marks if _is_whole(reply.body) else {}
        return Batch(cursor={**cursor, **marks}, unchanged=True, moved_to=reply.moved_to)
    content_type, zone = reply.headers.get("content-type", ""), visit.municipality.timezone
    parsed: Parsed = await client.apart(read_feed, reply.body, content_type, reply.url, zone, memory)
    return _batch(reply, parsed, cursor, visit.now)


def _batch(reply: Reply, parsed: Parsed, cursor: Cursor, now: datetime) -> Batch:
    """What a broken answer held counts; what a whole one would have said of itself is not remembered of it."""
    memory = dict(parsed.facts)
    passed, whole = memory.pop("passed"), memory.pop("whole") and not reply.cut
    notes = [*parsed.notes, *_doubts(reply, parsed, now)]
    if reply.cut and not parsed.notes:
        notes.append("the answer broke off; what came of it was read")
    return Batch(
        items=parsed.items,
        cursor={**cursor, **(reply.marks if whole else {}), "feed": memory},
        notes=tuple(notes),
        window_full=bool(passed),
        moved_to=reply.moved_to,
    )


def _doubts(reply: Reply, parsed: Parsed, now: datetime) -> Iterator[str]:
    """What cannot be right about the time: entries of the future, a server whose clock is another than ours."""
    ahead = sum(item.published_at is not None and item.published_at > now + _CLOCK_LEEWAY for item in parsed.items)
    if ahead:
        yield f"{ahead} entries are dated in the future"
    with suppress(ValueError, TypeError):
        server = parsedate_to_datetime(reply.headers.get("date", ""))
        if server.tzinfo is not None and abs(server - now) > _CLOCK_LEEWAY:
            yield f"the server's clock says {server.astimezone(UTC):%Y-%m-%d %H:%M} UTC; one of the two is wrong"


def _holds_nothing_new(body: bytes, known: str) -> bool:
    """The third gate: the bytes of every item were there at an earlier poll."""
    if not known or len(body) > _LOOKED_AT_HERE:
        return False
    spans = split_items(body)
    return bool(spans) and set(parts(known)).issuperset(hashes_of(body, spans))


def _is_whole(body: bytes) -> bool:
    return body[-4096:].rstrip().endswith(_ENDS) or any(end in body[-1024:] for end in _ENDS[:3])

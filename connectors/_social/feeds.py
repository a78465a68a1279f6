"""Posts that a service gives as a feed: told again only when their words change, not their counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from connectors._feed.poll import poll_feed
from connectors._social.known import sift

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitor.contract import Batch, Client, Cursor, Visit
    from monitor.domain.model import RawItem


async def poll_posts(
    client: Client,
    url: str,
    cursor: Cursor,
    visit: Visit,
    tell: Callable[[RawItem], RawItem | None] = lambda entry: entry,
    *,
    headers: Mapping[str, str] | None = None,
) -> Batch:
    """Ask a feed of posts once; ``tell`` makes of an entry the post, or None of what is no post to tell.

    The cursor holds what ``poll_feed`` keeps and ``shown``: hashes of the words that were given.

    Raises:
        SourceError: nothing came, or something that is no feed.
    """
    batch = await poll_feed(client, url, cursor, visit, headers=headers)
    if batch.unchanged:
        return batch
    told = [post for post in map(tell, batch.items) if post is not None]
    new, shown = sift(told, str(cursor.get("shown") or ""))
    return replace(batch, items=new, cursor={**batch.cursor, "shown": shown}, unchanged=not new)

"""One poll of an authority's interface: ask, parse apart, tell what is new; alike for all sources of one address."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from connectors._official.home import describe
from connectors._official.keep import Keeper
from monitor.contract import Batch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from monitor.contract import Client, Cursor, Reply, Visit
    from monitor.domain.model import Parsed

_REST_MOST = 3600.0  # seconds; a server whose clock is wrong must not put us off for longer

_NON_AUTHORITATIVE = 203  # api.met.no says so that this version of an interface will end
_DEPRECATED = "the server says (203) that this address will soon be no more: look for a newer version of it"


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and how the answer is read.

    ``read(body, content_type, url, home, options)`` is called apart. Its facts may hold ``window`` (see
    ``keep.window_of``), ``wait`` in seconds, and ``memory``, which it finds among its options at the next poll.
    ``withdraws`` names an authority that takes a warning back by not showing it any more. ``rests`` obeys ``Expires``.
    ``most`` is the size in bytes that the answer is known to reach. ``post`` is what to post instead.
    """

    url: str
    read: Callable[..., Parsed]
    options: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    withdraws: str = ""
    rests: bool = False
    most: int | None = None
    post: bytes | None = None


async def ask(client: Client, question: Question, cursor: Cursor, visit: Visit) -> Batch:
    """Ask once.

    The cursor holds the client's marks, ``kept``, what the source showed, and ``rest``, until when it wants peace.

    Raises:
        SourceError: nothing came that can be trusted.
    """
    if (rest := float(cursor.get("rest") or 0) - visit.now.timestamp()) > 0:
        return Batch(cursor=cursor, unchanged=True, wait=rest)
    reply = await _send(client, question, cursor)
    parsed: Parsed | None = None
    if not reply.unchanged:
        content_type = reply.headers.get("content-type", "")
        home, options = describe(visit), {**question.options, "memory": cursor.get("memory") or {}}
        parsed = await client.apart(question.read, reply.body, content_type, reply.url, home, options)
    marked = {**cursor, **reply.marks}
    if question.rests:
        marked["rest"] = rest_until(reply, visit.now)
    batch = conclude(parsed, marked, visit, question.withdraws, reply.moved_to)
    return replace(batch, notes=(*batch.notes, _DEPRECATED)) if reply.status == _NON_AUTHORITATIVE else batch


async def _send(client: Client, question: Question, cursor: Cursor) -> Reply:
    if question.post is not None:
        return await client.post(question.url, content=question.post, headers=question.headers)
    return await client.get(
        question.url, cursor=cursor, headers=question.headers, params=question.params, most=question.most
    )


def conclude(
    parsed: Parsed | None, cursor: Cursor, visit: Visit, withdraws: str = "", moved_to: str | None = None
) -> Batch:
    """The batch of what was parsed; None when nothing has changed."""
    keeper = Keeper(cursor.get("kept"), visit, withdraws)
    items = keeper.miss() if parsed is None else keeper.sift(parsed.items)
    facts = parsed.facts if parsed else {}
    window_full = keeper.missed_some(str(facts.get("window") or ""))
    memory = {"memory": facts["memory"]} if facts.get("memory") else {}
    wait = max(float(cursor.get("rest") or 0) - visit.now.timestamp(), float(facts.get("wait") or 0))
    return Batch(
        items=items,
        cursor={**cursor, **memory, "kept": keeper.remember()},
        unchanged=not items,
        wait=wait if wait > 0 else None,
        notes=parsed.notes if parsed else (),
        window_full=window_full,
        moved_to=moved_to,
    )


def rest_until(reply: Reply, now: datetime) -> float:
    """Until when the server says that its answer holds (``Expires``), in seconds since the epoch; else 0."""
    try:
        until = parsedate_to_datetime(reply.headers.get("expires", "")).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0
    return min(until, now.timestamp() + _REST_MOST) if until > now.timestamp() else 0

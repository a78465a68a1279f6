"""Meta's Graph interface: questions with a token, pages until what was known, refusals called what they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from connectors._official.answers import number, record, records
from connectors._social.refusal import meant, said_in
from monitor.contract import Batch
from monitor.domain.model import Parsed
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from monitor.contract import Client, Cursor, Reply
    from monitor.domain.model import RawItem

_BUSY = 75.0  # percent of what Meta allows in an hour; from there on it is left alone for a while
_REST = 1800.0  # seconds
_USAGE = ("x-app-usage", "x-page-usage", "x-business-use-case-usage")
# Codes of refusals (developers.facebook.com/docs/graph-api/guides/error-handling), and what an administrator does.
_TOKEN = (Fault.CREDENTIALS, "Meta does not take the token any more: make a new one for the system user")
_RIGHT = (Fault.CREDENTIALS, "the token lacks a right that this question needs, or the app was not reviewed for it")
_LIMIT = (Fault.RATE_LIMITED, "Meta asks us to come less often")
_BROKEN = (Fault.SERVER_ERROR, "Meta has a fault of its own")
_CODES = {
    **dict.fromkeys((102, 190, 463, 467), _TOKEN),
    **dict.fromkeys((3, 10, *range(200, 300)), _RIGHT),
    **dict.fromkeys((4, 17, 32, 613, *range(80_000, 80_015)), _LIMIT),
    **dict.fromkeys((1, 2), _BROKEN),
    18: (Fault.BUDGET, "Meta has counted thirty hashtags in seven days; it takes no other until then"),
    24: (Fault.NOT_FOUND, "Meta knows nothing of this name"),
    100: (Fault.NOT_FOUND, "Meta knows no such page, account or field, or does not show it to this token"),
    803: (Fault.NOT_FOUND, "Meta knows nothing of this name"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and how one page of the answer is read.

    ``read(body, content_type, url, options, memory)`` is called apart. Its facts hold ``memory``; ``after``, where the
    next page begins; ``passed``, whether all in it was new although more was known; ``missed``, whether something
    between was lost that no further page has.
    """

    url: str
    read: Callable[..., Parsed]
    options: Mapping[str, Any] = field(default_factory=dict)
    pages: int = 3


async def ask(client: Client, url: str, token: str, cursor: Cursor | None = None) -> Reply:
    """Ask once; the token travels in a header, so that no address holds it.

    Raises:
        SourceError: as the client has it, or as Meta's own code says.
    """
    headers = {"Accept": "application/json", "Authorization": f"Bearer {token}"}
    try:
        return await client.get(url, cursor=cursor, headers=headers)
    except SourceError as error:
        code = number(record(said_in(error).get("error")).get("code"))
        if code is None or int(code) not in _CODES:
            raise
        fault, detail = _CODES[int(code)]
        raise meant(error, fault, f"{detail} (code {int(code)})") from None


async def read_pages(client: Client, question: Question, token: str, memory: Cursor) -> Batch:
    """The newest page, and those behind it until something known is met.

    The cursor holds the client's marks and ``shown``, hashes of what was given.
    """
    reply = await ask(client, question.url, token, memory)
    if reply.unchanged:
        return Batch(cursor={**memory, **reply.marks}, unchanged=True, wait=rest(reply))
    parsed = await _parse(client, question, reply, str(memory.get("shown") or ""))
    items: dict[str, RawItem] = {item.id: item for item in parsed.items}
    missed, pages, wait = bool(parsed.facts["missed"]), 1, rest(reply)
    while parsed.facts["passed"] and pages < question.pages:
        following = await ask(client, f"{question.url}&after={parsed.facts['after']}", token)
        parsed = await _parse(client, question, following, str(parsed.facts["memory"]))
        items |= {item.id: item for item in parsed.items}
        missed, pages, wait = missed or bool(parsed.facts["missed"]), pages + 1, rest(following) or wait
    kept = {**memory, **reply.marks, "shown": parsed.facts["memory"]}
    missed = missed or bool(parsed.facts["passed"])
    return Batch(tuple(items.values()), kept, unchanged=not items, wait=wait, window_full=missed)


async def _parse(client: Client, question: Question, reply: Reply, known: str) -> Parsed:
    content_type = reply.headers.get("content-type", "")
    parsed: Parsed = await client.apart(question.read, reply.body, content_type, reply.url, question.options, known)
    return parsed


def rest(reply: Reply) -> float | None:
    """How many seconds to leave Meta alone: where more than three quarters of what it allows is used."""
    used = [share for name in _USAGE for share in _shares(reply.headers.get(name, ""))]
    return _REST if max(used, default=0.0) > _BUSY else None


def _shares(header: str) -> list[float]:
    """The percentages of a header: one object, or lists of objects by the account they count for."""
    try:
        given = record(msgspec.json.decode(header[:4096])) if header else {}
    except (ValueError, RecursionError):
        return []
    rows = [given, *(row for part in given.values() for row in records(part))]
    names = ("call_count", "total_time", "total_cputime")
    return [share for row in rows for name in names if (share := number(row.get(name))) is not None]

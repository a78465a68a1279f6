"""One poll of a source of CAP messages: the list, then the files that are new behind its links."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from connectors._feed.split import join, parts, short_hash
from connectors._official.cap_source import read_files, read_source
from connectors._official.home import describe
from connectors._official.poll import conclude
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitor.contract import Batch, Client, Cursor, Visit
    from monitor.domain.model import Parsed

FILES_MOST = 40  # files that are fetched at one poll; a message's file never changes, so each is fetched once
_KEPT_MORE = 50
_GONE = frozenset({Fault.NOT_FOUND, Fault.GONE})


async def poll_cap(client: Client, url: str, options: Mapping[str, Any], cursor: Cursor, visit: Visit) -> Batch:
    """Ask once.

    The cursor holds the client's marks, ``kept`` and ``memory`` (see ``poll.ask``), and ``files``, hashes of the
    addresses whose messages were read.

    Raises:
        SourceError: the list cannot be read, or none of its new files can.
    """
    reply = await client.get(url, cursor=cursor)
    if reply.unchanged:
        return conclude(None, {**cursor, **reply.marks}, visit, moved_to=reply.moved_to)
    home, content_type = describe(visit), reply.headers.get("content-type", "")
    asked = {**options, "memory": cursor.get("memory") or {}}
    parsed: Parsed = await client.apart(read_source, reply.body, content_type, reply.url, home, asked)
    files = _Files(client, cursor.get("files"), [str(link) for link in parsed.facts["links"]])
    await files.fetch()
    if files.bodies:
        asked = {**options, "memory": parsed.facts["memory"]}
        parsed = _together(parsed, await client.apart(read_files, files.bodies, home, asked, reply.url))
    marks = {} if files.waiting else reply.marks  # so that the list comes again although it has not changed
    remembered = {**cursor, **marks, "files": files.remember()}
    batch = conclude(parsed, remembered, visit, moved_to=reply.moved_to)
    return replace(batch, notes=(*batch.notes, *files.notes))


class _Files:
    """The files behind a list's links: which are new, what came of them, what was wrong with the rest.

    ``known`` is what ``remember`` gave at the poll before; ``waiting`` says that some are still to be fetched.
    """

    def __init__(self, client: Client, known: str | None, links: Sequence[str]) -> None:
        self._client = client
        self._known = parts(known or "")
        self._links = {link: _mark(link) for link in links}
        new = [link for link, mark in self._links.items() if mark not in set(self._known)]
        self._new = new[:FILES_MOST]
        self._read = {mark for mark in self._links.values() if mark in set(self._known)}
        self.bodies: list[list[Any]] = []
        self.notes: list[str] = []
        if known is None and new[FILES_MOST:]:  # at the first poll all of them are archive: the oldest are left
            self._read |= {self._links[link] for link in new[FILES_MOST:]}
            self.notes.append(f"{len(new) - FILES_MOST} older messages of the list were left unread")

    async def fetch(self) -> None:
        """Fetch the new ones, one after another.

        Raises:
            SourceError: none of them came.
        """
        failures = []
        for link in self._new:
            try:
                reply = await self._client.get(link)
            except SourceError as error:
                failures.append(error)
                self._read |= {self._links[link]} if error.fault in _GONE else set()
                continue
            self.bodies.append([reply.body, reply.headers.get("content-type", ""), reply.url])
            self._read.add(self._links[link])
        if failures and not self.bodies:
            raise failures[0]
        self.notes += dict.fromkeys(f"a message of the list could not be fetched: {error}" for error in failures)

    @property
    def waiting(self) -> bool:
        """Whether some were not fetched, or could not be."""
        return any(mark not in self._read for mark in self._links.values())

    def remember(self) -> str:
        """Those that were read, and some that have left the list."""
        shown = [mark for mark in self._links.values() if mark in self._read]
        return join(list(dict.fromkeys([*shown, *self._known]))[: len(shown) + _KEPT_MORE])


def _together(first: Parsed, second: Parsed) -> Parsed:
    notes = tuple(dict.fromkeys((*first.notes, *second.notes)))
    return replace(first, items=(*first.items, *second.items), notes=notes, facts={**first.facts, **second.facts})


def _mark(link: str) -> str:
    return short_hash(link.encode())

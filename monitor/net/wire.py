"""One connection to a server: HTTP/1.1 requests one after another, each answer bounded in time and size."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import httptools

from monitor.errors import Fault, SourceError
from monitor.net.room import LARGE, Room

if TYPE_CHECKING:
    from collections.abc import Sequence

_INFORMAL_MOST = 8  # answers of the 100 kind before the real one
_NO_BODY = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class Limits:
    """What an answer may cost: its head and its body in bytes as they come, and until when, in the loop's time."""

    head: int
    body: int
    deadline: float


@dataclass(slots=True)
class RawReply:
    """An answer as it came. ``cut`` says that the connection broke before the end."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    cut: bool = False


class DroppedError(ConnectionError):
    """A kept connection had been closed by the server before it answered: another one may be tried."""


class Connection(asyncio.Protocol):
    """A connection that carries one exchange at a time.

    httptools calls the ``on_…`` methods while bytes are fed. Everything about one answer lives between ``ask`` and
    ``_finish``; what arrives outside of that closes the connection, so that no answer can be taken for another's.
    """

    def __init__(self, where: str, room: Room) -> None:
        self._where = where
        self._room = room
        self._is_large = False
        self._transport: asyncio.Transport | None = None
        self._parser: httptools.HttpResponseParser | None = None
        self._answer: asyncio.Future[RawReply] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.private = False  # whether the address is one that the configuration opened
        self.idle_since = 0.0
        self.usable = False

    # ---- the socket ----------------------------------------------------------------------------------------------
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the socket."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's have the methods, not the family
        self.usable = True

    def data_received(self, data: bytes) -> None:
        """Feed the parser; bytes that nobody asked for end the connection."""
        parser = self._parser
        if parser is None:
            self.close()
            return
        self._fed += len(data)
        try:
            parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade):
            self._fail(Fault.MALFORMED, f"{self._where} does not answer in HTTP/1.1")
            return
        if not self._head_done and self._parser is not None and self._fed > self._limits.head:
            self._refuse_head()

    def eof_received(self) -> bool:
        """Let the socket close; ``connection_lost`` decides what it means."""
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """End the exchange: a body without a length is complete, any other is cut."""
        self.usable = False
        if self._parser is None:
            return
        if self._head_done:
            self._finish(cut=exc is not None or self._bounded)
        elif not self._fed:
            self._settle(DroppedError(f"{self._where} closed the connection without an answer"))
        else:
            self._fail(Fault.UNREACHABLE, f"{self._where} broke off in the middle of its headers")

    def close(self) -> None:
        """Close the socket at once."""
        self.usable = False
        if self._transport is not None:
            self._transport.abort()

    # ---- one exchange --------------------------------------------------------------------------------------------
    def ask(self, payload: bytes, limits: Limits) -> asyncio.Future[RawReply]:
        """Send one request; the future holds its answer, a ``SourceError``, or ``DroppedError``."""
        loop = asyncio.get_running_loop()
        self._limits = limits
        self._parser = httptools.HttpResponseParser(self)
        self._answer = loop.create_future()
        self._timer = loop.call_at(limits.deadline, self._expire)
        self._headers: list[tuple[bytes, bytes]] = []
        self._chunks: list[bytes] = []
        self._fed = self._head_size = self._body_size = self._informal = self._status = 0
        self._head_done = self._bounded = self._keep = False
        if self._transport is None or self._transport.is_closing():
            self._settle(DroppedError(f"{self._where} closed the connection"))
        else:
            self._transport.write(payload)
        return self._answer

    def abandon(self) -> None:
        """Give the exchange up: whoever asked does not wait any more."""
        if self._parser is not None:
            self._settle(None)
            self.close()

    def _expire(self) -> None:
        stage = "sent no whole answer in time" if self._fed else "did not answer in time"
        self._fail(Fault.TIMEOUT, f"{self._where} {stage}")

    def _fail(self, fault: Fault, detail: str) -> None:
        self._settle(SourceError(fault, detail))
        self.close()

    def _finish(self, *, cut: bool) -> None:
        keep = self._keep and not cut
        self._settle(RawReply(self._status, self._headers, b"".join(self._chunks), cut))
        if not keep:
            self.close()

    def _settle(self, outcome: RawReply | Exception | None) -> None:
        answer, self._answer, self._parser = self._answer, None, None
        if self._is_large:
            self._is_large = False
            self._room.leave(self)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if answer is None or answer.done():
            return
        if isinstance(outcome, RawReply):
            answer.set_result(outcome)
        elif outcome is None:
            answer.cancel()
        else:
            answer.set_exception(outcome)

    # ---- what httptools found ------------------------------------------------------------------------------------
    def on_message_begin(self) -> None:
        """Begin an answer: the one we wait for, or the one after an answer of the 100 kind."""
        self._headers = []
        if self._parser is None:  # more than one answer to one request
            self.close()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep one header, within the limit."""
        self._head_size += len(name) + len(value) + 4
        if self._head_size <= self._limits.head:
            self._headers.append((name.lower(), value))
        elif self._parser is not None:
            self._refuse_head()

    def on_headers_complete(self) -> None:
        """Decide by the head whether to read on."""
        if self._parser is None:
            return
        self._status = status = self._parser.get_status_code()
        if status < 200:
            self._informal += 1
            if status == 101 or self._informal > _INFORMAL_MOST:
                self._fail(Fault.MALFORMED, f"{self._where} wants to speak another protocol than HTTP/1.1")
            return
        self._head_done = True
        self._keep = self._parser.should_keep_alive()
        if status in _NO_BODY:  # whatever length it declares, none follows (RFC 9110 6.4.1)
            self._finish(cut=False)
            return
        length = _find(self._headers, b"content-length")
        self._bounded = length is not None or _find(self._headers, b"transfer-encoding") is not None
        if length is not None and length.isdigit() and int(length[:20]) > self._limits.body:
            self._refuse_size()

    def on_body(self, chunk: bytes) -> None:
        """Keep a piece of the body, within the limit."""
        if self._parser is None:
            return
        self._body_size += len(chunk)
        if self._body_size > self._limits.body:
            self._refuse_size()
            return
        self._chunks.append(chunk)
        if self._body_size > LARGE and not self._is_large:
            self._is_large = True
            if not self._room.enter(self) and self._transport is not None:
                self._transport.pause_reading()

    def go_on(self) -> None:
        """There is room for the rest."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def on_message_complete(self) -> None:
        """Hand the answer over."""
        if self._parser is not None and self._head_done:
            self._finish(cut=False)

    def _refuse_head(self) -> None:
        self._fail(Fault.TOO_LARGE, f"{self._where} sends more than {self._limits.head // 1024} kB of headers")

    def _refuse_size(self) -> None:
        self._fail(Fault.TOO_LARGE, f"{self._where} sends more than {self._limits.body / 1e6:.2g} MB")


def _find(headers: Sequence[tuple[bytes, bytes]], name: bytes) -> bytes | None:
    return next((value for key, value in headers if key == name), None)

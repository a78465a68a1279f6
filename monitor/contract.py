"""What a connector and a channel must be: all that their authors need to read, besides the model and the errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from pydantic import BaseModel, ConfigDict, SecretStr

from monitor.domain.message import Message
from monitor.domain.model import Municipality, RawItem

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

Cursor = dict[str, Any]
"""Where a connector left off: its own small dict of JSON values. It is saved together with the items it stands for.

What stands in it under ``ledger`` outlives changed options: what was spent of a limit that others set.
"""


class Options(BaseModel):
    """The options of a part are the fields of its class; an unknown one is a mistake, and no value is ever printed."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


# ---- ears --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered with success, or that nothing changed.

    ``unchanged`` is true for 304, and for a body that equals the one the cursor remembers; then ``body`` is empty.
    ``marks`` is what the next conditional request needs: a connector merges it into its cursor. ``url`` is the
    address that answered in the end; ``moved_to`` is set when every redirect on the way was a permanent one. ``cut``
    says that the body broke off; it is only ever given to who asked for ``partial`` answers, and then there are no
    ``marks``.
    """

    status: int
    url: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case
    unchanged: bool = False
    marks: Cursor = field(default_factory=dict)
    moved_to: str | None = None
    cut: bool = False

    @property
    def media_type(self) -> str:
        """``text/html`` of ``Text/HTML; charset=utf-8``; empty when the server did not say."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Client(Protocol):
    """The one way to the network. It bounds size and time, guards addresses, waits for its turn at each host."""

    async def get(
        self,
        url: str,
        *,
        cursor: Cursor | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        partial: bool = False,
        most: int | None = None,
    ) -> Reply:
        """Get ``url``; with a cursor, only what changed since. Every failure is a ``SourceError``.

        ``partial`` takes a body that broke off, too (``Reply.cut``): for formats whose beginning is worth something.
        ``most`` allows this one answer so many bytes, where it is known to be larger than others may be.
        """
        ...

    async def post(
        self,
        url: str,
        *,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Post ``content`` as a question (a query language, a log-in). Every failure is a ``SourceError``."""
        ...

    async def apart(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a module-level function in a child process with limits of time and memory.

        For parsing foreign bytes. Arguments and result are made of None, bool, int, float, str, bytes, datetime, list,
        tuple, dict, and the dataclasses named in ``monitor.net.apart.WIRE`` (``RawItem``, ``Notice``, ``Parsed``). A
        ``SourceError`` raised there is raised here; a crash, too much time or memory is ``Fault.PARSER``.
        """
        ...


@dataclass(frozen=True, slots=True)
class Visit:
    """The circumstances of one poll: when, for which municipality, under which name.

    ``keep`` saves a cursor at once, for what must be written down before it is done: a question that costs. It is None
    where nothing is remembered (a trial); then nothing that costs is asked.
    """

    now: datetime
    municipality: Municipality
    source: str = ""
    keep: Callable[[Cursor], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one poll gave: items, newest first or not, and where to go on.

    ``wait`` is how many seconds the source asks to be left alone; ``notes`` are sentences for an administrator about
    what was met and overcome (``"malformed, recovered"``); ``window_full`` says that the source shows only its newest
    items and that none of those known from before was among them, so some may have been missed.
    """

    items: tuple[RawItem, ...] = ()
    cursor: Cursor = field(default_factory=dict)
    unchanged: bool = False
    wait: float | None = None
    notes: tuple[str, ...] = ()
    window_full: bool = False
    moved_to: str | None = None


class BaseConnector(Options):
    """One kind of source. A connector lives in ``connectors/<name>/`` as the class ``Connector``.

    Its fields are its options, each with a description. ``poll`` asks the source once, by the client it is handed and
    by nothing else: it opens no socket, starts no thread, does not sleep, and parses foreign bytes by
    ``client.apart``.
    """

    usual_interval: ClassVar[float] = 300.0  # seconds between polls where nothing else decides
    shortest_interval: ClassVar[float] = 60.0  # what the source's terms allow at the least
    attribution: ClassVar[str] = ""  # what its terms want to be said wherever its items are shown

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        """Ask the source once.

        Raises:
            SourceError: nothing that can be trusted came back. Never half a batch.
        """
        raise NotImplementedError

    def address(self, municipality: Municipality) -> str:
        """The address a person would look at for this source; shown in lists, holds no secret."""
        del municipality
        return str(getattr(self, "url", ""))


# ---- mouth -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class EmailSettings:
    """How mail leaves the house: the section ``[email]``."""

    host: str
    port: int
    security: str  # starttls | tls | none
    sender: str
    username: str | None = None
    password: SecretStr | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Address:
    """Whom a message is for: a receiver of the configuration, and the person on call where it is a rota."""

    receiver: str
    person: str | None = None
    email: str | None = None
    phone: str | None = None


class Answer(Protocol):
    """What a receiver's server answered: its status, its headers in lower case, the beginning of its body."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Header values by name in lower case."""
        ...

    @property
    def text(self) -> str:
        """The beginning of the body."""
        ...


class Sender(Protocol):
    """The network for channels: one request, no redirect followed, bounded in time, never conditional."""

    async def request(
        self,
        method: str,
        url: str,
        *,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request; a network failure is a ``TransportError`` that is worth another try."""
        ...


@dataclass(frozen=True, slots=True)
class Means:
    """What a channel may use: the network, how mail leaves, where files go.

    ``earlier`` are what this channel returned for the earlier messages of the same thread, oldest first: an answer
    that a service needs to keep a thread together. ``plain`` asks for the channel's plainest form, text alone: it is
    set for the second try, after a ``TransportError`` that said ``form``.
    """

    sender: Sender
    email: EmailSettings | None
    directory: Path
    now: datetime
    earlier: tuple[str, ...] = ()
    plain: bool = False


class BaseChannel(Options):
    """One way to speak: the class ``Channel`` of ``monitor/channels/<name>/``; its fields are its options."""

    personal: ClassVar[bool] = False  # whether a rota's person is reached by it, rather than a place where a team reads
    section: ClassVar[type[Options] | None] = None  # further keys of the configuration's section of its name: [email]

    async def send(self, message: Message, address: Address, means: Means) -> str:
        """Hand the message over; return what the receiver called it (an id, or ``""``).

        Raises:
            TransportError: it was not taken; says whether trying again is worth it, and when.
        """
        raise NotImplementedError

    def reaches(self, address: Address) -> bool:
        """Whether this channel has somewhere to go for this address."""
        del address
        return True

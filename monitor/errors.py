"""Every error the monitor raises on purpose, as one tree.

* MonitorError
  x ConfigError        monitor.toml is wrong: all mistakes at once            exit 2
  x UsageError         a command was called in a way that cannot work         exit 2
  x StoreError         the database cannot be used as it is                   exit 1
  x SourceError        a poll gave nothing that can be trusted                the source waits, is reported
  x TransportError     a delivery was not taken by its receiver               later, or another way

Adapters translate foreign exceptions at their border; jobs decide what follows; the head raises none.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class MonitorError(Exception):
    """The root: whatever the monitor itself says went wrong."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a configuration: where it stands, what is wrong, what would be right."""

    key: str
    wrong: str
    cure: str = ""

    def __str__(self) -> str:
        """Say it in one line: ``source[2].every: "5x" is no duration. Write for example "5m".``."""
        return f"{self.key}: {self.wrong}{' ' + self.cure if self.cure else ''}"


class ConfigError(MonitorError):
    """A configuration cannot be used. ``problems`` holds every mistake, in the order of the file."""

    def __init__(self, problems: Iterable[Problem], path: str = "") -> None:
        self.problems = tuple(problems)
        self.path = path
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UsageError(MonitorError):
    """A command was given what it cannot work with; the message says what would work."""


class StoreError(MonitorError):
    """The database cannot be opened, is newer than this program, is full, or may not be written."""


class Fault(StrEnum):
    """What can be wrong with a source. The names are shown as ``why`` and are searched for in logs."""

    NAME_NOT_FOUND = "name_not_found"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    TIMEOUT = "timeout"
    FORBIDDEN = "forbidden"  # 401, 403
    NOT_FOUND = "not_found"  # 404
    GONE = "gone"  # 410
    RATE_LIMITED = "rate_limited"  # 429
    SERVER_ERROR = "server_error"  # 5xx
    REFUSED_ADDRESS = "refused_address"  # private, or not http(s)
    REDIRECT = "redirect"  # too many, or to somewhere that may not be read
    TOO_LARGE = "too_large"
    ENCODING = "encoding"  # content encoding not asked for, or broken
    NOT_A_FEED = "not_a_feed"  # HTML, or anything else, where a feed was
    LOGIN_PAGE = "login_page"
    CAPTCHA = "captcha"
    CONSENT_PAGE = "consent_page"
    EMPTY = "empty"  # 200 with nothing in it
    MALFORMED = "malformed"
    SELECTOR = "selector"  # finds nothing any more
    CREDENTIALS = "credentials"  # a token is missing, expired or lacks a right
    BUDGET = "budget"  # a paid interface's monthly budget is used up
    PARSER = "parser"  # the parser ran out of its time or memory
    INTERNAL = "internal"  # our own mistake


class SourceError(MonitorError):
    """A poll gave nothing that can be trusted.

    ``detail`` is a sentence for an administrator and holds no secret; ``retry_after`` is in seconds, as the server
    asked. ``said`` is the beginning of what a refusing server answered: foreign bytes, for the connector that knows
    its service's error codes, and never shown.
    """

    def __init__(
        self,
        fault: Fault,
        detail: str = "",
        *,
        status: int | None = None,
        retry_after: float | None = None,
        said: bytes = b"",
    ) -> None:
        self.fault = fault
        self.detail = detail
        self.status = status
        self.retry_after = retry_after
        self.said = said
        super().__init__(f"{fault}: {detail}" if detail else str(fault))


class TransportError(MonitorError):
    """A delivery was not taken.

    ``permanent`` says that the same message in the same form will never be taken there; ``retry_after`` is in
    seconds, as the receiver asked. ``form`` says that it was the form that was refused (too large, a block that is
    not known): the plain form (``Means.plain``) is worth one try in the same place. A permanent error that has
    ``retry_after`` is one that an administrator can mend (a password, a certificate): another way now, and here again
    then. ``partly`` says that some of several addresses took it: to send it again would be a copy to them. ``mute``
    says that there was no answer at all: the receiver is away, whatever the message.

    The message names what happened and never the address, which may be a secret.
    """

    def __init__(
        self,
        what: str,
        *,
        permanent: bool,
        retry_after: float | None = None,
        form: bool = False,
        partly: bool = False,
        mute: bool = False,
    ) -> None:
        self.what = what
        self.permanent = permanent
        self.retry_after = retry_after
        self.form = form
        self.partly = partly
        self.mute = mute
        super().__init__(what)

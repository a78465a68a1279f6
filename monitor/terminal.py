"""Shows on the terminal what was written to disk, for an installation that has no mail server yet."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, TextIO

from monitor.channels.plaintext import write_text

if TYPE_CHECKING:
    from monitor.contract import Address
    from monitor.domain.message import Message

WIDTH = 100


def show_results(message: Message, address: Address) -> None:
    """Show it on standard output: for the daemon, which has no other results, and whose log is on standard error."""
    _show(message, address, sys.stdout)


def show_beside(message: Message, address: Address) -> None:
    """Show it to a person at a terminal: for commands, whose standard output is their own, and may be JSON."""
    if sys.stderr.isatty():
        _show(message, address, sys.stderr)


def _show(message: Message, address: Address, where: TextIO) -> None:
    """The message in plain text between two lines, with whom it is for."""
    to = f"{address.person} ({address.receiver})" if address.person else address.receiver
    head = f"── e-mail to {to} · written to mail/ "
    body = "\n".join(f"│ {line}" for line in f"{message.subject}\n\n{write_text(message)}".splitlines())
    text = f"{head:─<{WIDTH}}\n{body}\n{'─' * WIDTH}\n"
    charset = where.encoding or "utf-8"
    with contextlib.suppress(OSError, ValueError):  # nobody watches any more; the letter is on disk all the same
        where.write(text.encode(charset, "replace").decode(charset))
        where.flush()

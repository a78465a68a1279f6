"""Shows on the terminal what was written to disk, for an installation that has no mail server yet."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from monitor.channels.plaintext import write_text

if TYPE_CHECKING:
    from monitor.contract import Address
    from monitor.domain.message import Message

WIDTH = 100


def show(message: Message, address: Address) -> None:
    """The message in plain text between two lines, with whom it is for."""
    to = f"{address.person} ({address.receiver})" if address.person else address.receiver
    head = f"── e-mail to {to} · written to mail/ "
    body = "\n".join(f"│ {line}" for line in f"{message.subject}\n\n{write_text(message)}".splitlines())
    sys.stderr.write(f"{head:─<{WIDTH}}\n{body}\n{'─' * WIDTH}\n")
    sys.stderr.flush()

"""A message as a letter: headers that thread and cannot be forged, plain text, and the same as a page."""

from __future__ import annotations

import hashlib
import re
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING, Any

from monitor.channels.email.page import render
from monitor.channels.email.settings import mailbox
from monitor.channels.plaintext import with_mark, write_brief, write_text
from monitor.domain.message import one_line, shorten
from monitor.domain.model import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.contract import Means
    from monitor.domain.message import Message

SUBJECT = 200  # characters
REFERENCES = 10  # RFC 5322 lets a long line of them be cut in the middle: the first and the newest are kept
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_IDS = {"message-id", "in-reply-to", "references"}
_REGULAR = {Reason.DIGEST, Reason.BRIEF}


class _Lines(EmailPolicy):
    """As the standard library folds, but for ids: it would put a long one on a line of its own, behind an empty one."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """One header as it goes over the wire."""
        if name.lower() in _IDS:
            return f"{name}: ".encode("ascii") + "\r\n ".join(value.split()).encode("ascii") + b"\r\n"
        return super().fold_binary(name, value)


def write_letter(message: Message, sender: str, to: Sequence[str], reply_to: str, means: Means) -> EmailMessage:
    """The letter: ASCII on the wire, in lines of at most 78 characters, so that no server needs to change it."""
    name, address = parseaddr(sender)
    address = mailbox(address)
    domain = address.rpartition("@")[2]
    letter = EmailMessage(policy=_Lines(linesep="\r\n"))
    letter["From"] = Mailbox(one_line(name), addr_spec=address)
    letter["To"] = [Mailbox(addr_spec=mailbox(one)) for one in to]
    if reply_to:
        letter["Reply-To"] = Mailbox(addr_spec=mailbox(reply_to))
    letter["Subject"] = header_text(with_mark(message, message.subject or message.first_line), SUBJECT)
    letter["Date"] = format_datetime(message.written_at or means.now)  # a second try is the same letter
    letter["Message-ID"] = message_id(message.key, domain)
    _thread(letter, [message_id(key, domain) for key in message.references])
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    letter["X-Auto-Response-Suppress"] = "All"  # the same for Exchange
    letter["Content-Language"] = message.language
    if message.severity == 3:
        letter["Importance"] = "high"
    if message.reason in _REGULAR:
        letter["Precedence"] = "bulk"
    letter["X-Monitor"] = f"{message.reason}; severity={message.severity}; drill={'yes' if message.drill else 'no'}"
    text = write_brief(message) + "\n" if means.plain else write_text(message)
    letter.set_content(text, charset="utf-8", cte="quoted-printable")
    if not means.plain:
        letter.add_alternative(render(message), subtype="html", charset="utf-8", cte="quoted-printable")
        letter.set_boundary(f"=_{hashlib.sha256(message.key.encode('utf-8', 'replace')).hexdigest()[:32]}")
    return letter


def message_id(key: str, domain: str) -> str:
    """``<key@domain>``; a key with letters that cannot stand there is spelt with others, and kept apart by its hash."""
    if not _ATOM.fullmatch(key) or len(key) > 200:
        spelt = re.sub(r"[^A-Za-z0-9]+", "-", key)[:100].strip("-")
        key = f"{spelt}-{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:16]}".lstrip("-")
    return f"<{key}@{domain}>"


def header_text(text: str, limit: int) -> str:
    """Foreign words for a header: one line, and nothing that a reader would decode into something else."""
    return shorten(one_line(text).replace("=?", "= ?"), limit)


def file_name(key: str) -> str:
    """The name of the letter on disk: the same for the same message, so that a second try makes no second file."""
    return message_id(key, "eml").strip("<>").replace("/", "_").replace("@", ".")


def _thread(letter: EmailMessage, earlier: list[str]) -> None:
    if earlier:
        letter["In-Reply-To"] = earlier[-1]
        letter["References"] = " ".join(
            earlier if len(earlier) <= REFERENCES else [earlier[0], *earlier[1 - REFERENCES :]]
        )

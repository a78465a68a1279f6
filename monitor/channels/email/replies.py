"""What goes wrong between us and a mail server, and whether it is worth another try."""

from __future__ import annotations

import re
import ssl

import aiosmtplib

from monitor.channels.answers import MENDABLE_WAIT
from monitor.domain.message import one_line, shorten
from monitor.errors import TransportError

# RFC 5321 4.2.1: 4yz may be taken later, 5yz will not be. RFC 3463: x.1.x is the address, x.2.3 and x.3.4 the size,
# x.6.x the content, x.7.x a rule; 5.7.30 is Microsoft 365 refusing log-ins by password (message centre, MC786329).
_SIZE_OR_CONTENT = re.compile(r"\b5\.(?:2\.3|3\.4|6\.\d+)\b")
_ADDRESS = re.compile(r"<?[^\s<>]+@[^\s<>]+>?")
_URL = re.compile(r"https?://\S+")


def judge(error: Exception) -> TransportError:
    """The error in our terms. It names the server's words, without addresses."""
    match error:
        case TransportError():
            return error
        case aiosmtplib.SMTPRecipientsRefused():
            return _by_recipients(error.recipients)
        case aiosmtplib.SMTPResponseException():
            return _by_reply(error)
        case ValueError() if not isinstance(error, ssl.SSLError):
            return TransportError(f"the mail cannot be handed over: {type(error).__name__}", permanent=True, form=True)
        case _:
            return _by_line(error)


def _by_line(error: Exception) -> TransportError:
    """Nothing was said, or not what was needed: the line itself is at fault."""
    cause = error.__cause__ or error.__context__
    found = next((one for one in (error, cause) if isinstance(one, ssl.SSLError)), None)
    if found is not None:
        reason = getattr(found, "verify_message", "") or found.reason or "failed"
        return _mendable(f"TLS: {shorten(one_line(str(reason)), 80)}")
    match error:
        case TimeoutError():
            return TransportError("no answer in time", permanent=False, mute=True)
        case OSError():
            return TransportError(f"no connection: {type(cause or error).__name__}", permanent=False, mute=True)
        case _:
            return _mendable("the server does not offer what [email] asks for: STARTTLS, or a way to log in")


def partly(refused: dict[str, aiosmtplib.SMTPResponse], of: int) -> TransportError:
    """Some recipients were refused while the others got it."""
    replies = "; ".join(sorted({_said(reply.code, reply.message) for reply in refused.values()}))
    permanent = all(reply.code >= 500 for reply in refused.values())
    return TransportError(f"{len(refused)} of {of} addresses refused: {replies}", permanent=permanent, partly=True)


def _by_reply(error: aiosmtplib.SMTPResponseException) -> TransportError:
    said = _said(error.code, error.message)
    if not 500 <= error.code < 600:
        return TransportError(said, permanent=False)
    if isinstance(error, aiosmtplib.SMTPDataError) or error.code == 552 or _SIZE_OR_CONTENT.search(error.message):
        return TransportError(said, permanent=True, form=True)
    return _mendable(said)  # greeting, log-in, sender: our access, not this message


def _by_recipients(refused: list[aiosmtplib.SMTPRecipientRefused]) -> TransportError:
    replies = "; ".join(sorted({_said(one.code, one.message) for one in refused}))
    permanent = bool(refused) and all(one.code >= 500 for one in refused)
    return TransportError(replies or "every address was refused", permanent=permanent)


def _mendable(what: str) -> TransportError:
    return TransportError(what, permanent=True, retry_after=MENDABLE_WAIT)


def _said(code: int, text: str) -> str:
    """The server's reply as one short line without addresses or links."""
    return f"{code} {shorten(_URL.sub('…', _ADDRESS.sub('…', one_line(text))), 160)}".strip()

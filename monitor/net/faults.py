"""From an answer that is no answer to a fault and a sentence that an administrator understands."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

_SAID = 4096  # bytes of a refusal that a connector may look at
RETRY_AFTER_MOST = 6 * 3600.0  # seconds; some servers ask for years

_FAULTS = {
    401: (Fault.FORBIDDEN, "wants a log-in"),
    403: (Fault.FORBIDDEN, "does not let us read this"),
    404: (Fault.NOT_FOUND, "has no such page"),
    410: (Fault.GONE, "says that this is gone for good"),
    429: (Fault.RATE_LIMITED, "asks us to come less often"),
}
# What gives the page of a bot filter away, whatever its status. Checked in lower case.
_CHALLENGES = (
    b"cf-chl",
    b"cf_chl",
    b"just a moment...</title>",
    b"attention required! | cloudflare",
    b"hcaptcha.com",
    b"recaptcha/api",
    b"ddos-guard",
    b"_incapsula_resource",
    b"px-captcha",
    b"captcha-delivery.com",
    b"awswafintegration",
)


def fault_of(status: int, host: str, headers: Mapping[str, str], body: bytes, now: float) -> SourceError:
    """The error for an answer that is not a success."""
    wait = retry_after(headers.get("retry-after", ""), now)
    if status in {202, 401, 403, 429, 503} and is_challenge(body):
        return SourceError(
            Fault.CAPTCHA, f"{host} answers with a bot filter's page ({status})", status=status, retry_after=wait
        )
    if status in _FAULTS:
        fault, says = _FAULTS[status]
        detail = f"{host} {says} ({status})"
    elif status >= 500:
        fault, detail = Fault.SERVER_ERROR, f"{host} has a fault of its own ({_name(status)})"
    elif status >= 400:
        fault, detail = Fault.FORBIDDEN, f"{host} refuses the request ({_name(status)})"
    elif 200 < status < 300:
        fault, detail = Fault.EMPTY, f"{host} answers without an answer ({_name(status)})"
    else:
        fault, detail = Fault.SERVER_ERROR, f"{host} gives an answer that makes no sense here ({_name(status)})"
    return SourceError(fault, detail, status=status, retry_after=wait, said=body[:_SAID])


def is_challenge(body: bytes) -> bool:
    """Whether a body is the page of a bot filter."""
    start = body[:65536].lower()
    return any(sign in start for sign in _CHALLENGES)


def retry_after(value: str, now: float, *, most: float = RETRY_AFTER_MOST) -> float | None:
    """Seconds to wait, from ``120`` or ``Fri, 31 Dec 2027 23:59:59 GMT`` (RFC 9110 10.2.3); None when it says neither.

    Never negative, never more than ``most``.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:12]), most)
    try:
        then = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return min(max(0.0, (then - datetime.fromtimestamp(now, UTC)).total_seconds()), most)


def _name(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)

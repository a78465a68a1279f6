"""What a web service's answer means for a delivery: taken, later, another form, or never."""

from __future__ import annotations

import email.utils
import json
from datetime import UTC
from typing import TYPE_CHECKING, Any

from monitor.domain.message import one_line, shorten
from monitor.errors import TransportError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.contract import Answer

LONGEST_WAIT = 900.0  # seconds: what a service may ask us to wait at the most; an alert cannot sleep for a day
MENDABLE_WAIT = 900.0  # seconds until something that an administrator must mend is tried again

_BUSY = frozenset({408, 421, 423, 425, 429})
_FORM = frozenset({400, 413, 415, 422})
_MENDABLE = frozenset({401, 407})


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds of Retry-After in either form (RFC 9110 10.2.3), from 0 to LONGEST_WAIT; None without a sane one."""
    value = headers.get("retry-after", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        try:
            until = email.utils.parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds()
    if seconds != seconds:  # noqa: PLR0124 - not a number
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)


def is_page(answer: Answer) -> bool:
    """Whether a page for people came back: a login, a proxy, a captive portal; never an interface's own answer."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    start = answer.text.lstrip("\ufeff \t\r\n")[:200].lower()
    # Slack's webhook says "ok" as text/html; a page is longer.
    says_html = kind in {"text/html", "application/xhtml+xml"} and start not in {"", "ok"}
    return says_html or start.startswith(("<!doctype", "<html"))


def json_object(answer: Answer) -> dict[str, Any]:
    """The object in the answer's body; empty when there is none."""
    try:
        value = json.loads(answer.text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def refusal(answer: Answer, now: datetime, said: str = "") -> TransportError:
    """The error for an answer that is no delivery, by its status alone.

    ``said`` is the service's own short word for what is wrong. It must be one that cannot hold a secret.
    """
    status = answer.status
    word = f" {shorten(one_line(said), 80)}" if said else ""
    if 200 <= status < 300:
        reason = (
            "with a web page: a login or a proxy is in the way" if is_page(answer) else f"but not as a delivery{word}"
        )
        return TransportError(f"answered {status} {reason}", permanent=False)
    if 300 <= status < 400:
        return TransportError(f"answered {status}: a redirect is no delivery", permanent=False)
    wait = retry_after(answer.headers, now)
    if status in _MENDABLE:
        return TransportError(f"answered {status}{word}", permanent=True, retry_after=MENDABLE_WAIT)
    permanent = 400 <= status < 500 and status not in _BUSY
    return TransportError(
        f"answered {status}{word}", permanent=permanent, retry_after=None if permanent else wait, form=status in _FORM
    )

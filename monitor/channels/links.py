"""Addresses that may be shown and pressed: http and https alone, told by the host that really answers."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

LONGEST = 2000  # characters; browsers, Slack (3000) and Teams take this much
_KEPT = "/:@!$&*+,;=-._~%?"  # of what a URL may hold, what no channel's markup reads; the rest is percent-encoded
_HOST = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\]")
_LATIN_ENDS = "\u024f"


def safe_url(url: str) -> str:
    """The address, encoded so that no markup can be broken by it; empty for one that must not be shown.

    Only http and https with a host; names and passwords in front of the host are taken off, for they are made to look
    like another host.
    """
    try:
        parts = urlsplit(url.strip().encode("utf-8", "replace").decode("utf-8"))
        host, port = parts.hostname or "", parts.port
        host = f"[{host}]" if ":" in host else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host):
        return ""
    path, query, fragment = (quote(part, safe=_KEPT) for part in (parts.path, parts.query, parts.fragment))
    whole = urlunsplit((parts.scheme, f"{host}:{port}" if port else host, path, query, fragment))
    return whole if len(whole) <= LONGEST else ""


def host_of(url: str) -> str:
    """Whose address it is, for a person to see; ``xn--…`` is shown as letters only where these are Latin."""
    host = urlsplit(url).hostname or ""
    try:
        shown = host.encode("ascii").decode("idna")
    except UnicodeError:
        return host
    return shown if all(letter <= _LATIN_ENDS for letter in shown) else host

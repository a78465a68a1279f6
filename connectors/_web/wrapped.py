"""Links that lead through somebody's counter first: what stands inside them, read and never asked for."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from connectors._web.links import absolute

_WRAPPERS = (
    (re.compile(r"(?:www\.)?google\.[a-z.]{2,6}"), "/url", ("url", "q")),
    (re.compile(r"(?:[a-z]+\.)?bing\.com"), "/news/apiclick.aspx", ("url",)),
)


def unwrap(address: str) -> str:
    """The address inside a wrapper of Google's or Bing's; any other address as it is.

    Google News' article tokens are not unwrapped: they are opaque since 2024, and only Google's own interface resolves
    them, which is not offered to programs.
    """
    names = _wrapper(address)
    if not names:
        return address
    query = parse_qs(urlsplit(address).query)
    inside = next((query[name][0] for name in names if query.get(name)), "")
    return absolute(inside, "") or address


def is_wrapper(address: str) -> bool:
    """Whether an address leads to a counter; after ``unwrap``, one with nothing in it."""
    return bool(_wrapper(address))


def _wrapper(address: str) -> tuple[str, ...]:
    """The parameters in which a wrapper carries an address; none when it is no wrapper."""
    if "/url?" not in address and "apiclick" not in address:
        return ()
    try:
        parts = urlsplit(address)
    except ValueError:
        return ()
    for host, path, names in _WRAPPERS:
        if parts.path == path and host.fullmatch(parts.hostname or ""):
            return names
    return ()

"""Links: made absolute, http or https only, without what only tracks; and a form in which the same are alike."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

LINK_MOST = 2000  # characters

_PLAIN = re.compile(r"https?://[a-z0-9.-]+(?:/[A-Za-z0-9/._~-]*)?")
_BLANK = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_SAFE = "/:?#[]@!$&()*+,;=%~-._"
# Parameters that say where a reader came from or which visit it is, and never which page. The names of the ad networks'
# click ids are theirs; sid, PHPSESSID and jsessionid are the session ids of common servers.
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|mc_[ce]id|_ga|_gl|ns_\w+|at_(?:medium|campaign)|"
    r"cmpid|ocid|oc|phpsessid|jsessionid|aspsessionid\w*|sid|sessionid|ref_src|ref_url|spm|s_cid|xtor|wt_mc|hsenc|_hsmi)",
    re.IGNORECASE,
)


def absolute(link: str, base: str) -> str:
    """The link as an address of its own, or nothing when it is not http or https.

    A user name in it is dropped (it only ever deceives), so are tracking parameters; what no address may hold is
    escaped.
    """
    link = link.strip()
    if not link or len(link) > LINK_MOST:
        return ""
    if _PLAIN.fullmatch(link):
        return link
    return _absolute(_BLANK.sub("", link) if "\n" in link or "\t" in link else link, base)


@lru_cache(maxsize=512)
def _absolute(link: str, base: str) -> str:
    try:
        if link.partition(":")[2].strip("/") == "" and ":" in link:  # a scheme and nothing behind it
            return ""
        parts = urlsplit(urljoin(base, link))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host or not _is_host(host):
        return ""
    place = f"[{host}]" if ":" in host else host
    if port is not None and port != {"http": 80, "https": 443}[parts.scheme]:
        place = f"{place}:{port}"
    address = urlunsplit((parts.scheme, place, parts.path, _without_tracking(parts.query), parts.fragment))
    return quote(address, safe=_SAFE)[:LINK_MOST]


def _is_host(host: str) -> bool:
    return not any(char in host for char in " \"'<>\\^`{|}%\x00") and len(host) <= 253


def _without_tracking(query: str) -> str:
    if not query:
        return ""
    pairs = query.split("&")
    kept = [pair for pair in pairs if not _TRACKING.fullmatch(pair.partition("=")[0])]
    return "&".join(kept)


@lru_cache(maxsize=512)
def canonical(address: str) -> str:
    """What addresses of one page have in common: no scheme, no fragment, no last slash, the host in lower case."""
    if _PLAIN.fullmatch(address):
        return address.partition("://")[2].removeprefix("www.").rstrip("/")
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if parts.scheme not in {"http", "https"}:
        return address
    query = urlencode(sorted(parse_qsl(_without_tracking(parts.query), keep_blank_values=True)))
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}{'?' + query if query else ''}"


def host_of(address: str) -> str:
    """The host of an address without ``www.``; empty when it has none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""

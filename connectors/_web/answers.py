"""What an answer is that is not what was asked for: nothing, a log-in, a bot filter, a wall of consent, any page."""

from __future__ import annotations

import html
import re

from connectors._web.links import absolute
from monitor.errors import Fault, SourceError

_LOOKED_AT = 64 * 1024  # bytes of a page that are looked at
_ROOT_WITHIN = 512 * 1024  # bytes in which a feed must begin; a DOCTYPE may be long
_HTML = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_FEED = re.compile(rb"<(?:[\w.-]+:)?(?:rss|feed|RDF|rdf|urlset|sitemapindex)[\s>/]|<channel[\s>/]")
_TITLE = re.compile(rb"<title[^>]*>([^<]{1,300})", re.IGNORECASE)
_LINK = re.compile(rb"<link\s[^>]{1,600}>", re.IGNORECASE)
_ALTERNATE = re.compile(r"application/(?:rss|atom|feed)\+(?:xml|json)", re.IGNORECASE)
_HREF = re.compile(r"href\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_PASSWORD = re.compile(rb"<input[^>]{1,300}type\s*=\s*[\"']?password", re.IGNORECASE)
_LOGIN_TITLE = re.compile(
    r"\b(?:log(?:ga)? in|logg inn|inloggning|innlogging|pålogging|kirjaudu|kirjautuminen|sign in|login|anmelden)\b",
    re.IGNORECASE,
)
_CAPTCHA = (
    "captcha",
    "cf-chl",
    "cf_chl",
    "just a moment...",
    "attention required! | cloudflare",
    "checking your browser",
    "ddos-guard",
    "_incapsula_resource",
    "verify you are human",
    "pardon our interruption",
    "är du en robot",
    "är du människa",
    "bekräfta att du är en människa",
    "er du en robot",
    "oletko robotti",
)
_CONSENT = (
    "consent.google.",
    "consent.yahoo.",
    "consent.youtube.",
    "cookiewall",
    "cookie-wall",
    "privacy gate",
    "before you continue",
    "innan du fortsätter",
    "du måste godkänna",
    "før du fortsetter",
    "du må godta",
    "ennen kuin jatkat",
    "hyväksy evästeet jatkaaksesi",
)
_CONSENT_HOST = re.compile(r"(?:^|\.)(?:consent|cmp|myprivacy|privacy-?mgmt|cookie-?wall)\.", re.IGNORECASE)


def is_html(body: bytes) -> bool:
    """Whether it is a web page rather than a feed."""
    start = body[:_LOOKED_AT]
    feed = _FEED.search(start)
    page = _HTML.search(start)
    return page is not None and (feed is None or page.start() < feed.start())


def looks_like_feed(body: bytes) -> bool:
    """Whether anything in it could be a feed's or a sitemap's root, or JSON."""
    return (
        body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" or _FEED.search(_narrow(body[:_ROOT_WITHIN])) is not None
    )


def check_feed_answer(body: bytes, url: str) -> None:
    """Pass when ``body`` may be a feed.

    Raises:
        SourceError: ``EMPTY``, ``LOGIN_PAGE``, ``CAPTCHA``, ``CONSENT_PAGE``, or ``NOT_A_FEED``.
    """
    check_not_empty(body)
    if is_html(body):
        fault = page_fault(body, url) or Fault.NOT_A_FEED
        raise SourceError(fault, f"{_SAYS[fault]}{_called(body)}{_names_a_feed(body, url)}")
    if not looks_like_feed(body):
        raise SourceError(Fault.NOT_A_FEED, "the answer is neither RSS, Atom nor JSON Feed")


def check_not_empty(body: bytes) -> None:
    """Pass when there is anything in ``body``.

    Raises:
        SourceError: ``EMPTY``.
    """
    if not body[:4096].strip(b"\xef\xbb\xbf\x00 \t\r\n") and not body.strip(b"\xef\xbb\xbf\x00 \t\r\n"):
        raise SourceError(Fault.EMPTY, "the server says that all is well and sends nothing")


def page_fault(body: bytes, url: str) -> Fault | None:
    """Which wall a web page is, or None when it seems to be an ordinary page."""
    text = body[:_LOOKED_AT].decode("utf-8", "replace").lower()
    if _CONSENT_HOST.search(url.partition("://")[2].partition("/")[0]) or any(sign in text for sign in _CONSENT):
        return Fault.CONSENT_PAGE
    if any(sign in text for sign in _CAPTCHA):
        return Fault.CAPTCHA
    if _PASSWORD.search(body[:_LOOKED_AT]) or _LOGIN_TITLE.search(title_of(body)):
        return Fault.LOGIN_PAGE
    return None


def refuse_page(fault: Fault, body: bytes) -> SourceError:
    """The error for a page that is a wall."""
    return SourceError(fault, f"{_SAYS[fault]}{_called(body)}")


def title_of(body: bytes) -> str:
    """The title of a web page on one line, at most 80 characters."""
    found = _TITLE.search(body[:_LOOKED_AT])
    text = html.unescape(found.group(1).decode("utf-8", "replace")) if found else ""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:80]


_SAYS = {
    Fault.LOGIN_PAGE: "a log-in page was given instead",
    Fault.CAPTCHA: "a bot filter was given instead",
    Fault.CONSENT_PAGE: "a page that asks for consent was given instead",
    Fault.NOT_A_FEED: "a web page was given where a feed was expected",
}


def _names_a_feed(body: bytes, url: str) -> str:
    """Where the page says that its feed is: somebody may have configured the page instead."""
    for found in _LINK.finditer(body[:_LOOKED_AT]):
        tag = found.group().decode("utf-8", "replace")
        href = _HREF.search(tag)
        if _ALTERNATE.search(tag) and href and (address := absolute(html.unescape(href.group(1)), url)):
            return f"; the page names a feed at {address[:200]}"
    return ""


def _called(body: bytes) -> str:
    title = title_of(body)
    return f' ("{title}")' if title else ""


def _narrow(body: bytes) -> bytes:
    """UTF-16 read as if it were ASCII, for a look at the names of its tags."""
    return body.replace(b"\0", b"") if b"\0" in body[:64] else body

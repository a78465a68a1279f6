"""Makes what a source wrote uniform: clean plain text, one link, aware times, a voice instead of a name."""

from __future__ import annotations

import hashlib
import html as markup
import re
import unicodedata
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from monitor.domain.model import Item, RawItem, Role

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.plan import SourcePlan

TITLE = 500  # characters kept
TEXT = 20_000
CLOCK_SLACK = timedelta(minutes=10)  # a source's clock may be that far ahead

_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--.*?--|![^<>]*|\?[^<>]*)>", re.DOTALL)
_HIDDEN = re.compile(r"<(script|style|template|noscript)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h[1-6]|/tr|/blockquote|hr)\b[^<>]*>", re.IGNORECASE)
_BLANKS = re.compile(r"[^\S\n]+")
_WORD = re.compile(r"\w+")
_WORDS_OF_LATIN = bytes(code if _WORD.match(chr(code)) else 32 for code in range(256))  # what is no word is a blank
_SPACES = dict.fromkeys((*map(ord, "\t\r\v\f\u2028\u2029\u00a0\u2007\u2009\u202f\u3000"),), " ")
_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|dclid|mc_[ce]id|igshid|ref_src|cmpid|_ga|at_\w+)$", re.IGNORECASE)


def normalise(raw: RawItem, source: SourcePlan, salt: str, now: datetime) -> Item:
    """The item of what ``source`` published; doing it twice changes nothing."""
    title = clean(raw.title, html=True, limit=TITLE).replace("\n", " ")
    text = clean(raw.text, html=raw.html, limit=TEXT)
    role = raw.role or source.role
    publisher = clean(raw.publisher or source.publisher, limit=200) or source.name
    return Item(
        key=_key(raw.id),
        source=source.name,
        role=role,
        publisher=publisher,
        title=title,
        text=text,
        url=clean_url(raw.url),
        seen_at=now,
        published_at=clean_time(raw.published_at, now),
        language=raw.language,
        fingerprint=fingerprint(title, text),
        voice=voice(role, publisher, raw.author, salt),
        notice=raw.notice,
        about_us=raw.about_us,
        everything=source.everything,
        drill=raw.drill,
        revision_of=_key(raw.revision_of) if raw.revision_of else None,
    )


def clean(text: str, *, html: bool = False, limit: int = TEXT) -> str:
    """Plain text in NFC without control and direction characters, blanks folded, at most ``limit`` characters."""
    text = text[: limit * 20]  # a megabyte of markup is not looked at to keep a page of text
    if html and ("<" in text or "&" in text):
        text = markup.unescape(_TAG.sub(" ", _BREAK.sub("\n", _HIDDEN.sub(" ", text))))
    text = unicodedata.normalize("NFC", text)
    if not _is_plain(text):
        text = _plain(text)
    if "  " in text:
        text = _BLANKS.sub(" ", text)
    if "\n" in text:
        text = "\n".join([line for line in (line.strip() for line in text.split("\n")) if line])
    text = text.strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _is_plain(text: str) -> bool:
    """Whether it holds nothing but what is seen, blanks and new lines: as most texts do, so this is asked first."""
    return text.isprintable() or text.replace("\n", "").isprintable()


def _plain(text: str) -> str:
    text = text.translate(_SPACES)
    if _is_plain(text):
        return text
    seen = "".join(char for char in text if _keeps(char))
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", seen))  # what stood between a letter and its accent is gone


def _keeps(char: str) -> bool:
    if char == "\n":
        return True
    # Cc: controls, Cf: direction, zero width, soft hyphen; Cs: half a character; Co, Cn: nobody knows.
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_url(url: str) -> str:
    """An http(s) address without what only tracks its reader; empty when it is none."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not host or any(char in url for char in ' \n\r\t<>"'):
        return ""
    query = _without_tracking(parts.query) if parts.query else ""
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, query, parts.fragment))[:2000]


def _without_tracking(query: str) -> str:
    """What is asked for; as it was written where nothing of it tracks."""
    asked = parse_qsl(query, keep_blank_values=True)
    kept = [pair for pair in asked if not _TRACKING.match(pair[0])]
    return query if len(kept) == len(asked) else urlencode(kept)


def clean_time(at: datetime | None, now: datetime) -> datetime | None:
    """UTC; a time in the future is the present, one before the web or without a zone is none."""
    if at is None or at.tzinfo is None or not 1990 <= at.year <= 9000:
        return None
    at = at.astimezone(UTC)
    return min(at, now) if at > now + CLOCK_SLACK else at


def fingerprint(title: str, text: str) -> str:
    """The same for the same words, whatever their case and spacing."""
    return hashlib.blake2b(_words_of(f"{title} {text}".casefold()).encode(), digest_size=16).hexdigest()


def _words_of(text: str) -> str:
    """The words with one blank between them: by bytes where the text has no other letters, three times as quick."""
    try:
        return b" ".join(text.encode("latin-1").translate(_WORDS_OF_LATIN).split()).decode("latin-1")
    except UnicodeEncodeError:
        return " ".join(_WORD.findall(text))


def voice(role: Role, publisher: str, author: str | None, salt: str) -> str:
    """Who speaks, to count different ones: a person's hash under this week's salt, else the publisher."""
    if role is Role.SOCIAL and author:
        return hashlib.blake2b(f"{salt}\0{author}".encode(), digest_size=12).hexdigest()
    return publisher.casefold()


def _key(native: str) -> str:
    key = native if native.isprintable() else "".join(char for char in native if char.isprintable())
    key = key.strip()
    return key if len(key) <= 500 else hashlib.blake2b(native.encode(errors="replace"), digest_size=20).hexdigest()

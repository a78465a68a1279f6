"""From the bytes of a feed or a page to its text: what the bytes are is believed before what anybody says of them."""

from __future__ import annotations

import codecs
import re

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_PROLOG = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
# An emoji as two halves of three bytes each, as some databases write it (CESU-8); or one half alone.
_HALVES = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]|\xed[\xa0-\xbf][\x80-\xbf]")
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_HTTP = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
# Whoever says Latin-1 or ASCII means what Windows made of it (WHATWG Encoding); the rest are names of one and the same.
_MEANT = {"iso8859-1": "cp1252", "ascii": "cp1252", "latin-1": "cp1252", "iso8859-15": "iso8859-15"}
# Python's codecs that are text, and no way to write it on the web: they raise, or decode what nobody encoded.
_NO_CHARSET = frozenset(
    {"punycode", "idna", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7", "mbcs", "oem"}
)


def decode(body: bytes, content_type: str) -> str:
    """The text of ``body``. Never raises; what cannot be read becomes U+FFFD or the letter that Windows would show.

    A mark at the beginning decides; else bytes that are valid UTF-8 are UTF-8, whatever header or prolog say; else
    the header's charset, then the prolog's or the page's own. Where those say UTF-8 and are wrong, each byte that is
    no UTF-8 is read as Windows-1252, so that one broken letter spoils no other.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if b"\0" in body[:4] and len(body) > 3:  # UTF-16 without a mark: every second byte of "<?" or "<r" is empty
        return body.decode("utf-16-be" if body[0] == 0 else "utf-16-le", "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for said in map(_said, (_HTTP.search(content_type), _PROLOG.search(body[:400]), _META.search(body[:4096]))):
        if said and said not in {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"}:
            return body.decode(said, "replace")
    return body.decode("utf-8", "windows")


def _said(found: re.Match[str] | re.Match[bytes] | None) -> str:
    """The codec for the charset that was named; nothing when there is none that reads text of the web."""
    if found is None:
        return ""
    name = found.group(1)
    try:
        codec = codecs.lookup(name.decode("ascii") if isinstance(name, bytes) else name)
    except LookupError:
        return ""
    if not codec._is_text_encoding or codec.name in _NO_CHARSET:  # noqa: SLF001  the only place where Python says so
        return ""
    return _MEANT.get(codec.name, codec.name)


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if found := _HALVES.match(error.object, error.start):
        halves = found.group().decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass")
        return halves.decode("utf-16", "replace"), found.end()
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("windows", _as_windows)

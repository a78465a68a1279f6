"""Feeds that are nearly XML are made so: the usual mistakes, mended in the text, each in linear time.

What is mended here need not go to feedparser, which would take thirty times as long and drops or raises at some of it.
"""

from __future__ import annotations

import re
from html.entities import name2codepoint

_ROOT = re.compile(r"<((?:[\w.-]+:)?(?:rss|feed|RDF|rdf)|channel)(?=[\s>/])[^>]*>")
_REFERENCE = re.compile(r"&(?:#(\d+);|#[xX]([0-9a-fA-F]+);|([A-Za-z][\w.-]{0,40});)?")
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CDATA = re.compile(r"(<!\[CDATA\[)")
_PREFIX = re.compile(r"[<\s/]([A-Za-z_][\w.-]{0,30}):[A-Za-z_]")
_DECLARED = re.compile(r"xmlns:([A-Za-z_][\w.-]*)\s*=")
_BARE_LESS = re.compile(r"<(?![A-Za-z_/!?])")
_XML_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
_PREFIXES_MOST = 50
_SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "atom": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


def find_root(text: str) -> re.Match[str] | None:
    """The opening tag of a feed. What stands before it (prolog, DOCTYPE, a server's warning) is not needed."""
    return _ROOT.search(text)


def from_root(text: str, root: re.Match[str]) -> str:
    """The text from its root to the root's end, or to the end where there is none."""
    closing = text.rfind(f"</{root.group(1)}")
    end = text.find(">", closing) + 1 if closing > root.end() else 0
    return text[root.start() : end or len(text)]


def repair(text: str, root: re.Match[str]) -> str:
    """The same feed with its usual mistakes mended; ``text`` begins with its root.

    Character references beyond Unicode and halves of characters, HTML's entities, bare ampersands and "less than"
    signs, control characters, prefixes without a namespace. CDATA sections are left alone but for control characters.
    """
    parts = _CDATA.split(text)
    mended = [_mend_markup(parts[0])]
    for section in parts[2::2]:
        inside, end, outside = section.partition("]]>")
        mended.extend(("<![CDATA[", inside, end, _mend_markup(outside)))
    return _declare(_NOT_XML.sub("", _pair("".join(mended))), root)


def _mend_markup(text: str) -> str:
    if "&" in text:
        text = _REFERENCE.sub(_mend_reference, text)
    return _BARE_LESS.sub("&lt;", text)


def _mend_reference(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if decimal or hexadecimal:
        digits = (decimal or hexadecimal).lstrip("0")
        code = int(digits[:8] or "0", 10 if decimal else 16)
        char = chr(code) if code <= 0x10FFFF else "\ufffd"
        return {"<": "&lt;", "&": "&amp;", ">": "&gt;"}.get(char, char)
    if not name:
        return "&amp;"
    if name in _XML_OWN:
        return found.group()
    return chr(name2codepoint[name]) if name in name2codepoint else f"&amp;{name};"


def _pair(text: str) -> str:
    """Two halves of a character that came as two references are one character."""
    return _SURROGATES.sub(lambda found: found.group().encode("utf-16", "surrogatepass").decode("utf-16"), text)


def _declare(text: str, root: re.Match[str]) -> str:
    """Give a namespace to each prefix that has none."""
    missing = set(_PREFIX.findall(text)) - set(_DECLARED.findall(text)) - {"xml", "xmlns"}
    if not missing or len(missing) > _PREFIXES_MOST:
        return text
    spaces = "".join(
        f' xmlns:{prefix}="{_SPACES.get(prefix, "urn:undeclared:" + prefix)}"' for prefix in sorted(missing)
    )
    at = 1 + len(root.group(1))
    return f"{text[:at]}{spaces}{text[at:]}"


def close_after_last_item(text: str, root: re.Match[str]) -> str | None:
    """A feed that breaks off, closed behind its last whole item; None when there is none."""
    end = max(text.rfind(closing) for closing in ("</item>", "</entry>"))
    if end < 0:
        return None
    whole = text[: text.index(">", end) + 1]
    name = root.group(1)
    inner = "</channel>" if name.rpartition(":")[2] == "rss" else ""
    return f"{whole}{inner}</{name}>"

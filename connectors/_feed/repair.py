"""Feeds that are nearly XML are made so: the usual mistakes, mended in the text, each in linear time.

What is mended here need not go to feedparser, which would take thirty times as long and drops or raises at some of it.
"""

from __future__ import annotations

import re
from html.entities import name2codepoint
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = re.compile(r"<((?:[\w.-]+:)?(?:rss|feed|RDF|rdf)|channel)(?=[\s>/])[^>]*>")
_REFERENCE = re.compile(r"&(?:#(\d+);|#[xX]([0-9a-fA-F]+);|([A-Za-z][\w.-]{0,40});)?")
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CDATA = re.compile(r"(<!\[CDATA\[)")
_PREFIX = re.compile(r"[<\s/]([A-Za-z_][\w.-]{0,30}):[A-Za-z_]")
_DECLARED = re.compile(r"xmlns:([A-Za-z_][\w.-]*)\s*=")
_BARE_LESS = re.compile(r"<(?![A-Za-z_/!?])")
_ENTRY = re.compile(r"<(item|entry)(?:\s[^<>]*)?>")
_WHOLE = re.compile(
    r"<(?P<open>[\w.:-]+)(?:\s[^<>]*)?>(?:<!\[CDATA\[(?:[^\]]|\](?!\]>))*\]\]>|[^<])*</(?P=open)\s*>"
    r"|<(?P<alone>[\w.:-]+)(?:\s[^<>]*)?/>"
)
_UNFINISHED = re.compile(
    r"\s*(?P<tag><(?P<name>description|summary|content|content:encoded)(?:\s[^<>]*)?>)(?:<!\[CDATA\[)?(?P<words>.*)",
    re.DOTALL,
)
_ID = re.compile(r"<(?:guid|id)[\s>]")
_HEAD_MOST = 20_000  # characters of a feed's own head, where its first entry already breaks off
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


def close_broken(text: str, root: re.Match[str]) -> Iterator[str]:
    """A feed that breaks off, closed: with what there is of its last entry, and behind the last whole one."""
    name = root.group(1)
    closing = f"{'</channel>' if name.rpartition(':')[2] == 'rss' else ''}</{name}>"
    ends = [text.rfind(tag) for tag in ("</item>", "</entry>")]
    end = text.index(">", max(ends)) + 1 if max(ends) >= 0 else 0
    rest = text[end:]
    if (partial := _what_is_left(rest, _names_wanted(text[:end]))) is not None:
        yield f"{text[:end]}{partial}{closing}"
    if end:
        yield f"{text[:end]}{closing}"


def _names_wanted(before: str) -> set[str]:
    """What must be there to tell which entry it is: an id, unless the entries before have none either."""
    return {"link"} if _ENTRY.search(before) and not _ID.search(before) else {"guid", "id"}


def _what_is_left(rest: str, wanted: set[str]) -> str | None:
    """An entry made of the whole elements of one that breaks off; None without a title, or without what is wanted."""
    opening = _ENTRY.search(rest)
    if opening is None:
        return None
    whole = list(_WHOLE.finditer(rest, opening.end()))
    names = {found.group("open") or found.group("alone") for found in whole}
    if "title" not in names or not names & wanted:
        return None
    before = rest[: opening.start()] if opening.start() < _HEAD_MOST else ""
    parts = [before, opening.group(), *(found.group() for found in whole)]
    if unfinished := _UNFINISHED.match(rest, whole[-1].end()):
        words = unfinished.group("words").rpartition(" ")[0].replace("]]>", "")
        parts.append(f"{unfinished.group('tag')}<![CDATA[{words}…]]></{unfinished.group('name')}>")
    return "".join([*parts, f"</{opening.group(1)}>"])

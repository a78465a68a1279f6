"""From HTML and untidy text to plain text: lines for blocks, single blanks, nothing that cannot be stored."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

TITLE_MOST = 500  # characters
TEXT_MOST = 20_000
_HTML_MOST = 400_000  # characters of markup that are looked at for one text

_BLOCK_LIST = """
    address article aside blockquote br caption dd details div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary table tbody tfoot thead tr ul
"""
_BLOCKS = _BLOCK_LIST.split()
_BLOCK_NAMES = frozenset(_BLOCKS)
_CELL_NAMES = frozenset({"td", "th"})
SILENT = ["script", "style", "noscript", "template", "svg", "iframe", "object", "head", "select", "button", "textarea"]
_SILENT_NAMES = frozenset(SILENT)

_SPACE = re.compile(r"\s+")
_BLOCK_EDGE = re.compile(rf"<(?=/?(?:{'|'.join(_BLOCKS)})[\s/>])", re.IGNORECASE)
_CELL_EDGE = re.compile(r"<(?=t[dh][\s/>])", re.IGNORECASE)
_WHOLE_TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*)(?:[\s/][^<>]*)?>")
_EDGES = {name: "\n" for block in _BLOCKS for name in (block, f"/{block}")} | {
    "td": " ",
    "th": " ",
    "/td": "",
    "/th": "",
}
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});")
# Controls that mean nothing in a text, and halves of characters, which no database takes. The upper controls are what
# became of Windows' quotation marks and dashes where somebody took them for Latin-1.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
_WINDOWS = {chr(code): bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}


def undouble(text: str) -> str:
    """``ä`` of ``Ã¤``: a text in UTF-8 that somebody took for Latin-1 and encoded again, taken back."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def looks_like_html(text: str) -> bool:
    """Whether a text that does not say what it is holds tags or character references."""
    return bool(("<" in text and _TAG.search(text)) or ("&" in text and _REFERENCE.search(text)))


def html_to_text(markup: str) -> str:
    """The words of an HTML fragment, a line for each block."""
    markup = markup[:_HTML_MOST]
    if "\n" in markup or "\r" in markup:  # a line of the source is no line of the text
        markup = _flat(markup)
    if "<" not in markup:
        return tidy(html.unescape(markup))
    text = words_of_simple(markup)
    if text is None:
        text = words_of_any(markup)
    if "&" in text and _REFERENCE.search(text):  # escaped twice by whoever wrote it
        text = html.unescape(text)
    return tidy(text)


def words_of_simple(markup: str) -> str | None:
    """The words of markup that is all tags and text, without a tree; None for anything that needs one."""
    first, *rest = _WHOLE_TAG.split(markup)
    parts = [first]
    for tag, words in zip(rest[::2], rest[1::2], strict=True):
        name = tag.lower()
        edge = _EDGES.get(name)
        if edge is None:
            if name.removeprefix("/") in _SILENT_NAMES:
                return None
            edge = ""
        parts.append(edge)
        parts.append(words)
    text = "".join(parts)
    return None if "<" in text or ">" in text else html.unescape(text)


def words_of_any(markup: str) -> str:
    """The words of any markup, by a browser's rules."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(space_blocks(markup))
    tree.strip_tags(SILENT, recursive=True)
    return tree.body.text(deep=True, separator="") if tree.body is not None else ""


def space_blocks(markup: str) -> str:
    """The markup on one line, a line break before each block: so the words of its tree stand on lines of their own."""
    return _CELL_EDGE.sub(" <", _BLOCK_EDGE.sub("\n<", _flat(markup)))


def untyped_to_text(text: str) -> str:
    """A text of a format that does not say whether it is HTML (RSS): taken for it when it looks so."""
    return html_to_text(text) if looks_like_html(text) else tidy(text)


def tidy(text: str) -> str:
    """Single blanks, no empty lines, no controls, no half characters."""
    return "\n".join(filter(None, map(_flat, clean(text).splitlines())))


def one_line(text: str, most: int = TITLE_MOST) -> str:
    """The text on one line of at most ``most`` characters."""
    return shorten(_flat(text), most)


def shorten(text: str, most: int = TEXT_MOST) -> str:
    """At most ``most`` characters, with an ellipsis where something is missing."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _flat(text: str) -> str:
    """Single blanks for all white space; splitting is ten times as quick as an expression."""
    return " ".join(text.split())


def clean(text: str) -> str:
    """The text without what cannot be stored, and with the marks that Windows meant."""
    if text.isprintable():
        return text
    return _UNSTORABLE.sub(lambda found: _WINDOWS.get(found.group(), ""), text)


def element_text(element: Element) -> str:
    """The words of markup that stands in XML as elements (XHTML in Atom, unescaped HTML in RSS)."""
    return tidy("".join(_words(element)))


def _words(element: Element) -> Iterator[str]:
    """Text, line breaks at blocks; with a stack of its own, since a stranger decides how deep it goes."""
    stack: list[Element | str] = [element]
    while stack:
        top = stack.pop()
        if isinstance(top, str):
            yield top
            continue
        name = top.tag.rpartition("}")[2].lower() if isinstance(top.tag, str) else "script"
        edge = "\n" if name in _BLOCK_NAMES else " " if name in _CELL_NAMES else ""
        if edge:
            yield edge
        rest: list[Element | str] = [edge]
        for child in reversed(top):
            if child.tail:
                rest.append(_SPACE.sub(" ", child.tail))
            rest.append(child)
        if name not in _SILENT_NAMES:
            stack.extend(rest)
            if top.text:
                stack.append(_SPACE.sub(" ", top.text))

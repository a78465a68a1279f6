"""An authority's JSON to plain values, whatever types it gives them."""

from __future__ import annotations

from typing import Any

import msgspec

from connectors._web.answers import check_not_empty, is_html, page_fault, refuse_page
from connectors._web.charset import decode
from connectors._web.text import clean, shorten, tidy
from monitor.errors import Fault, SourceError

Record = dict[str, Any]


def read_json(body: bytes, content_type: str, url: str) -> Any:
    """The value that the answer holds.

    Raises:
        SourceError: ``EMPTY``, ``MALFORMED``, ``NOT_A_FEED`` for a web page, or the wall that the page is.
    """
    check_not_empty(body)
    if is_html(body):
        raise refuse_page(page_fault(body, url) or Fault.NOT_A_FEED, body)
    try:
        return msgspec.json.decode(decode(body, content_type))
    except (ValueError, RecursionError):
        raise SourceError(Fault.MALFORMED, "the answer is no valid JSON") from None


def records(value: Any) -> list[Record]:
    """The objects of a list; nothing where there is none."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def record(value: Any) -> Record:
    """The object; an empty one where there is none."""
    return value if isinstance(value, dict) else {}


def lowered(value: Any) -> Record:
    """The object with its names in lower case: some sources change between ``Id`` and ``id``."""
    return {name.lower(): one for name, one in record(value).items()}


def listed(given: Record, name: str, whose: str) -> list[Record]:
    """The list of objects ``name`` of an answer.

    Raises:
        SourceError: ``MALFORMED``; it is not there, so this is not the answer that ``whose`` gives.
    """
    found = given.get(name)
    if not isinstance(found, list):
        raise SourceError(Fault.MALFORMED, f"the answer has no list {name}: it is none of {whose}")
    return records(found)


def said(value: Any, most: int = 500) -> str:
    """A text or a number on one line; nothing for anything else."""
    if isinstance(value, str):
        return shorten(" ".join(clean(value).split()), most)
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**20 else ""


def told(value: Any) -> str:
    """A text with its line breaks; nothing for anything else."""
    return shorten(tidy(value)) if isinstance(value, str) else ""


def number(value: Any) -> float | None:
    """A number, also one written as text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value[:40] if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return None
    return found if abs(found) < 1e15 else None


def paragraphs(*parts: str) -> str:
    """The parts that say something, each once, a line each."""
    return shorten("\n".join(dict.fromkeys(filter(None, parts))))

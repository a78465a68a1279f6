"""One notice that is edited in place: its first wording is an item, each later one a revision of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from connectors._web.dates import read_date
from connectors._web.document import Page, heading_of, text_of
from connectors._web.text import one_line, shorten
from connectors.page.lines import HASH, is_stamp, mark_of, sentences
from monitor.domain.model import Parsed, RawItem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_UPDATE = re.compile(
    r"^\W*(?:uppdatering|uppdaterat|uppdaterad|ny\s+uppdatering|oppdatering|oppdatert|opdatering|päivitys|päivitetty|update|updated)\b"
    r"[^\n]{0,40}?(?:\b(?:kl|klo|kello|klockan|klokken|klokka)\b\.?\s*)?(?P<hour>[01]?\d|2[0-3])[.:](?P<minute>[0-5]\d)",
    re.IGNORECASE | re.MULTILINE,
)
_WRITTEN = re.compile(r"\d.*\d")
_SAYS_SOMETHING = 2  # words
_CLOCK_AHEAD = timedelta(minutes=10)  # a stamp further ahead than this is yesterday's


def read_notice(
    body: bytes, content_type: str, url: str, options: Mapping[str, Any], memory: Mapping[str, Any]
) -> Parsed:
    """The notice when it is new; what it says that it did not say before, as a revision, when it was edited.

    ``memory`` holds ``base``, the first wording's id, and a hash of each sentence. When no sentence and no heading is
    left of the old one, another notice has taken its place.

    Raises:
        SourceError: ``SELECTOR`` when it is gone and the page does not say why; a wall.
    """
    page = Page(body, content_type, url, options)
    text, heading = _words(page)
    if not text:
        page.refuse_empty(had_something=bool(memory.get("base")))
        return Parsed(facts={"found": memory.get("found") or bool(memory.get("base"))})
    marks = {mark_of(sentence): sentence for sentence in sentences(text)}
    joined = str(memory.get("sentences") or "")
    known = {joined[at : at + HASH] for at in range(0, len(joined), HASH)}
    new = [sentence for mark, sentence in marks.items() if mark not in known]
    base = str(memory.get("base") or "")
    replaced = not known.intersection(marks) and mark_of(heading) != memory.get("heading")
    if not base or replaced:
        base = f"notice#{mark_of(text)}"
        item = _item(page, base, heading, "\n".join(line for line in text.splitlines() if not is_stamp(line)), None)
        item = replace(item, published_at=_stamped(text, options["zone"], options["now"]))
    elif not all(_is_only_a_clock(sentence) for sentence in new):
        words = "\n".join(new)
        item = _item(page, f"{base}@{mark_of(text)}", heading, words, base)
    else:
        return Parsed(facts={**memory, "sentences": "".join(marks)})
    item = _dated(item, options["zone"], options["now"])
    return Parsed((item,), (), {"base": base, "heading": mark_of(heading), "sentences": "".join(marks), "found": True})


def _words(page: Page) -> tuple[str, str]:
    """The notice's text and heading."""
    selector = str(page.options.get("select") or "")
    nodes = page.elements(selector) if selector else [node for node in (page.main(),) if node is not None]
    text = "\n".join(filter(None, map(text_of, nodes)))
    heading = next(filter(None, map(heading_of, nodes)), "") or page.title
    return text, heading


def _item(page: Page, key: str, heading: str, text: str, revision_of: str | None) -> RawItem:
    body = text[len(heading) :].lstrip() if heading and text.startswith(heading) else text
    return RawItem(
        id=key,
        title=one_line(heading),
        text=shorten(body),
        url=page.url,
        language=page.language or None,
        revision_of=revision_of,
    )


def _is_only_a_clock(sentence: str) -> bool:
    """Whether a line says that there is an update, and nothing of what it is."""
    found = _UPDATE.match(sentence)
    return found is not None and len(sentence[found.end() :].split()) < _SAYS_SOMETHING


def _dated(item: RawItem, zone: str, now: datetime) -> RawItem:
    """With the time of its newest update, when it says one ("Uppdatering kl 21.15")."""
    found = _UPDATE.search(item.text)
    if found is None:
        return item
    clock = f"{found['hour']}:{found['minute']}"
    return replace(item, published_at=_latest(clock, zone, now))


def _latest(clock: str, zone: str, now: datetime) -> datetime | None:
    """The last time that a clock showed this."""
    date = read_date(f"idag {clock}", zone, now)
    if date is not None and date > now + _CLOCK_AHEAD:
        date = read_date(f"igår {clock}", zone, now)
    return date


def _stamped(text: str, zone: str, now: datetime) -> datetime | None:
    """When a line says that it was written ("Senast uppdaterad 22 november kl. 19.40")."""
    for line in text.splitlines():
        if is_stamp(line) and (found := _WRITTEN.search(line)):
            written = found.group()
            return read_date(written, zone, now) or _latest(written.replace(".", ":"), zone, now)
    return None

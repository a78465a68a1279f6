"""The main text of a page, by what was added to it since it was last read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectors._web.document import Page, headings_of, text_of
from connectors._web.text import one_line, shorten
from connectors.page.lines import HASH, SKETCH, is_version, mark_of, sentences, sketch_of
from monitor.domain.model import Parsed, RawItem
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from selectolax.lexbor import LexborNode

_REAL_WORDS = 4  # an addition without one line of so many words is a label, a name, a link
_REMEMBERED_MOST = 1_500  # sentences
_ENTRY = HASH + 3 * SKETCH


def read_added(
    body: bytes, content_type: str, url: str, options: Mapping[str, Any], memory: Mapping[str, Any]
) -> Parsed:
    """One item with the sentences that were not there before; none on the first look, which is the baseline.

    A sentence counts as there when it differs only in a clock or a counter, or is one that was there with a word
    changed. ``memory`` holds a hash and a sketch of each sentence, the present ones first, and no words.

    Raises:
        SourceError: a wall stands where the page was, or the page has no text.
    """
    page = Page(body, content_type, url, options)
    main = page.main()
    text = text_of(main) if main is not None else ""
    page.refuse_wall()
    if not text:
        raise SourceError(Fault.EMPTY, "the page shows no text unless its scripts are run")
    known = _unpack(str(memory.get("sentences") or ""))
    present = {mark_of(sentence): sentence for sentence in sentences(text)}
    vanished = [sketch for mark, sketch in known.items() if mark not in present]
    added = [
        sentence
        for mark, sentence in present.items()
        if mark not in known and not is_version(sketch_of(sentence), vanished)
    ]
    facts = {"sentences": _pack(present, known)}
    if not known or not any(len(sentence.split()) >= _REAL_WORDS for sentence in added):
        return Parsed(facts=facts)
    item = _item(page, main, added)
    return Parsed((item,), (), facts)


def _item(page: Page, main: LexborNode | None, added: list[str]) -> RawItem:
    """What was added, under the first heading among it, or else the page's own."""
    headings = headings_of(main) if main is not None else []
    title = next((sentence for sentence in added if sentence in headings), "")
    text = "\n".join(sentence for sentence in added if sentence != title)
    return RawItem(
        id=f"added#{mark_of(' '.join(added))}",
        title=one_line(title or next(iter(headings), "") or page.title),
        text=shorten(text),
        url=page.url,
        language=page.language or None,
    )


def _pack(present: Mapping[str, str], known: Mapping[str, list[str]]) -> str:
    """The sentences of now, then those of before: what comes back is not news."""
    entries = [mark + "".join(sketch_of(sentence)).ljust(3 * SKETCH) for mark, sentence in present.items()]
    entries += [mark + "".join(sketch).ljust(3 * SKETCH) for mark, sketch in known.items() if mark not in present]
    return "".join(entries[: min(_REMEMBERED_MOST, 2 * len(present) + 100)])


def _unpack(joined: str) -> dict[str, list[str]]:
    found = {}
    for at in range(0, len(joined), _ENTRY):
        sketch = joined[at + HASH : at + _ENTRY].rstrip()
        found[joined[at : at + HASH]] = [sketch[place : place + 3] for place in range(0, len(sketch), 3)]
    return found

"""A message as a page for mail programs: one column, readable in the dark, without a single remote thing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup, escape

from monitor.channels.links import host_of, safe_url
from monitor.channels.plaintext import with_mark
from monitor.domain.message import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.domain.message import Link, Message, Section

MOST = 60_000  # characters of text: Gmail cuts a page at 102 kB
# Every pair that stands on one another has a contrast of 4.5 or more (WCAG 2.1, 1.4.3); a test measures it.
LIGHT = {
    "ground": "#f3f4f6", "sheet": "#ffffff", "ink": "#1b1f24", "quiet": "#4b5563", "link": "#0b4f94",
    "button": "#0b4f94", "on_button": "#ffffff", "mark": "#7a1fa2", "on_mark": "#ffffff",
    "severe": "#b3001b", "act": "#8a4b00", "watch": "#0b4f94", "line": "#d0d5dc", "draft": "#f3f4f6",
}  # fmt: skip
DARK = {
    "ground": "#101317", "sheet": "#1c2127", "ink": "#f1f3f5", "quiet": "#c3c9d1", "link": "#9ccbff",
    "button": "#9ccbff", "on_button": "#0c1116", "mark": "#e3b8ff", "on_mark": "#17061f",
    "severe": "#ff9aa5", "act": "#ffc46b", "watch": "#9ccbff", "line": "#3a424c", "draft": "#101317",
}  # fmt: skip
_BAR = {3: "severe", 2: "act", 1: "watch"}


@dataclass(frozen=True, slots=True)
class Shown:
    """An address as it stands on the page: what it is called, where it leads, and whose it is."""

    label: Markup
    url: str
    host: Markup


def render(message: Message) -> str:
    """The page."""
    parts = [*message.drafts, *message.sections]
    kept, whole = _fitting(parts)
    drafts = min(len(message.drafts), len(kept))
    page = _template().render(
        language=_words(message.language),
        title=_words(with_mark(message, message.subject)),
        first_line=_words(with_mark(message, message.first_line)),
        mark=_words(message.mark),
        bar=_BAR.get(message.severity, "line"),
        facts=[(_words(fact.label), _words(fact.value), _links(fact.links)) for fact in message.facts],
        next=(_words(message.next_label), _words(message.next_step)),
        actions=_links(message.actions),
        steps=(_words(message.steps_label), [_words(step) for step in message.steps]),
        drafts=[_section(draft) for draft in kept[:drafts]],
        sections=[_section(section) for section in kept[drafts:]],
        shortened="" if whole else _words(message.shortened or "…"),
        aloud=(_words(message.read_aloud_label), _words(message.read_aloud)),
        why=_words(message.why),
        footer=[_words(line) for line in message.footer],
        light=LIGHT,
        dark=DARK,
    )
    return page.strip() + "\n"


def _words(text: str) -> Markup:
    """Foreign words for the page: escaped, with ``=`` spelt out, so that nothing in them looks like an attribute."""
    return Markup(str(escape(one_line(text))).replace("=", "&#61;"))  # noqa: S704 - escaped on this very line


def _paragraph(text: str) -> Markup:
    return Markup("<br>").join(_words(line) for line in clean(text).split("\n"))


def _links(links: Iterable[Link]) -> list[Shown]:
    shown = ((link, safe_url(link.url)) for link in links)
    return [Shown(_words(link.label), url, _words(host_of(url))) for link, url in shown if url]


def _section(section: Section) -> dict[str, Any]:
    return {
        "language": _words(section.language),
        "title": _words(section.title),
        "paragraphs": [_paragraph(text) for text in section.paragraphs],
        "bullets": [_words(bullet) for bullet in section.bullets],
        "table": [[_words(cell) for cell in row] for row in section.table],
        "links": _links(section.links),
        "note": _words(section.note),
    }


def _fitting(sections: list[Section]) -> tuple[list[Section], bool]:
    """The first sections that a mail program shows without cutting, and whether these are all."""
    room = MOST
    for n, section in enumerate(sections):
        texts = (
            section.title,
            section.note,
            *section.paragraphs,
            *section.bullets,
            *(cell for row in section.table for cell in row),
        )
        room -= sum(map(len, texts)) + sum(len(link.url) for link in section.links) + 300
        if room < 0:
            return sections[:n], False
    return sections, True


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")

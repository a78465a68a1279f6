"""A message as plain text: what every reader, every terminal and every radio can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.channels.links import safe_url
from monitor.domain.message import clean, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.domain.message import Link, Message, Section


def write_text(message: Message) -> str:
    """The whole message, in the order of its fields; one line for one thing, a blank line between groups."""
    groups = (list(filter(None, group)) for group in _groups(message))
    return "\n\n".join("\n".join(group) for group in groups if group) + "\n"


def write_brief(message: Message) -> str:
    """The first line and where to read more: the plainest form of all."""
    return "\n".join([with_mark(message, message.first_line), *_links(message.actions[-1:])])


def with_mark(message: Message, line: str) -> str:
    """The line, with the word for an exercise or a test in front where it is not there already."""
    line = one_line(line)
    if not message.mark or line.startswith(message.mark):
        return line
    return f"{message.mark} {line}"


def fact_lines(message: Message) -> list[str]:
    """*Where: Sundsby, Lysekil*, one line each."""
    return [f"{one_line(fact.label)}: {one_line(fact.value)}" for fact in message.facts]


def _groups(message: Message) -> Iterator[list[str]]:
    yield [with_mark(message, message.first_line)]
    yield [
        line
        for fact in message.facts
        for line in (f"{one_line(fact.label)}: {one_line(fact.value)}", *_links(fact.links))
    ]
    yield [_labelled(message.next_label, message.next_step)]
    yield _links(message.actions)
    yield (
        [one_line(message.steps_label), *(f"{n}. {one_line(step)}" for n, step in enumerate(message.steps, 1))]
        if message.steps
        else []
    )
    for section in (*message.drafts, *message.sections):
        yield list(section_lines(section))
    yield [_labelled(message.read_aloud_label, message.read_aloud)]
    yield [one_line(message.why)]
    yield [one_line(line) for line in message.footer]


def section_lines(section: Section) -> Iterator[str]:
    """A section's title, text, bullets, rows, links and note."""
    yield one_line(section.title)
    for paragraph in section.paragraphs:
        yield clean(paragraph)
    yield from (f"- {one_line(bullet)}" for bullet in section.bullets)
    yield from (" | ".join(map(one_line, row)) for row in section.table)
    yield from _links(section.links)
    yield f"({one_line(section.note)})" if section.note else ""


def _labelled(label: str, text: str) -> str:
    text = one_line(text)
    return f"{one_line(label)}: {text}" if label and text else text


def _links(links: Iterable[Link]) -> list[str]:
    return [f"  {one_line(link.label)}: {url}" for link in links if (url := safe_url(link.url))]

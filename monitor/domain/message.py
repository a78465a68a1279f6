"""A message: everything a channel may show of an alert, a brief, a digest, a test, in an order that reads well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.model import Reason

FIRST_LINE = 120  # characters: what a locked telephone shows
READ_ALOUD = 350  # characters: what can be read over a radio in half a minute


@dataclass(frozen=True, slots=True)
class Link:
    """An address with the words that stand for it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled line: *Where: Sundsby, Lysekil*. ``name`` is the field's own name, the same in every language."""

    name: str
    label: str
    value: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a longer message: paragraphs, bullets, or a table whose first row is its head."""

    title: str
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    links: tuple[Link, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What is told to one receiver by one channel.

    All text is plain and comes from outside unless the templates wrote it: a channel escapes at its own exit. ``key`` is
    the delivery's and is the same for ever; ``thread`` is shared by all messages of one incident to one receiver, and
    ``references`` are the keys of the earlier ones, oldest first.
    """

    key: str
    reason: Reason
    language: str
    subject: str
    first_line: str  # at most FIRST_LINE characters
    why: str = ""  # one sentence: you get this because …
    severity: int = 0
    drill: bool = False
    incident: int | None = None
    thread: str = ""
    references: tuple[str, ...] = ()
    written_at: datetime | None = None
    facts: tuple[Fact, ...] = ()
    steps: tuple[str, ...] = ()
    steps_label: str = ""
    drafts: tuple[Section, ...] = ()  # holding texts, one for each of the town's languages
    sections: tuple[Section, ...] = ()
    actions: tuple[Link, ...] = ()  # buttons: pages that do nothing until somebody presses there
    next_step: str = ""
    read_aloud: str = ""  # at most READ_ALOUD characters
    footer: tuple[str, ...] = ()

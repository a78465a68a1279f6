"""A message: everything a channel may show of an alert, a brief, a digest, a test, in an order that reads well."""

from __future__ import annotations

import re
import unicodedata
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
    """One labelled line: *Where: Sundsby, Lysekil*; ``name`` is the field, in no language."""

    name: str
    label: str
    value: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a longer message: paragraphs, bullets, or a table whose first row is its head.

    ``language`` is set where the text may be in another language than the message: a holding text.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    links: tuple[Link, ...] = ()
    note: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What is told to one receiver by one channel.

    All text is plain and comes from outside unless the templates wrote it: a channel escapes at its own exit. ``key``
    is the delivery's and is the same for ever; ``thread`` is shared by all messages of one incident to one receiver,
    and ``references`` are the keys of the earlier ones, oldest first. A channel has no words of its own: every label
    that it shows stands here, in the message's language.
    """

    key: str
    reason: Reason
    language: str
    subject: str  # the same for every message of a thread
    first_line: str  # at most FIRST_LINE characters
    why: str = ""  # one sentence: you get this because …
    severity: int = 0
    drill: bool = False
    mark: str = ""  # the word that everything begins with where it is no real alert: ÖVNING, PROV
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
    next_label: str = ""
    read_aloud: str = ""  # at most READ_ALOUD characters
    read_aloud_label: str = ""
    footer: tuple[str, ...] = ()
    shortened: str = ""  # what a channel says in the place of what it had to leave out


# ---- the form that text has in every message ---------------------------------------------------------------------
# Controls, marks that turn the direction of what follows, and marks that nobody sees. U+200D stays: it joins emoji.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\uffff\U000e0000-\U000e007f\ud800-\udfff]"
)
_BREAK = re.compile("\r\n?|[\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_HEAPED = re.compile("([\u0300-\u036f]{2})[\u0300-\u036f]+")  # no language of ours has three marks on a letter


def clean(text: str) -> str:
    """The text with plain line breaks and without what would break a terminal, a header or the reading order."""
    text = _UNSEEN.sub("", _BREAK.sub("\n", text))
    if not text.isascii():
        text = _HEAPED.sub(r"\1", unicodedata.normalize("NFC", text))
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in text.split("\n")).strip()


def one_line(text: str) -> str:
    """The text as one clean line."""
    return " ".join(clean(text).split())


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters of the text, cut between words where that costs little, with … where it was cut."""
    if len(text) <= limit:
        return text
    if limit < 2:
        return text[:limit]
    cut = text[: limit - 1]
    blank = cut.rfind(" ")
    if blank >= limit * 2 // 3:
        cut = cut[:blank]
    return cut.rstrip(" ,;:–-(") + "…"

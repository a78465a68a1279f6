"""The note to the one who comes on duty: until when, what is open and who has it, what is silenced, what is unwell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.domain.clock import Clock
from monitor.domain.lines import write_footer
from monitor.domain.message import FIRST_LINE, Link, Message, Section, shorten
from monitor.domain.sheet import as_it_is, capital, name
from monitor.domain.texts import words as words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from monitor.domain.alert import Telling
    from monitor.domain.incident import Silence
    from monitor.domain.texts import Words

LISTED = 30  # of each; what is beyond stands in the inbox


@dataclass(frozen=True, slots=True)
class Open:
    """An incident that is not over: its number and title, how severe, since when, and who has it, if anybody."""

    number: int
    title: str
    severity: int
    since: datetime
    taken_by: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the one who comes finds. ``until`` is None where the turn has no end in sight."""

    rota: str
    person: str
    until: datetime | None
    before: str
    municipality: str
    incidents: tuple[Open, ...] = ()
    silences: tuple[Silence, ...] = ()
    unwell: tuple[str, ...] = ()
    url: str = ""


def compose_handover(turn: Turn, telling: Telling, mask: Callable[[str], str] = as_it_is) -> Message:
    """The note."""
    words = words_of(telling.language)
    clock = Clock(words, ZoneInfo(telling.timezone), telling.now)
    town, rota = name(turn.municipality), name(turn.rota)
    first_line = words.say("handover.first_line", person=name(turn.person), rota=rota)
    return Message(
        key=telling.key,
        reason=telling.reason,
        language=words.language,
        subject=words.say("handover.subject", rota=rota, municipality=town),
        first_line=shorten(first_line, FIRST_LINE),
        severity=max((one.severity for one in turn.incidents), default=0),
        thread=telling.thread,
        references=telling.references,
        written_at=telling.now,
        sections=(
            Section("", paragraphs=tuple(_about_the_turn(turn, words, clock))),
            *_sections(turn, words, clock, mask),
        ),
        actions=(Link(words.say("label.inbox"), turn.url),) if turn.url else (),
        footer=write_footer(telling, words, town),
        shortened=words.say("shortened"),
    )


def _about_the_turn(turn: Turn, words: Words, clock: Clock) -> Iterator[str]:
    if turn.until is not None:
        yield words.say("handover.until", time=clock.moment(turn.until))
    if turn.before:
        yield words.say("handover.before", who=name(turn.before))
    if not turn.incidents:
        yield words.say("handover.open_none")


def _sections(turn: Turn, words: Words, clock: Clock, mask: Callable[[str], str]) -> Iterator[Section]:
    lists = {
        "open": [_incident(one, words, clock, mask) for one in turn.incidents],
        "silences": [
            words.say("handover.silence", what=name(one.about), time=clock.moment(one.ends_at), who=name(one.owner),
                      why=name(one.why))
            for one in turn.silences
        ],
        "unwell": [name(one) for one in turn.unwell],
    }  # fmt: skip
    for key, lines in lists.items():
        if lines:
            rest = words.say("bundle.rest", n=len(lines) - LISTED) if len(lines) > LISTED else ""
            yield Section(words.say(f"handover.{key}"), bullets=tuple(lines[:LISTED]), note=rest)


def _incident(one: Open, words: Words, clock: Clock, mask: Callable[[str], str]) -> str:
    """*#118 Inget vatten i Sundsby: severity 2 of 3, act; since Tuesday 07:41; taken by Maria*."""
    taken = words.say("handover.taken", who=name(one.taken_by)) if one.taken_by else words.say("handover.untaken")
    since = words.say("handover.since", time=clock.moment(one.since))
    severity = words.say("severity.label", n=one.severity, word=words.say(f"severity.{one.severity}"))
    return f"#{one.number} {name(mask(one.title))}. {capital(severity)}; {since}; {taken}"

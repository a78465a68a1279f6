"""What is known of an incident when it is told, and how this one telling of it goes out: all that wording needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from monitor.domain.model import Kind, Role, State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.domain.model import Reason, Topic


@dataclass(frozen=True, slots=True)
class Mention:
    """What one source said. ``source`` is its name in the configuration, never a person; ``at`` is when it was seen."""

    source: str
    role: Role
    at: datetime
    url: str = ""
    title: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class OwnWord:
    """Something the municipality has said about it itself."""

    channel: str
    at: datetime
    url: str = ""


@dataclass(frozen=True, slots=True)
class Voices:
    """Who has spoken, each independent voice once: authorities by name, the rest counted.

    The municipality's own word is an authority's, under the municipality's name.
    """

    official: tuple[str, ...] = ()
    press: int = 0
    residents: int = 0
    peers: int = 0

    @property
    def total(self) -> int:
        """How many voices in all."""
        return len(self.official) + self.press + self.residents + self.peers


@dataclass(frozen=True, slots=True)
class Alert:
    """An incident as it may be shown to anybody who is told of it.

    ``title`` is the one it was opened with and never changes, so that a thread keeps its subject; ``where`` is the
    place as a person would say it, empty when only the municipality is known. ``mentions`` are newest first.
    ``own_channels`` are the watched ones, ``missing_on`` those that should carry the word and do not,
    ``missing_in`` the town's languages in which nobody has said it, where it has several.
    ``severity_before`` and ``voices_before`` are what the receiver was told last.
    """

    number: int | None  # None: one mention that belongs to no incident
    title: str
    municipality: str
    first_seen_at: datetime
    title_role: Role = Role.PRESS
    kind: Kind = Kind.OPERATIONAL
    topics: tuple[Topic, ...] = ()
    severity: int = 0
    state: State = State.NONE
    drill: bool = False
    where: str = ""
    map_url: str = ""
    url: str = ""  # the incident's page in the inbox
    voices: Voices = Voices()
    mentions: tuple[Mention, ...] = ()
    own: tuple[OwnWord, ...] = ()
    own_channels: tuple[str, ...] = ()
    missing_on: tuple[str, ...] = ()
    missing_in: tuple[str, ...] = ()
    owner: str = ""  # of the watch, or as somebody corrected it; empty: who it usually is
    on_call: tuple[str, ...] = ()
    taken_by: str = ""
    taken_at: datetime | None = None
    resolved_by: str = ""  # a source, or a person
    resolved_by_hand: bool = False
    resolved_at: datetime | None = None
    because: tuple[str, ...] = ()  # the words that decided the verdict
    severity_before: int | None = None
    voices_before: int | None = None
    languages: tuple[str, ...] = ()  # the town's own, for holding texts; empty: the message's


class Next(StrEnum):
    """What happens by itself if nobody does anything."""

    REPEAT = "repeat"
    ESCALATE = "escalate"
    STILL_OPEN = "still_open"
    OWN_WORD = "own_word"
    BRIEF = "brief"


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing that will happen by itself, when, and who is told then."""

    what: Next
    at: datetime
    who: tuple[str, ...] = ()


class Action(StrEnum):
    """What a person can answer, in the order of the buttons."""

    TAKE = "take"
    NOT_OURS = "not_ours"
    FALSE_ALARM = "false_alarm"
    HAND_OVER = "hand_over"
    WAKE_NEXT = "wake_next"


@dataclass(frozen=True, slots=True)
class Telling:
    """This one message: to whom, why, when, what may be answered, and what comes next.

    ``due_at`` is when it should have gone out; ``held`` says that it waited for the office on purpose.
    ``next_word_at`` is when the municipality promises to say more. ``instead_of`` is a receiver for whom nobody is on
    call. ``asked_by`` is a colleague who handed it over, or who wakes the next.
    """

    key: str
    reason: Reason
    language: str
    timezone: str
    now: datetime
    receiver: str = ""
    route: str = ""
    instead_of: str = ""
    thread: str = ""
    references: tuple[str, ...] = ()
    office_open: bool | None = None
    nth: int = 0  # which reminder
    actions: Mapping[Action, str] = field(default_factory=dict)  # addresses of the pages behind the buttons
    next_steps: tuple[NextStep, ...] = ()
    next_word_at: datetime | None = None
    due_at: datetime | None = None
    held: bool = False
    woken: int | None = None  # this duty week, this time included
    woken_limit: int | None = None
    asked_by: str = ""
    footer: tuple[str, ...] = ()  # what the sources' terms want to be said

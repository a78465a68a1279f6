"""What mentions become: incidents, what is to be said of them, what is to be asked later, and all of it as Changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from monitor.domain.model import DeliveryState, Item, Kind, Reading, Reason, Role, State, Status, Topic, Turn
from monitor.domain.story import Story

_NO_STORY = Story()
_WORDING = re.compile(r"#[0-9a-f]{12}$")


@dataclass(frozen=True, slots=True)
class Gate:
    """One question an item was asked, in order, with the answer and its reason."""

    gate: str
    passed: bool
    why: str


@dataclass(frozen=True, slots=True)
class Seen:
    """An item as it was read and what became of it: one row of the archive.

    ``archived`` items are known but news to nobody: older than the first poll of their source, or too old when met.
    """

    id: int
    item: Item
    reading: Reading | None
    gates: tuple[Gate, ...]
    incident: int | None = None
    archived: bool = False
    member: Member | None = None  # a mention as grouping sees it


@dataclass(frozen=True, slots=True)
class Member:
    """A mention as grouping sees it: what it says, where, by whom, and how its words look."""

    id: int
    key: str
    source: str
    role: Role
    publisher: str
    voice: str
    title: str
    url: str
    seen_at: datetime
    published_at: datetime | None
    kind: Kind
    topics: tuple[Topic, ...]
    severity: int
    state: State
    language: str
    localities: tuple[str, ...] = ()
    sketch: tuple[int, ...] = ()
    numbers: tuple[str, ...] = ()
    rare_words: tuple[str, ...] = ()
    spots: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    wire: str = ""
    turns: tuple[Turn, ...] = ()
    hints: tuple[Topic, ...] = ()
    reach: int = 0
    until: datetime | None = None
    notice: str | None = None
    replaces: tuple[str, ...] = ()  # ids of notices that this one takes the place of
    revision_of: str | None = None
    fingerprint: str = ""
    watches: tuple[str, ...] = ()
    drill: bool = False
    is_sure_it_goes_on: bool = False  # it says so, and is not only taken to mean it
    harm: bool = False  # somebody died, or all are told what to do
    dead: bool = False  # somebody died
    lifted: tuple[str, ...] = ()  # localities in which it is over, where it goes on in others
    copy_of: int | None = None  # the mention whose text this one repeats
    muted_by: tuple[int, ...] = ()  # silences whose query it fulfils

    @property
    def at(self) -> datetime:
        """When it was said: when it was dated, if that was before we saw it."""
        return min(self.published_at, self.seen_at) if self.published_at else self.seen_at

    @property
    def native(self) -> str:
        """The source's own id: a later wording under the same id has a key of its own."""
        return _WORDING.sub("", self.key)

    @property
    def is_credible(self) -> bool:
        """Whether who says it answers for it: an authority, the municipality, the press, a neighbour."""
        return self.role is not Role.SOCIAL


@dataclass(frozen=True, slots=True)
class Incident:
    """Mentions that are one event, and how far people have come with it."""

    id: int
    title: str
    kind: Kind
    topics: tuple[Topic, ...]
    severity: int
    state: State
    status: Status
    opened_at: datetime
    updated_at: datetime
    first_seen_at: datetime
    municipality: str = ""
    drill: bool = False
    localities: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    voices: int = 1  # independent ones: a family of publishers is one, a person is one
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    closed_why: str | None = None
    own_channel_at: datetime | None = None
    story: Story = _NO_STORY

    @property
    def publishers(self) -> int:
        """How many different publishers have said something."""
        return len({member.publisher for member in self.members})

    @property
    def is_open(self) -> bool:
        """Whether it still asks for somebody: open or acknowledged."""
        return self.status in {Status.OPEN, Status.ACKNOWLEDGED}

    def joined_by(self, member: Member) -> Incident:
        """The same incident with one more mention."""
        return replace(self, members=(*self.members, member), updated_at=max(self.updated_at, member.seen_at))


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of an incident's log: what happened, when, by whom."""

    incident: int
    at: datetime
    what: str
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one receiver by one channel. ``key`` is the same for the same message for ever."""

    key: str
    receiver: str
    channel: str
    slot: int
    reason: Reason
    state: DeliveryState
    created_at: datetime
    due_at: datetime
    severity: int = 0
    incident: int | None = None
    item: int | None = None  # the item that caused it
    route: str | None = None
    person: str | None = None
    why: str = ""
    drill: bool = False
    body: Mapping[str, str] = field(default_factory=dict)  # what a message about no incident needs: period, words
    attempts: int = 0
    sent_at: datetime | None = None
    last_error: str | None = None
    id: int | None = None
    postponed_from: datetime | None = None  # when it was due first, once an attempt failed
    receipt: str = ""  # what the receiver's server called it

    @property
    def wanted_at(self) -> datetime:
        """When it should have gone out."""
        return self.postponed_from or self.due_at

    @property
    def is_settled(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state not in {DeliveryState.PENDING, DeliveryState.HELD}


@dataclass(frozen=True, slots=True)
class Due:
    """Something that happens later: a row with a time. ``key`` is unique, so that it is written once and done once."""

    key: str
    kind: str  # repeat, escalate, still_open, brief, digest, prune …
    due_at: datetime
    incident: int | None = None
    route: str | None = None
    receiver: str | None = None
    step: int = 0


@dataclass(frozen=True, slots=True)
class Silence:
    """A person's mute: which incidents, from when until when, and why."""

    id: int
    owner: str
    why: str
    starts_at: datetime
    ends_at: datetime
    query: str = ""
    topics: frozenset[Topic] = frozenset()
    sources: frozenset[str] = frozenset()
    incident: int | None = None
    also_official: bool = False  # also severity 3 from an official source, which is never silenced otherwise

    @property
    def says(self) -> str:
        """Who silenced what it mutes, and why."""
        return f"silenced by {self.owner}: {self.why}"

    @property
    def about(self) -> str:
        """What it mutes, in one line."""
        parts = [f"#{self.incident}"] if self.incident is not None else []
        parts += [", ".join(sorted(group)) for group in (self.topics, self.sources) if group]
        return "; ".join([*parts, self.query] if self.query else parts)


@dataclass(frozen=True, slots=True)
class Changes:
    """All that was decided at once; it is remembered together or not at all."""

    seen: tuple[Seen, ...] = ()
    incidents: tuple[Incident, ...] = ()  # new and changed ones, whole
    log: tuple[LogEntry, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    dues: tuple[Due, ...] = ()
    cancelled_dues: tuple[str, ...] = ()  # keys
    cancelled_deliveries: tuple[str, ...] = ()  # keys
    adopted: tuple[
        tuple[int, int], ...
    ] = ()  # earlier mentions that turned out to belong to an incident: item, incident

    def and_then(self, later: Changes) -> Changes:
        """Both, in order; a later word about an incident replaces an earlier one."""
        return in_order((self, later))


def in_order(decided: Iterable[Changes]) -> Changes:
    """All of it, one after the other; a later word about an incident replaces an earlier one."""
    parts = list(decided)
    incidents = {incident.id: incident for part in parts for incident in part.incidents}
    return Changes(
        seen=tuple([one for part in parts for one in part.seen]),
        incidents=tuple(incidents.values()),
        log=tuple([one for part in parts for one in part.log]),
        deliveries=tuple([one for part in parts for one in part.deliveries]),
        dues=tuple([one for part in parts for one in part.dues]),
        cancelled_dues=tuple([one for part in parts for one in part.cancelled_dues]),
        cancelled_deliveries=tuple([one for part in parts for one in part.cancelled_deliveries]),
        adopted=tuple([one for part in parts for one in part.adopted]),
    )

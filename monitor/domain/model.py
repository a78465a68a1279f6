"""The nouns: what is read, what it says, what it becomes, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

UNKNOWN_LANGUAGE = "und"
MUNICIPALITY = "municipality"  # the name of the watch that every configuration has


class Role(StrEnum):
    """Who speaks in a source."""

    PRESS = "press"
    OFFICIAL = "official"
    OWN = "own"
    SOCIAL = "social"
    PEER = "peer"


class Kind(StrEnum):
    """What an item is to the municipality."""

    CRISIS = "crisis"
    OPERATIONAL = "operational"
    QUESTION = "question"
    OPINION = "opinion"
    ROUTINE = "routine"


class Topic(StrEnum):
    """What an item is about."""

    WATER = "water"
    BOIL_NOTICE = "boil_notice"
    POWER = "power"
    HEATING = "heating"
    ROAD = "road"
    TRANSIT = "transit"
    TELECOM_IT = "telecom_it"
    WASTE = "waste"
    SCHOOL = "school"
    WEATHER = "weather"
    FIRE = "fire"
    FLOOD = "flood"
    LANDSLIDE = "landslide"
    ACCIDENT = "accident"
    VIOLENCE = "violence"
    MISSING_PERSON = "missing_person"
    CONTAMINATION = "contamination"
    CYBER = "cyber"
    DISEASE = "disease"
    EVACUATION = "evacuation"
    RUMOUR = "rumour"
    HATE_THREAT = "hate_threat"
    OTHER = "other"


class State(StrEnum):
    """How far the event has come, as the item says it."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    RESOLVED = "resolved"
    NONE = "none"


class Turn(StrEnum):
    """What an item says has changed about an event that people may know already."""

    LONGER = "longer"  # it takes longer than was said before
    WIDER = "wider"  # it reaches further
    AGAIN = "again"  # one more of the same, or the same once more
    PARTLY = "partly"  # over for some, not for all
    GOES_ON = "goes_on"  # not over yet, whatever else is said
    DENIED = "denied"  # it never was so
    LATE = "late"  # it should have been done by now
    LOOKS_BACK = "looks_back"  # it tells of what was
    OVER = "over"  # mended, back, open, out
    FOUND = "found"  # who was missing is found, or all are safe: it ends a search, and no fire
    AFTERWORK = "afterwork"  # what is left to do when it is over
    WITNESS = "witness"  # somebody tells what is wrong where he or she is, or asks who else has it
    REACTS = "reacts"  # thanks, relief, how long: it may answer what others told, and names nothing itself
    CONCERNED = "concerned"  # cares for or fears what has struck people: is it dangerous, is anybody hurt
    DONE = "done"  # those who answered the alarm leave: it is over too
    ASIDE = "aside"  # an affair of one's own: sold, sought, opening hours, a cat


_SPOKEN = {
    "SE": ("sv",),
    "NO": ("nb", "nn", "se"),
    "FI": ("fi", "sv"),
    "DK": ("da",),
}  # with names of places of their own


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality of the register. ``code`` is the country and the statistical office's number: ``SE-1484``."""

    code: str
    name: str
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by language
    county: str = ""
    county_code: str = ""
    language: str = "sv"
    timezone: str = "Europe/Stockholm"
    website: str = ""
    population: int | None = None
    neighbours: tuple[str, ...] = ()

    @property
    def country(self) -> str:
        """SE, NO, FI or DK."""
        return self.code[:2]

    @property
    def number(self) -> str:
        """The statistical office's own number, leading zeros kept."""
        return self.code[3:]

    @property
    def common_names(self) -> tuple[str, ...]:
        """What people who live there call it, its own name first: Parainen and Pargas, Karasjok and Kárášjohka."""
        spoken = _SPOKEN.get(self.country, ())
        return tuple(dict.fromkeys([self.name, *(name for one in spoken for name in self.names.get(one, ())[:1])]))

    def called_in(self, language: str) -> Municipality:
        """The same under its name in a language, where it has one."""
        return replace(self, name=self.names.get(language, (self.name,))[0])


# ---- what is read ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Notice:
    """What an official message says of itself, in our scales: CAP and its relatives.

    ``id`` is the same for every message of one warning; ``severity`` is 0-3 as in a verdict.
    """

    id: str
    message: str = "alert"  # alert | update | cancel
    exercise: bool = False
    kind: Kind | None = None
    topic: Topic | None = None
    severity: int | None = None
    state: State | None = None
    expires_at: datetime | None = None
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawItem:
    """One thing a source published, as its connector understood it.

    ``id`` is the source's own and survives edits; ``text`` may be HTML when ``html`` says so. ``author`` is used
    once, to count different voices, and never kept.
    """

    id: str
    title: str = ""
    text: str = ""
    html: bool = False
    url: str = ""
    published_at: datetime | None = None
    author: str | None = None
    language: str | None = None
    publisher: str | None = None  # when a source carries what others published
    role: Role | None = None
    notice: Notice | None = None
    about_us: bool = False  # the connector itself limited it to the municipality
    drill: bool = False  # an exercise of our own
    revision_of: str | None = None  # the id of the item of which this is a later wording


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a parser made of one answer, in a process apart: items, and sentences about what was met and overcome.

    ``facts`` are small values for the connector that asked (hashes, a language, when to come again).
    """

    items: tuple[RawItem, ...] = ()
    notes: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a source published, made uniform: text is plain, NFC and clean, times are aware, links are http(s)."""

    key: str  # the source's own id; unique within the source
    source: str
    role: Role
    publisher: str
    title: str
    text: str
    url: str
    seen_at: datetime
    published_at: datetime | None = None
    language: str | None = None
    fingerprint: str = ""  # of what it says; the same words have the same one
    voice: str = ""  # who speaks: the publisher, or a person's salted hash
    notice: Notice | None = None
    about_us: bool = False
    everything: bool = False  # its source is about us as a whole
    drill: bool = False
    revision_of: str | None = None

    @property
    def full(self) -> str:
        """What offsets count in: the title, a line break, the text; the text alone where there is no title."""
        return f"{self.title}\n{self.text}" if self.title else self.text


# ---- what it says ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of the text and what it speaks for; ``start`` and ``end`` count characters of the full text."""

    evidence: str
    start: int
    end: int
    speaks_for: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the classifier says. ``confidence`` is a calibrated probability of ``kind``; ``severity`` is 0-3."""

    kind: Kind = Kind.ROUTINE
    topics: tuple[Topic, ...] = ()
    severity: int = 0
    state: State = State.NONE
    drill: bool = False
    confidence: float = 0.0
    because: tuple[Evidence, ...] = ()
    language: str = UNKNOWN_LANGUAGE


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality that a text mentions, and where; ``locality`` is the place below it, when one was named."""

    municipality: str
    term: str
    start: int
    end: int
    confidence: float
    because: str
    locality: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A watch that an item matches, by which term, and where."""

    watch: str
    term: str
    start: int
    end: int
    municipality: str | None = None
    locality: str | None = None
    because: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that analysis says of one item: it is pure, and nothing of it depends on what was read before."""

    language: str = UNKNOWN_LANGUAGE
    hits: tuple[Hit, ...] = ()
    places: tuple[Place, ...] = ()  # every municipality that is named, ours or not
    refused: tuple[str, ...] = ()  # candidates that were not us, each with its reason
    verdict: Verdict | None = None  # None when nothing was hit: then nobody asked
    sketch: tuple[int, ...] = ()  # bottom-k hashes of the words: near-duplicates share them
    numbers: tuple[str, ...] = ()
    rare_words: tuple[str, ...] = ()
    spots: tuple[str, ...] = ()  # roads, schools and other places that it names, as keys: road:storgatan
    links: tuple[str, ...] = ()  # the pages it stands on or points to, without what differs between visits
    wire: str = ""  # the news agency whose text it is
    turns: tuple[Turn, ...] = ()
    hints: tuple[Topic, ...] = ()  # topics that its words name, whatever the verdict makes of them
    harm: bool = False  # somebody died, or all are told what to do
    dead: bool = False  # somebody died
    reach: int = 0  # households or customers, the largest number named
    until: datetime | None = None  # when what it announces is to end
    begins: datetime | None = None  # when what it announces is to begin, where it names a day and a time
    spared: tuple[str, ...] = ()  # localities that are said not to be affected
    lifted: tuple[str, ...] = ()  # localities in which it is over, where it goes on in others


# ---- what it becomes ---------------------------------------------------------------------------------------------
class Status(StrEnum):
    """How far people have come with an incident."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Reason(StrEnum):
    """Why something is told."""

    NEW = "new"
    WORSE = "worse"
    GROWING = "growing"
    REMINDER = "reminder"
    ESCALATED = "escalated"
    STILL_OPEN = "still_open"
    TAKEN = "taken"  # somebody else has it: those who were woken may sleep again
    RESOLVED = "resolved"
    BRIEF = "brief"
    DIGEST = "digest"
    TEST = "test"
    DRILL = "drill"
    HEALTH = "health"


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    HELD = "held"
    SENT = "sent"
    FAILED = "failed"
    SILENCED = "silenced"
    CANCELLED = "cancelled"

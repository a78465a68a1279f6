"""The sections of monitor.toml as they are written, each value checked by itself."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from monitor.config.values import Duration, Listen, ListenAddress, Secret
from monitor.config.words import (
    Clock,
    Closing,
    DatabaseUrl,
    DateRange,
    DayOfYear,
    Expression,
    Grade,
    Handover,
    Heartbeat,
    HoursText,
    Language,
    Mail,
    Name,
    OpenedHost,
    Phone,
    Place,
    QueryText,
    Sender,
    ShortDay,
    WatchName,
    WebAddress,
    Weekday,
    Zone,
)
from monitor.domain.model import Kind, Role, Topic
from monitor.domain.plan import Deliver, Each, When


class Section(BaseModel):
    """One section: an unknown key is a mistake, and no value of it is ever printed."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, arbitrary_types_allowed=True, defer_build=True
    )


class MunicipalitySection(Section):
    """``[municipality]``."""

    code: Name
    language: Language | None = None
    timezone: Zone | None = None
    places: tuple[Expression, ...] = ()
    excluded: tuple[Expression, ...] = Field(default=(), alias="not")


class DatabaseSection(Section):
    """``[database]``."""

    url: DatabaseUrl = "sqlite:///monitor.db"


class HttpSection(Section):
    """``[http]``."""

    contact: str = ""
    allow_private: tuple[OpenedHost, ...] = ()
    timeout: Duration = timedelta(seconds=30)
    max_body: int = Field(default=5_000_000, ge=10_000, le=200_000_000)
    at_once: int = Field(default=200, ge=1, le=2000)
    at_once_per_host: int = Field(default=2, ge=1, le=50)


class StateSection(Section):
    """``[state]``."""

    directory: Path = Path()


class SourceSection(Section):
    """``[[source]]``: what all sources have; the rest are the options of its connector."""

    model_config = ConfigDict(extra="allow")

    name: Name
    connector: Name
    role: Role = Role.PRESS
    publisher: str = ""
    every: Duration | None = None
    match: Literal["mentions", "everything"] = "mentions"


class WatchSection(Section):
    """``[[watch]]``."""

    name: WatchName
    query: QueryText
    purpose: str = ""
    owner: str = ""
    deputy: str = ""


class SeasonSection(Section):
    """``seasons`` of ``[office_hours]``."""

    first: DayOfYear = Field(alias="from")
    last: DayOfYear = Field(alias="to")
    hours: HoursText


class OfficeHoursSection(Section):
    """``[office_hours]``."""

    monday: HoursText | None = None
    tuesday: HoursText | None = None
    wednesday: HoursText | None = None
    thursday: HoursText | None = None
    friday: HoursText | None = None
    saturday: HoursText | None = None
    sunday: HoursText | None = None
    holidays: Literal["SE", "NO", "FI", "DK"] | None = None
    closed: tuple[DateRange, ...] = ()
    open: tuple[DateRange, ...] = ()
    short_days: dict[ShortDay, Closing] = {}
    seasons: tuple[SeasonSection, ...] = ()


class PersonSection(Section):
    """``[[person]]``."""

    name: Name
    email: Mail | None = None
    phone: Phone | None = None


class OverrideSection(Section):
    """``override`` of ``[[rota]]``: local times."""

    starts: str = Field(alias="from")
    ends: str = Field(alias="to")
    person: Name


class RotaSection(Section):
    """``[[rota]]``."""

    name: Name
    people: tuple[Name, ...] = ()
    starts: date | None = None
    handover: Handover = (0, time(12, 0))
    override: tuple[OverrideSection, ...] = ()
    calendar: Place | None = None  # an address or a file; the address may be a secret


class ChannelSection(Section):
    """``[[receiver.channel]]``: the type; the rest are the options of the channel."""

    model_config = ConfigDict(extra="allow")

    type: Name


class ReceiverSection(Section):
    """``[[receiver]]``."""

    name: Name
    rota: str | None = None
    person: str | None = None
    fallback: str | None = None
    channel: tuple[ChannelSection, ...] = ()


class EscalateSection(Section):
    """``escalate`` of ``[[route]]``."""

    after: Duration
    to: tuple[str, ...] = Field(min_length=1)


class RouteSection(Section):
    """``[[route]]``."""

    name: Name
    to: tuple[str, ...] = Field(min_length=1)
    min_severity: int = Field(default=0, ge=0, le=3)
    when: When = When.ALWAYS
    deliver: Deliver = Deliver.NOW
    each: Each = Each.INCIDENT
    watches: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    topics: frozenset[Topic] = frozenset()
    sources: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()
    repeat: Duration | None = None
    escalate: tuple[EscalateSection, ...] = ()


class BriefSection(Section):
    """``[brief]``."""

    at: Clock = Field(alias="time")
    to: tuple[str, ...] = Field(min_length=1)


class DigestSection(BriefSection):
    """``[digest]``."""

    day: Weekday = 0


class WeeklyTestSection(DigestSection):
    """``[test_alert]``: a marked test through every channel of these receivers, once a week."""

    at: Clock = Field(default=time(9), alias="time")
    to: tuple[str, ...] = Field(min_length=1)


class SeverityRow(Section):
    """``[severity.<topic>]``: how grave it is, by how far it reaches; what is not named stays as it is shipped."""

    minor: Grade | None = None
    local: Grade | None = None
    wide: Grade | None = None
    danger: Grade | None = None


class SeverityCaps(Section):
    """``[severity.at_most]``: the most that a state, or a kind, may be, whatever the topic."""

    planned: Grade | None = None
    resolved: Grade | None = None
    routine: Grade | None = None
    question: Grade | None = None
    opinion: Grade | None = None


class SeveritySection(Section):
    """``[severity]``: a municipality's own values, laid over the shipped table."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, SeverityRow]  # by topic, beside the two below, as in the shipped table

    at_most: SeverityCaps = SeverityCaps()
    default: SeverityRow = SeverityRow()

    @model_validator(mode="after")
    def _know_topics(self) -> Self:
        topics = [topic.value for topic in Topic]
        if unknown := [name for name in self.__pydantic_extra__ if name not in topics]:
            raise ValueError(f"has no topic {', '.join(unknown)}. There are: {', '.join(topics)}")
        return self

    def table(self) -> dict[str, dict[str, int]]:
        """The values that differ, by row."""
        rows: dict[str, Section] = {**self.__pydantic_extra__, "default": self.default, "at_most": self.at_most}
        return {name: values for name, row in rows.items() if (values := row.model_dump(exclude_none=True))}


class EmailSection(Section):
    """``[email]``; what stands beside these keys are options of the way mail leaves (a CA file, OAuth)."""

    model_config = ConfigDict(extra="allow")

    host: Name
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str | None = None
    password: Secret | None = None
    sender: Sender = Field(alias="from")


class WebSection(Section):
    """``[web]``. ``user_header`` is where a reverse proxy on the same machine says who it is that asks."""

    listen: ListenAddress
    base_url: WebAddress = ""
    password: Secret | None = None
    user_header: str | None = Field(default=None, pattern=r"^[A-Za-z][A-Za-z0-9-]*$", max_length=60)
    links_last: Duration = timedelta(days=7)  # how long the links in alerts can answer

    @property
    def is_local(self) -> bool:
        """Whether the inbox is for this machine alone, as far as anybody can tell from here."""
        host = urlsplit(self.base_url).hostname
        return self.listen.is_loopback and (not host or Listen(host, 0).is_loopback)


class RetentionSection(Section):
    """``[retention]``."""

    mentions: Duration = timedelta(days=90)
    press: Duration = timedelta(days=730)
    unmatched: Duration = timedelta(days=30)


class HealthSection(Section):
    """``[health]``."""

    to: tuple[str, ...] = ()
    heartbeat: Heartbeat = ""


class Sections(Section):
    """The whole file."""

    municipality: MunicipalitySection
    database: DatabaseSection = DatabaseSection()
    http: HttpSection = HttpSection()
    state: StateSection = StateSection()
    source: tuple[SourceSection, ...] = ()
    watch: tuple[WatchSection, ...] = ()
    office_hours: OfficeHoursSection | None = None
    person: tuple[PersonSection, ...] = ()
    rota: tuple[RotaSection, ...] = ()
    receiver: tuple[ReceiverSection, ...] = ()
    route: tuple[RouteSection, ...] = ()
    brief: BriefSection | None = None
    digest: DigestSection | None = None
    test_alert: WeeklyTestSection | None = None
    severity: SeveritySection = SeveritySection()
    email: EmailSection | None = None
    web: WebSection | None = None
    retention: RetentionSection = RetentionSection()
    health: HealthSection = HealthSection()

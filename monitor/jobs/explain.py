"""The whole head on one text, in a world where nothing has happened yet: what would be decided, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from monitor.domain import pipeline
from monitor.domain.model import DeliveryState, RawItem, Role, Verdict
from monitor.domain.oncall import OnCall
from monitor.domain.pipeline import Reader
from monitor.domain.plan import SourcePlan
from monitor.domain.world import World
from monitor.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.incident import Changes, Gate
    from monitor.domain.model import Hit, Item
    from monitor.domain.plan import Plan


class Asked(Protocol):
    """A text that somebody asks about."""

    @property
    def id(self) -> str:
        """Its key at its source."""
        ...

    @property
    def text(self) -> str:
        """What it says."""
        ...

    @property
    def title(self) -> str:
        """Its title, or nothing."""
        ...

    @property
    def url(self) -> str:
        """Its address, or nothing."""
        ...

    @property
    def source(self) -> str | None:
        """The configured source it is from, if it says so."""
        ...

    @property
    def role(self) -> Role | None:
        """Who speaks, if it says so."""
        ...

    @property
    def publisher(self) -> str:
        """Whose it is, or nothing."""
        ...

    @property
    def language(self) -> str | None:
        """Its language, if it says so."""
        ...

    @property
    def published_at(self) -> datetime | None:
        """When it was published, if it says so."""
        ...


class JudgingReader(Reader, Protocol):
    """A reader that also gives the verdict on what it holds for no mention."""

    def judge(self, item: Item) -> Verdict:
        """The verdict alone."""
        ...


A = TypeVar("A", bound=Asked)


@dataclass(frozen=True, slots=True)
class Decision:
    """What would be done: told now, held until ``at``, shown in the inbox, or dropped."""

    action: Literal["tell", "hold", "inbox", "drop"]
    at: datetime | None
    route: str | None
    receivers: tuple[str, ...]
    people: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that the head says of a text."""

    verdict: Verdict
    hits: tuple[Hit, ...]
    decision: Decision
    gates: tuple[Gate, ...]


def explain(plan: Plan, reader: JudgingReader, asked: A, source: str | None, now: datetime) -> tuple[A, Explanation]:
    """The text itself and what the head says of it.

    Raises:
        UsageError: the configuration has no source of that name.
    """
    described = _source(plan, asked, source)
    world = World(plan, reads_since={described.name: now}, read_until={described.name: now})
    raw = RawItem(
        asked.id, asked.title, asked.text, url=asked.url, language=asked.language, published_at=asked.published_at
    )
    changes = pipeline.process([raw], described, world, reader, OnCall(plan), now)
    seen = changes.seen[0]
    reading = seen.reading
    verdict = reading.verdict if reading and reading.verdict else reader.judge(seen.item)
    return asked, Explanation(verdict, reading.hits if reading else (), _decision(changes, now), seen.gates)


def _source(plan: Plan, asked: Asked, named: str | None) -> SourcePlan:
    """The configured source of that name; else one that is like what the text says of itself."""
    wanted = named or asked.source
    known = next((one for one in plan.sources if one.name == wanted), None)
    if known is None and named is not None:
        raise UsageError(f'There is no source "{named}". There are: {", ".join(one.name for one in plan.sources)}')
    if known is None:
        publisher = asked.publisher or wanted or "explain"
        return SourcePlan(wanted or "explain", "intake", asked.role or Role.PRESS, publisher)
    return replace(known, role=asked.role or known.role, publisher=asked.publisher or known.publisher)


def _decision(changes: Changes, now: datetime) -> Decision:
    seen = changes.seen[0]
    last = seen.gates[-1]
    told = [one for one in changes.deliveries if one.state is DeliveryState.PENDING]
    held = [one for one in changes.deliveries if one.state is DeliveryState.HELD]
    spoken = told or held
    if not spoken:
        action: Literal["inbox", "drop"] = "inbox" if seen.reading and seen.reading.hits else "drop"
        return Decision(action, None, None, (), (), f"{last.gate}: {last.why}")
    receivers = tuple(dict.fromkeys(one.receiver for one in spoken))
    people = tuple(dict.fromkeys(one.person for one in spoken if one.person))
    first = spoken[0]
    reason = f"route {first.route}: {first.why}"
    if told and held:
        reason += f"; held for {', '.join(dict.fromkeys(one.receiver for one in held))} until the office opens"
    return Decision("tell" if told else "hold", now if told else first.due_at, first.route, receivers, people, reason)

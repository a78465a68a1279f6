"""Reads the timelines of ``data/timelines``: items with times, and what a reader expects of them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from factories import a_plan
from monitor.analysis.match import Matcher
from monitor.analysis.reader import AnalysisReader
from monitor.analysis.register import Register
from monitor.analysis.text import Text
from monitor.analysis.traits import add_traits
from monitor.domain.model import (
    MUNICIPALITY,
    Evidence,
    Hit,
    Kind,
    Place,
    RawItem,
    Reading,
    Role,
    State,
    Topic,
    Verdict,
)
from monitor.domain.simulate import Acknowledged, Event, Published, read_source
from monitor.domain.timeline_score import Event as ExpectedEvent
from monitor.domain.timeline_score import Expected, Tell

if TYPE_CHECKING:
    from monitor.domain.model import Item
    from monitor.domain.plan import Plan, SourcePlan

FOLDER = Path(__file__).parent / "data" / "timelines"


@dataclass(frozen=True)
class Timeline:
    """One timeline: its lines, what is expected, and the readings that a perfect analysis would give."""

    name: str
    municipality: str
    language: str
    held_out: bool
    about: str
    events: list[Event] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    expected: Expected = field(default_factory=lambda: Expected({}, {}))
    readings: dict[str, dict[str, Any] | None] = field(default_factory=dict)

    @property
    def is_labelled(self) -> bool:
        """Whether it says what a perfect analysis would read in its items."""
        return self.readings.keys() >= set(self.order)

    @property
    def plan(self) -> Plan:
        """The reference configuration for this municipality."""
        return plan_for(self.municipality, self.language)


def plan_for(code: str, language: str) -> Plan:
    """The reference configuration of a municipality; no source of it is known."""
    town = _register()[code]
    return replace(a_plan(), municipality=town, language=language, timezone=town.timezone, sources=())


@cache
def reader_for(code: str, language: str) -> AnalysisReader:
    """The real analysis of a municipality; a second costs each one that is made."""
    return AnalysisReader(plan_for(code, language), _register())


@cache
def _register() -> Register:
    return Register.load()


@dataclass
class LabelReader:
    """Analysis that is never wrong about kind, topic and place: they are the timeline's. Traits are really read."""

    timeline: Timeline

    def read(self, item: Item) -> Reading:
        """What the label says."""
        label = self.timeline.readings[item.key.partition("#")[0]]
        if label is None:
            return Reading(language=item.language or "und")
        code, name = self.timeline.municipality, self.timeline.plan.municipality.name
        places = tuple(Place(other, other, 0, 1, 0.9, "label") for other in label.get("elsewhere", ()))
        names = [form for forms in self.timeline.plan.municipality.names.values() for form in forms]
        spelled = " ".join(word for word in re.findall(r"\w+", item.full) if any(word[:5] == one[:5] for one in names))
        hits = tuple(Hit(MUNICIPALITY, spelled, 0, 0, code, place) for place in label["localities"] or [None])
        ours = () if not places else (Place(code, name, len(item.title) + 2, len(item.title) + 3, 0.9, "label"),)
        verdict = Verdict(
            kind=Kind(label["kind"]),
            topics=tuple(Topic(topic) for topic in label["topics"]),
            severity=label["severity"],
            state=State(label["state"]),
            drill=label.get("drill", False),
            confidence=0.9,
            because=(Evidence("x", 0, 1, "label"),),
            language=item.language or "und",
        )
        reading = Reading(item.language or "und", hits, (*places, *ours), verdict=verdict)
        return add_traits(reading, item, Text(item.text, item.title), ZoneInfo(self.timeline.plan.timezone))


def read_timelines(folder: Path = FOLDER) -> list[Timeline]:
    """All of them, by name."""
    return [read_timeline(path) for path in sorted(folder.glob("*.jsonl"))]


def read_timeline(path: Path) -> Timeline:
    """One of them."""
    wanted = json.loads(path.with_suffix(".expected.json").read_text(encoding="utf-8"))
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    items = [line for line in lines if "id" in line]
    expected = Expected(
        event_of={line["id"]: line["event"] for line in items},
        events={name: _expect(event) for name, event in wanted["events"].items()},
        not_told_after=frozenset(wanted["not_told_after"]),
    )
    return Timeline(
        name=path.stem,
        municipality=wanted["municipality"],
        language=wanted["language"],
        held_out=wanted["held_out"],
        about=wanted["about"],
        events=[_event(line, plan_for(wanted["municipality"], wanted["language"])) for line in lines],
        order=[line["id"] for line in items],
        expected=expected,
        readings={line["id"]: line["reading"] for line in items if "reading" in line},
    )


def _expect(event: dict[str, Any]) -> ExpectedEvent:
    tell = tuple(Tell(one["after"], tuple(one["reasons"])) for one in event["tell"])
    return ExpectedEvent(event["voices"], tell, event["resolved_by"], event.get("resolved_may", False), event["quiet"])


def _event(line: dict[str, Any], plan: Plan) -> Event:
    at = datetime.fromisoformat(line["at"])
    if "ack" in line:
        return Acknowledged(at, line["ack"], line["by"])
    published = datetime.fromisoformat(line["published_at"]) if "published_at" in line else None
    raw = RawItem(
        line["id"], line.get("title", ""), line["text"], url=line["url"], published_at=published,
        author=line.get("author"), language=line["language"], revision_of=line.get("revision_of"),
    )  # fmt: skip
    return Published(at, raw, _source_of(line["source"], line["publisher"], Role(line["role"]), plan))


@cache
def _matcher() -> Matcher:
    return Matcher(_register())


def _source_of(name: str, publisher: str, role: Role, plan: Plan) -> SourcePlan:
    return read_source(
        name, publisher, role, plan, lambda title: _matcher().is_named_after(title, plan.municipality.code)
    )

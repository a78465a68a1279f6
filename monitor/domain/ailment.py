"""How the monitor tells of its own health: what is unwell, since when, why, and what that means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.domain.clock import Clock
from monitor.domain.lines import write_footer
from monitor.domain.message import FIRST_LINE, Fact, Link, Message, Section, one_line, shorten
from monitor.domain.model import Reason
from monitor.domain.sheet import capital, name
from monitor.domain.texts import words as words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.domain.alert import Telling
    from monitor.domain.texts import Words


class Trouble(StrEnum):
    """What can be wrong, or right again, with the monitor itself."""

    SOURCE_GONE = "source_gone"
    SOURCES_GONE = "sources_gone"
    SOURCE_SILENT = "source_silent"
    SOURCES_SILENT = "sources_silent"
    SOURCE_BACK = "source_back"
    SOURCES_BACK = "sources_back"
    SOURCE_NOTED = "source_noted"
    SOURCES_NOTED = "sources_noted"
    MONITOR_BLIND = "monitor_blind"
    MONITOR_BACK = "monitor_back"
    MONITOR_UNWELL = "monitor_unwell"
    MONITOR_WELL = "monitor_well"
    DELIVERY_FAILING = "delivery_failing"
    DELIVERY_BACK = "delivery_back"


_MEANING = {
    Trouble.SOURCE_GONE: "meaning_source_gone",
    Trouble.SOURCES_GONE: "meaning_source_gone",
    Trouble.SOURCE_SILENT: "meaning_source_silent",
    Trouble.SOURCES_SILENT: "meaning_source_silent",
    Trouble.SOURCE_NOTED: "meaning_source_noted",
    Trouble.SOURCES_NOTED: "meaning_source_noted",
    Trouble.MONITOR_BLIND: "meaning_blind",
    Trouble.MONITOR_UNWELL: "meaning_unwell",
    Trouble.MONITOR_WELL: "meaning_well",
    Trouble.DELIVERY_FAILING: "meaning_delivery",
    Trouble.DELIVERY_BACK: "meaning_well",
}
_NAMED = 50  # sources that one message lists; the rest stand in the inbox
_WHY = 300  # characters


@dataclass(frozen=True, slots=True)
class Part:
    """One source, receiver or part of the monitor that a message is about; ``until`` is set when it is over."""

    name: str
    why: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ailment:
    """One trouble: ``about`` names the source, or the receiver and its channel; ``why`` is for an administrator.

    ``until`` is set when it is over. A trouble of several has ``parts``, out of ``total`` sources.
    """

    trouble: Trouble
    municipality: str
    since: datetime | None = None
    about: str = ""
    why: str = ""
    url: str = ""
    until: datetime | None = None
    parts: tuple[Part, ...] = ()
    total: int = 0


def compose_health(ailment: Ailment, telling: Telling, severity: int = 0) -> Message:
    """What is unwell, since when, why, and what that means for whoever relies on the monitor."""
    words = words_of(telling.language)
    clock = Clock(words, ZoneInfo(telling.timezone), telling.now)
    town = name(ailment.municipality)
    what = _what(ailment, words)
    since = ""
    if ailment.since is not None:
        since = capital(words.say("fact.since", time=clock.moment(ailment.since), age=clock.age(ailment.since)))
    lasted = _lasted(ailment.since, ailment.until, clock)
    lines = (
        ("since", words.say("health.since"), since),
        ("lasted", words.say("health.lasted"), lasted),
        ("detail", words.say("health.detail"), shorten(one_line(_why(ailment)[:1000]), _WHY)),
        ("meaning", words.say("health.meaning"), words.say(_meaning(ailment, words))),
    )
    return Message(
        key=telling.key,
        reason=Reason.HEALTH,
        language=words.language,
        subject=words.say("health.subject", what=what, municipality=town),
        first_line=shorten(f"{what}. {words.say('health.lasted_for', span=lasted) if lasted else since}", FIRST_LINE),
        severity=severity,
        thread=telling.thread,
        references=telling.references,
        written_at=telling.now,
        facts=tuple(Fact(field, label, value) for field, label, value in lines if value),
        sections=_listed_parts(ailment.parts, clock),
        actions=(Link(words.say("label.inbox"), ailment.url),) if ailment.url else (),
        footer=write_footer(telling, words, town),
        shortened=words.say("shortened"),
    )


def _why(ailment: Ailment) -> str:
    """The reason of all that is unwell; empty where each of several has its own, which stands in the list."""
    return ailment.why if len({part.why for part in ailment.parts}) < 2 else ""


def _meaning(ailment: Ailment, words: Words) -> str:
    """The key of the sentence; what happened to a part and is over already may mean less than what goes on."""
    own = f"health.meaning_{ailment.about}"
    if ailment.trouble is Trouble.MONITOR_UNWELL and own in words.sentences:
        return own
    return f"health.{_MEANING.get(ailment.trouble, 'meaning_back')}"


def _what(ailment: Ailment, words: Words) -> str:
    """The trouble in a few words. A monitor with some of its eyes open is not called blind without saying how much."""
    key, n = f"health.{ailment.trouble}", len(ailment.parts)
    if ailment.trouble is Trouble.MONITOR_BLIND and 0 < n < ailment.total:
        key = "health.monitor_half_blind"
    about = name(ailment.about)
    if ailment.trouble in {Trouble.MONITOR_UNWELL, Trouble.MONITOR_WELL}:
        about = words.sentences.get(f"health.part_{ailment.about}", about)
    return words.say(key, source=about, n=n, total=ailment.total)


def _listed_parts(parts: Sequence[Part], clock: Clock) -> tuple[Section, ...]:
    if len(parts) < 2:
        return ()
    bullets = [_part_line(part, clock) for part in parts[:_NAMED]]
    note = clock.words.say("bundle.rest", n=len(parts) - _NAMED) if len(parts) > _NAMED else ""
    return (Section("", bullets=tuple(bullets), note=note),)


def _part_line(part: Part, clock: Clock) -> str:
    """*Lysekilsposten: not_found: … (Tuesday 07:41, 2 h 5 min)*."""
    times = [clock.moment(part.since) if part.since else "", _lasted(part.since, part.until, clock)]
    when = ", ".join(filter(None, times))
    words = ": ".join(filter(None, (name(part.name), shorten(one_line(part.why[:1000]), _WHY))))
    return f"{words} ({when})" if when else words


def _lasted(since: datetime | None, until: datetime | None, clock: Clock) -> str:
    return clock.span(until - since) if since is not None and until is not None and until > since else ""

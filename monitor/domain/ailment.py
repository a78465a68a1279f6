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
from monitor.domain.reason import say_why
from monitor.domain.sheet import capital, name
from monitor.domain.texts import words as words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
    MONITOR_OFF = "monitor_off"
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

    ``until`` is set when it is over. A trouble of several has ``parts``, out of ``total`` sources. Of a monitor
    that was off, parts with an end say when; the rest are sources that moved on meanwhile; ``total`` were not read.
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
    off = ailment.trouble is Trouble.MONITOR_OFF
    lines = _absence(ailment, clock) if off else _illness(ailment, clock)
    return Message(
        key=telling.key,
        reason=Reason.HEALTH,
        language=words.language,
        subject=words.say(_subject(ailment.trouble), what=what, municipality=town),
        first_line=shorten(f"{what}. {_when(ailment, clock)}", FIRST_LINE),
        severity=severity,
        thread=telling.thread,
        references=telling.references,
        written_at=telling.now,
        facts=tuple(Fact(field, words.say(f"health.{label}"), value) for field, label, value in lines if value),
        sections=_moved_on(ailment.parts, words) if off else _listed_parts(ailment, clock),
        actions=(Link(words.say("label.inbox"), ailment.url),) if ailment.url else (),
        footer=write_footer(telling, words, town),
        shortened=words.say("shortened"),
    )


def _subject(trouble: Trouble) -> str:
    """What is said of the monitor itself begins with its name."""
    return "health.subject_own" if trouble.value.startswith("monitor") else "health.subject"


def _illness(ailment: Ailment, clock: Clock) -> Iterator[tuple[str, str, str]]:
    """Each line's name, label and value: since when, how long, why, what it means, and what an administrator needs."""
    yield "since", "since", _since(ailment, clock)
    yield "lasted", "lasted", _lasted(ailment.since, ailment.until, clock)
    yield "why", "why", _shared_reason(ailment, clock.words)
    yield "meaning", "meaning", clock.words.say(_meaning(ailment, clock.words))
    yield "detail", "detail", _technical(_why(ailment))


def _absence(ailment: Ailment, clock: Clock) -> Iterator[tuple[str, str, str]]:
    """The same of a monitor that was off: from when to when, what was not read, what it means."""
    yield "when", "off_when", capital("; ".join(_spans(ailment, clock)))
    yield "unread", "unread", clock.words.count("health.unread_sources", ailment.total)
    gaps = any(part.until is None for part in ailment.parts)
    yield "meaning", "meaning", clock.words.say("health.meaning_off_gaps" if gaps else "health.meaning_off")


def _when(ailment: Ailment, clock: Clock) -> str:
    """What stands behind the trouble in the first line."""
    if ailment.trouble is Trouble.MONITOR_OFF:
        return f"{capital('; '.join(_spans(ailment, clock)[-1:]))}."
    lasted = _lasted(ailment.since, ailment.until, clock)
    return clock.words.say("health.lasted_for", span=lasted) if lasted else _since(ailment, clock)


def _since(ailment: Ailment, clock: Clock) -> str:
    if ailment.since is None:
        return ""
    return capital(clock.words.say("fact.since", time=clock.moment(ailment.since), age=clock.age(ailment.since)))


def _spans(ailment: Ailment, clock: Clock) -> list[str]:
    """*Friday 18:00 to Saturday 08:03 (14 h 3 min)*, one for each time."""
    return [
        clock.words.say(
            "health.off_span",
            since=clock.moment(part.since),
            until=clock.moment(part.until),
            span=clock.span(part.until - part.since),
        )
        for part in ailment.parts
        if part.since is not None and part.until is not None
    ]


def _moved_on(parts: Sequence[Part], words: Words) -> tuple[Section, ...]:
    """The sources that moved on past what was known of them while nobody read."""
    names = tuple(name(part.name) for part in parts if part.until is None)
    if not names:
        return ()
    note = words.say("bundle.rest", n=len(names) - _NAMED) if len(names) > _NAMED else ""
    return (Section(words.say("health.moved_on"), bullets=names[:_NAMED], note=note),)


def _why(ailment: Ailment) -> str:
    """The reason of all that is unwell; empty where each of several has its own, which stands in the list."""
    return ailment.why if len({part.why for part in ailment.parts}) < 2 else ""


def _shared_reason(ailment: Ailment, words: Words) -> str:
    """Why, in a sentence, where it is the same for all that is unwell."""
    reasons = {say_why(part.why, words) for part in ailment.parts} or {say_why(ailment.why, words)}
    return reasons.pop() if len(reasons) == 1 else ""


def _technical(why: str) -> str:
    return shorten(one_line(why[:1000]), _WHY)


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


def _listed_parts(ailment: Ailment, clock: Clock) -> tuple[Section, ...]:
    parts = ailment.parts
    if len(parts) < 2:
        return ()
    shared = bool(_shared_reason(ailment, clock.words))
    bullets = [_part_line(part, clock, "" if shared else say_why(part.why, clock.words)) for part in parts[:_NAMED]]
    note = clock.words.say("bundle.rest", n=len(parts) - _NAMED) if len(parts) > _NAMED else ""
    return (Section("", bullets=tuple(bullets), note=note),)


def _part_line(part: Part, clock: Clock, reason: str) -> str:
    """*Lysekilsposten: The page does not exist. (not_found: 404 …; Tuesday 07:41, 2 h 5 min)*."""
    times = [clock.moment(part.since) if part.since else "", _lasted(part.since, part.until, clock)]
    behind = "; ".join(filter(None, (_technical(part.why), ", ".join(filter(None, times)))))
    words = ": ".join(filter(None, (name(part.name), reason)))
    return f"{words} ({behind})" if behind else words


def _lasted(since: datetime | None, until: datetime | None, clock: Clock) -> str:
    return clock.span(until - since) if since is not None and until is not None and until > since else ""

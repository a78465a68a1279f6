"""The report of an exercise as a message: how long until it was seen, told, taken and answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.domain.clock import Clock
from monitor.domain.drill import SCRIPT
from monitor.domain.lines import write_footer
from monitor.domain.message import FIRST_LINE, Fact, Link, Message, shorten
from monitor.domain.sheet import name
from monitor.domain.texts import words as words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.domain.alert import Telling
    from monitor.domain.drill import Milestone, Point, Report

CHAIN = ("detected", "sent", "seen", "taken", "own_word")
_NAMED = 20  # people and receivers that were alerted


@dataclass(frozen=True, slots=True)
class _Page:
    """What all lines are written with."""

    report: Report
    clock: Clock

    def say(self, key: str, **slots: str | int) -> str:
        return self.clock.words.say(f"drill_report.{key}", **slots)


def compose_report(report: Report, telling: Telling, municipality: str, url: str = "") -> Message:
    """The report to somebody who was alerted in the exercise; marked as it is, in subject, first line and body."""
    words = words_of(telling.language)
    page = _Page(report, Clock(words, ZoneInfo(telling.timezone), telling.now))
    mark, title, town = words.say("drill"), name(report.drill.title), name(municipality)
    return Message(
        key=telling.key,
        reason=telling.reason,
        language=words.language,
        subject=f"{mark} {page.say('subject', title=title, municipality=town)}",
        first_line=shorten(f"{mark} {page.say('first_line', title=title)}", FIRST_LINE),
        why=page.say("why"),
        drill=True,
        mark=mark,
        thread=telling.thread,
        references=telling.references,
        written_at=telling.now,
        facts=tuple(_facts(page)),
        actions=(Link(words.say("action.inbox"), url),) if url else (),
        footer=write_footer(telling, words, town),
        shortened=words.say("shortened"),
    )


def _facts(page: _Page) -> Iterator[Fact]:
    report = page.report
    for step in CHAIN:
        yield Fact(step, page.say(step), _milestone(page, getattr(report, step)))
    for point in report.points:
        minutes = round(point.after.total_seconds() / 60)
        yield Fact(f"point_{minutes}", page.say("point", n=minutes), _point(page, point))
    if report.told:
        yield Fact("told", page.say("told"), ", ".join(map(name, report.told[:_NAMED])))
    if report.failed:
        yield Fact("failed", page.say("failed"), page.clock.words.count("drill_report.failed", report.failed))
    if report.drill.speed != 1:
        yield Fact("pace", page.say("pace"), page.say("faster", n=f"{report.drill.speed:g}"))
    yield Fact("ended", page.say("ended"), _end(page))


def _milestone(page: _Page, reached: Milestone | None) -> str:
    """*After 6 min, Maria (Tuesday 07:46)*, in the exercise's time."""
    if reached is None:
        return page.say("never")
    span = page.clock.span(page.report.drill.passed(reached.at))
    if not reached.by:
        return page.say("after", span=span, time=page.clock.moment(reached.at))
    who = page.say("script") if reached.by == SCRIPT else name(reached.by)
    return page.say("after_by", span=span, who=who, time=page.clock.moment(reached.at))


def _point(page: _Page, point: Point) -> str:
    if not point.reached:
        return page.say("unreached")
    answered = page.say("answered", answered=point.answered, told=point.told)
    taken = page.say("is_taken" if point.taken else "untaken")
    return f"{answered} {taken} {page.say('spoken' if point.own_word else 'silent')}"


def _end(page: _Page) -> str:
    drill = page.report.drill
    time = page.clock.moment(drill.ended_at or page.clock.now)
    return (
        page.say("stopped", who=name(drill.stopped_by), time=time) if drill.stopped_by else page.say("over", time=time)
    )

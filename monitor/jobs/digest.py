"""Gathers what a digest or a brief tells, and writes it: for a delivery that is due, or for a person who asks."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from monitor.analysis.masking import mask
from monitor.domain import schedule
from monitor.domain.alert import Telling
from monitor.domain.clock import Clock
from monitor.domain.digest import Ahead, compose_brief, compose_digest
from monitor.domain.incident import Changes
from monitor.domain.known_tests import tests_between
from monitor.domain.model import Reason
from monitor.domain.note import write_notes
from monitor.domain.oncall import OnCall
from monitor.domain.rota import turns
from monitor.domain.texts import words as words_of
from monitor.domain.wallclock import find_instant
from monitor.domain.week import Figures, Period
from monitor.errors import UsageError
from monitor.store import decide
from monitor.store import figures as counting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from monitor.config import Config
    from monitor.domain.incident import Delivery
    from monitor.domain.message import Message
    from monitor.store import Database

AHEAD = timedelta(days=7)
_YEAR = r"(?:19|20|21)[0-9]{2}"  # others are slips of the pen


def period_of(week: str | None, period: str | None, now: datetime, zone: ZoneInfo) -> Period:
    """The period that ``--week`` or ``--period`` names; the week before this one when neither does.

    Raises:
        UsageError: it names none; says what would.
    """
    if week and period:
        raise UsageError("Say --week or --period, not both")
    if period:
        named = _named_period(period, zone)
        if named is None:
            raise UsageError(f'--period: "{period}" is no period. Write it as 2026Q3, 2026H1, 2026-11 or 2026')
        return named
    if week is None:
        year, number, _ = (now.astimezone(zone) - timedelta(days=7)).isocalendar()
        week = f"{year}-W{number:02}"
    found = re.fullmatch(rf"({_YEAR})-?W(\d{{1,2}})", week.strip(), re.IGNORECASE)
    year, number = (int(found[1]), int(found[2])) if found else (0, 0)
    try:
        since, until = schedule.week_bounds(year, number, zone)
    except ValueError:
        raise UsageError(f'--week: "{week}" is no week. Write it as 2026-W47') from None
    return Period(f"digest-{year}-W{number:02}", since, until)


def _named_period(text: str, zone: ZoneInfo) -> Period | None:
    found = re.fullmatch(rf"({_YEAR})(?:-?(?:Q([1-4])|H([12])|(0[1-9]|1[0-2])))?", text.strip(), re.IGNORECASE)
    if not found:
        return None
    year = int(found[1])
    if found[2]:
        first, months = 3 * int(found[2]) - 2, 3
    elif found[3]:
        first, months = 6 * int(found[3]) - 5, 6
    elif found[4]:
        first, months = int(found[4]), 1
    else:
        first, months = 1, 12
    begin = date(year, first, 1)
    end = date(year + (first + months > 12), (first + months - 1) % 12 + 1, 1)
    return Period(f"digest-{text.strip().upper()}", find_instant(begin, time(), zone), find_instant(end, time(), zone))


def figures(config: Config, database: Database, period: Period) -> dict[str, Any]:
    """What ``digest --format json`` prints."""
    found = _count(config, database, period)
    return {
        **asdict(found),
        "awake": found.awake.total_seconds(),
        "items": found.items,
        "mentions": found.mentions,
        "woken": len(found.woken()),
    }


def render(config: Config, database: Database, period: Period, form: str, now: datetime) -> str:
    """The digest of a period as text or as a page."""
    from monitor.channels.email.page import render as page_of
    from monitor.channels.plaintext import write_text

    telling = Telling(period.key, Reason.DIGEST, config.plan.language, config.plan.timezone, now)
    message = _digest(config, database, period, telling)
    return f"{message.subject}\n\n{write_text(message)}" if form == "text" else page_of(message)


def send(config: Config, database: Database, period: Period, now: datetime) -> tuple[str, ...]:
    """Write the deliveries of a digest; returns who gets it. By hand the same week is sent again, as another one."""
    regular = config.plan.digest
    if regular is None:
        return ()
    body = {"key": period.key, "since": period.since.isoformat(), "until": period.until.isoformat()}
    with decide.deciding(database, config.plan, (), now) as (world, connection):
        turn = f"{period.key}-by-hand-{now.astimezone(UTC):%Y%m%dT%H%M%S}"
        notes = write_notes(Reason.DIGEST, turn, regular.to, body, world, OnCall(config.plan), now)
        decide.remember(connection, Changes(deliveries=notes))
    return tuple(dict.fromkeys(one.receiver for one in notes))


def compose(config: Config, database: Database, delivery: Delivery, telling: Telling) -> Message:
    """The message of a digest or brief that is due."""
    since, until = (datetime.fromisoformat(delivery.body[name]) for name in ("since", "until"))
    period = Period(delivery.body["key"], since, until)
    if delivery.reason is Reason.DIGEST:
        return _digest(config, database, period, telling)
    found = _count(config, database, period)
    return compose_brief(found, telling, OnCall(config.plan).zone, config.plan.municipality.name, config.inbox_url)


def _digest(config: Config, database: Database, period: Period, telling: Telling) -> Message:
    oncall = OnCall(config.plan)
    found = _count(config, database, period)
    ahead = tuple(_ahead(oncall, telling)) if telling.now - period.until < AHEAD else ()
    return compose_digest(found, telling, oncall.zone, config.plan.municipality.name, config.inbox_url, ahead)


def _count(config: Config, database: Database, period: Period) -> Figures:
    found = counting.count(database, period, OnCall(config.plan).timetable.is_open)
    return replace(
        found,
        incidents=tuple(replace(one, title=mask(one.title)) for one in found.incidents),
        still_open=tuple(replace(one, title=mask(one.title)) for one in found.still_open),
        headlines=tuple(replace(one, title=mask(one.title)) for one in found.headlines),
    )


def _ahead(oncall: OnCall, telling: Telling) -> Iterator[Ahead]:
    """What the coming week has of days that are not as usual, and whose turn begins."""
    clock = Clock(words_of(telling.language), oncall.zone, telling.now)
    weekend = {"Saturday", "Sunday"}
    told: set[date] = set()
    if oncall.plan.office_hours is not None:
        for one in oncall.timetable.intervals(telling.now, telling.now + AHEAD):
            day = (one.starts + (one.ends - one.starts) / 2).astimezone(oncall.zone).date()
            usual = not one.why or one.why.split(" ")[0] in _WEEKDAYS or one.why in weekend
            if not usual and day not in told and not one.open:
                told.add(day)
                at = datetime.combine(day, time(12), oncall.zone)
                yield Ahead("closed", {"day": clock.moment(at).rsplit(" ", 2)[0], "why": one.why})
    for test in tests_between(oncall.plan.tests, telling.now, telling.now + AHEAD):
        yield Ahead("test", {"day": clock.moment(test.at), "what": test.name})
    for rota in oncall.plan.rotas:
        for turn in turns(rota, telling.now, telling.now + AHEAD, oncall.zone):
            yield Ahead("duty", {"rota": rota.name, "person": turn.person, "day": clock.moment(turn.starts)})


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

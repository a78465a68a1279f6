"""Plays exercises: each line is a row that is due, taken through the real head; ends, stops and reports of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from monitor.domain import follow, pipeline
from monitor.domain.drill import Drill, Line, Played, Report, measure
from monitor.domain.drill_report import compose_report
from monitor.domain.incident import Changes, Due
from monitor.domain.model import DeliveryState, RawItem, Reason, Role
from monitor.domain.note import write_notes
from monitor.domain.plan import SourcePlan
from monitor.domain.texts import LANGUAGES, words
from monitor.errors import SourceError, UsageError
from monitor.log import get_logger
from monitor.parts import connector_class
from monitor.store import decide, drills, dues

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.alert import Telling
    from monitor.domain.incident import Delivery
    from monitor.domain.message import Message
    from monitor.domain.world import World
    from monitor.jobs.desk import Desk
    from monitor.store import Database
    from monitor.store.engine import Connection

SCRIPTS = "drill"  # the connector that knows them
LINE, END = "drill", "drill_end"  # kinds of due rows
_READ_FOR_LONG = timedelta(days=7)
_WAITING = frozenset({DeliveryState.HELD, DeliveryState.PENDING})
log = get_logger()


class Said(Protocol):
    """A line of a script, as its connector reads it."""

    after: timedelta
    role: Role
    publisher: str
    title: str
    text: str
    revision_of: int | None


def bundled() -> list[tuple[str, str, list[Said]]]:
    """The scripts that come with the program: name, title, lines."""
    part: Any = connector_class(SCRIPTS)
    scripts = ((name, part(script=name)) for name in part.bundled())
    return [(name, script.title(), script.lines()) for name, script in scripts]


def read(script: str) -> tuple[str, list[Said]]:
    """The title and the lines of a script: a bundled one by its name, else a file.

    Raises:
        UsageError: there is no such script, or it is none.
    """
    part: Any = connector_class(SCRIPTS)
    try:
        opened = part(script=script)
        title, lines = opened.title(), opened.lines()
    except SourceError as error:
        raise UsageError(f"{error.detail[:1].upper()}{error.detail[1:]}") from None
    if not lines:
        raise UsageError(f"The script {script} has no [[line]]: nothing would happen")
    return title, lines


def start(database: Database, script: str, speed: float, by: str, now: datetime) -> Drill:
    """Write down an exercise with all that is to come; whoever does what is due plays it.

    Raises:
        UsageError: there is no such script, or another exercise is being played.
    """
    title, said = read(script)
    running = drills.listed(database, running=True)
    if running:
        raise UsageError(f'The drill "{running[0].title}" is being played. Stop it first: monitor drill stop')
    lines = tuple(
        Line(number, one.after, one.role, one.publisher, one.title, one.text, one.revision_of)
        for number, one in enumerate(said, 1)
    )
    with database.writing() as connection:
        name = Path(script).name.removesuffix(".toml")
        language = name.rpartition(".")[2]
        made = Drill(0, name, title, language if language in LANGUAGES else "", speed, now, lines, by=by)
        drill = drills.begin(connection, made)
        ahead = [_due(drill, line, drill.due_at(line.after)) for line in lines]
        ahead.append(Due(f"drill:{drill.id}:end", END, drill.ends_at, step=drill.id))
        decide.remember(connection, Changes(dues=tuple(ahead)))
    log.info("drill_started", drill=drill.id, script=drill.name, speed=speed, by=by)
    return drill


def say(database: Database, text: str, title: str, by: str, now: datetime) -> Drill:
    """What the team itself publishes in the exercise: the word of our own that the report looks for.

    Raises:
        UsageError: no exercise is being played.
    """
    running = drills.listed(database, running=True)
    if not running:
        raise UsageError("No drill is being played. Start one with: monitor drill FILE")
    with database.writing() as connection:
        drill = drills.load(connection, running[0].id) or running[0]
        after = (now - drill.began_at) * drill.speed
        line = Line(len(drill.lines) + 1, after, Role.OWN, "{municipality}", title, text, by=by)
        drills.add_line(connection, drill, line)
        decide.remember(connection, Changes(dues=(_due(drill, line, now),)))
    return drill


def _due(drill: Drill, line: Line, at: datetime) -> Due:
    return Due(f"drill:{drill.id}:{line.number}", LINE, at, step=line.number, receiver=str(drill.id))


# ---- when it is due ----------------------------------------------------------------------------------------------
def do(desk: Desk, due: Due) -> bool:
    """Play a line, or end the exercise; returns whether something is to be said."""
    if due.kind == END:
        return end(desk, due.step, "")
    with desk.database.reading() as connection:
        drill = drills.load(connection, int(due.receiver or 0))
    line = next((one for one in drill.lines if one.number == due.step), None) if drill else None
    if drill is None or line is None:
        return False
    return _play(desk, due, drill, line)


def _play(desk: Desk, due: Due, drill: Drill, line: Line) -> bool:
    now, database = desk.now(), desk.database
    source = _source(desk, drill, line)
    items = pipeline.prepare([_item(desk, drill, line, now)], source, decide.salt_now(database, now), now)
    with database.reading() as connection:
        known = decide.known_items(connection, items)
        echoes = decide.known_echoes(connection, desk.plan, now)
    read_items = pipeline.read(items, known, desk.reader, echoes)
    with decide.deciding(database, desk.plan, items, now) as (world, connection):
        current = drills.load(connection, drill.id)
        if current is None or current.ended_at is not None or not dues.is_waiting(connection, due.key):
            return False
        world.reads_since.setdefault(source.name, now - _READ_FOR_LONG)
        world.read_until.setdefault(source.name, now)
        changes = pipeline.decide(read_items, world, desk.oncall, now)
        decide.remember(connection, changes)
        for seen in changes.seen:
            drills.note_played(connection, current, line.number, Played(now, seen.id, seen.incident))
        dues.done(connection, due.key, now)
    log.info("due_done", due=due.key, kind=due.kind, deliveries=len(changes.deliveries))
    return bool(changes.deliveries)


def _source(desk: Desk, drill: Drill, line: Line) -> SourcePlan:
    """A source of its own for each who speaks in each exercise: what was said in an earlier one is no repetition."""
    who = _named(line.publisher, desk)
    mark = words(desk.plan.language).say("drill")
    return SourcePlan(f"{who} ({mark} {drill.id})", SCRIPTS, line.role, who)


def _item(desk: Desk, drill: Drill, line: Line, now: datetime) -> RawItem:
    return RawItem(
        id=f"drill-{drill.id}-{line.number}",
        title=_named(line.title, desk),
        text=_named(line.text, desk),
        published_at=now,
        author=f"drill-{drill.id}-{line.number}" if line.role is Role.SOCIAL else None,
        role=line.role,
        about_us=True,
        drill=True,
        revision_of=f"drill-{drill.id}-{line.revision_of}" if line.revision_of else None,
    )


def _named(text: str, desk: Desk) -> str:
    return text.replace("{municipality}", desk.plan.municipality.name)


def end(desk: Desk, number: int, by: str) -> bool:
    """End an exercise: nothing more comes, and who was told of it hears that it is over, and gets the report.

    What is held until the morning is not told any more; where somebody stopped it, nor is what is on its way.
    """
    now = desk.now()
    with decide.deciding(desk.database, desk.plan, (), now) as (world, connection):
        drill = drills.load(connection, number)
        if drill is None or drill.ended_at is not None:
            return False
        incidents = drills.incidents_of(connection, drill)
        decide.load_told(connection, world, incidents)
        changes = Changes(cancelled_dues=_left(drill))
        for incident in incidents:
            changes = changes.and_then(_over(incident, world, desk, by, now))
        changes = changes.and_then(Changes(deliveries=_tell_report(desk, connection, drill, world, now)))
        decide.remember(connection, changes)
        drills.end(connection, drill, now, by)
    log.info("drill_ended", drill=number, by=by or None)
    return bool(changes.deliveries)


def _over(number: int, world: World, desk: Desk, by: str, now: datetime) -> Changes:
    dropped = _WAITING if by else {DeliveryState.HELD}
    waiting = tuple(one.key for one in world.told_of(number) if one.state in dropped)
    told = Changes(cancelled_deliveries=waiting, cancelled_dues=tuple(due.key for due in world.dues_of(number)))
    world.remember(told)
    incident = world.incidents.get(number)
    if incident is None or not incident.is_open:
        return told
    return told.and_then(follow.resolve(incident, by, world, desk.oncall, now))


def _tell_report(desk: Desk, connection: Connection, drill: Drill, world: World, now: datetime) -> tuple[Delivery, ...]:
    """The report, to each receiver that was told of the exercise, by each of its channels; worded when it is sent."""
    told, _ = drills.traces(connection, drills.incidents_of(connection, drill))
    known = {receiver.name for receiver in desk.plan.receivers}  # the configuration may be another one by now
    receivers = dict.fromkeys(one.receiver for one in told if one.sent_at is not None and one.receiver in known)
    body = {"drill": str(drill.id), "title": drill.title}
    notes = write_notes(Reason.DRILL, f"drill-{drill.id}-report", receivers, body, world, desk.oncall, now)
    return tuple(replace(one, drill=True) for one in notes)


def compose(desk: Desk, delivery: Delivery, telling: Telling) -> Message:
    """The message of a report that is due."""
    found = report(desk.database, int(delivery.body["drill"]), telling.now)
    return compose_report(found, telling, desk.plan.municipality.name, desk.config.inbox_url)


def _left(drill: Drill) -> tuple[str, ...]:
    return (*(f"drill:{drill.id}:{line.number}" for line in drill.lines), f"drill:{drill.id}:end")


# ---- afterwards --------------------------------------------------------------------------------------------------
def stop(desk: Desk, by: str) -> Drill:
    """End the exercise that is being played, now.

    Raises:
        UsageError: none is.
    """
    running = drills.listed(desk.database, running=True)
    if not running:
        raise UsageError("No drill is being played. List those that were: monitor drill list")
    end(desk, running[0].id, by)
    return running[0]


def report(database: Database, number: int | None, now: datetime) -> Report:
    """The chain of one exercise; of the latest where no number is given.

    Raises:
        UsageError: there is none.
    """
    with database.reading() as connection:
        known = drills.listed(database)
        drill = next((one for one in known if number in {None, one.id}), None)
        if drill is None:
            raise UsageError(
                f"There is no drill {number}." if number else "There was no drill yet. See: monitor drill list"
            )
        incidents = drills.incidents_of(connection, drill)
        deliveries, entries = drills.traces(connection, incidents)
    found = measure(drill, deliveries, entries, now)
    return replace(found, incidents=tuple(incidents))

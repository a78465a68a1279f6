from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.domain import pipeline
from monitor.domain.answer import Act, Answer
from monitor.domain.oncall import OnCall
from monitor.domain.simulate import Acknowledged, Event, Outcome, simulate
from monitor.jobs import answers
from monitor.store import Database, decide, schema, sources
from monitor.store.retrace import retrace
from timelines import FOLDER, Timeline, read_timeline, reader_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.analysis.reader import AnalysisReader
    from monitor.domain.incident import Incident

NAMES = (
    "sv_notice_edited_five_times", "sv_wire_twelve_titles", "sv_two_fires_two_districts", "fi_bilingual_notice",
    "nb_leak_resolved_then_new_leak_elsewhere", "fi_water_break_residents_first", "sv_planned_works_overrun",
    "sv_drill_announced", "nb_ntb_wire_fire", "sv_neighbours_leak",
)  # fmt: skip
DAY = timedelta(days=1)


def a_reader(timeline: Timeline) -> AnalysisReader:
    return reader_for(timeline.municipality, timeline.language)


@pytest.fixture(params=NAMES)
def timeline(request: pytest.FixtureRequest) -> Timeline:
    return read_timeline(FOLDER / f"{request.param}.jsonl")


def remember(database: Database, timeline: Timeline) -> list[Event]:
    """Poll and decide line by line, each in its own transaction with a world from the memory; then what was taken."""
    published = [event for event in timeline.events if not isinstance(event, Acknowledged)]
    long_ago = published[0].at - 30 * DAY
    sources.register(database, {event.source.name: "options" for event in published}, long_ago)
    read = [{"name": event.source.name, "first_success_at": long_ago} for event in published]
    with database.writing() as connection:
        sources.settle(connection, [{**one, "last_success_at": published[0].at - DAY} for one in read])
    for event in timeline.events:
        if isinstance(event, Acknowledged):
            answers.give(database, OnCall(timeline.plan), 1, Answer(Act.TAKE, event.by), event.at)
            continue
        items = pipeline.prepare([event.raw], event.source, decide.salt_now(database, event.at), event.at)
        with database.reading() as connection:
            known = decide.known_items(connection, items)
            echoes = decide.known_echoes(connection, timeline.plan, event.at)
        done = pipeline.read(items, known, a_reader(timeline), echoes)
        with decide.deciding(database, timeline.plan, items, event.at) as (world, connection):
            decide.remember(connection, pipeline.decide(done, world, OnCall(timeline.plan), event.at))
    return timeline.events


def stories(incidents: Iterable[Incident]) -> list[tuple[object, ...]]:
    """Of each incident what a reader would notice."""
    return [
        (one.title, one.severity, one.state, one.voices, one.localities, len(one.members), one.resolved_at,
         one.publishers, one.topics)
        for one in incidents
    ]  # fmt: skip


def alerts(outcome: Outcome) -> list[tuple[object, ...]]:
    """What was told because somebody published something."""
    return [(one.at, one.incident, one.reason, one.route, one.receivers) for one in outcome.told if one.after_item]


def test_the_memory_and_the_simulation_make_the_same_incidents(database: Database, timeline: Timeline) -> None:
    remember(database, timeline)
    simulated = simulate(timeline.events, timeline.plan, a_reader(timeline))

    with database.reading() as connection:
        kept = [decide.load_incident(connection, one.id) for one in simulated.incidents]
        assert connection.exec_driver_sql("SELECT count(*) FROM incident").scalar() == len(kept)
    assert stories(one for one in kept if one) == stories(simulated.incidents)
    assert [[member.key for member in one.members] for one in kept if one] == [
        [member.key for member in one.members] for one in simulated.incidents
    ]


def test_a_replay_tells_what_a_simulation_of_the_same_lines_tells(database: Database, timeline: Timeline) -> None:
    events = remember(database, timeline)
    reader = a_reader(timeline)
    simulated = simulate(timeline.events, timeline.plan, reader)
    again = retrace(database, timeline.plan, events[0].at - DAY, events[-1].at + DAY)
    replayed = simulate(again, timeline.plan, reader)

    assert alerts(replayed) == alerts(simulated)
    assert stories(replayed.incidents) == stories(simulated.incidents)


def test_what_lies_outside_the_asked_time_is_not_told(database: Database) -> None:
    timeline = read_timeline(FOLDER / "sv_two_fires_two_districts.jsonl")
    events = remember(database, timeline)
    since = events[-1].at
    reader = a_reader(timeline)
    everything = simulate(timeline.events, timeline.plan, reader)
    replayed = simulate(retrace(database, timeline.plan, since - 7 * DAY, since + DAY), timeline.plan, reader, since)

    assert replayed.told == tuple(one for one in everything.told if one.at >= since) != everything.told
    assert replayed.items == sum(event.at >= since for event in events if not isinstance(event, Acknowledged))
    assert list(retrace(database, timeline.plan, since + DAY, since + 2 * DAY)) == []


def test_what_a_source_had_before_its_first_poll_is_not_replayed(database: Database) -> None:
    timeline = read_timeline(FOLDER / "sv_neighbours_leak.jsonl")
    events = remember(database, timeline)
    with database.writing() as connection:
        connection.execute(schema.item.update().values(archived=True))

    assert list(retrace(database, timeline.plan, events[0].at - DAY, events[-1].at + DAY)) == []


def test_who_took_it_takes_it_in_the_replay_too(database: Database) -> None:
    timeline = read_timeline(FOLDER / "sv_fire_spreads.jsonl")
    taken = Acknowledged(timeline.events[0].at + timedelta(minutes=1), timeline.order[0], "Maria")
    timeline.events.insert(1, taken)
    events = remember(database, timeline)
    replayed = simulate(
        retrace(database, timeline.plan, events[0].at - DAY, events[-1].at + DAY),
        timeline.plan,
        a_reader(timeline),
    )

    assert [(one.acknowledged_by, one.acknowledged_at) for one in replayed.incidents] == [(taken.by, taken.at)]

"""What the monitor itself cannot do is told like a source that broke; the outside hears of us only when all is well."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from factories import a_raw_item
from loopback import in_loop
from monitor.domain import pipeline
from monitor.errors import StoreError
from monitor.jobs import failure
from monitor.jobs.audit import Room
from monitor.store import Database, decide, migrate, schema
from watchtower import OPEN_TUESDAY, Watchtower

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
TOML = """
[[source]]
name = "drill"
connector = "drill"
script = "first-alert.sv"
[[route]]
name = "allt"
min_severity = 1
to = ["team"]
repeat = "10m"
"""


@contextmanager
def quiet_tower(database: Database, folder: Path) -> Iterator[Watchtower]:
    """A tower with nothing to read from the network."""
    nothing: Any = None
    tower = Watchtower(database, folder, nothing, TOML)
    try:
        yield tower
    finally:
        tower.close()


def news(tower: Watchtower) -> None:
    """Let something happen that people are told of."""
    now, desk = tower.clock.now(), tower.desk
    items = pipeline.prepare([a_raw_item("1")], desk.source("drill"), "salt", now)
    with decide.deciding(desk.database, desk.plan, items, now) as (world, connection):
        world.reads_since["drill"] = now - timedelta(days=30)
        read = pipeline.read(items, world.known, desk.reader)
        decide.remember(connection, pipeline.decide(read, world, desk.oncall, now))


def troubles(tower: Watchtower) -> list[tuple[str, str]]:
    return [(one.trouble, one.about[0]) for one in tower.said()]


async def run(tower: Watchtower, span: timedelta) -> None:
    """Live for a while as the daemon does, with its heartbeat."""
    until = tower.clock.now() + span
    while tower.clock.now() < until:
        tower.clock.move(timedelta(seconds=10))
        await tower.poll()
        await tower.auditor.tick()
        await tower.speak()


@in_loop
async def test_the_heartbeat_goes_out_once_a_minute_while_all_is_well(database: Database, tmp_path: Path) -> None:
    with quiet_tower(database, tmp_path) as tower:
        await run(tower, 10 * MINUTE)
        assert 9 <= len(tower.outside.asked) <= 11
        assert tower.said() == []


@in_loop
async def test_a_channel_that_takes_nothing_for_five_minutes_is_told_by_another(
    database: Database, tmp_path: Path
) -> None:
    with quiet_tower(database, tmp_path) as tower:
        await run(tower, MINUTE)  # the team has heard the exercise by then
        tower.heard.clear()
        tower.deaf["team"] = True
        news(tower)
        await run(tower, 4 * MINUTE)
        assert troubles(tower) == []
        await run(tower, 3 * MINUTE)
        assert troubles(tower) == [("delivery_failing", "team (email)")]
        assert [receiver for receiver, _ in tower.heard] == ["it"]
        beats = len(tower.outside.asked)
        await run(tower, 30 * MINUTE)
        assert len(tower.outside.asked) == beats
        assert len(troubles(tower)) == 1

        tower.deaf["team"] = False
        await run(tower, 4 * MINUTE)
        assert troubles(tower) == [("delivery_failing", "team (email)"), ("delivery_back", "team (email)")]
        back = [message for receiver, message in tower.heard if receiver == "it"][-1]
        lasted = {fact.name: fact.value for fact in back.facts}["lasted"]
        assert lasted.endswith(" min")
        assert len(tower.outside.asked) > beats


@in_loop
async def test_a_disk_that_fills_up_is_told_in_office_hours_and_at_night_when_it_is_nearly_over(
    database: Database, tmp_path: Path
) -> None:
    with quiet_tower(database, tmp_path) as tower:
        tower.clock.at = OPEN_TUESDAY + 12 * HOUR
        tower.room = Room(10_000_000_000, 400_000_000)
        await run(tower, 2 * MINUTE)
        assert troubles(tower) == []
        tower.room = Room(10_000_000_000, 40_000_000)
        await run(tower, MINUTE)
        assert troubles(tower) == [("monitor_unwell", "disk")]
        tower.room = Room(10_000_000_000, 580_000_000)  # a little more is no relief
        await run(tower, 10 * MINUTE)
        tower.room = Room(10_000_000_000, 900_000_000)
        tower.clock.at = OPEN_TUESDAY + 24 * HOUR
        await run(tower, 2 * MINUTE)
        assert troubles(tower) == [("monitor_unwell", "disk"), ("monitor_well", "disk")]


@pytest.mark.parametrize("stopped", ["polls", "deliveries", "steps"])
@in_loop
async def test_a_part_that_stands_still_is_noticed_within_six_minutes(
    stopped: str, database: Database, tmp_path: Path
) -> None:
    with quiet_tower(database, tmp_path) as tower:
        await run(tower, MINUTE)
        news(tower)
        if stopped == "steps":
            await tower.speak()
        beats = len(tower.outside.asked)
        for _ in range(20 * 6):
            tower.clock.move(timedelta(seconds=10))
            if stopped != "polls":
                await tower.poll()
            if stopped == "polls":
                await tower.speak()
            await tower.auditor.tick()
        part = {"polls": "cycle", "deliveries": "outbox", "steps": "steps"}[stopped]
        assert ("monitor_unwell", part) in troubles(tower)
        if stopped != "steps":
            first = next(one for one in tower.said() if one.about == (part,))
            assert first.at - OPEN_TUESDAY <= 7 * MINUTE
            assert len(tower.outside.asked) - beats <= 6
        await run(tower, 5 * MINUTE)
        assert ("monitor_well", part) in troubles(tower)


@in_loop
async def test_what_became_late_while_nobody_was_awake_is_not_our_fault(database: Database, tmp_path: Path) -> None:
    with quiet_tower(database, tmp_path) as tower:
        await tower.poll()
    with quiet_tower(database, tmp_path) as tower:
        tower.clock.at = OPEN_TUESDAY + 10 * HOUR
        await run(tower, 7 * MINUTE)
        assert troubles(tower) == []


@in_loop
async def test_a_job_that_fails_is_told_after_a_minute_and_when_it_works_again(
    database: Database, tmp_path: Path
) -> None:
    with quiet_tower(database, tmp_path) as tower:
        tower.desk.trouble("poll", "ZeroDivisionError")
        await run(tower, 50 * timedelta(seconds=1))
        assert troubles(tower) == []
        await run(tower, MINUTE)
        assert troubles(tower) == [("monitor_unwell", "work")]
        tower.desk.well("poll")
        await run(tower, 2 * MINUTE)
        assert troubles(tower) == [("monitor_unwell", "work"), ("monitor_well", "work")]


@in_loop
async def test_three_sources_whose_answers_we_cannot_read_are_our_own_trouble(
    database: Database, tmp_path: Path
) -> None:
    more = "".join(
        f'[[source]]\nname = "s{number}"\nconnector = "rss"\nurl = "https://s{number}.example/"\n'
        for number in range(9)
    )
    nothing: Any = None
    tower = Watchtower(database, tmp_path, nothing, TOML + more)  # no client: every poll is our own mistake
    for _ in range(3):
        tower.clock.move(5 * MINUTE)
        await tower.poll()
        await tower.look()
    tower.clock.move(MINUTE)
    await tower.look()
    assert ("monitor_unwell", "reading") in troubles(tower)
    tower.close()


@in_loop
async def test_a_clock_that_was_set_is_told_once(database: Database, tmp_path: Path) -> None:
    with quiet_tower(database, tmp_path) as tower:
        await run(tower, MINUTE)
        tower.desk.happened("clock", "it was set by +7200 s while we ran")
        await run(tower, 3 * MINUTE)
        assert troubles(tower) == [("monitor_unwell", "clock")]
    with quiet_tower(database, tmp_path) as tower:  # and one that was set back while we were away
        tower.clock.at = OPEN_TUESDAY - 20 * MINUTE
        await run(tower, 3 * MINUTE)
        assert troubles(tower) == [("monitor_unwell", "clock")] * 2
        assert tower.outside.asked != []


@in_loop
async def test_whoever_was_told_that_the_service_does_not_stay_up_hears_once_that_it_does(
    database: Database, tmp_path: Path
) -> None:
    with quiet_tower(database, tmp_path) as tower:
        failure.note_told(tower.desk.config.directory, tower.desk.now() - 20 * MINUTE)
        await run(tower, 3 * MINUTE)
        assert troubles(tower) == [("monitor_unwell", "service")]
        assert failure.find_told(tower.desk.config.directory, tower.desk.now()) is None


@in_loop
async def test_what_was_told_before_a_restart_is_not_told_again_and_is_over_after_it(
    database: Database, tmp_path: Path
) -> None:
    with quiet_tower(database, tmp_path) as tower:
        tower.room = Room(10_000_000_000, 40_000_000)
        await run(tower, MINUTE)
    with quiet_tower(database, tmp_path) as tower:
        tower.clock.at = OPEN_TUESDAY + 10 * MINUTE
        tower.room = Room(10_000_000_000, 40_000_000)
        await run(tower, MINUTE)
        assert troubles(tower) == [("monitor_unwell", "disk")]
        tower.room = Room(10_000_000_000, 9_000_000_000)
        await run(tower, 2 * MINUTE)
        assert troubles(tower) == [("monitor_unwell", "disk"), ("monitor_well", "disk")]


@in_loop
async def test_without_memory_people_are_told_all_the_same_once_and_when_it_is_back(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'monitor.db'}")
    migrate.upgrade(database)
    with quiet_tower(database, tmp_path) as tower:
        await tower.auditor.tick()
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=10")
        thief = sqlite3.connect(tmp_path / "monitor.db", isolation_level=None)
        thief.execute("BEGIN EXCLUSIVE")
        beats = len(tower.outside.asked)
        for _ in range(4):
            tower.clock.move(timedelta(seconds=30))
            with pytest.raises(StoreError):
                await tower.auditor.tick()
        assert [message.first_line.split(":")[0] for _, message in tower.heard] == ["Bevakningen har bekymmer"]
        assert len(tower.outside.asked) == beats

        thief.rollback()
        tower.clock.move(timedelta(seconds=30))
        await tower.auditor.tick()
        assert [message.first_line.split(":")[0] for _, message in tower.heard] == [
            "Bevakningen har bekymmer", "Bevakningen mår bra igen"
        ]  # fmt: skip
        assert tower.desk.troubles == {}
        with database.reading() as connection:
            (row,) = connection.execute(sa.select(schema.outage)).mappings()
        assert (row["source"], row["ended_at"]) == ("monitor: database", tower.clock.now())
        thief.close()
    database.close()


@in_loop
async def test_a_mention_without_its_row_and_an_incident_without_a_next_step_stop_the_heartbeat(
    database: Database, tmp_path: Path
) -> None:
    with quiet_tower(database, tmp_path) as tower:
        news(tower)
        await run(tower, 6 * MINUTE)
        assert troubles(tower) == []
        with database.writing() as connection:
            connection.execute(sa.delete(schema.mention))
            connection.execute(sa.delete(schema.due))
        beats = len(tower.outside.asked)
        await run(tower, 3 * MINUTE)
        assert len(tower.outside.asked) == beats
        assert sorted(part for _, part in troubles(tower)) == ["steps", "sums"]

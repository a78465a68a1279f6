from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from factories import SATURDAY_02, TUESDAY_10, a_plan, a_raw_item, a_verdict
from fakes import FakeReader
from monitor.domain import follow, pipeline
from monitor.domain.model import DeliveryState, Kind, Reason, Role, State, Status
from monitor.domain.oncall import OnCall
from monitor.domain.world import World
from monitor.store import Database, archive, decide, dues, outbox, schema, sources

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.incident import Changes
    from monitor.domain.model import RawItem

PLAN = a_plan()
ONCALL = OnCall(PLAN)


@pytest.fixture
def read_for_long(database: Database) -> Database:
    """A database whose sources have been read for a month."""
    long_ago = TUESDAY_10 - timedelta(days=30)
    sources.register(database, {source.name: "options" for source in PLAN.sources}, long_ago)
    with database.writing() as connection:
        updates = [
            {"name": source.name, "first_success_at": long_ago, "last_success_at": long_ago} for source in PLAN.sources
        ]
        sources.settle(connection, updates)
    return database


def publish(
    database: Database, now: datetime, *raw: RawItem, source: str = "paper", reader: FakeReader | None = None
) -> Changes:
    plan = next(one for one in PLAN.sources if one.name == source)
    items = pipeline.prepare(raw, plan, decide.salt_now(database, now), now)
    with database.reading() as connection:
        known = decide.known_items(connection, items)
    read = pipeline.read(items, known, reader or FakeReader())
    with decide.deciding(database, PLAN, items, now) as (world, connection):
        changes = pipeline.decide(read, world, ONCALL, now)
        decide.remember(connection, changes)
    return changes


def test_what_was_decided_is_what_is_remembered(read_for_long: Database) -> None:
    changes = publish(read_for_long, SATURDAY_02, a_raw_item())

    with decide.deciding(read_for_long, PLAN, [changes.seen[0].item], SATURDAY_02) as (world, _):
        assert world.incidents == {1: changes.incidents[-1]}
        assert [replace(one, id=None) for one in world.told_of(1)] == list(changes.deliveries)
        assert list(world.dues_of(1)) == list(changes.dues)
        assert world.known["paper", "1"].incident == 1


def test_the_store_and_a_world_in_memory_decide_alike(read_for_long: Database) -> None:
    reader = FakeReader().teach("kokas", a_verdict(3)).teach("åter", a_verdict(1, state=State.RESOLVED))
    story = [
        (SATURDAY_02, a_raw_item("1")),
        (SATURDAY_02 + timedelta(minutes=20), a_raw_item("2", "Vattnet i Lysekil måste kokas")),
        (SATURDAY_02 + timedelta(hours=3), a_raw_item("3", "Vattnet är åter i Lysekil")),
    ]
    long_ago = TUESDAY_10 - timedelta(days=30)
    with read_for_long.reading() as connection:
        own = decide.installation(connection)
    memory = World(PLAN, own, "salt", {"paper": long_ago}, {"paper": long_ago})

    for now, raw in story:
        stored = publish(read_for_long, now, raw, reader=reader)
        remembered = pipeline.process([raw], PLAN.sources[0], memory, reader, ONCALL, now)
        assert stored == remembered


def test_a_transaction_that_breaks_leaves_nothing(read_for_long: Database) -> None:
    changes = publish(read_for_long, TUESDAY_10, a_raw_item("1"))
    clash = replace(changes, deliveries=(replace(changes.deliveries[0], key="new-key"),))

    def break_off() -> None:
        with read_for_long.writing(decides=True) as connection:
            sources.settle(connection, [{"name": "paper", "consecutive_failures": 99}])
            decide.remember(connection, clash)  # the item stands there already

    with pytest.raises(sa.exc.IntegrityError):
        break_off()

    assert "new-key" not in {one.key for one in outbox.listed(read_for_long)}
    assert sources.all_rows(read_for_long)["paper"].consecutive_failures == 0


def test_deciding_again_on_the_same_items_adds_nothing(read_for_long: Database) -> None:
    first = publish(read_for_long, TUESDAY_10, a_raw_item())
    second = publish(read_for_long, TUESDAY_10 + timedelta(minutes=1), a_raw_item())

    assert len(first.deliveries) == 2
    assert second.seen == ()
    assert len(outbox.listed(read_for_long)) == 2


def test_what_a_private_person_wrote_without_naming_us_is_not_kept(read_for_long: Database) -> None:
    publish(read_for_long, TUESDAY_10, a_raw_item("1", "Min katt", text="Den är borta", author="anna"), source="forum")

    with read_for_long.reading() as connection:
        row = connection.execute(sa.select(schema.item)).mappings().one()
    assert (row["title"], row["text"], row["mentioned"]) == ("", "", False)


def test_an_author_is_nowhere_and_is_another_number_next_week(read_for_long: Database) -> None:
    publish(read_for_long, TUESDAY_10, a_raw_item("1", author="anna@example"), source="forum")
    publish(
        read_for_long,
        TUESDAY_10 + timedelta(days=7),
        a_raw_item("2", "Läcka, Lysekil", author="anna@example"),
        source="forum",
    )

    with read_for_long.reading() as connection:
        voices = connection.execute(sa.select(schema.item.c.voice)).scalars().all()
        salts = connection.execute(sa.select(sa.func.count()).select_from(schema.salt)).scalar_one()
        everything = " ".join(str(dict(row)) for row in connection.execute(sa.select(schema.item)).mappings())
    assert len(set(voices)) == 2
    assert salts == 1
    assert "anna" not in everything


def test_acknowledging_ends_the_reminders(read_for_long: Database) -> None:
    publish(read_for_long, SATURDAY_02, a_raw_item())
    with decide.deciding(read_for_long, PLAN, (), SATURDAY_02) as (world, connection):
        decide.remember(connection, follow.acknowledge(world.incidents[1], "Maria", world, ONCALL, SATURDAY_02))

    assert [due.kind for due in dues.waiting(read_for_long) if due.kind in {"repeat", "escalate"}] == []
    found = archive.incident(read_for_long, 1)
    assert found is not None
    assert (found["status"], found["acknowledged_by"]) == (Status.ACKNOWLEDGED, "Maria")
    assert [entry["what"] for entry in found["log"]] == ["opened", "acknowledged"]


def test_closing_takes_back_what_was_held(read_for_long: Database) -> None:
    publish(read_for_long, SATURDAY_02, a_raw_item())
    with decide.deciding(read_for_long, PLAN, (), SATURDAY_02) as (world, connection):
        decide.remember(connection, follow.close(world.incidents[1], "Maria", "inte vår", world, SATURDAY_02))

    states = {one.receiver: one.state for one in outbox.listed(read_for_long)}
    assert states == {"jour": DeliveryState.CANCELLED, "team": DeliveryState.CANCELLED}


def test_mentions_are_listed_newest_first_and_by_what_is_asked(read_for_long: Database) -> None:
    reader = FakeReader().teach("kokas", a_verdict(3))
    publish(read_for_long, TUESDAY_10, a_raw_item("1"))
    publish(
        read_for_long, TUESDAY_10 + timedelta(hours=1), a_raw_item("2", "Lysekil: vattnet måste kokas"), reader=reader
    )
    publish(read_for_long, TUESDAY_10, a_raw_item("3", "Något helt annat"))

    everything = list(archive.mentions(read_for_long, archive.Wanted()))
    severe = list(archive.mentions(read_for_long, archive.Wanted(min_severity=3)))

    assert [row["id"] for row in everything] == [2, 1]
    assert [row["severity"] for row in severe] == [3]
    assert everything[0]["role"] == Role.PRESS
    assert not {key for key in everything[0] if "author" in key}


def test_why_shows_the_gates_of_what_was_no_mention(read_for_long: Database) -> None:
    publish(read_for_long, TUESDAY_10, a_raw_item("3", "Något helt annat"))

    (found,) = archive.find_items(read_for_long, "https://paper.example/3")

    assert [(gate["gate"], gate["passed"]) for gate in found["gates"]] == [
        ("fresh", True), ("unseen", True), ("mention", False)
    ]  # fmt: skip
    assert found["incident"] is None


def test_reasons_survive_the_way_through_the_database(read_for_long: Database) -> None:
    publish(read_for_long, SATURDAY_02, a_raw_item())

    assert {one.reason for one in outbox.listed(read_for_long)} == {Reason.NEW}


def test_a_question_is_remembered_and_joins_the_incident_that_answers_it(read_for_long: Database) -> None:
    question = a_verdict(0, kind=Kind.QUESTION, state=State.NONE)
    reader = FakeReader().teach("undrar", question)
    publish(
        read_for_long,
        TUESDAY_10,
        a_raw_item("1", "Jag undrar om vattnet i Lysekil", author="anna"),
        source="forum",
        reader=reader,
    )
    later = TUESDAY_10 + timedelta(minutes=20)
    with decide.deciding(read_for_long, PLAN, (), later) as (world, _):
        assert [member.key for member in world.loose] == ["1"]

    changes = publish(read_for_long, later, a_raw_item("2"), reader=reader)

    assert changes.adopted == ((1, 1),)
    with decide.deciding(read_for_long, PLAN, (), later) as (world, _):
        assert world.loose == []
        assert [member.key for member in world.incidents[1].members] == ["1", "2"]
        assert world.incidents[1].story == changes.incidents[-1].story


def test_what_is_usual_is_counted_from_what_was_said_at_that_hour(read_for_long: Database) -> None:
    week = timedelta(weeks=1)
    for number in range(1, 5):
        raw = a_raw_item(f"{number}", f"Inget vatten i Lysekil {number}", author=f"resident {number}")
        publish(read_for_long, TUESDAY_10 - week, raw, source="forum")

    with decide.deciding(read_for_long, PLAN, (), TUESDAY_10) as (world, _):
        assert world.usual(TUESDAY_10) == 4 * 0.5 / 8
        assert world.usual(TUESDAY_10 + timedelta(hours=5)) == 0.0

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from factories import SATURDAY_02, TUESDAY_10, a_plan, a_raw_item
from fakes import FakeReader
from monitor.domain import pipeline
from monitor.domain.incident import Silence
from monitor.domain.model import DeliveryState
from monitor.domain.oncall import OnCall
from monitor.errors import UsageError
from monitor.jobs import silencing
from monitor.store import Database, decide, dues, outbox, silences, sources

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.incident import Changes

PLAN = a_plan()
ONCALL = OnCall(PLAN)
SOON = SATURDAY_02 + timedelta(minutes=2)
WEDNESDAY = SATURDAY_02 + timedelta(days=4)


@pytest.fixture
def night(database: Database) -> Database:
    """A memory with incident 1: the one on call is being told, the team will be on Monday."""
    long_ago = TUESDAY_10 - timedelta(days=30)
    sources.register(database, {source.name: "options" for source in PLAN.sources}, long_ago)
    with database.writing() as connection:
        read = [{"name": one.name, "first_success_at": long_ago, "last_success_at": long_ago} for one in PLAN.sources]
        sources.settle(connection, read)
    publish(database, SATURDAY_02, "1")
    return database


def publish(database: Database, now: datetime, key: str, **raw: Any) -> Changes:
    items = pipeline.prepare([a_raw_item(key, **raw)], PLAN.sources[0], "salt", now)
    read = pipeline.read(items, {}, FakeReader())
    with decide.deciding(database, PLAN, items, now) as (world, connection):
        changes = pipeline.decide(read, world, ONCALL, now)
        decide.remember(connection, changes)
    return changes


def a_silence(query: str, until: datetime = WEDNESDAY, **changes: Any) -> Silence:
    return Silence(0, "Per", "planned work", SOON, until, query, **changes)


def states(database: Database) -> dict[str, set[str]]:
    told: dict[str, set[str]] = {}
    for one in outbox.of_incident(database, 1):
        told.setdefault(one.receiver, set()).add(one.state.value)
    return told


def test_a_query_keeps_back_what_waits_about_an_incident_that_fulfils_it(night: Database) -> None:
    muted = silencing.add(night, PLAN, a_silence("läcka NEAR/3 Storgatan"), SOON)

    assert (muted.silence.id, muted.kept_back) == (1, 3)
    assert states(night) == {"jour": {"silenced"}, "team": {"silenced"}}
    assert all("silenced by Per: planned work" in one.why for one in outbox.of_incident(night, 1))


def test_what_is_to_be_said_after_its_end_is_left_alone(night: Database) -> None:
    silencing.add(night, PLAN, a_silence("läcka", SOON + timedelta(hours=1)), SOON)

    assert states(night) == {"jour": {"silenced"}, "team": {"held"}}


@pytest.mark.parametrize("query", ["snö", "läcka NOT Storgatan"])
def test_what_does_not_fulfil_the_query_is_said(night: Database, query: str) -> None:
    assert silencing.add(night, PLAN, a_silence(query), SOON).kept_back == 0


def test_a_later_mention_of_the_same_is_silenced_and_another_voice_about_something_else_is_heard(
    night: Database,
) -> None:
    silencing.add(night, PLAN, a_silence("läcka"), SOON)
    with decide.deciding(night, PLAN, (), SOON) as (world, _):
        incident = world.incidents[1]
        assert [member.muted_by for member in incident.members] == [(1,)]
        (same, other) = pipeline.prepare(  # a feed has its newest first
            [a_raw_item("3", text="Skolan är stängd."), a_raw_item("2")], PLAN.sources[0], "salt", SOON
        )
        reading = FakeReader().read(same)
        assert (world.muting(same, reading), world.muting(other, reading)) == ((1,), ())


def test_ending_it_brings_what_waits_for_its_end_nearer(night: Database) -> None:
    silencing.add(night, PLAN, a_silence("läcka"), SOON)
    assert [(due.kind, due.due_at) for due in dues.waiting(night, "unmute")] == [("unmute", WEDNESDAY)]

    silencing.end(night, 1, SOON)
    assert [due.due_at for due in dues.waiting(night, "unmute")] == [SOON]
    assert silences.listed(night, SOON) == []
    assert silencing.end(night, 1, WEDNESDAY).ends_at == SOON
    with pytest.raises(UsageError, match="no silence 2"):
        silencing.end(night, 2, SOON)


def test_a_silence_about_no_incident_is_refused_and_not_kept(night: Database) -> None:
    with pytest.raises(UsageError, match="no incident 9"):
        silencing.add(night, PLAN, a_silence("", incident=9), SOON)
    assert silences.listed(night, SOON, ended=True) == []
    assert DeliveryState.SILENCED.value not in states(night)["jour"]

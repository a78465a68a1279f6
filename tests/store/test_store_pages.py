from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from factories import SATURDAY_02, TUESDAY_10, a_plan, a_raw_item, a_verdict
from fakes import FakeReader
from monitor.domain import pipeline
from monitor.domain.alert import Voices
from monitor.domain.answer import Act, Answer
from monitor.domain.model import DeliveryState, Kind, Status, Topic
from monitor.domain.oncall import OnCall
from monitor.jobs import answers
from monitor.store import Database, archive, decide, outbox, pages, pulse, sources
from monitor.store.pages import Sieve

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.model import Verdict

PLAN = a_plan()
ONCALL = OnCall(PLAN)
FIRE = a_verdict(3, kind=Kind.CRISIS, topics=(Topic.FIRE,))
QUESTION = a_verdict(0, kind=Kind.QUESTION, topics=(Topic.SCHOOL,), because=())
EVERYTHING = Sieve()


@pytest.fixture
def night(database: Database) -> Database:
    """A leak that a paper and two residents tell of, a fire after it, and a question."""
    long_ago = TUESDAY_10 - timedelta(days=30)
    sources.register(database, {source.name: "options" for source in PLAN.sources}, long_ago)
    with database.writing() as connection:
        read = [{"name": one.name, "first_success_at": long_ago, "last_success_at": long_ago} for one in PLAN.sources]
        sources.settle(connection, read)
    publish(database, "paper", "1", a_verdict(2), SATURDAY_02)
    publish(database, "forum", "2", a_verdict(2), SATURDAY_02 + timedelta(minutes=1), author="a")
    publish(database, "forum", "3", a_verdict(2), SATURDAY_02 + timedelta(minutes=2), author="b")
    publish(database, "paper", "4", FIRE, SATURDAY_02 + timedelta(minutes=3), title="Brand i Lysekil")
    publish(database, "forum", "5", QUESTION, SATURDAY_02 + timedelta(minutes=4), title="", text="Skolan i Lysekil?")
    return database


def publish(database: Database, source: str, key: str, verdict: Verdict, now: datetime, **item: str) -> None:
    plan = next(one for one in PLAN.sources if one.name == source)
    items = pipeline.prepare([a_raw_item(key, **item)], plan, "salt", now)
    with decide.deciding(database, PLAN, items, now) as (world, connection):
        read = pipeline.read(items, world.known, FakeReader({"": verdict}))
        decide.remember(connection, pipeline.decide(read, world, ONCALL, now))


def take(database: Database, number: int, act: Act = Act.TAKE, why: str = "") -> None:
    answers.give(database, ONCALL, number, Answer(act, "Maria", why=why), SATURDAY_02 + timedelta(minutes=9))


def test_who_has_nobody_comes_first_then_the_most_severe(night: Database) -> None:
    def order() -> list[int]:
        return [one["id"] for one in pages.incidents(night, EVERYTHING, 10)]

    assert order() == [2, 1]
    take(night, 2)
    assert order() == [1, 2]
    take(night, 1, Act.CLOSE, "done")
    assert order() == [2]
    assert [one["id"] for one in pages.incidents(night, EVERYTHING, 10, since=SATURDAY_02)] == [1]
    assert pages.incidents(night, EVERYTHING, 10, since=SATURDAY_02 + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("sieve", "found"),
    [
        (Sieve(kind=Kind.CRISIS), [2]),
        (Sieve(topic=Topic.WATER), [1]),
        (Sieve(status=Status.OPEN), [2, 1]),
        (Sieve(status=Status.CLOSED), []),
        (Sieve(Status.OPEN, Kind.CRISIS, Topic.WATER), []),
    ],
)
def test_a_sieve_lets_through_what_fits_all_that_it_names(night: Database, sieve: Sieve, found: list[int]) -> None:
    assert [one["id"] for one in pages.incidents(night, sieve, 10)] == found


def test_single_mentions_are_those_of_no_incident(night: Database) -> None:
    def single(sieve: Sieve, since: datetime = SATURDAY_02) -> list[str]:
        return [one["text"] for one in pages.single_mentions(night, sieve, 10, since)]

    assert single(EVERYTHING) == ["Skolan i Lysekil?"]
    assert single(Sieve(topic=Topic.SCHOOL)) == ["Skolan i Lysekil?"]
    assert single(Sieve(topic=Topic.WATER)) == []
    assert single(EVERYTHING, SATURDAY_02 + timedelta(hours=1)) == []


def test_of_many_mentions_the_newest_are_shown(night: Database) -> None:
    assert [one["id"] for one in pages.mentions_of(night, 1, 2)] == [3, 2]


def test_voices_are_heads_and_not_mentions(night: Database) -> None:
    publish(night, "forum", "6", a_verdict(2), SATURDAY_02 + timedelta(minutes=6), author="a")

    assert archive.voices(night, [1, 2, 99], "Lysekil") == {1: Voices(press=1, residents=2), 2: Voices(press=1)}
    assert archive.voices(night, [], "Lysekil") == {}
    at_first = archive.voices(night, [1], "Lysekil", until=SATURDAY_02 + timedelta(minutes=1))
    assert at_first == {1: Voices(press=1, residents=1)}


def test_the_ledger_is_read_page_by_page(night: Database) -> None:
    everything = [one.key for one in outbox.listed(night)]
    first = pages.ledger(night, 2, None, None)
    rest = pages.ledger(night, 99, first[-1].id, None)

    assert [one.key for one in (*first, *rest)] == everything
    held = pages.ledger(night, 99, None, DeliveryState.HELD)
    assert held
    assert {one.state for one in held} == {DeliveryState.HELD}


def test_a_delivery_is_found_by_its_key(night: Database) -> None:
    some = outbox.listed(night)[0]

    assert pages.delivery(night, some.key) == some
    assert pages.delivery(night, "no-such-key") is None


def test_what_failed_lately_is_counted(night: Database) -> None:
    outbox.settle(night, outbox.listed(night)[:2], DeliveryState.FAILED, SATURDAY_02, last_error="550")

    assert pages.failed_since(night, SATURDAY_02) == 2
    assert pages.failed_since(night, SATURDAY_02 + timedelta(hours=1)) == 0


def test_to_look_is_no_sign_of_life(night: Database) -> None:
    late = timedelta(minutes=5)
    assert pulse.last_sign(night) is None
    felt = pulse.feel(night, SATURDAY_02, late, late)
    assert pulse.last_sign(night) is None

    assert pulse.look(night, SATURDAY_02, late, late) == felt
    assert pulse.last_sign(night) == SATURDAY_02
    assert (felt.late_polls, felt.open_incidents) == (3, 2)
    assert pulse.feel(night, SATURDAY_02 + timedelta(hours=9), late, late).late_words > 0

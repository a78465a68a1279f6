from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from factories import SATURDAY_02, TUESDAY_10, a_plan, a_raw_item, a_verdict
from fakes import FakeReader
from monitor.domain import pipeline
from monitor.domain.answer import Act, Answer, Result
from monitor.domain.model import DeliveryState
from monitor.domain.oncall import OnCall
from monitor.errors import UsageError
from monitor.jobs import answers
from monitor.store import Database, archive, decide, dues, feedback, outbox, sources

if TYPE_CHECKING:
    from monitor.domain.incident import Changes

PLAN = a_plan()
ONCALL = OnCall(PLAN)
SOON = SATURDAY_02 + timedelta(minutes=2)


@pytest.fixture
def night(database: Database) -> Database:
    """A memory with incident 1, a crisis of Saturday night that was told to the one on call."""
    long_ago = TUESDAY_10 - timedelta(days=30)
    sources.register(database, {source.name: "options" for source in PLAN.sources}, long_ago)
    with database.writing() as connection:
        read = [{"name": one.name, "first_success_at": long_ago, "last_success_at": long_ago} for one in PLAN.sources]
        sources.settle(connection, read)
    _publish(database)
    for delivery in outbox.of_incident(database, 1):
        if delivery.state is DeliveryState.PENDING:
            outbox.settle(database, [delivery], DeliveryState.SENT, SATURDAY_02)
    return database


def _publish(database: Database) -> Changes:
    reader = FakeReader().teach("vatten", a_verdict(3))
    items = pipeline.prepare([a_raw_item()], PLAN.sources[0], "salt", SATURDAY_02)
    read = pipeline.read(items, {}, reader)
    with decide.deciding(database, PLAN, items, SATURDAY_02) as (world, connection):
        changes = pipeline.decide(read, world, ONCALL, SATURDAY_02)
        decide.remember(connection, changes)
    return changes


def give(database: Database, act: Act, by: str = "Maria", to: str = "") -> answers.Answered:
    return answers.give(database, ONCALL, 1, Answer(act, by, to), SOON)


def test_of_two_who_take_it_at_once_one_has_it_and_the_log_names_both(night: Database) -> None:
    with ThreadPoolExecutor(2) as both:
        given = list(both.map(lambda by: give(night, Act.TAKE, by), ["Maria", "Per"]))

    assert sorted(one.result for one in given) == [Result.ALREADY, Result.DONE]
    incident = archive.incident(night, 1)
    assert incident is not None
    first = next(by for by, one in zip(["Maria", "Per"], given, strict=True) if one.result is Result.DONE)
    assert incident["acknowledged_by"] == first
    assert sorted(line["by"] for line in incident["log"] if line["what"] == "acknowledged") == ["Maria", "Per"]


def test_what_is_taken_has_no_page_left(night: Database) -> None:
    give(night, Act.TAKE)

    assert not {"repeat", "escalate"} & {due.kind for due in dues.of_incident(night, 1)}


def test_a_handover_survives_being_written_down(night: Database) -> None:
    give(night, Act.TAKE)
    assert give(night, Act.HAND_OVER, to="Per").tells

    last = outbox.of_incident(night, 1)[-1]
    assert (last.receiver, last.person, last.body) == ("jour", "Per", {"by": "Maria", "person": "Per"})
    assert {"repeat", "escalate"} <= {due.kind for due in dues.of_incident(night, 1)}
    assert give(night, Act.HAND_OVER, to="Per").result is Result.ALREADY


@pytest.mark.parametrize(
    ("act", "said"), [(Act.NOT_OURS, ("irrelevant", None)), (Act.FALSE_ALARM, ("wrong", 0)), (Act.RESOLVE, None)]
)
def test_what_is_dismissed_is_feedback_on_its_mentions(
    night: Database, act: Act, said: tuple[str, int | None] | None
) -> None:
    give(night, act)
    give(night, act)

    found = [(one["answer"], one["severity"]) for one in feedback.of_item(night, 1)]
    assert found == ([said] if said else [])


def test_nobody_answers_about_an_incident_that_is_none(night: Database) -> None:
    with pytest.raises(UsageError, match="no incident 99"):
        answers.give(night, ONCALL, 99, Answer(Act.TAKE, "Maria"), SOON)


def test_a_newer_word_of_the_same_person_replaces_the_older_and_can_be_taken_back(night: Database) -> None:
    answers.judge(night, 1, "Maria", {"answer": "relevant"}, SOON)
    answers.judge(night, 1, "Per", {"answer": "relevant"}, SOON)
    answers.judge(night, 1, "Maria", {"answer": "wrong", "kind": "question"}, SOON)

    held = feedback.of_item(night, 1)
    assert [(one["by"], one["answer"], one["kind"]) for one in held] == [
        ("Per", "relevant", None),
        ("Maria", "wrong", "question"),
    ]
    assert feedback.undo(night, held[0]["id"], SOON)
    assert not feedback.undo(night, held[0]["id"], SOON)
    assert [one["by"] for one in feedback.of_item(night, 1)] == ["Maria"]


def test_there_is_no_feedback_on_what_is_no_mention(night: Database) -> None:
    with pytest.raises(UsageError, match="no mention 99"):
        answers.judge(night, 99, "Maria", {"answer": "relevant"}, SOON)

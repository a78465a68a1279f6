from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from factories import SATURDAY_02
from monitor.domain.model import DeliveryState, Reason
from monitor.errors import TransportError
from monitor.jobs import answers
from monitor.jobs.deliver import FALLBACK_AFTER, LEASE
from monitor.jobs.dues import Dues
from monitor.jobs.wait import PATIENCE, wait_after
from monitor.store import outbox
from office import Office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from monitor.domain.message import Message
    from monitor.store import Database


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Iterator[Office]:
    opened = Office(database, tmp_path)
    yield opened
    opened.desk.close()


BUSY = TransportError("421 try later", permanent=False)
NEVER = TransportError("550 no such user", permanent=True)


def test_the_one_on_call_hears_of_it_at_once_and_the_team_when_the_office_opens(office: Office) -> None:
    office.publish()
    office.speak()

    assert [name for name, _ in office.mouths["jour"].heard] == ["Maria"]
    assert office.states()["team"] == ["held"]

    office.clock.at = office.desk.oncall.timetable.next_opening(SATURDAY_02) or SATURDAY_02
    office.speak()
    assert len(office.mouths["team"].heard) == 1
    assert office.states()["team"] == ["sent"]


def test_what_was_held_is_told_together_once(office: Office) -> None:
    office.publish("1")
    office.clock.move(timedelta(hours=30))
    office.publish("2", "Ingen el i Lysekil")
    office.clock.at = office.desk.oncall.timetable.next_opening(office.clock.at) or office.clock.at
    office.speak()

    ((_, message),) = office.mouths["team"].heard
    assert office.states()["team"] == ["sent", "sent"]
    assert len(message.sections) == 2


def test_a_receiver_that_is_away_is_asked_again_until_it_answers(office: Office) -> None:
    office.mouths["jour"].refuse(BUSY, BUSY, BUSY)
    office.publish()
    office.speak()
    assert office.states()["jour"] == ["pending"]

    for _ in range(3):
        office.clock.move(timedelta(seconds=46))
        office.speak()

    (sent,) = [one for one in outbox.listed(office.desk.database) if one.receiver == "jour"]
    assert (sent.state, sent.attempts, sent.last_error) == (DeliveryState.SENT, 4, None)
    assert len(office.mouths["jour"].heard) == 1


def test_no_wait_between_attempts_is_longer_than_a_minute(office: Office) -> None:
    office.mouths["jour"].refuse(*[BUSY] * 12)
    office.publish()
    waits = []
    for _ in range(12):
        office.speak()
        (waiting,) = [
            one for one in outbox.listed(office.desk.database) if one.receiver == "jour" and one.reason == "new"
        ]
        waits.append(waiting.due_at - office.clock.now())
        office.clock.at = max(waiting.due_at, office.clock.at)

    assert timedelta() < min(waits) <= max(waits) <= timedelta(seconds=60)


MUTE = TransportError("no answer in time", permanent=False, mute=True)


@pytest.mark.parametrize("failure", [BUSY, MUTE])
def test_what_is_new_does_not_overtake_what_waits_for_a_receiver_that_is_away(
    office: Office, failure: TransportError
) -> None:
    office.mouths["jour"].refuse(failure, failure, failure)
    office.publish("1")
    office.speak()
    office.clock.move(timedelta(seconds=6))
    office.publish("2", "Ingen el i Lysekil")
    office.speak()  # from the head of the line; on BUSY the second is tried too, for one refusal may be the message's
    office.clock.move(timedelta(seconds=2))
    office.mouths["jour"].answers.clear()
    office.publish("3", "Brand i Lysekil")
    office.speak()
    assert office.mouths["jour"].heard == [], "five seconds of peace between two attempts"
    office.clock.move(timedelta(seconds=4))
    office.speak()

    assert [message.incident for _, message in office.mouths["jour"].heard] == [1, 2, 3]


def test_one_message_that_a_receiver_chokes_on_holds_up_no_other(office: Office) -> None:
    office.publish("1")
    for _ in range(PATIENCE + 2):
        office.mouths["jour"].refuse(MUTE)
        office.speak()
        office.clock.move(timedelta(seconds=46))
    office.publish("2", "Ingen el i Lysekil")
    office.mouths["jour"].refuse(MUTE)
    office.speak()

    assert [message.incident for _, message in office.mouths["jour"].heard][:1] == [2]


def test_the_wait_for_a_receiver_that_lets_us_hang_is_counted_from_the_beginning() -> None:
    now = SATURDAY_02
    waits = [wait_after(MUTE, attempts, now - timedelta(seconds=40), now).until - now for attempts in range(12)]

    assert max(waits) <= timedelta(seconds=60 - 40)
    assert min(waits) >= timedelta(seconds=5)


def test_the_receivers_own_word_about_when_holds_for_all_that_comes(office: Office) -> None:
    office.mouths["jour"].refuse(TransportError("429", permanent=False, retry_after=300))
    office.publish("1")
    office.speak()
    office.clock.move(timedelta(seconds=200))
    office.publish("2", "Ingen el i Lysekil")
    office.speak()
    assert office.mouths["jour"].heard == []

    office.clock.move(timedelta(seconds=101))
    office.speak()
    assert [message.incident for _, message in office.mouths["jour"].heard] == [1, 2]


def test_all_that_waits_for_long_goes_to_the_fallback_not_only_what_is_tried(office: Office) -> None:
    office.mouths["jour"].refuse(*[MUTE] * 60)
    for key, title in (("1", "Inget vatten i Lysekil"), ("2", "Ingen el i Lysekil"), ("3", "Brand i Lysekil")):
        office.publish(key, title)
    while office.clock.at < SATURDAY_02 + FALLBACK_AFTER + timedelta(minutes=2):
        office.speak()
        office.clock.move(timedelta(seconds=46))

    told = [message.incident for _, message in office.mouths["tib"].heard if message.reason is Reason.NEW]
    assert told == [1, 2, 3]


def test_the_receivers_own_word_about_when_is_obeyed(office: Office) -> None:
    office.mouths["jour"].refuse(TransportError("429", permanent=False, retry_after=300))
    office.publish()
    office.speak()

    (waiting,) = [one for one in outbox.listed(office.desk.database) if one.receiver == "jour"]
    assert waiting.due_at >= office.clock.now() + timedelta(seconds=240)


def test_when_a_channel_fails_for_good_the_fallback_is_told_and_nothing_is_silent(office: Office) -> None:
    office.mouths["jour"].refuse(NEVER)
    office.publish()
    office.speak()

    assert office.states() == {"jour": ["failed"], "team": ["held"], "tib": ["sent"]}
    assert [message.incident for _, message in office.mouths["tib"].heard] == [1]


def test_when_nobody_answers_for_long_the_fallback_is_told_and_the_receiver_still_asked(office: Office) -> None:
    office.mouths["jour"].refuse(*[BUSY] * 60)
    office.publish()
    office.speak()
    while office.clock.at < SATURDAY_02 + FALLBACK_AFTER + timedelta(minutes=2):
        office.clock.move(timedelta(seconds=46))
        office.speak()

    assert "sent" in office.states()["tib"]
    assert office.states()["jour"][0] == "pending"


def test_a_crash_after_the_receivers_ok_sends_a_copy_with_the_same_key(office: Office) -> None:
    office.publish()
    database, now = office.desk.database, office.clock.now()
    (taken,) = outbox.claim(database, now, 10, LEASE)  # another process took it, spoke, and died before its note

    office.speak()
    assert office.mouths["jour"].heard == []
    office.clock.move(LEASE + timedelta(seconds=1))
    office.speak()

    assert [message.key for _, message in office.mouths["jour"].heard] == [taken.key]


def test_what_is_taken_by_one_is_not_taken_by_another(office: Office) -> None:
    office.publish()
    database, now = office.desk.database, office.clock.now()

    assert len(outbox.claim(database, now, 10, LEASE)) == 1
    assert outbox.claim(database, now, 10, LEASE) == []


def test_after_an_acknowledgement_no_reminder_goes_out(office: Office) -> None:
    office.publish()
    office.speak()
    office.clock.move(timedelta(minutes=30))
    asyncio.run(_do_dues(office))  # the reminder is decided, not yet said
    answers.acknowledge(office.desk.database, office.desk.oncall, 1, "Maria", office.clock.now())
    office.speak()

    assert [message.reason for _, message in office.mouths["jour"].heard] == [Reason.NEW]


async def _do_dues(office: Office) -> None:
    await Dues(office.desk).once()


def test_reminders_of_one_incident_are_one_thread(office: Office) -> None:
    office.publish()
    office.speak()
    office.clock.move(timedelta(minutes=30))
    office.speak()

    (_, first), (_, second) = office.mouths["jour"].heard
    assert second.reason is Reason.REMINDER
    assert second.references == (first.key,)
    assert first.thread == second.thread
    assert first.subject == second.subject


def test_an_hour_without_a_receiver_loses_nothing_and_keeps_the_order(office: Office) -> None:
    office.mouths["jour"].refuse(*[BUSY] * 200)
    titles = [("1", "Inget vatten i Lysekil"), ("2", "Ingen el i Lysekil"), ("3", "Brand i Lysekil")]
    for key, title in titles:
        office.publish(key, title)
        office.clock.move(timedelta(hours=25))
    office.mouths["jour"].answers.clear()
    office.speak()

    told = [message.incident or 0 for _, message in office.mouths["jour"].heard if message.reason is Reason.NEW]
    assert sorted(told) == [1, 2, 3]
    assert told[0] == 3 or told == sorted(told)


def test_a_message_that_cannot_be_built_is_told_in_its_shortest_form(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*_: object, **__: object) -> Message:
        raise RuntimeError("no words")

    monkeypatch.setattr("monitor.jobs.messages.compose_alert", break_down)
    office.publish()
    office.speak()

    ((_, message),) = office.mouths["jour"].heard
    assert "Inget vatten i Lysekil" in message.first_line


@pytest.mark.parametrize("act", [answers.acknowledge, answers.resolve])
def test_an_answer_about_nothing_is_refused_in_words(office: Office, act: Callable[..., object]) -> None:
    with pytest.raises(Exception, match="no incident 99"):
        act(office.desk.database, office.desk.oncall, 99, "Maria", office.clock.now())

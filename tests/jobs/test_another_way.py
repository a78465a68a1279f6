"""What a receiver's server does not take goes another way now, and the same way once that is mended."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from factories import SATURDAY_02
from monitor.domain.model import DeliveryState
from monitor.errors import TransportError
from monitor.jobs.deliver import GIVEN_UP_AFTER
from monitor.jobs.wait import MENDED_AFTER
from monitor.store import outbox
from office import CONFIG, EMAIL, Office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.domain.incident import Delivery
    from monitor.store import Database

EXPIRED = TransportError("535 the password has expired", permanent=True, retry_after=900)
NEVER = TransportError("550 no such user", permanent=True)
SOME = TransportError("1 of 2 addresses refused: 550", permanent=True, partly=True)
TWO_CHANNELS = CONFIG.replace(EMAIL, f"{EMAIL}  [[receiver.channel]]\n{EMAIL}", 1)


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Iterator[Office]:
    opened = Office(database, tmp_path)
    yield opened
    opened.desk.close()


@pytest.fixture
def two_ways(database: Database, tmp_path: Path) -> Iterator[Office]:
    """The one on call is reached by two channels."""
    opened = Office(database, tmp_path, TWO_CHANNELS)
    yield opened
    opened.desk.close()


def told_to(office: Office, receiver: str) -> list[Delivery]:
    return [one for one in outbox.listed(office.desk.database) if one.receiver == receiver][::-1]


def test_an_expired_password_sends_the_alert_to_the_fallback_now_and_keeps_it_for_the_receiver(office: Office) -> None:
    office.mouths["jour"].refuse(EXPIRED)
    office.publish()
    office.speak()

    (waiting,) = told_to(office, "jour")
    assert (waiting.state, waiting.last_error) == (DeliveryState.PENDING, "535 the password has expired")
    assert waiting.due_at == office.clock.now() + MENDED_AFTER
    assert [message.incident for _, message in office.mouths["tib"].heard] == [1]


def test_once_the_password_is_mended_the_receiver_gets_it_and_the_fallback_no_copy(office: Office) -> None:
    office.mouths["jour"].refuse(EXPIRED, EXPIRED, EXPIRED)
    office.publish()
    for _ in range(4):
        office.speak()
        office.clock.move(MENDED_AFTER)

    assert told_to(office, "jour")[0].state is DeliveryState.SENT
    assert len([one for one in told_to(office, "tib") if one.reason == "new"]) == 1


def test_a_password_that_expires_on_friday_loses_nothing_of_what_was_held_over_the_weekend(office: Office) -> None:
    for key, title in (("1", "Inget vatten i Lysekil"), ("2", "Ingen el i Lysekil"), ("3", "Brand i Lysekil")):
        office.publish(key, title)
    office.mouths["team"].refuse(*[EXPIRED] * 8)
    office.clock.at = office.desk.oncall.timetable.next_opening(SATURDAY_02) or SATURDAY_02
    office.speak()
    assert office.states()["team"] == ["held", "held", "held"]

    for _ in range(8):
        office.clock.move(MENDED_AFTER)
        office.speak()
    ((_, message),) = office.mouths["team"].heard
    assert len(message.sections) == 3
    assert office.states()["team"] == ["sent", "sent", "sent"]


def test_while_a_line_is_down_it_is_tried_once_for_all_that_waits_and_all_of_it_goes_the_other_way(
    office: Office,
) -> None:
    office.mouths["jour"].refuse(*[EXPIRED] * 3)
    for key, title in (("1", "Inget vatten i Lysekil"), ("2", "Ingen el i Lysekil"), ("3", "Brand i Lysekil")):
        office.publish(key, title)
    office.speak()

    assert len(office.mouths["jour"].answers) == 2, "three log-ins in a row may lock the account"
    assert sorted(message.incident or 0 for _, message in office.mouths["tib"].heard) == [1, 2, 3]


def test_what_a_waiting_line_puts_off_is_put_off_to_a_time_that_the_memory_can_compare(office: Office) -> None:
    office.publish()
    database, now = office.desk.database, office.clock.now()
    taken = outbox.claim(database, now, 10, MENDED_AFTER)
    outbox.give_back(database, taken, now + MENDED_AFTER)

    assert outbox.claim(database, now + MENDED_AFTER / 2, 10, MENDED_AFTER) == []
    (again,) = outbox.claim(database, now + MENDED_AFTER, 10, MENDED_AFTER)
    assert (again.due_at, again.wanted_at) == (now + MENDED_AFTER, now)


def test_who_is_back_takes_at_once_what_waited(office: Office) -> None:
    office.mouths["jour"].refuse(EXPIRED)
    office.publish()
    office.speak()
    office.clock.move(timedelta(minutes=3))
    office.publish("2", "Ingen el i Lysekil")  # by now the password is mended
    office.speak()

    assert sorted(message.incident or 0 for _, message in office.mouths["jour"].heard) == [1, 2]


def test_what_nobody_mends_for_a_week_shows_red(office: Office) -> None:
    office.mouths["jour"].refuse(*[EXPIRED] * 40)
    office.publish()
    office.speak()
    office.clock.move(GIVEN_UP_AFTER)
    office.speak()

    first = told_to(office, "jour")[0]
    assert (first.state, first.last_error) == (DeliveryState.FAILED, "535 the password has expired")


def test_when_both_channels_need_mending_the_fallback_is_told_once(two_ways: Office) -> None:
    two_ways.mouths["jour"].refuse(EXPIRED, EXPIRED)
    two_ways.mouths["jour/1"].refuse(EXPIRED, EXPIRED)
    two_ways.publish()
    two_ways.speak()
    two_ways.clock.move(MENDED_AFTER)
    two_ways.speak()

    assert [one.reason for one in told_to(two_ways, "tib")] == ["new"]


def test_the_other_channel_of_the_receiver_is_other_way_enough(two_ways: Office) -> None:
    two_ways.mouths["jour"].refuse(EXPIRED)
    two_ways.publish()
    two_ways.speak()

    assert [one.state for one in told_to(two_ways, "jour")] == ["pending", "sent"]
    assert told_to(two_ways, "tib") == []


def test_a_letter_that_some_addresses_refused_is_sent_says_so_and_goes_to_the_fallback(office: Office) -> None:
    office.mouths["jour"].refuse(SOME)
    office.publish()
    office.speak()
    office.clock.move(timedelta(minutes=5))
    office.speak()

    (sent,) = told_to(office, "jour")
    assert (sent.state, sent.last_error) == (DeliveryState.SENT, "1 of 2 addresses refused: 550")
    assert sent.sent_at is not None
    assert [one.state for one in told_to(office, "tib")] == ["sent"]


def test_two_who_stand_in_for_each_other_do_not_send_it_in_a_circle(database: Database, tmp_path: Path) -> None:
    text = CONFIG.replace('name = "tib"\n', 'name = "tib"\nfallback = "jour"\n')
    office = Office(database, tmp_path, text)
    office.mouths["jour"].refuse(*[NEVER] * 9)
    office.mouths["tib"].refuse(*[NEVER] * 9)
    office.publish()
    office.speak()

    assert office.states() == {"jour": ["failed"], "team": ["held"], "tib": ["failed"]}
    office.desk.close()

"""The weekly test: through every channel, marked, once, and those who look after the monitor hear when it fails."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from monitor.domain.model import Reason
from monitor.errors import TransportError
from monitor.jobs.tests import LOOKED_AT_AFTER
from monitor.store import outbox
from office import CONFIG, EMAIL, Office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.store import Database

WEEKLY = (
    CONFIG.replace(EMAIL, f"{EMAIL}  [[receiver.channel]]\n{EMAIL}", 1)
    + """
[test_alert]
day = "tuesday"
time = "09:30"
to = ["jour"]
[health]
to = ["team"]
"""
)
NEVER = TransportError("550 no such user", permanent=True)
BUSY = TransportError("421 busy", permanent=False)


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Iterator[Office]:
    opened = Office(database, tmp_path, WEEKLY)  # Saturday 02:00
    opened.speak()
    yield opened
    opened.desk.close()


def states_of_tests(office: Office) -> list[str]:
    return [one.state for one in outbox.listed(office.desk.database) if one.reason is Reason.TEST]


def test_it_goes_by_every_channel_each_week_and_says_that_it_is_a_test(office: Office) -> None:
    for _ in range(3):
        office.clock.move(timedelta(days=7))
        office.speak()
        office.speak()

    for channel in ("jour", "jour/1"):
        heard = [message for _, message in office.mouths[channel].heard]
        assert [message.reason for message in heard] == [Reason.TEST] * 3
        assert all(message.subject.startswith("PROV") and message.first_line.startswith("PROV") for message in heard)
    assert office.mouths["team"].heard == [], "nobody is told of a test that arrived"


def test_it_comes_at_its_local_time_and_not_before(office: Office) -> None:
    tuesday = office.clock.now() + timedelta(days=3, hours=7, minutes=30)
    office.clock.at = tuesday - timedelta(seconds=1)
    office.speak()
    assert states_of_tests(office) == []

    office.clock.at = tuesday
    office.speak()
    assert states_of_tests(office) == ["sent", "sent"]


def test_a_machine_that_slept_for_weeks_tests_once(office: Office) -> None:
    office.clock.move(timedelta(days=40))
    office.speak()
    office.speak()

    assert states_of_tests(office) == ["sent", "sent"]


@pytest.mark.parametrize("error", [NEVER, BUSY])
def test_when_a_channel_does_not_take_it_those_in_health_are_told_by_which_and_why(
    office: Office, error: TransportError
) -> None:
    office.mouths["jour/1"].refuse(*[error] * 50)
    office.clock.move(timedelta(days=4))
    office.speak()
    assert office.mouths["team"].heard == []
    office.clock.move(LOOKED_AT_AFTER)
    office.speak()

    ((_, message),) = office.mouths["team"].heard
    assert message.reason is Reason.HEALTH
    assert "Maria (email)" in message.first_line
    assert any(error.what in fact.value for fact in message.facts)

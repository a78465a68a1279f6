"""What people say reaches the reader, from whatever process it is said."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from factories import SATURDAY_02
from inbox.house import House
from loopback import in_loop
from monitor.jobs import answers
from monitor.jobs.lessons import Heeding
from monitor.store import feedback

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from monitor.analysis.feedback import Saying


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


@in_loop
async def _beat(heeding: Heeding) -> None:
    await heeding.tick()


def test_the_reader_heeds_what_is_said_once_and_what_is_taken_back(house: House) -> None:
    heard: list[list[tuple[int, str]]] = []

    def hear(sayings: Iterable[Saying]) -> None:
        heard.append([(one.id, one.answer) for one in sayings])

    house.desk.heed = hear
    house.publish()
    heeding = Heeding(house.desk)
    _beat(heeding)
    assert heard == []

    answers.judge(house.database, 1, "Maria", {"answer": "irrelevant"}, SATURDAY_02)
    _beat(heeding)
    _beat(heeding)
    assert heard == [[(1, "irrelevant")]]

    feedback.undo(house.database, 1, SATURDAY_02 + timedelta(minutes=1))
    _beat(heeding)
    assert heard == [[(1, "irrelevant")], []]

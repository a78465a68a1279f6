"""What an alert says of what was before it and of what comes: filled by the daemon, shown to the one who was woken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import a_verdict
from monitor.domain.holding import PROMISED, PROMISED_ELSE, promise_word
from monitor.domain.languages import languages_of
from monitor.domain.model import Municipality, Topic
from office import CONFIG, Office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.domain.message import Message
    from monitor.store import Database

BRIEF = '[brief]\ntime = "07:45"\nto = ["team"]\n'


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Iterator[Office]:
    opened = Office(database, tmp_path, CONFIG + BRIEF)
    opened.reader.teach("koka", a_verdict(3, topics=(Topic.WATER, Topic.BOIL_NOTICE)))
    yield opened
    opened.desk.close()


def facts(message: Message) -> dict[str, str]:
    return {fact.name: fact.value for fact in message.facts}


def test_an_alert_that_is_worse_says_what_it_was_before(office: Office) -> None:
    office.publish("1", "Inget vatten i Lysekil")
    office.speak()
    office.clock.move(timedelta(minutes=5))
    office.publish("2", "Inget vatten i Lysekil, koka allt vatten")
    office.speak()

    (_, first), (_, worse) = office.mouths["jour"].heard[:2]
    assert "changed" not in facts(first)
    assert "2 till 3" in facts(worse)["changed"]


def test_a_reminder_about_what_did_not_change_says_nothing_of_change(office: Office) -> None:
    office.publish()
    office.speak()
    office.clock.move(timedelta(minutes=30))
    office.speak()

    assert "changed" not in facts(office.mouths["jour"].heard[-1][1])


def test_the_holding_text_has_its_time_and_is_ready(office: Office) -> None:
    office.publish()
    office.speak()

    (draft,) = office.mouths["jour"].heard[0][1].drafts
    assert "senast kl 04:00" in draft.paragraphs[0]
    assert "[" not in draft.paragraphs[0]


def test_the_one_who_is_woken_reads_how_often_that_was_this_week(office: Office) -> None:
    office.publish()
    office.speak()
    office.clock.move(timedelta(hours=24))
    office.publish("2", "Ingen el i Lysekil")
    office.speak()

    said = [message.why for _, message in office.mouths["jour"].heard if message.reason == "new"]
    assert ["jourveckan: 1." in said[0], "jourveckan: 2." in said[1]] == [True, True]


def test_by_day_nobody_reads_of_waking(office: Office) -> None:
    office.clock.move(timedelta(hours=12))
    office.publish()
    office.speak()

    assert "jourveckan" not in office.mouths["jour"].heard[0][1].why


def test_what_comes_next_is_said_with_its_times_in_their_order(office: Office) -> None:
    office.publish()
    office.speak()

    said = office.mouths["jour"].heard[0][1].next_step
    assert [said.index(word) for word in ("kl 02:30", "kl 08:00")] == sorted(
        said.index(word) for word in ("kl 02:30", "kl 08:00")
    )


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(0, 3),
)
def test_a_promised_word_comes_on_the_quarter_and_not_before_its_time(now: datetime, severity: int) -> None:
    least = PROMISED.get(severity, PROMISED_ELSE)
    at = promise_word(now, severity)

    assert least <= at - now < least + timedelta(minutes=15)
    assert (at.minute % 15, at.second, at.microsecond) == (0, 0, 0)


@pytest.mark.parametrize(
    ("code", "own", "first", "expected"),
    [
        ("SE-1484", "sv", "sv", ("sv",)),
        ("FI-091", "fi", "fi", ("fi", "sv")),
        ("FI-091", "fi", "sv", ("sv", "fi")),
        ("NO-4601", "nb", "nn", ("nn",)),
    ],
)
def test_a_town_writes_in_the_language_it_works_in_and_in_its_others(
    code: str, own: str, first: str, expected: tuple[str, ...]
) -> None:
    assert languages_of(first, Municipality(code, "By", language=own)) == expected

"""Whoever comes on duty learns what is open, once, and not in the middle of the night."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from inbox.house import House
from monitor.channels.plaintext import write_text
from monitor.domain.answer import Act, Answer
from monitor.domain.incident import Silence
from monitor.domain.model import DeliveryState, Reason
from monitor.domain.plan import Turn
from monitor.domain.texts import LANGUAGES
from monitor.jobs import answers, dues, messages, silencing
from monitor.store import dues as rows
from monitor.store import outbox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.domain.incident import Delivery

MONDAY_NOON = datetime(2026, 11, 30, 11, tzinfo=UTC)  # 12:00 in Stockholm


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


def pass_to(house: House, at: datetime) -> list[Delivery]:
    """Let everything that is due until then happen; returns the notes of handovers."""
    house.clock.at = at
    while taken := rows.claim(house.database, at, 50, timedelta(minutes=1)):
        for due in taken:
            dues.do(house.desk, due)
    return [one for one in outbox.listed(house.database) if one.reason is Reason.BRIEF and "rota" in one.body]


def test_the_one_who_comes_gets_what_is_open_who_has_it_and_what_is_silenced(house: House) -> None:
    house.publish()
    answers.give(house.database, house.desk.oncall, 1, Answer(Act.TAKE, "Maria"), house.clock.now())
    silence = Silence(0, "Per", "planerat arbete", house.clock.now(), MONDAY_NOON + timedelta(days=1), "snöröjning")
    silencing.add(house.database, house.desk.plan, silence, house.clock.now())
    dues.plan_ahead(house.desk)

    (note,) = pass_to(house, MONDAY_NOON)
    assert (note.receiver, note.person, note.state, note.due_at) == ("jour", "Per", DeliveryState.PENDING, MONDAY_NOON)
    message = messages.write(house.desk, [note], MONDAY_NOON)
    text = write_text(message)
    assert message.subject == "Du har jouren: kib [Lysekil]"
    assert "Per, du har jouren" in message.first_line
    for words in ("#1 ", "allvar 3 av 3", "tagen av Maria", "snöröjning", "Maria hade jouren före dig", "7 dec"):
        assert words.lower() in text.lower(), words


def test_when_nothing_is_open_the_note_says_so(house: House) -> None:
    dues.plan_ahead(house.desk)

    (note,) = pass_to(house, MONDAY_NOON)
    assert "Inget är öppet." in write_text(messages.write(house.desk, [note], MONDAY_NOON))


def test_each_handover_is_told_once_and_the_next_is_planned(house: House) -> None:
    dues.plan_ahead(house.desk)
    assert len(pass_to(house, MONDAY_NOON)) == 1
    dues.plan_ahead(house.desk)
    assert len(pass_to(house, MONDAY_NOON + timedelta(hours=2))) == 1

    assert len(pass_to(house, MONDAY_NOON + timedelta(days=7))) == 2
    assert [one.due_at for one in rows.waiting(house.database, "handover")] == [MONDAY_NOON + timedelta(days=14)]


def test_a_handover_at_midnight_is_told_in_the_morning(house: House) -> None:
    midnight = datetime(2026, 11, 29, 23, tzinfo=UTC)
    turn = Turn(midnight, midnight + timedelta(days=3), "Per")
    rota = replace(house.desk.plan.rotas[0], turns=(turn,))
    house.desk.take_turns(replace(house.desk.config, plan=replace(house.desk.plan, rotas=(rota,))))
    dues.plan_ahead(house.desk)

    (note,) = pass_to(house, midnight)
    assert (note.state, note.due_at, note.person) == (DeliveryState.HELD, midnight + timedelta(hours=7), "Per")


def test_long_after_the_handover_it_is_no_news(house: House) -> None:
    dues.plan_ahead(house.desk)

    assert pass_to(house, MONDAY_NOON + timedelta(days=1)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_can_be_said_in_every_language(tmp_path: Path, language: str) -> None:
    house = House(tmp_path, language)
    house.publish()
    dues.plan_ahead(house.desk)
    (note,) = pass_to(house, MONDAY_NOON)

    assert "Per" in messages.write(house.desk, [note], MONDAY_NOON).first_line
    house.close()

"""A monitor that was off for long says so, once it knows what that came to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts import NOW, a_telling
from monitor.domain import absence
from monitor.domain.absence import Absence
from monitor.domain.ailment import Ailment, Part, Trouble, compose_health
from monitor.domain.message import FIRST_LINE
from monitor.domain.model import Role
from monitor.domain.texts import LANGUAGES

HOUR = timedelta(hours=1)
NIGHT = Absence(NOW - 14 * HOUR, NOW, 37, ())
ROLES = {"VMA": Role.OFFICIAL, "bladet": Role.PRESS, "forum": Role.SOCIAL}


@pytest.mark.parametrize(
    ("minutes", "told"), [(0, False), (5, False), (14, False), (15, True), (6 * 24 * 60, True), (-120, False)]
)
def test_a_restart_or_an_upgrade_is_not_worth_telling(minutes: int, told: bool) -> None:
    assert absence.is_worth_telling(NOW - timedelta(minutes=minutes), NOW) is told


def test_a_new_installation_was_never_away() -> None:
    assert not absence.is_worth_telling(None, NOW)


@pytest.mark.parametrize(
    ("moved_on", "office_open", "told"),
    [
        (None, True, False),  # not everything was asked again yet
        ((), True, True),
        ((), False, False),
        (("bladet", "forum"), False, False),
        (("VMA",), False, True),
    ],
)
def test_it_waits_for_the_first_polls_and_for_the_office_unless_an_authority_was_missed(
    moved_on: tuple[str, ...] | None, office_open: bool, told: bool
) -> None:
    words = absence.write([replace(NIGHT, moved_on=moved_on)], ROLES, office_open=office_open)
    assert bool(words) is told
    assert all(word.urgent is ("VMA" in (moved_on or ())) for word in words)


def test_several_times_are_one_message() -> None:
    earlier = Absence(NOW - 40 * HOUR, NOW - 30 * HOUR, 12, ("bladet",))
    (word,) = absence.write([earlier, NIGHT], ROLES, office_open=True)
    assert word.total == 37
    assert [(part.name, part.since) for part in word.parts] == [
        ("off", earlier.since), ("off", NIGHT.since), ("bladet", None)
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("gaps", [(), ("bladet",), tuple(f"source {number}" for number in range(60))])
def test_the_message_says_from_when_to_when_what_was_not_read_and_what_may_be_missing(
    language: str, gaps: tuple[str, ...]
) -> None:
    parts = (Part("off", "", NOW - 14 * HOUR, NOW), *(Part(one) for one in gaps))
    message = compose_health(
        Ailment(Trouble.MONITOR_OFF, "Lysekil", parts=parts, total=37), a_telling(language=language)
    )
    facts = {fact.name: fact.value for fact in message.facts}
    assert list(facts) == ["when", "unread", "meaning"]
    assert "17:46" in facts["when"]
    assert "07:46" in facts["when"]
    assert "14 " in facts["when"]
    assert facts["unread"].startswith("37 ")
    assert len(message.first_line) <= FIRST_LINE
    assert "07:46" in message.first_line
    listed = [one for section in message.sections for one in section.bullets]
    assert tuple(listed) == gaps[:50]
    assert all(section.note for section in message.sections) is (len(gaps) != 1)

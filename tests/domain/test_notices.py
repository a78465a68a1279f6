"""What is told besides an alert."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import INBOX, NOW, a_telling, an_alert, any_alert, any_telling, any_text
from monitor.domain.ailment import Ailment, Part, Trouble, compose_health
from monitor.domain.message import FIRST_LINE
from monitor.domain.model import Reason
from monitor.domain.notices import (
    LISTED,
    WHOLE,
    compose_bundle,
    compose_minimal,
    compose_test,
)
from monitor.domain.texts import LANGUAGES

if TYPE_CHECKING:
    from monitor.domain.alert import Alert, Telling


def test_what_was_held_is_told_together_the_most_severe_first() -> None:
    road = an_alert(number=119, severity=1, title="Träd över väg 162", first_seen_at=NOW - timedelta(hours=3))
    message = compose_bundle([road, an_alert()], a_telling(reason=Reason.NEW, receiver="team"), url=INBOX)
    assert message.first_line == "2 händelser medan kontoret var stängt: vatten"
    assert [section.title[:5] for section in message.sections] == ["#118 ", "#119 "]
    assert message.severity == 2
    assert [link.url for link in message.sections[0].links][-1] == f"{INBOX}/incidents/118"


def test_one_held_incident_is_told_in_the_singular() -> None:
    assert compose_bundle([an_alert()], a_telling()).subject == "1 händelse medan kontoret var stängt [Lysekil]"


def test_a_flood_is_told_in_one_message_and_says_how_much_is_left() -> None:
    many = [an_alert(number=n, title=f"Rubrik {n}") for n in range(1, 5001)]
    message = compose_bundle(many, a_telling())
    assert len(message.sections) == WHOLE + 1
    assert len(message.sections[-1].bullets) == LISTED
    assert message.sections[-1].note == f"{5000 - WHOLE - LISTED} till"


def test_a_mixed_bundle_marks_the_exercise_in_it_and_nothing_else() -> None:
    message = compose_bundle([an_alert(), an_alert(number=2, drill=True)], a_telling())
    assert message.mark == ""
    assert sorted(section.title.split()[1] for section in message.sections) == ["Vatten,", "ÖVNING"]


@settings(max_examples=40, deadline=None)
@given(st.lists(any_alert(), min_size=1, max_size=4), any_telling())
def test_any_bundle_keeps_its_first_line(alerts: list[Alert], telling: Telling) -> None:
    message = compose_bundle(alerts, telling)
    assert 0 < len(message.first_line) <= FIRST_LINE
    assert len(message.sections) == len(alerts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_test_is_marked_and_says_that_nothing_has_happened(language: str) -> None:
    message = compose_test(a_telling(language=language, receiver="jour"), "Lysekil", f"{INBOX}/seen")
    assert message.mark
    assert message.subject.startswith(message.mark)
    assert message.first_line.startswith(message.mark)
    assert len(message.first_line) <= FIRST_LINE
    assert message.reason is Reason.TEST
    assert len(message.actions) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["clock", "configuration"])
def test_what_happened_to_the_monitor_and_is_over_frightens_nobody(language: str, part: str) -> None:
    telling = a_telling(language=language)
    going_on = compose_health(Ailment(Trouble.MONITOR_UNWELL, "Lysekil", NOW, "database"), telling)
    over = compose_health(Ailment(Trouble.MONITOR_UNWELL, "Lysekil", NOW, part), telling)

    assert f": {part}." not in over.first_line, "a word of the code, in no language"
    assert over.facts[-1].label == going_on.facts[-1].label
    assert over.facts[-1].value != going_on.facts[-1].value


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("trouble", Trouble)
def test_health_says_what_since_when_and_what_it_means(language: str, trouble: Trouble) -> None:
    why = "not_found: 404 at https://www.lysekilsposten.example/feed"
    ailment = Ailment(trouble, "Lysekil", NOW - timedelta(hours=2), "Lysekilsposten", why, INBOX)
    fields = ["since", "why", "meaning", "detail"]
    if trouble is Trouble.MONITOR_OFF:
        ailment = replace(ailment, parts=(Part("off", "", NOW - timedelta(hours=2), NOW),))
        fields = ["when", "unread", "meaning"]
    message = compose_health(ailment, a_telling(language=language), severity=1)
    assert [fact.name for fact in message.facts] == fields
    assert "{" not in "".join(fact.value for fact in message.facts)
    assert len(message.first_line) <= FIRST_LINE


@given(any_telling(), st.none() | st.integers(), any_text, st.booleans())
def test_the_last_resort_can_always_be_built(telling: Telling, number: int | None, title: str, drill: bool) -> None:
    message = compose_minimal(telling, number, title, INBOX, drill=drill)
    assert 0 < len(message.first_line) <= FIRST_LINE
    assert number is None or f"#{number}" in message.first_line
    assert [link.url for link in message.actions] == [INBOX]
    assert message.key == telling.key

from __future__ import annotations

from datetime import timedelta
from typing import Any

from factories import TUESDAY_10
from members import a_member, a_resident, an_incident
from monitor.domain.grouping.chronicle import find_crossing, find_rumour
from monitor.domain.model import Role, Topic, Turn
from monitor.domain.story import OwnWord

RUMOUR: dict[str, Any] = {"topics": (Topic.CONTAMINATION, Topic.RUMOUR)}


def test_our_first_word_is_kept_by_channel_and_by_language() -> None:
    incident = an_incident(
        a_member(1),
        a_member(2, 30, Role.OWN, source="web", language="fi"),
        a_member(3, 50, Role.OWN, source="web", language="sv"),
        a_member(4, 55, Role.OWN, source="web", language="fi"),
        a_member(5, 60, Role.OWN, source="facebook", language="fi"),
    )

    assert incident.story.own == (
        OwnWord("web", "fi", TUESDAY_10 + timedelta(minutes=30)),
        OwnWord("web", "sv", TUESDAY_10 + timedelta(minutes=50)),
        OwnWord("facebook", "fi", TUESDAY_10 + timedelta(minutes=60)),
    )
    assert incident.story.minutes_to_own_word == 30
    assert incident.own_channel_at == TUESDAY_10 + timedelta(minutes=30)


def test_who_was_first_ourselves_has_a_negative_wait() -> None:
    assert an_incident(a_member(1, 0, Role.OWN), a_member(2, 10)).story.minutes_to_own_word == -10


def test_a_story_crosses_from_residents_to_the_press_with_a_lead() -> None:
    crossing = find_crossing([a_resident(1), a_resident(2, 10, "bo"), a_member(3, 380)])

    assert crossing is not None
    assert crossing.lead_minutes == 380
    assert find_crossing([a_member(1), a_resident(2, 10)]) is None


def test_a_rumour_knows_where_its_denial_has_not_reached() -> None:
    members = [
        a_resident(1, source="group", title="Vattnet är förgiftat", **RUMOUR),
        a_resident(2, 20, "bo", source="jodel", **RUMOUR),
        a_member(3, 60, Role.OWN, source="web", publisher="Lysekil", turns=(Turn.DENIED,), **RUMOUR),
        a_member(4, 90, source="group", turns=(Turn.DENIED,), **RUMOUR),
    ]
    rumour = find_rumour(members)

    assert rumour is not None
    assert rumour.claim == "Vattnet är förgiftat"
    assert rumour.channels == ("group", "jodel")
    assert (rumour.denied_by, rumour.denied_at) == ("Lysekil", TUESDAY_10 + timedelta(minutes=60))
    assert rumour.not_reached == ("jodel",)


def test_an_undenied_rumour_has_reached_nobody_and_a_leak_is_no_rumour() -> None:
    undenied = find_rumour([a_resident(1, **RUMOUR)])

    assert undenied is not None
    assert undenied.not_reached == undenied.channels == ("social",)
    assert find_rumour([a_resident(1), a_member(2)]) is None

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from factories import an_item
from members import a_member, a_resident, an_incident
from monitor.domain.grouping.echo import LASTS, TALK, list_echoes
from monitor.domain.model import Role

BRIDGE = an_incident(
    a_member(1, source="roads", spots=("road:bybro", "road:162", "road:storgatan"), localities=("Brastad",))
)


@pytest.mark.parametrize(
    ("source", "role", "text", "may"),
    [
        ("roads", Role.OFFICIAL, "Bybrua er åpen igjen", True),
        ("roads", Role.OFFICIAL, "Vägen genom Brastad är öppen", True),
        ("roads", Role.OFFICIAL, "Tunnelen er stengt", False),
        ("roads", Role.OFFICIAL, "Väg 162 är öppen", False),  # it runs through many towns
        ("paper", Role.PRESS, "Bybrua er åpen igjen", True),  # has not spoken of it; grouping decides
        ("paper", Role.PRESS, "Storgatan är avstängd", False),  # every town has one
        ("forum", Role.SOCIAL, "Er Bybrua åpen?", True),
    ],
)
def test_an_event_goes_on_where_its_places_are_named_by_who_spoke_of_it(
    source: str, role: Role, text: str, *, may: bool
) -> None:
    echoes = list_echoes([BRIDGE], BRIDGE.updated_at)

    assert echoes.may_hold(an_item(source=source, role=role, title="", text=text)) is may


def test_neighbours_talk_on_for_a_while_without_naming_anything() -> None:
    incident = an_incident(a_resident(1, source="forum"))
    here_too = an_item(source="forum", role=Role.SOCIAL, title="", text="Här med!")

    assert list_echoes([incident], incident.members[0].seen_at).may_hold(here_too)
    late = replace(here_too, seen_at=incident.members[0].seen_at + TALK + timedelta(minutes=1))
    assert not list_echoes([incident], late.seen_at).may_hold(late)


def test_what_has_had_no_news_for_long_has_no_echo() -> None:
    later = BRIDGE.updated_at + LASTS + timedelta(hours=1)
    item = an_item(source="roads", role=Role.OFFICIAL, title="", text="Bybrua er åpen igjen")

    assert not list_echoes([BRIDGE], later).may_hold(item)
    assert list_echoes([replace(BRIDGE, updated_at=later)], later).may_hold(item)

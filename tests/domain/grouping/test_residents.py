from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from factories import TUESDAY_10
from members import a_member, a_resident
from monitor.domain.grouping.residents import weigh_residents
from monitor.domain.model import Kind, Topic, Turn

NOW = TUESDAY_10 + timedelta(hours=12)
ASKS: dict[str, Any] = {"kind": Kind.QUESTION, "severity": 0, "turns": (Turn.WITNESS,)}
FIRE: dict[str, Any] = {"severity": 3, "topics": (Topic.FIRE,)}
TALKS: dict[str, Any] = {"kind": Kind.OPINION, "severity": 0}


@pytest.mark.parametrize(
    ("posts", "severity"),
    [
        ([a_resident(1)], 1),
        ([a_resident(1), a_resident(2, 5, "bo")], 1),
        ([a_resident(1), a_resident(2, 5, "bo"), a_resident(3, 59, "cecilia")], 2),
        ([a_resident(1), a_resident(2, 5, "anna"), a_resident(3, 9, "anna")], 1),  # one person, three times
        ([a_resident(1), a_resident(2, 5, "bo"), a_resident(3, 9, "cecilia", copy_of=1)], 1),  # a chain letter
        ([a_resident(1), a_resident(2, 200, "bo"), a_resident(3, 420, "cecilia")], 1),  # a day's talk
        ([a_resident(1, **ASKS), a_resident(2, 5, "bo", **ASKS), a_resident(3, 9, "cecilia", **ASKS)], 2),
        ([a_resident(1, **TALKS), a_resident(2, 5, "bo", **TALKS), a_resident(3, 9, "cecilia", **TALKS)], 0),
        ([a_resident(1, **FIRE)], 1),  # whatever one resident says
        ([a_resident(1, **FIRE), a_resident(2, 5, "anna", **FIRE)], 1),
        ([a_resident(1, **FIRE), a_resident(2, 5, "bo", **FIRE)], 2),  # lives are at stake
        ([a_resident(1, severity=3), a_resident(2, 5, "bo", severity=3)], 1),
        ([a_resident(1), a_resident(2, 5, "bo"), a_resident(3, 9, "cecilia", drill=True)], 1),
        ([a_member(1)], 0),  # the press weighs by itself
        ([], 0),
    ],
)
def test_what_residents_alone_are_worth(posts: list[object], severity: int) -> None:
    assert weigh_residents(posts).severity == severity  # type: ignore[arg-type]

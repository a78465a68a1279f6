"""The digest tells what could not be read in the town's words, whoever was unwell."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from alerts import NOW, a_telling
from monitor.domain.digest import compose_digest
from monitor.domain.week import Figures, Outage, Period

WEEK = Period("digest-2026-W47", NOW - timedelta(days=7), NOW)


@pytest.mark.parametrize(
    ("source", "why", "said"),
    [
        ("bladet", "not_found: 404 at https://bladet.example/", "bladet: Sidan finns inte ("),
        ("bladet", "a reason without a code", "bladet: a reason without a code ("),
        ("monitor: disk", "400 MB free at /var", "Bevakningen har bekymmer: disken är nästan full: 400 MB"),
        ("monitor: line team (email)", "421 not now", "team (email) går inte att nå: 421 not now ("),
        ("monitor: off", "37 sources were not read", "Bevakningen har bekymmer: den var ur drift: 37 sources"),
    ],
)
def test_an_outage_is_told_by_what_it_was(source: str, why: str, said: str) -> None:
    outage = Outage(source, "failing", why, NOW - timedelta(hours=3), NOW - timedelta(hours=1))
    message = compose_digest(Figures(WEEK, outages=(outage,)), a_telling(), ZoneInfo("Europe/Stockholm"), "Lysekil", "")
    assert any(said in bullet for section in message.sections for bullet in section.bullets)

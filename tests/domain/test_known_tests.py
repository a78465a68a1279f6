"""Tests of the sirens: when they are, what they explain, and that a real warning is never explained away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import a_plan, a_raw_item, a_verdict, an_item
from fakes import FakeReader
from monitor.almanac import open_almanac
from monitor.domain import pipeline
from monitor.domain.known_tests import explain, open_tests
from monitor.domain.model import Kind, Notice, Reading, Role, State, Topic
from monitor.domain.oncall import OnCall
from monitor.domain.world import World

if TYPE_CHECKING:
    from monitor.domain.incident import Changes
    from monitor.domain.plan import Tests

STOCKHOLM, OSLO, HELSINKI = (ZoneInfo(f"Europe/{city}") for city in ("Stockholm", "Oslo", "Helsinki"))
ZONES = {"SE": STOCKHOLM, "NO": OSLO, "FI": HELSINKI}
TEST = datetime(2026, 12, 7, 14, 0, tzinfo=UTC)  # 15:00 in Stockholm
ASKED = Reading(verdict=a_verdict(0, kind=Kind.QUESTION, topics=(), state=State.NONE, because=()))
SMOKE = Reading(verdict=a_verdict(2, kind=Kind.CRISIS, topics=(Topic.FIRE,)))


def known_of(country: str) -> Tests:
    return open_tests(country, "sv", open_almanac(country), ZONES[country])


@pytest.mark.parametrize(
    ("country", "year", "days"),
    [
        ("SE", 2022, ["03-07", "06-13", "09-05", "12-05"]),  # 6 June 2022 was a Monday and the national day
        ("SE", 2026, ["03-02", "06-01", "09-07", "12-07"]),
        ("SE", 2027, ["03-01", "06-07", "09-06", "12-06"]),
        ("NO", 2024, ["01-10", "06-12"]),
        ("NO", 2025, ["01-08", "06-11"]),
        ("NO", 2026, ["01-14", "06-10"]),
    ],
)
def test_they_are_on_the_days_that_the_authorities_have_said(country: str, year: int, days: list[str]) -> None:
    assert [f"{one.at.astimezone(ZONES[country]):%m-%d}" for one in known_of(country)(year)] == days


@pytest.mark.parametrize("day", ["2025-01-13", "2026-04-13", "2027-12-13", "2028-05-08", "2026-02-02"])
def test_in_finland_a_holiday_moves_it_to_the_next_monday(day: str) -> None:
    found = known_of("FI")(int(day[:4]))
    assert len(found) == 12
    assert day in {f"{one.at.astimezone(HELSINKI):%Y-%m-%d}" for one in found}


@pytest.mark.parametrize(("country", "hour"), [("SE", "15:00"), ("NO", "12:00"), ("FI", "12:00")])
@pytest.mark.parametrize("year", range(2024, 2031))
def test_they_are_at_the_same_local_hour_in_summer_and_winter(country: str, hour: str, year: int) -> None:
    assert {f"{one.at.astimezone(ZONES[country]):%H:%M}" for one in known_of(country)(year)} == {hour}


@pytest.mark.parametrize(
    ("role", "text", "reading", "explained"),
    [
        (Role.SOCIAL, "Varför tjuter sirenerna i Lysekil?", ASKED, True),
        (Role.SOCIAL, "Hesa Fredrik låter, är det krig?", ASKED, True),
        (Role.SOCIAL, "Why are the sirens going off in Lysekil?", ASKED, True),
        (Role.SOCIAL, "Miksi sireenit soivat?", ASKED, True),
        (Role.SOCIAL, "Hvorfor går sirenene?", ASKED, True),
        (Role.PRESS, "Utomhuslarmet provas i dag", ASKED, True),
        (Role.OFFICIAL, "I dag testas utomhuslarmet Hesa Fredrik", ASKED, True),
        (Role.SOCIAL, "Sirenerna tjuter och det kommer svart rök från fabriken", SMOKE, False),
        (Role.SOCIAL, "Varför tjuter sirenerna? Detta är inte ett test säger de", ASKED, False),
        (Role.PRESS, "Sirenerna tjuter i Lysekil", ASKED, False),  # no word of a test
        (Role.OFFICIAL, "VMA: gå inomhus", ASKED, False),
        (Role.OFFICIAL, "VMA: utsläpp efter test av ventiler, sirenerna ljuder", SMOKE, False),
        (Role.SOCIAL, "Varför är vattnet brunt?", ASKED, False),  # it is about something else
    ],
)
def test_what_a_test_explains_while_it_is_held(role: Role, text: str, reading: Reading, explained: bool) -> None:
    item = an_item(role=role, title="", text=text, seen_at=TEST, published_at=None)
    found = explain(item, reading, known_of("SE"), TEST + timedelta(minutes=5))

    assert (found is not None) is explained
    assert explain(item, reading, known_of("SE"), TEST + timedelta(hours=3)) is None, "and not at another hour"
    assert explain(item, reading, known_of("SE"), TEST + timedelta(days=7)) is None


@given(
    st.text(max_size=80).map("Detta är ett test. Sirenerna ljuder. {}".format),
    st.integers(0, 366 * 24 * 60),
    st.sampled_from(("SE", "NO", "FI")),
    st.sampled_from((ASKED, SMOKE, Reading())),
)
def test_what_an_authority_sends_as_a_real_warning_is_never_explained_away(
    text: str, minute: int, country: str, reading: Reading
) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    on_time = known_of(country)(2026)[0].at
    real = an_item(role=Role.OFFICIAL, text=text, notice=Notice("1", exercise=False), published_at=None)

    assert explain(real, reading, known_of(country), at) is None
    assert explain(real, reading, known_of(country), on_time) is None


# ---- through the whole head --------------------------------------------------------------------------------------
def told_at(at: datetime, *items: Any) -> Changes:
    plan = replace(a_plan(), tests=known_of("SE"))
    long_ago = at - timedelta(days=30)
    world = World(plan, reads_since={"paper": long_ago}, read_until={"paper": at})
    question = a_verdict(0, kind=Kind.QUESTION, topics=(), state=State.NONE, because=())
    reader = FakeReader().teach("sirenerna", question).teach("giftig rök", a_verdict(3, topics=(Topic.CONTAMINATION,)))
    return pipeline.process(items, plan.sources[0], world, reader, OnCall(plan), at)


def residents(count: int) -> list[Any]:
    return [
        a_raw_item(str(n), "", text=f"Varför tjuter sirenerna i Lysekil? {'!' * n}", role=Role.SOCIAL, author=f"a{n}")
        for n in range(count)
    ]


def test_many_who_ask_about_the_sirens_while_they_are_tested_are_no_event() -> None:
    during = told_at(TEST + timedelta(minutes=3), *residents(8))
    assert (during.incidents, during.deliveries) == ((), ())
    gates = [gate for seen in during.seen for gate in seen.gates if gate.gate == "test"]
    assert len(gates) == 8
    assert all(not gate.passed and "Hesa Fredrik, 2026-12-07 14:00 UTC" in gate.why for gate in gates)


def test_a_real_warning_in_the_minutes_of_the_test_is_told() -> None:
    notice = Notice("vma-1", kind=Kind.CRISIS, severity=3, state=State.ONGOING)
    warning = a_raw_item("1", "VMA i Lysekil: giftig rök", role=Role.OFFICIAL, notice=notice)
    changes = told_at(TEST + timedelta(minutes=3), warning)

    assert [incident.severity for incident in changes.incidents] == [3]
    assert changes.deliveries

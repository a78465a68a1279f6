from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import SATURDAY_02, TUESDAY_10, a_plan, a_verdict
from fakes import FakeReader
from monitor.domain.model import RawItem, Reason, Role, State, Status, Topic
from monitor.domain.simulate import Acknowledged, Event, Outcome, Published, Told, read_source, simulate

PLAN = a_plan()
MINUTE = timedelta(minutes=1)
WEDNESDAY_02 = TUESDAY_10 + timedelta(hours=16)
READER = (
    FakeReader()
    .teach("kokas", a_verdict(3, topics=(Topic.BOIL_NOTICE,)))
    .teach("åter", a_verdict(1, state=State.RESOLVED))
    .teach("brinner", a_verdict(2, topics=(Topic.FIRE,)))
    .teach("fullmäktige", a_verdict(0, topics=(), state=State.NONE))
)


def a_line(number: str, at: datetime, title: str = "Inget vatten i Lysekil", **changes: Any) -> Published:
    role, publisher = changes.pop("role", Role.PRESS), changes.pop("publisher", "Lysekilsposten")
    raw = RawItem(number, title, "", url=f"https://x.example/{number}", **changes)
    return Published(at, raw, read_source(changes.get("source", publisher), publisher, role, PLAN))


def run(*events: Event) -> Outcome:
    return simulate(events, PLAN, READER)


def said(outcome: Outcome, *reasons: Reason) -> list[tuple[str, tuple[str, ...], str | None]]:
    return [(one.reason.value, one.receivers, one.after_item) for one in outcome.told if one.reason in reasons]


ALERTS = (Reason.NEW, Reason.WORSE, Reason.GROWING, Reason.RESOLVED)


def test_a_night_is_told_from_the_first_line_to_the_end() -> None:
    outcome = run(
        a_line("1", WEDNESDAY_02),
        a_line("2", WEDNESDAY_02 + 20 * MINUTE, "Vattnet i Lysekil måste kokas", role=Role.OWN, publisher="Lysekil"),
        a_line("3", WEDNESDAY_02 + 90 * MINUTE, "Vattnet är åter i Lysekil"),
    )

    assert said(outcome, *ALERTS) == [("new", ("jour",), "1"), ("worse", ("jour",), "2"), ("new", ("team",), "1")]
    assert [member.native for member in outcome.incidents[0].members] == ["1", "2", "3"]
    assert outcome.incidents[0].status is Status.OPEN  # the leak is mended, the notice holds


def test_what_was_held_is_told_when_the_office_opens() -> None:
    outcome = run(a_line("1", WEDNESDAY_02))
    held = next(one for one in outcome.told if one.receivers == ("team",))

    assert held.at == datetime.fromisoformat("2026-11-25T08:00+01:00")
    assert held.route == "morgon"


def test_nobody_acknowledges_unless_a_line_says_so() -> None:
    grave = a_line("1", SATURDAY_02, "Vattnet i Lysekil måste kokas")
    asked = run(grave)
    taken = run(grave, Acknowledged(SATURDAY_02 + 3 * MINUTE, "1", "Maria"))

    assert len(said(asked, Reason.REMINDER)) > 10
    assert said(asked, Reason.ESCALATED) == [("escalated", ("tib",), None)]
    assert said(taken, Reason.ESCALATED) == []
    assert {one.why for one in taken.told if one.reason is Reason.REMINDER} == {
        "60 minutes since the first signal, and we have said nothing"
    }
    assert taken.incidents[0].acknowledged_by == "Maria"


def test_the_clock_runs_on_for_two_days_at_most() -> None:
    outcome = run(a_line("1", SATURDAY_02, "Vattnet i Lysekil måste kokas"))

    assert max(one.at for one in outcome.told) <= SATURDAY_02 + timedelta(days=2)
    assert run() == Outcome((), (), 0, 0)


def test_each_line_is_news_at_its_time_and_an_old_date_makes_an_old_story() -> None:
    outcome = run(
        a_line("1", TUESDAY_10, published_at=TUESDAY_10 - timedelta(days=400)),
        a_line("2", TUESDAY_10 + MINUTE, "Det brinner i Lysekil"),
    )

    assert said(outcome, *ALERTS) == [("new", ("team",), "2")]
    assert outcome.dropped == 1


def test_a_delivery_by_two_channels_is_one_line() -> None:
    (told,) = (one for one in run(a_line("1", TUESDAY_10)).told if one.reason is Reason.NEW)

    assert (told.receivers, told.people, told.severity, told.after_item) == (("team",), (), 2, "1")
    assert told.at == TUESDAY_10


def test_our_own_channels_and_groups_that_bear_our_name_speak_of_us_without_naming_us() -> None:
    assert read_source("Driftinformation", "Leva", Role.OWN, PLAN).everything
    assert read_source("Facebookgruppen Vi i Lysekil", "", Role.SOCIAL, PLAN).everything
    assert not read_source("Lysekilsposten", "Lysekilsposten", Role.PRESS, PLAN).everything
    assert not read_source("Facebook Munkedal", "", Role.SOCIAL, PLAN).everything
    assert read_source("Kuopion Energia", "", Role.OFFICIAL, PLAN, lambda name: "Kuopion" in name).everything


# ---- properties --------------------------------------------------------------------------------------------------
TITLES = ("Inget vatten i Lysekil", "Vattnet i Lysekil måste kokas", "Vattnet är åter i Lysekil",
"Det brinner i Lysekil",
          "Fullmäktige i Lysekil", "Konsert i Kalmar")  # fmt: skip
LINES = st.lists(
    st.tuples(
        st.sampled_from(TITLES),
        st.integers(0, 600),  # minutes
        st.sampled_from([(Role.PRESS, "Lysekilsposten"), (Role.OWN, "Lysekil"), (Role.SOCIAL, "Gruppen")]),
        st.sampled_from(["anna", "bo", "cecilia"]),
    ),
    max_size=12,
)
Drawn = list[tuple[str, int, tuple[Role, str], str]]


def lines_of(drawn: Drawn) -> list[Published]:
    ordered = sorted(drawn, key=lambda one: one[1])
    return [
        a_line(str(number), SATURDAY_02 + minute * MINUTE, f"{title} {number}", role=role, publisher=name,
               author=who if role is Role.SOCIAL else None)
        for number, (title, minute, (role, name), who) in enumerate(ordered)
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_what_comes_in_comes_out(drawn: Drawn) -> None:
    outcome = run(*lines_of(drawn))
    members = Counter(member.native for incident in outcome.incidents for member in incident.members)

    assert outcome.items == len(drawn)
    assert all(count == 1 for count in members.values())
    assert len(members) <= outcome.items - outcome.dropped


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_the_same_lines_twice_are_the_same_lines_once(drawn: Drawn) -> None:
    lines = lines_of(drawn)
    twice = [line for line in lines for _ in range(2)]

    assert run(*twice).told == run(*lines).told


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_nothing_is_told_of_a_closed_incident_and_nothing_twice(drawn: Drawn) -> None:
    outcome = run(*lines_of(drawn))
    closed = {one.id: one.closed_at for one in outcome.incidents if one.closed_at is not None}
    alerts = Counter(
        (one.incident, one.reason, one.receivers, one.after_item) for one in outcome.told if one.reason in ALERTS
    )

    assert all(one.incident is None or one.at <= closed.get(one.incident, one.at) for one in outcome.told)
    assert all(count == 1 for count in alerts.values())


@settings(max_examples=60, deadline=None)
@given(LINES, st.integers(0, 30))
def test_what_repeats_what_is_known_tells_nobody(drawn: Drawn, minute: int) -> None:
    """A paper that prints again what is known, in its own words, at any time, adds a voice at most."""
    lines = lines_of(drawn)
    leak = a_line("leak", SATURDAY_02, "Inget vatten i Lysekil på morgonen")
    echo = a_line(
        "echo", SATURDAY_02 + minute * MINUTE, "Inget vatten i Lysekil, skriver vi", publisher="Bohusläningen"
    )
    first = [line for line in lines if line.at < echo.at and "åter" not in line.raw.title]
    outcome = run(leak, *first, echo)

    assert not [one for one in outcome.told if one.after_item == "echo"]


@settings(max_examples=40, deadline=None)
@given(st.permutations([0, 7, 14, 21]))
def test_the_order_in_which_late_reports_of_one_event_arrive_does_not_matter(order: list[int]) -> None:
    """Four papers on one leak: whoever is read first, it is one incident, told once."""
    names = ("Lysekilsposten", "Bohusläningen", "Sundsvalls Tidning", "Aftonbladet")
    published = [
        a_line(names[index], SATURDAY_02 + (30 + order[index]) * MINUTE, f"Inget vatten i Lysekil, {names[index]}",
               publisher=names[index], published_at=SATURDAY_02 + index * MINUTE)
        for index in range(4)
    ]  # fmt: skip
    outcome = run(*sorted(published, key=lambda one: one.at))

    assert [(len(one.members), one.voices) for one in outcome.incidents] == [(4, 4)]
    assert len([one for one in outcome.told if one.reason is Reason.NEW and one.receivers == ("jour",)]) == 1


@pytest.mark.parametrize("reason", [Reason.BRIEF, Reason.DIGEST])
def test_regular_messages_are_no_part_of_it(reason: Reason) -> None:
    told: tuple[Told, ...] = run(a_line("1", SATURDAY_02.astimezone(UTC))).told

    assert reason not in {one.reason for one in told}

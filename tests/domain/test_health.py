"""How a source feels after a poll, and when it is asked again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import TUESDAY_10
from monitor.domain import health
from monitor.domain.health import Health, Outage, Outcome
from monitor.errors import Fault

T = TUESDAY_10
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
OK, NEW = Health("ok", T - HOUR, 0, T - MINUTE), Health()


@pytest.mark.parametrize(
    ("before", "outcome", "word"),
    [
        (NEW, Outcome(T), "ok"),
        (NEW, Outcome(T, Fault.TIMEOUT), "failing"),
        (OK, Outcome(T, Fault.TIMEOUT), "ok"),
        (Health("ok", T, 1, T), Outcome(T, Fault.TIMEOUT), "failing"),
        (OK, Outcome(T, Fault.RATE_LIMITED, put_off=3600), "failing"),
        (OK, Outcome(T, Fault.RATE_LIMITED, put_off=3599), "ok"),
        (OK, Outcome(T, Fault.FORBIDDEN), "blocked"),
        (OK, Outcome(T, Fault.BUDGET), "blocked"),
        (OK, Outcome(T, Fault.GONE), "gone"),
        (OK, Outcome(T, Fault.NOT_FOUND), "ok"),
        (Health("failing", T, 2, T), Outcome(T, Fault.NOT_FOUND), "gone"),
        (OK, Outcome(T, silent_since=T - 50 * HOUR), "silent"),
        (Health("silent", T - 50 * HOUR, 0, T), Outcome(T), "ok"),
        (Health("silent", T - 50 * HOUR, 0, T), Outcome(T, Fault.TIMEOUT), "silent"),
        (Health("gone", T - 50 * HOUR, 90, T), Outcome(T), "ok"),
    ],
)
def test_what_a_poll_makes_of_a_source(before: Health, outcome: Outcome, word: str) -> None:
    assert health.after(before, outcome).word == word


def test_a_trouble_began_with_the_first_poll_that_failed_and_goes_on_under_other_names() -> None:
    feels, at = OK, T
    for fault in (Fault.NOT_FOUND, Fault.NOT_FOUND, Fault.NOT_FOUND, Fault.FORBIDDEN):
        feels = health.after(feels, Outcome(at, fault))
        at += MINUTE
    assert (feels.word, feels.since, feels.failures) == ("blocked", T, 4)


def test_an_outage_begins_and_ends_once_and_one_trouble_may_take_anothers_place() -> None:
    def turn(before: str, now: str) -> list[tuple[str, str]]:
        feels = Health(now, T, 0, T + MINUTE)
        return [
            (one.health, one.why) for one in health.outages("paper", Health(before, T, 0, T), feels, "why", 5 * MINUTE)
        ]

    assert turn("ok", "failing") == [("failing", "why")]
    assert turn("failing", "gone") == []
    assert turn("gone", "ok") == [("ok", "")]
    assert turn("silent", "failing") == [("ok", ""), ("failing", "why")]
    assert turn("ok", "ok") == turn("new", "ok") == turn("failing", "failing") == []
    (one,) = health.outages("paper", OK, Health("silent", T - HOUR, 0, T), "why", MINUTE)
    assert one == Outage("paper", "silent", T - HOUR, "why", 3 * MINUTE)


minutes = st.integers(1, 600).map(lambda n: timedelta(minutes=n))


asked = st.fixed_dictionaries(
    {
        "usual": minutes,
        "shortest": minutes,
        "longest": st.none() | minutes,
        "terms": st.booleans(),
        "hurry": st.integers(0, 3),
        "crisis": st.booleans(),
    }
)


@given(asked, st.integers(0, 400), st.none() | st.floats(0, 1e9), st.floats(0, 1))
def test_no_source_is_ever_given_up_or_asked_more_often_than_its_terms_allow(
    asked: dict[str, Any], failures: int, put_off: float | None, jitter: float
) -> None:
    pace = health.pace(**asked)
    feels = Health("failing" if failures else "ok", T, failures, T)
    wait = health.next_poll(pace, feels, T, wait=None, put_off=put_off, jitter=jitter) - T
    slowest = max(
        pace.most, timedelta(minutes=30) if failures else pace.most, timedelta(seconds=min(put_off or 0, 6 * 3600))
    )
    assert timedelta() < wait <= slowest * 1.1
    if asked["terms"]:
        assert wait >= asked["shortest"]


def test_the_first_repetition_comes_after_a_minute_and_each_further_one_later() -> None:
    pace = health.pace(5 * MINUTE, MINUTE, None, terms=False)
    waits = [
        health.next_poll(pace, Health("failing", T, failures, T), T, wait=None, put_off=None, jitter=0.0) - T
        for failures in range(8)
    ]
    assert [wait / MINUTE for wait in waits] == [5, 1, 2, 4, 8, 16, 30, 30]


@pytest.mark.parametrize(("every", "slowest"), [(1, 8), (60, 480), (120, 960), (300, 1800), (3600, 1800)])
def test_a_source_that_is_asked_often_is_not_left_alone_for_long_because_it_fails(every: int, slowest: int) -> None:
    pace = health.pace(5 * MINUTE, timedelta(seconds=1), timedelta(seconds=every), terms=False)
    due = health.next_poll(pace, Health("failing", T, 99, T), T, wait=None, put_off=None, jitter=0.0)
    assert due - T == timedelta(seconds=slowest)


def test_every_may_ask_for_more_than_politeness_and_not_for_more_than_terms() -> None:
    seconds = timedelta(seconds=5)
    assert health.pace(5 * MINUTE, MINUTE, seconds, terms=False).usual == seconds
    assert health.pace(15 * MINUTE, 10 * MINUTE, seconds, terms=True).usual == 10 * MINUTE

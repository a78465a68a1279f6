"""Who is told what of the monitor's health, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from factories import TUESDAY_10
from monitor.domain import bulletin
from monitor.domain.bulletin import BLIND, Feeling
from monitor.domain.model import Role

if TYPE_CHECKING:
    from datetime import datetime

T = TUESDAY_10
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MANY = 100  # sources in all


def a_source(name: str = "paper", health: str = "failing", **changes: Any) -> Feeling:
    given: dict[str, Any] = {"failures": 3 if health != "ok" else 0, "since": T - 20 * MINUTE}
    return Feeling(name, **({"role": Role.PRESS, "health": health} | given | changes))


def said(*feelings: Feeling, total: int = MANY, office_open: bool = True, now: datetime = T) -> list[str]:
    """What is said, each as ``trouble: names``."""
    found = bulletin.write(feelings, total, now, office_open=office_open)
    return [f"{word.trouble}: {' '.join(part.name for part in word.parts)}" for word in found.words]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (a_source(), ["source_gone: paper"]),
        (a_source(health="blocked"), ["source_gone: paper"]),
        (a_source(health="gone", told="failing"), []),
        (a_source(told="failing"), []),
        (a_source(told="silent"), ["source_gone: paper"]),
        (a_source(failures=2), []),
        (a_source(failures=1, since=T - 61 * MINUTE), ["source_gone: paper"]),
        (a_source(health="silent", failures=0), ["source_silent: paper"]),
        (a_source(health="silent", failures=0, told="silent"), []),
        (a_source(health="ok", told="failing"), ["source_back: paper"]),
        (a_source(health="ok", told="silent"), ["source_back: paper"]),
        (a_source(health="ok", told="failing", since=T - 14 * MINUTE), []),
        (a_source(health="ok"), []),
        (a_source(health="new", told="failing", since=None), []),
    ],
)
def test_once_when_it_goes_and_once_when_it_is_back(source: Feeling, words: list[str]) -> None:
    assert said(source) == words


def test_several_at_once_are_one_message_and_the_authorities_stand_first() -> None:
    police = a_source("police", role=Role.OFFICIAL)
    assert said(a_source("a"), a_source("b"), police) == ["sources_gone: police a b"]
    mended = [replace(one, health="ok", told="failing", failures=0) for one in (a_source("a"), a_source("b"))]
    assert said(*mended) == ["sources_back: a b"]


def test_while_others_begin_to_fail_it_waits_for_them_a_little() -> None:
    falling = a_source("b", "ok", failures=1, since=T - HOUR)
    assert said(a_source("a", since=T - 5 * MINUTE), falling) == []
    assert said(a_source("a", since=T - 10 * MINUTE), falling) == ["source_gone: a"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (a_source(), []),
        (a_source(health="silent"), []),
        (a_source(role=Role.OFFICIAL), ["source_gone: paper"]),
        (a_source(role=Role.OFFICIAL, health="silent"), []),
        (a_source(health="ok", told="failing"), []),
        (a_source(health="ok", told="failing", role=Role.OFFICIAL), ["source_back: paper"]),
        (a_source(health="ok", told=BLIND), ["monitor_back: paper"]),
    ],
)
def test_at_night_only_an_authority_or_blindness_is_told(source: Feeling, words: list[str]) -> None:
    assert said(source, office_open=False) == words


def test_more_than_a_third_is_blindness_told_at_once_in_one_message() -> None:
    ill = [a_source(f"s{number}") for number in range(34)]
    assert said(*ill[:33], total=99, office_open=False) == []
    assert said(*ill, total=101, office_open=False) == [f"monitor_blind: {' '.join(sorted(one.name for one in ill))}"]


def test_who_falls_ill_while_the_monitor_is_known_to_be_blind_is_not_news() -> None:
    ill = [a_source("a", told=BLIND), a_source("b", told=BLIND), a_source("c")]
    found = bulletin.write(ill, 6, T, office_open=True)
    assert (found.words, found.told) == ((), {"c": BLIND})


def test_when_sight_is_back_it_is_told_once_and_who_is_left_is_told_one_by_one() -> None:
    left = a_source("c", told=BLIND)
    back = [a_source(name, "ok", told=BLIND) for name in "ab"]
    found = bulletin.write([*back, left], 9, T, office_open=False)
    assert [word.trouble for word in found.words] == ["monitor_back"]
    assert found.told == {"a": None, "b": None, "c": "failing"}


def test_one_that_breaks_again_and_again_must_be_well_for_longer_each_time() -> None:
    well = a_source(health="ok", told="failing", since=T - HOUR)
    assert said(replace(well, outages=1)) == said(replace(well, outages=3)) == ["source_back: paper"]
    assert said(replace(well, outages=4)) == []


@pytest.mark.parametrize(("down", "up"), [(20, 20), (10, 40), (90, 90), (4, 7)])
def test_a_day_of_flapping_costs_a_handful_of_messages(down: int, up: int) -> None:
    """The table of outages is kept here as the store keeps it: what begins again before it was calm goes on."""
    told: str | None = None
    words, outages, mended, broke = 0, 0, T - HOUR, T - HOUR
    for minute in range(24 * 60):
        now = T + minute * MINUTE
        phase = minute % (down + up)
        if phase == 0:
            outages += now - mended >= 15 * MINUTE or minute == 0
            broke = now
        if phase == down:
            mended = now
        is_down = phase < down
        failures = min(phase, 9) if is_down else 0
        health = "failing" if failures >= 2 else "ok"
        source = a_source(
            health=health, failures=failures, since=broke if is_down else mended, told=told, outages=outages
        )
        found = bulletin.write([source], MANY, now, office_open=True)
        words += len(found.words)
        told = (found.told or {}).get("paper", told)
    assert 1 <= words <= 10

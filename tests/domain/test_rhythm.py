"""A quiet source that is well is never called dead; a dead one is, once its rhythm is known."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain import rhythm
from monitor.domain.eves import easter
from monitor.domain.rhythm import Rhythm, is_slow

if TYPE_CHECKING:
    from collections.abc import Iterator

ZONE = ZoneInfo("Europe/Stockholm")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Publisher:
    """Publishes by chance, with a weekly pattern, off on weekends or not, with holidays and a summer gap of its own."""

    seed: int
    steps: int = 2  # hours between two looks
    chance: random.Random = field(init=False)
    off: set[date] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.chance = chance = random.Random(self.seed)
        self.rate = 10 ** chance.uniform(-0.9, 2.0)  # items a day: one a week to a hundred
        self.kind = chance.choice(["office", "daily", "always"])
        weekend = {"office": chance.choice([0.0, 0.05]), "daily": chance.uniform(0.3, 1.0), "always": 1.0}[self.kind]
        self.days = [1.0] * 5 + [weekend] * 2
        opens, closes = (0, 24) if self.kind == "always" else (chance.randint(6, 9), chance.randint(15, 22))
        self.hours = [(1.0 if opens <= hour < closes else 0.02) * chance.uniform(0.3, 1.7) for hour in range(24)]
        self.begins = date(2025, 11, 1) + chance.randint(0, 240) * DAY
        if self.kind != "always" or self.rate < 15:  # a log of the police has no summer
            for year in (2025, 2026, 2027):
                self._take_off(year)

    def _take_off(self, year: int) -> None:
        chance = self.chance
        summer = date(year, 6, chance.randint(1, 28))
        self._off(summer, min(chance.randint(14, 60), (date(year, 8, 24) - summer).days))
        self._off(date(year, 12, chance.randint(19, 23)), chance.randint(5, 18))
        self._off(easter(year) - chance.randint(3, 8) * DAY, 10)
        self._off(date(year, 5, 1), 1)
        self._off(easter(year) + 39 * DAY, 1)
        if self.kind == "office" and chance.random() < 0.5:  # a school's week off, Monday to Sunday
            week = date(year, chance.choice([2, 10]), chance.randint(1, 20))
            self._off(week - week.weekday() * DAY, 7)

    def _off(self, first: date, days: int) -> None:
        self.off |= {first + day * DAY for day in range(days)}

    def publishes(self, at: datetime) -> bool:
        """Whether anything comes in the hours that end at an instant."""
        expected = 0.0
        for ago in range(self.steps):
            local = (at - (ago + 1) * HOUR).astimezone(ZONE)
            if local.date() not in self.off:
                share = self.days[local.weekday()] * 7 / sum(self.days) * self.hours[local.hour] / sum(self.hours)
                expected += self.rate * share
        return self.chance.random() >= math.exp(-expected)

    def looks(self, days: int) -> Iterator[datetime]:
        begins = datetime(self.begins.year, self.begins.month, self.begins.day, tzinfo=UTC)
        return (begins + hours * HOUR for hours in range(self.steps, days * 24, self.steps))


def watch(publisher: Publisher, days: int, dies: datetime | None = None) -> datetime | None:
    """When it is called silent for sure, if ever; ``dies`` is when it publishes for the last time."""
    known = Rhythm()
    for at in publisher.looks(days):
        if (dies is None or at < dies) and (publisher.publishes(at) or known.last is None):
            known = rhythm.learn(known, at, ZONE, is_slow)
            continue
        found = rhythm.find_silence(known, at, ZONE, is_slow)
        if found is not None and found.certain:
            return at
    return None


def test_over_a_replayed_year_no_quiet_source_is_called_dead() -> None:
    called = [seed for seed in range(120) if watch(Publisher(seed), 400) is not None]
    assert called == []


@pytest.mark.parametrize(("kind", "least", "within"), [("always", 10, 6), ("daily", 5, 12), ("office", 5, 28)])
def test_one_that_dies_in_ordinary_weeks_is_called_so_before_long(kind: str, least: float, within: int) -> None:
    lasted: list[float] = []
    for seed in range(400):
        publisher = Publisher(seed, steps=1)
        if publisher.kind != kind or publisher.rate < least or len(lasted) == 12:
            continue
        dies = datetime(2026, 9, 10, tzinfo=UTC) if publisher.begins.month < 6 else datetime(2026, 1, 20, tzinfo=UTC)
        if (dies.date() - publisher.begins).days < 60:
            dies = datetime(2026, 9, 20, tzinfo=UTC)
        found = watch(publisher, 500, dies)
        assert found is not None, seed
        assert found > dies
        lasted.append((found - dies) / DAY)
    assert len(lasted) == 12
    assert sorted(lasted)[10] <= within, lasted


def test_nothing_is_concluded_before_three_weeks_and_twenty_signs() -> None:
    known, at = Rhythm(), datetime(2026, 9, 7, tzinfo=UTC)
    for hour in range(20 * 24):  # every hour for twenty days
        known = rhythm.learn(known, at + hour * HOUR, ZONE, is_slow)
    assert rhythm.find_silence(known, at + 60 * DAY, ZONE, is_slow) is None
    for hour in range(20 * 24, 30 * 24):
        known = rhythm.learn(known, at + hour * HOUR, ZONE, is_slow)
    found = rhythm.find_silence(known, at + 32 * DAY, ZONE, is_slow)
    assert found is not None
    assert found.certain


def test_what_has_always_been_silent_is_never_called_so() -> None:
    known = rhythm.learn(Rhythm(), datetime(2026, 1, 12, tzinfo=UTC), ZONE, is_slow)
    assert rhythm.find_silence(known, datetime(2027, 1, 12, tzinfo=UTC), ZONE, is_slow) is None


def test_ten_items_at_once_are_one_sign_and_a_poll_again_at_the_same_time_none() -> None:
    at = datetime(2026, 9, 7, 10, tzinfo=UTC)
    known = rhythm.learn(rhythm.learn(Rhythm(), at, ZONE, is_slow), at + HOUR, ZONE, is_slow)
    assert rhythm.learn(known, at + HOUR, ZONE, is_slow) == known
    assert known.signs == 1


@pytest.mark.parametrize(
    ("day", "slow"),
    [
        (date(2026, 7, 15), True), (date(2026, 8, 26), False), (date(2026, 12, 24), True), (date(2027, 1, 9), False),
        (date(2026, 4, 5), True), (date(2026, 4, 13), False), (date(2026, 5, 14), True), (date(2026, 11, 24), False),
    ],
)  # fmt: skip
def test_days_on_which_the_north_rests(day: date, slow: bool) -> None:
    assert is_slow(day) == slow


instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.lists(instants, max_size=60))
def test_it_is_kept_small_and_comes_back_as_it_was(signs: list[datetime]) -> None:
    known = Rhythm()
    for at in sorted(signs):
        known = rhythm.learn(known, at, ZONE, is_slow)
    stored = rhythm.to_json(known)
    back = rhythm.from_json(stored)
    assert len(str(stored)) < 2000
    assert back.hours == known.hours
    assert back.last == known.last
    assert back.weeks == pytest.approx(known.weeks, abs=0.001)
    assert rhythm.from_json({}) == Rhythm()

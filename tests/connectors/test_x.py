"""X's budget: no crash, refusal, broken answer or clock that goes back makes us read more than was allowed."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors._social.ledger import Ledger, next_month, open_ledger
from connectors.x import LEAST, Connector
from loopback import in_loop
from monitor.contract import Reply, Visit
from monitor.errors import Fault, SourceError
from recorded import LYSEKIL

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.contract import Cursor

START = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
GOES = ("answered", "crashed", "refused", "timed out", "broken", "clock back", "options changed")


class Crash(BaseException):
    """The process is gone."""


@dataclass
class Seller:
    """X: it counts the posts that it gave, and gives as many as it is asked for."""

    sold: dict[str, int] = field(default_factory=dict)
    now: datetime = START
    mood: str = "answered"

    async def get(self, url: str, **named: Any) -> Reply:
        del named
        number = int(parse_qs(urlsplit(url).query)["max_results"][0])
        if self.mood == "refused":
            raise SourceError(Fault.RATE_LIMITED, status=429)
        month = f"{self.now:%Y-%m}"
        self.sold[month] = self.sold.get(month, 0) + number
        if self.mood == "timed out":
            raise SourceError(Fault.TIMEOUT)
        if self.mood == "broken":
            return Reply(200, url, b"{")
        return Reply(200, url, json.dumps({"meta": {"result_count": number}}).encode())

    async def apart(self, function: Callable[..., Any], *arguments: Any) -> Any:
        found = function(*arguments)
        if self.mood == "crashed":
            raise Crash
        return found


@dataclass
class Memory:
    """What the monitor remembers of the source."""

    cursor: Cursor = field(default_factory=dict)

    async def keep(self, cursor: Cursor) -> None:
        self.cursor = json.loads(json.dumps(cursor))


def a_connector(budget: int, **options: Any) -> Connector:
    return Connector.model_validate(
        {"dpia_approved_on": "2026-11-02", "token": "x", "monthly_posts": budget, "query": "Lysekil", **options}
    )


async def poll(seller: Seller, memory: Memory, connector: Connector) -> str:
    client: Any = seller
    try:
        batch = await connector.poll(client, dict(memory.cursor), Visit(seller.now, LYSEKIL, "x", memory.keep))
    except SourceError as error:
        return str(error.fault)
    except Crash:
        return "crash"
    await memory.keep(batch.cursor)
    return "read"


@given(
    budget=st.integers(LEAST, 400), at_once=st.integers(LEAST, 100), goes=st.lists(st.sampled_from(GOES), max_size=40)
)
def test_no_month_is_ever_overrun(budget: int, at_once: int, goes: list[str]) -> None:
    seller, memory = Seller(), Memory()
    connector = a_connector(budget, at_once=at_once)
    for mood in goes:
        seller.mood = mood
        seller.now += timedelta(days=-9) if mood == "clock back" else timedelta(hours=30)
        if mood == "options changed":
            memory.cursor = {"ledger": memory.cursor.get("ledger") or {}}
        asyncio.run(poll(seller, memory, connector))
    assert max(seller.sold.values(), default=0) <= budget


@in_loop
async def test_a_refusal_costs_nothing_and_an_answer_that_never_came_counts_as_paid() -> None:
    seller, memory = Seller(mood="refused"), Memory()
    for _ in range(20):
        assert await poll(seller, memory, a_connector(100)) == "rate_limited"
    assert memory.cursor["ledger"]["spent"] == 0
    seller.mood = "timed out"
    assert await poll(seller, memory, a_connector(100)) == "timeout"
    assert await poll(seller, memory, a_connector(100)) == "budget"


@in_loop
async def test_a_new_month_is_a_new_budget_and_the_error_says_how_long_that_takes() -> None:
    seller, memory = Seller(), Memory()
    assert await poll(seller, memory, a_connector(10)) == "read"
    client: Any = seller
    with pytest.raises(SourceError) as failed:
        await a_connector(10).poll(client, memory.cursor, Visit(START, LYSEKIL, "x", memory.keep))
    assert failed.value.retry_after == timedelta(days=27, hours=16).total_seconds()
    seller.now = datetime(2026, 12, 1, tzinfo=UTC)
    assert await poll(seller, memory, a_connector(10)) == "read"


@in_loop
async def test_a_trial_asks_nothing() -> None:
    seller = Seller()
    client: Any = seller
    batch = await a_connector(100).poll(client, {}, Visit(START, LYSEKIL))
    assert (seller.sold, batch.items) == ({}, ())
    assert batch.notes


@in_loop
async def test_a_clock_that_goes_back_over_the_month_buys_nothing() -> None:
    seller, memory = Seller(now=datetime(2026, 12, 1, tzinfo=UTC)), Memory()
    assert await poll(seller, memory, a_connector(400)) == "read"
    seller.now = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)
    assert await poll(seller, memory, a_connector(400)) == "budget"
    seller.now = datetime(2026, 12, 1, 0, 1, tzinfo=UTC)
    assert await poll(seller, memory, a_connector(400)) == "read"


def test_a_year_ends_too() -> None:
    assert next_month(datetime(2026, 12, 31, 23, 59, tzinfo=UTC)) == datetime(2027, 1, 1, tzinfo=UTC)
    assert open_ledger({"month": "2026-12", "spent": 7}, datetime(2027, 1, 1, tzinfo=UTC)) == Ledger("2027-01")
    assert open_ledger({"month": "2027-01", "spent": 7}, START) == Ledger("2027-01", 7)

"""Whose turn it is at a host."""

from __future__ import annotations

import asyncio

from loopback import in_loop
from monitor.net.settings import HttpSettings
from monitor.net.turns import Turns


class Visitor:
    """Holds a turn until it is told to leave."""

    def __init__(self, turns: Turns, host: str) -> None:
        self.leave = asyncio.Event()
        self.inside = asyncio.Event()
        self.task = asyncio.ensure_future(self._visit(turns, host))

    async def _visit(self, turns: Turns, host: str) -> None:
        async with turns.at(host):
            self.inside.set()
            await self.leave.wait()


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


def inside(visitors: list[Visitor]) -> list[int]:
    return [number for number, visitor in enumerate(visitors) if visitor.inside.is_set() and not visitor.task.done()]


@in_loop
async def test_two_at_a_host_the_others_in_the_order_they_came() -> None:
    turns = Turns(HttpSettings(per_host=2, patience=60))
    visitors = [Visitor(turns, "a") for _ in range(5)]
    other = Visitor(turns, "b")
    await settle()
    assert inside(visitors) == [0, 1]
    assert other.inside.is_set()
    visitors[1].leave.set()
    await settle()
    assert inside(visitors) == [0, 2]
    for visitor in [*visitors, other]:
        visitor.leave.set()
    await asyncio.gather(*(visitor.task for visitor in [*visitors, other]))
    assert not turns._hosts


@in_loop
async def test_one_that_hangs_stops_counting_after_a_while() -> None:
    turns = Turns(HttpSettings(per_host=2, per_host_open=4, patience=0.02))
    visitors = [Visitor(turns, "a") for _ in range(6)]
    await asyncio.wait_for(visitors[3].inside.wait(), 2)
    assert inside(visitors) == [0, 1, 2, 3]
    assert not visitors[4].inside.is_set()
    visitors[0].leave.set()
    await asyncio.wait_for(visitors[4].inside.wait(), 2)
    for visitor in visitors:
        visitor.leave.set()
    await asyncio.gather(*(visitor.task for visitor in visitors))


@in_loop
async def test_never_more_than_so_many_in_all() -> None:
    turns = Turns(HttpSettings(at_once=3))
    visitors = [Visitor(turns, f"host{number}") for number in range(5)]
    await settle()
    assert inside(visitors) == [0, 1, 2]
    for visitor in visitors:
        visitor.leave.set()
    await asyncio.gather(*(visitor.task for visitor in visitors))


@in_loop
async def test_one_that_gives_up_waiting_leaves_no_hole() -> None:
    turns = Turns(HttpSettings(per_host=1, patience=60))
    first, second, third = (Visitor(turns, "a") for _ in range(3))
    await settle()
    second.task.cancel()
    await settle()
    first.leave.set()
    await asyncio.wait_for(third.inside.wait(), 2)
    third.leave.set()
    await third.task
    assert not turns._hosts


@in_loop
async def test_one_that_gives_up_just_as_its_turn_comes_passes_it_on() -> None:
    turns = Turns(HttpSettings(per_host=1, patience=60))
    first, second, third = (Visitor(turns, "a") for _ in range(3))
    await settle()
    first.leave.set()
    await first.task
    second.task.cancel()  # its turn was given, and it has not woken up yet
    await asyncio.wait_for(third.inside.wait(), 2)
    third.leave.set()
    await third.task
    assert not turns._hosts

"""Names: one lookup for those who ask together, and a dead name server holds up nobody else."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any

import pytest

from loopback import in_loop
from monitor.errors import Fault, SourceError
from monitor.net.resolve import SystemResolver


class NameServer:
    """Stands in for the operating system's: some names have answers, some make it wait, some fail."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.release = threading.Event()

    def __call__(self, host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        self.asked.append(host)
        if host.startswith("hangs"):
            self.release.wait(20)
        if host.startswith("busy"):
            raise socket.gaierror(socket.EAI_AGAIN, "try again")
        if host.startswith("nobody"):
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port))]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> NameServer:
    server = NameServer()
    monkeypatch.setattr(socket, "getaddrinfo", server)
    return server


@in_loop
async def test_an_address_is_its_own_name(names: NameServer) -> None:
    assert [str(address) for address in await SystemResolver()("::1", 80)] == ["::1"]
    assert names.asked == []


@in_loop
async def test_those_who_ask_together_share_one_lookup(names: NameServer) -> None:
    resolve = SystemResolver()
    found = await asyncio.gather(*(resolve("paper.example", 443) for _ in range(5)))
    assert names.asked == ["paper.example"]
    assert {str(addresses[0]) for addresses in found} == {"93.184.216.34"}
    await resolve("paper.example", 443)
    assert names.asked == ["paper.example"] * 2  # nothing is remembered: that is the name server's business


@pytest.mark.parametrize(
    ("host", "fault"), [("nobody.example", Fault.NAME_NOT_FOUND), ("busy.example", Fault.UNREACHABLE), ("a" * 64, None)]
)
@in_loop
async def test_no_such_name_is_told_from_no_answer(names: NameServer, host: str, fault: Fault | None) -> None:
    if fault is None:
        assert await SystemResolver()(host, 80)
        return
    with pytest.raises(SourceError) as failed:
        await SystemResolver()(host, 80)
    assert failed.value.fault is fault
    assert names.asked == [host]


@in_loop
async def test_names_whose_server_is_dead_hold_up_no_other(names: NameServer) -> None:
    resolve = SystemResolver()
    hanging = [asyncio.ensure_future(resolve(f"hangs-{number}.example", 80)) for number in range(30)]
    await asyncio.sleep(0)
    try:
        found = await asyncio.wait_for(resolve("paper.example", 80), 5)
    finally:
        names.release.set()
    assert str(found[0]) == "93.184.216.34"
    await asyncio.gather(*hanging)


@in_loop
async def test_who_gives_up_does_not_take_the_answer_from_the_others(names: NameServer) -> None:
    resolve = SystemResolver()
    first, second = (asyncio.ensure_future(resolve("hangs.example", 80)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    names.release.set()
    assert str((await second)[0]) == "93.184.216.34"
    with pytest.raises(asyncio.CancelledError):
        await first

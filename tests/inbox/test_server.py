from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from inbox.house import Browser, House
from monitor.config.values import Listen
from monitor.inbox import server
from monitor.inbox.server import InboxError, open_socket, serve, serve_once

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping

ROOT = Path(__file__).parents[2]
WEB = "from monitor.cli import main; main()"


@pytest.fixture
def occupied(house: House) -> Iterator[House]:
    """A house on whose port somebody else listens."""
    with socket.create_server(("127.0.0.1", house.port)):
        yield house


async def heard(lines: list[MutableMapping[str, Any]], event: str) -> MutableMapping[str, Any]:
    """Wait until that was logged."""
    async with asyncio.timeout(10):
        while True:
            found = next((line for line in lines if line["event"] == event), None)
            if found is not None:
                return found
            await asyncio.sleep(0.01)


async def end(serving: asyncio.Task[None]) -> None:
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


def test_a_port_that_is_taken_is_said_in_words_and_waited_for(occupied: House) -> None:
    async def go() -> tuple[str, bool]:
        with structlog.testing.capture_logs() as lines:
            serving = asyncio.create_task(serve(occupied.desk))
            said = await heard(lines, "web_failed")
            waits = not serving.done()
            await end(serving)
        return said["why"], waits

    said, waits = asyncio.run(go())
    assert said.startswith(f"127.0.0.1:{occupied.port} cannot be listened on: another program listens there")
    assert waits


def test_when_the_port_is_free_again_it_is_served(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "TRY_AGAIN", 0.02)

    async def go() -> None:
        with structlog.testing.capture_logs() as lines:
            with socket.create_server(("127.0.0.1", house.port)):
                serving = asyncio.create_task(serve(house.desk))
                await heard(lines, "web_failed")
            await heard(lines, "web_started")
            await end(serving)

    asyncio.run(go())


def test_no_mistake_in_the_face_ends_the_daemon(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(server, "make_app", broken)

    async def go() -> bool:
        with structlog.testing.capture_logs() as lines:
            serving = asyncio.create_task(serve(house.desk))
            await heard(lines, "web_failed")
            goes_on = not serving.done()
            await end(serving)
        return goes_on

    assert asyncio.run(go())


def test_it_ends_when_it_is_cancelled_with_browsers_still_connected(house: House) -> None:
    async def go() -> float:
        with structlog.testing.capture_logs() as said:
            serving = asyncio.create_task(serve_once(house.desk))
            await heard(said, "web_started")
        lines = [await asyncio.open_connection("127.0.0.1", house.port) for _ in range(3)]
        lines[0][1].write(b"GET /health HTTP/1.1\r\nhost: localhost\r\n\r\n")  # answered, and kept open
        await lines[0][0].readuntil(b"\r\n\r\n")
        lines[1][1].write(b"POST /me HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99\r\n\r\n")  # never sent whole
        began = time.monotonic()
        serving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await serving
        took = time.monotonic() - began
        for _, line in lines:
            line.close()
        await asyncio.gather(*(line.wait_closed() for _, line in lines), return_exceptions=True)
        return took

    assert asyncio.run(go()) < 5


def test_the_process_keeps_its_own_signals(house: House) -> None:
    def held() -> list[Any]:
        return [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]

    async def go() -> None:
        before = held()
        with structlog.testing.capture_logs() as lines:
            serving = asyncio.create_task(serve_once(house.desk))
            await heard(lines, "web_started")
            assert held() == before
            await end(serving)
        assert held() == before

    asyncio.run(go())


def test_an_inbox_whose_password_is_missing_is_not_served(tmp_path: Path) -> None:
    house = House(tmp_path, web='password = { env = "MONITOR_TEST_NO_SUCH" }')
    with pytest.raises(InboxError, match="environment variable MONITOR_TEST_NO_SUCH is not set"):
        asyncio.run(serve_once(house.desk))
    house.close()


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_an_address_that_is_not_ours_is_said_to_be_none(host: str) -> None:
    with pytest.raises(InboxError, match=host):
        open_socket(Listen(host, 8080))


# ---- monitor web -------------------------------------------------------------------------------------------------
def run_web(house: House) -> subprocess.Popen[str]:
    config = house.desk.config.path
    text = config.read_text(encoding="utf-8")
    if "[database]" not in text:
        address = house.database.engine.url.render_as_string(hide_password=False)
        config.write_text(f'{text}\n[database]\nurl = "{address}"\n', encoding="utf-8")
    return subprocess.Popen(
        [sys.executable, "-c", WEB, "web", "--config", str(config)],
        cwd=ROOT, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_the_inbox_alone_shows_what_a_daemon_remembered_and_ends_when_it_is_asked(house: House) -> None:
    process = run_web(house)
    try:
        house._wait([])
        assert "Inget vatten i Lysekil" in Browser(house.port).get("/").text
    finally:
        process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=15)

    assert process.returncode == 0, said
    assert "web_started" in said
    assert "Traceback" not in said


def test_the_inbox_alone_ends_with_a_word_where_it_cannot_be_served(occupied: House) -> None:
    process = run_web(occupied)
    _, said = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "another program listens there" in said

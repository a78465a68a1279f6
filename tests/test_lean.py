"""What the daemon's machine must have: the daemon itself over a hundred feeds, with room for a busy neighbour."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bench.daemon import TREE, control, cpu_of, look, memory_of, write_config

if TYPE_CHECKING:
    from collections.abc import Iterator

FEEDS = 100
LOADED = """
import asyncio, json, sys
from pathlib import Path
from monitor.cli.root import open_app
open_app(["run"])
from monitor.app import Application
from monitor.config import load_config
application = Application(load_config(Path(sys.argv[1])))
asyncio.run(application.poll([]))
import monitor.analysis.reader
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""

ASKS = """
import json, sys
from pathlib import Path
from monitor.cli.root import open_app
open_app(["run"])
from monitor.app import Application
from monitor.config import load_config
Application(load_config(Path(sys.argv[1])))
print(json.dumps(sorted(sys.modules)))
"""


@pytest.fixture
def port() -> Iterator[int]:
    """Where a hundred feeds of 25 entries are served."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        chosen = int(free.getsockname()[1])
    command = [sys.executable, str(TREE / "tests/bench/server.py"), "--feeds", str(FEEDS), "--port", str(chosen)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        yield chosen
        server.terminate()


def test_a_daemon_of_a_hundred_feeds_soon_asks_and_stays_small(tmp_path: Path, port: int) -> None:
    config = write_config(tmp_path, FEEDS, port, "10m")
    command = [sys.executable, "-m", "monitor", "--config", str(config), "run"]
    with subprocess.Popen(command, cwd=TREE, stderr=subprocess.DEVNULL) as daemon:
        try:
            spent = _wait_for_first_poll(daemon.pid, port)
            _wait_for_round(daemon.pid, config)
            sizes = memory_of(daemon.pid)
        finally:
            daemon.send_signal(signal.SIGTERM)

    assert spent < 1.8  # seconds of computing on a new database, without compiled code: 0.9 when this was written
    assert sizes["peak"] < 120  # MB, the most it ever held: 90 when this was written


def test_what_a_source_gives_is_remembered_after_little_computing(tmp_path: Path, port: int) -> None:
    """A daemon that is killed and started again every few seconds gets on all the same."""
    config = write_config(tmp_path, 1, port, "10m")
    command = [sys.executable, "-m", "monitor", "--config", str(config), "run"]
    with subprocess.Popen(command, cwd=TREE, stderr=subprocess.DEVNULL) as daemon:
        try:
            _wait_for_first_poll(daemon.pid, port)
            _wait_for_round(daemon.pid, config, feeds=1)
            spent = cpu_of(daemon.pid)
        finally:
            daemon.kill()

    assert spent < 3  # seconds of computing on a new database, without compiled code: 1.4 when this was written


def test_a_daemon_asks_before_it_loads_what_it_takes_to_decide(tmp_path: Path) -> None:
    config = write_config(tmp_path, 1, 9, "10m")
    said = subprocess.run(
        [sys.executable, "-c", ASKS, str(config)], capture_output=True, check=True, timeout=100, cwd=TREE
    )
    loaded = set(json.loads(said.stdout))

    assert "monitor.jobs.poll" in loaded
    for what_for, names in (
        ("decisions", {"monitor.jobs.remember", "monitor.domain.pipeline", "monitor.store.decide"}),
        ("analysis", {"monitor.analysis.reader", "monitor.analysis.query", "monitor.analysis.lexicon"}),
        ("what is told", {"monitor.jobs.deliver", "monitor.jobs.audit", "monitor.domain.digest"}),
        ("beats", {"apscheduler"}),
        ("office hours", {"holidays"}),
    ):
        assert not loaded & names, what_for


def test_a_daemon_loads_no_library_that_it_does_not_need(tmp_path: Path) -> None:
    config = write_config(tmp_path, 0, 9, "10m")
    command = [sys.executable, "-c", LOADED, str(config)]
    said = subprocess.run(command, capture_output=True, check=True, timeout=100, cwd=TREE)
    loaded = set(json.loads(said.stdout))

    assert {"httpx", "sqlalchemy", "structlog", "uvloop"} <= loaded
    for what_for, names in (
        ("migrations", {"alembic", "mako"}),
        ("people on a terminal", {"rich", "pygments", "click"}),
        ("the child process that parses", {"feedparser", "lxml", "selectolax"}),
        ("PostgreSQL", {"psycopg"}),
        ("rotas, when there is one", {"icalendar"}),
        ("pages, when they are served", {"starlette", "uvicorn", "jinja2"}),
    ):
        assert not loaded & names, what_for


def _wait_for_first_poll(pid: int, port: int) -> float:
    """What the daemon had computed, in seconds, when it asked the first feed."""
    while not control(port, "asked")["feeds"]:
        time.sleep(0.02)
    return cpu_of(pid)


def _wait_for_round(pid: int, config: Path, feeds: int = FEEDS) -> None:
    """Until what all feeds gave is remembered."""
    while look(config, "select count(*) from item") < feeds * 25:
        assert Path(f"/proc/{pid}").exists()
        time.sleep(0.05)

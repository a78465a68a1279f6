"""The daemon itself, `monitor run`, over many feeds on this machine: how soon it asks, how much memory it holds.

    python tests/bench/daemon.py [--feeds 100] [--every 10m] [--hang 0.0] [--stay 0]

It starts the daemon twice, on a fresh database and on the one that is then there, waits until every feed was asked
once, and tells what stands in ``/proc`` of the main process and of its children. With ``--stay`` it stays on for so
many seconds of ordinary polls, and tells how long a feed that was due had to wait for its turn. ``--hang`` is the
share of feeds that take a question and never answer.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
TREE = HERE.parents[1]
HOSTS = 20
PATIENCE = 1200.0  # seconds for a first round
TICKS = os.sysconf("SC_CLK_TCK")


def write_config(folder: Path, feeds: int, port: int, every: str) -> Path:
    """A configuration of so many feeds."""
    sources = "".join(
        f'[[source]]\nname = "f{number}"\nconnector = "rss"\nevery = "{every}"\n'
        f'url = "http://127.0.0.{1 + number % HOSTS}:{port}/feed/{number}"\n'
        for number in range(feeds)
    )
    path = folder / "monitor.toml"
    path.write_text(
        f'[municipality]\ncode = "SE-1484"\n[database]\nurl = "sqlite:///{folder}/monitor.db"\n'
        f'[http]\ncontact = "bench"\nallow_private = ["127.0.0.0/8:*"]\n[state]\ndirectory = "{folder}"\n{sources}'
    )
    return path


def control(port: int, path: str) -> dict[str, float]:
    """Ask the server something."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/ctl/{path}", timeout=60) as answer:
        found: dict[str, float] = json.load(answer)
        return found


def memory_of(pid: int) -> dict[str, float]:
    """What a process holds, in MB: resident, its fair share of what is shared, its own alone; and the most ever."""
    rollup = dict(_sizes(Path(f"/proc/{pid}/smaps_rollup")))
    status = dict(_sizes(Path(f"/proc/{pid}/status")))
    own = rollup["Private_Clean"] + rollup["Private_Dirty"]
    return {"rss": rollup["Rss"], "pss": rollup["Pss"], "own": own, "peak": status["VmHWM"]}


def _sizes(path: Path) -> list[tuple[str, float]]:
    lines = (line.split() for line in path.read_text().splitlines())
    return [(words[0].rstrip(":"), int(words[1]) / 1024) for words in lines if len(words) == 3 and words[2] == "kB"]


def children_of(pid: int) -> list[int]:
    """The processes it has started and that live."""
    found = [Path(task, "children").read_text().split() for task in Path(f"/proc/{pid}/task").iterdir()]
    return [int(child) for some in found for child in some]


def cpu_of(pid: int) -> float:
    """Seconds of computing until now, its own and of children that it has waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(ticks) for ticks in fields[11:15]) / TICKS


def say(name: str, pid: int) -> None:
    """One line for the main process and one for each child."""
    for one in (pid, *children_of(pid)):
        sizes = "  ".join(f"{key} {size:6.1f}" for key, size in memory_of(one).items())
        print(f"{name:10} {'main ' if one == pid else 'child'}  MB: {sizes}   CPU s {cpu_of(one):7.2f}", flush=True)


def run_once(name: str, config: Path, options: argparse.Namespace) -> None:
    """Start the daemon, wait for its first round, tell, end it."""
    make_due(config)
    control(options.port, "forget")
    began = time.time()
    environment = {**os.environ, "PYTHONPATH": str(TREE)}
    with (config.parent / f"{name}.log").open("wb") as log:
        command = [sys.executable, "-m", "monitor", "--config", str(config), "run"]
        daemon = subprocess.Popen(command, cwd=config.parent, stdout=log, stderr=log, env=environment)
    try:
        wait_for_round(name, config, daemon.pid, began, options)
        time.sleep(options.settle)
        say(name, daemon.pid)
        if options.stay:
            stay(name, config, daemon.pid, options.stay)
    finally:
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(60)


def wait_for_round(name: str, config: Path, pid: int, began: float, options: argparse.Namespace) -> None:
    """Until every feed was asked and what it gave is remembered."""
    while True:
        time.sleep(0.5)
        Path(f"/proc/{pid}").stat()  # it lives
        asked = control(options.port, "asked")
        done = look(config, "select count(*) from source where last_attempt_at is not null") if asked["feeds"] else 0
        if done >= options.feeds * (1 - options.hang):
            break
        if time.time() - began > PATIENCE:
            raise SystemExit(f"{asked['feeds']} asked and {done} remembered after {PATIENCE:.0f} s")
    print(f"{name:10} first poll after {asked['first'] - began:5.2f} s; {asked['feeds']} feeds asked within "
          f"{asked['last'] - asked['first']:.1f} s; remembered after {time.time() - began:.1f} s")  # fmt: skip


def make_due(config: Path) -> None:
    """As if the daemon had been away for a while."""
    if (config.parent / "monitor.db").exists():
        with sqlite3.connect(config.parent / "monitor.db") as connection:
            connection.execute("update source set due_at = '2026-01-01 00:00:00.000000', last_attempt_at = null")


def look(config: Path, question: str) -> float:
    """A number from the daemon's database."""
    with sqlite3.connect(f"file:{config.parent}/monitor.db?mode=ro", uri=True, timeout=30) as connection:
        return float(connection.execute(question).fetchone()[0] or 0)


def stay(name: str, config: Path, pid: int, seconds: float) -> None:
    """Ordinary polls for a while, and how long a feed that was due had to wait for its turn."""
    spent, until, latest = cpu_of(pid), time.time() + seconds, 0.0
    overdue = (
        "select max((julianday('now') - julianday(due_at)) * 86400) from source "
        "where active and (lease_until is null or lease_until < datetime('now'))"
    )
    while time.time() < until:
        time.sleep(0.5)
        latest = max(latest, look(config, overdue))
    say(f"{name} later", pid)
    print(f"{name:10} {(cpu_of(pid) - spent) / seconds:.1%} of one core for {seconds:.0f} s of ordinary polls; "
          f"no feed waited more than {latest:.1f} s beyond its due time")  # fmt: skip


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=100)
    parser.add_argument("--every", default="10m")
    parser.add_argument("--hang", type=float, default=0.0)
    parser.add_argument("--stay", type=float, default=0.0)
    parser.add_argument("--settle", type=float, default=5.0, help="seconds after the first round before memory is read")
    parser.add_argument("--port", type=int, default=8960)
    options = parser.parse_args()
    command = [sys.executable, str(HERE / "server.py"), "--feeds", str(options.feeds), "--port", str(options.port)]
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        config = write_config(Path(name), options.feeds, options.port, options.every)
        server = subprocess.Popen([*command, "--hang", str(options.hang)], stdout=subprocess.PIPE, text=True)
        try:
            if server.stdout is None or server.stdout.readline().strip() != "ready":
                raise SystemExit("the server does not start")
            for state in ("fresh", "existing"):
                run_once(state, config, options)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()

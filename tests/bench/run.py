"""The bench: the same feeds, one after the other, by us and by the peer; medians of three, and the ratio.

    python tests/bench/run.py [--feeds 1000] [--wild] [--peer PYTHON] [--whole MONITOR] [--rounds 3]

``--peer`` is a Python that has ``reader``; without it only our own figures are measured. ``--whole`` is the ``monitor``
command: the daemon's own round with database and analysis is measured too. CPU is user and system time of the process
and of all that it waited for. Start-up is measured apart, by the same command with no feeds (for the cold round on a
fresh database, for the others on one that exists), and subtracted from what is told of each feed.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
HOSTS = 20


@dataclass
class Candidate:
    """Somebody who reads all feeds once when asked."""

    name: str
    folder: Path
    urls: list[str]
    results: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    accepted: tuple[int, ...] = (0,)

    def command(self) -> list[str]:
        """What runs one round."""
        raise NotImplementedError

    def seen(self) -> set[str]:
        """The ids of all entries that were kept."""
        raise NotImplementedError

    def median(self, phase: str) -> tuple[float, float]:
        """CPU and wall seconds of a phase's rounds."""
        costs, walls = zip(*self.results[phase], strict=True)
        return statistics.median(costs), statistics.median(walls)

    def round(self, phase: str) -> None:
        """Run one round and note what it cost: CPU seconds and wall seconds."""
        began = time.perf_counter()
        with (self.folder / f"{self.name}.log").open("ab") as log:
            process = subprocess.Popen(self.command(), cwd=self.folder, stdout=log, stderr=log, start_new_session=True)
            _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in self.accepted:
            last_words = (self.folder / f"{self.name}.log").read_text()[-2000:]
            raise SystemExit(f"{self.name} ended with {process.returncode}:\n{last_words}")
        cost = usage.ru_utime + usage.ru_stime
        self.results.setdefault(phase, []).append((cost, time.perf_counter() - began))


class Ears(Candidate):
    """Our client, connector and parser, without a database."""

    def command(self) -> list[str]:
        """One round."""
        return [sys.executable, str(HERE / "ears.py"), str(self.folder / "urls"), str(self.folder / "ears.json")]

    def seen(self) -> set[str]:
        """From its state."""
        state = json.loads((self.folder / "ears.json").read_text())
        return {key for mine in state.values() for key in mine["seen"]}


class Peer(Candidate):
    """``reader`` with its database."""

    python = ""

    def command(self) -> list[str]:
        """One round."""
        return [self.python, str(HERE / "peer.py"), str(self.folder / "urls"), str(self.folder / "peer.db")]

    def seen(self) -> set[str]:
        """From its database."""
        return {row[0] for row in sqlite3.connect(self.folder / "peer.db").execute("select id from entries")}


class Whole(Candidate):
    """The daemon itself, once over everything that is due: polls, analysis, database, deliveries."""

    monitor = ""

    def command(self) -> list[str]:
        """One round; every source is made due by polling all."""
        config = self.folder / "monitor.toml"
        if not config.exists():
            config.write_text(self._config())
        return [self.monitor, "--config", str(config), "poll", "--json"]

    def seen(self) -> set[str]:
        """From its database."""
        return {row[0] for row in sqlite3.connect(self.folder / "whole.db").execute("select key from item")}

    def _config(self) -> str:
        sources = "".join(
            f'[[source]]\nname = "f{number}"\nconnector = "rss"\nurl = "{url}"\n'
            for number, url in enumerate(self.urls)
        )
        return (
            f'[municipality]\ncode = "SE-1484"\n[database]\nurl = "sqlite:///{self.folder}/whole.db"\n'
            f'[http]\ncontact = "bench"\nallow_private = ["127.0.0.0/8:*"]\n[state]\n'
            f'directory = "{self.folder}"\n{sources}'
        )


def expected(state: dict[str, object], count: int) -> set[str]:
    """The ids that nobody may have lost."""
    newest, unusable = state["newest"], set(state["unusable"])  # type: ignore[call-overload]
    return {
        f"https://f{number}.example/a/{entry}"
        for number in range(count)
        if number not in unusable
        for entry in range(newest[number])  # type: ignore[index]
    }


def control(port: int, path: str) -> dict[str, object]:
    """Ask the server something."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/ctl/{path}", timeout=600) as answer:
        found: dict[str, object] = json.load(answer)
        return found


def measure_starts(idle: list[Candidate], rounds: int) -> None:
    """What each costs that has no feeds: the first time, when it makes its database, and later."""
    for candidate in idle:
        candidate.folder.mkdir()
        (candidate.folder / "urls").write_text("")
        candidate.round("first start")
        for _ in range(rounds):
            candidate.round("start")


def measure(candidates: list[Candidate], port: int, rounds: int) -> None:
    """Cold, unchanged, and one feed of twenty changed: each round by one after the other."""
    for candidate in candidates:
        candidate.round("cold")
    for candidate in candidates:
        candidate.round("settling")
    for _ in range(rounds):
        for candidate in candidates:
            candidate.round("unchanged")
    for _ in range(rounds):
        control(port, "tick?share=0.05")
        for candidate in candidates:
            candidate.round("5 % changed")


def above_start(candidate: Candidate, idle: Candidate, phase: str) -> tuple[float, float]:
    """What a round costs beyond start-up: CPU and wall seconds, medians."""
    start = "first start" if phase == "cold" else "start"
    (cpu, wall), (idle_cpu, idle_wall) = candidate.median(phase), idle.median(start)
    return max(cpu - idle_cpu, 0.0), max(wall - idle_wall, 0.001)


def report(candidates: list[Candidate], idle: list[Candidate], port: int, count: int) -> str:
    """The table."""
    lines = [f"{'start-up':14}{'':14}{'CPU s':>12}"]
    for one in idle:
        first, later = one.median("first start")[0], one.median("start")[0]
        lines.append(f"{'':14}{one.name:14}{first:12.2f} the first time, {later:.2f} later")
    lines.append(f"{'':28}{'CPU ms/feed':>12}{'feeds/s':>10}{'of peer':>9}  (without start-up)")
    for phase in ("cold", "unchanged", "5 % changed"):
        costs = [above_start(one, nothing, phase) for one, nothing in zip(candidates, idle, strict=True)]
        base = next((cpu for one, (cpu, _) in zip(candidates, costs, strict=True) if isinstance(one, Peer)), 0.0)
        for candidate, (cpu, wall) in zip(candidates, costs, strict=True):
            ratio = f"{cpu / base:.3f}" if base else ""
            lines.append(f"{phase:14}{candidate.name:14}{cpu / count * 1000:12.3f}{count / wall:10.0f}{ratio:>9}")
    wanted = expected(control(port, "state"), count)
    for candidate in candidates:
        seen = candidate.seen()
        lines.append(f"entries lost  {candidate.name:14}{len(wanted - seen):12} of {len(wanted)}")
    return "\n".join(lines)


def choose_candidates(options: argparse.Namespace, folder: Path, urls: list[str]) -> list[Candidate]:
    """Ourselves, and whom the options name."""
    candidates: list[Candidate] = [Ears("ears", folder, urls)]
    if options.whole:
        Whole.monitor = str(Path(options.whole).absolute())
        candidates.append(Whole("whole", folder, urls, accepted=(0, 1)))  # 1: some feeds failed, as they should
    if options.peer:
        Peer.python = str(Path(options.peer).absolute())
        candidates.append(Peer("reader", folder, urls))
    return candidates


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--wild", action="store_true")
    parser.add_argument("--peer", default="")
    parser.add_argument("--whole", default="")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--port", type=int, default=8950)
    options = parser.parse_args()
    urls = [f"http://127.0.0.{1 + number % HOSTS}:{options.port}/feed/{number}" for number in range(options.feeds)]
    command = [sys.executable, str(HERE / "server.py"), "--feeds", str(options.feeds), "--port", str(options.port)]
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        (folder / "urls").write_text("\n".join(urls))
        candidates = choose_candidates(options, folder, urls)
        idle = [type(one)(one.name, folder / f"idle-{one.name}", []) for one in candidates]
        server = subprocess.Popen([*command, *(["--wild"] if options.wild else [])], stdout=subprocess.PIPE, text=True)
        try:
            if server.stdout is None or server.stdout.readline().strip() != "ready":
                raise SystemExit("the server does not start")
            measure_starts(idle, options.rounds)
            measure(candidates, options.port, options.rounds)
            print(report(candidates, idle, options.port, options.feeds))
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()

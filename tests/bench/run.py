"""The bench: the same feeds, one after the other, by us and by the peer; medians of three, and the ratio.

    python tests/bench/run.py [--feeds 1000] [--wild] [--peer PYTHON] [--whole MONITOR] [--rounds 3]

``--peer`` is a Python that has ``reader``; without it only our own figures are measured. ``--whole`` is the ``monitor``
command: the daemon's own round with database and analysis is measured too. CPU is user and system time of the process
and of all that it waited for, start-up included.
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


def report(candidates: list[Candidate], port: int, count: int) -> str:
    """The table."""
    lines = [f"{'':14}{'':14}{'CPU ms/feed':>12}{'feeds/s':>10}{'of peer':>9}"]
    peer = next((candidate for candidate in candidates if isinstance(candidate, Peer)), None)
    for phase in ("cold", "unchanged", "5 % changed"):
        base = statistics.median(cost for cost, _ in peer.results[phase]) if peer else 0.0
        for candidate in candidates:
            cost = statistics.median(cost for cost, _ in candidate.results[phase])
            wall = statistics.median(wall for _, wall in candidate.results[phase])
            ratio = f"{cost / base:.3f}" if base else ""
            lines.append(f"{phase:14}{candidate.name:14}{cost / count * 1000:12.3f}{count / wall:10.0f}{ratio:>9}")
    wanted = expected(control(port, "state"), count)
    for candidate in candidates:
        seen = candidate.seen()
        lines.append(f"entries lost  {candidate.name:14}{len(wanted - seen):12} of {len(wanted)}")
    return "\n".join(lines)


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
        candidates: list[Candidate] = [Ears("ears", folder, urls)]
        if options.whole:
            candidates.append(Whole("whole", folder, urls, accepted=(0, 1)))  # 1: some feeds failed, as they should
            Whole.monitor = options.whole
        if options.peer:
            candidates.append(Peer("reader", folder, urls))
            Peer.python = options.peer
        server = subprocess.Popen([*command, *(["--wild"] if options.wild else [])], stdout=subprocess.PIPE, text=True)
        try:
            if server.stdout is None or server.stdout.readline().strip() != "ready":
                raise SystemExit("the server does not start")
            measure(candidates, options.port, options.rounds)
            print(report(candidates, options.port, options.feeds))
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()

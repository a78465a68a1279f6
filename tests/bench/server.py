"""A server of many feeds on this machine: validators, compression, ticks, and a share of what goes wrong on the web.

    python tests/bench/server.py --feeds 5000 --port 8950 [--wild] [--hang 0.01]

``/feed/<number>`` is a feed; ``/ctl/tick?share=0.05`` lets some of them have new entries; ``/ctl/state`` tells what
there is, ``/ctl/asked`` how many feeds were asked since ``/ctl/forget``, and when. It listens on 127.0.0.1 to
127.0.0.20, so that there are hosts. Bodies are packed before the first question.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import random
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.feeds import BEGAN, ENTRIES, render

HOSTS = 20
# What goes wrong, and how often: measured lists of feeds look like this after a year without care.
WILD = {
    "missing": 0.02, "gone": 0.005, "too_many": 0.01, "error": 0.01, "reset": 0.005, "malformed": 0.02, "moved": 0.02,
}  # fmt: skip
NO_VALIDATORS, VOLATILE = 0.25, 0.08
STATUS = {
    "missing": "404 Not Found",
    "gone": "410 Gone",
    "too_many": "429 Too Many Requests",
    "error": "503 Unavailable",
}
UNUSABLE = {*STATUS, "reset"}


class Feeds:
    """What is served, and what is wrong with it."""

    def __init__(self, count: int, *, wild: bool, hang: float = 0.0) -> None:
        self.asked: dict[int, float] = {}  # when each feed was first asked, in seconds of the epoch
        self.newest = [ENTRIES] * count
        self.version = [0] * count
        with ProcessPoolExecutor() as pool:
            self.packed = list(pool.map(_pack, range(count), self.newest, chunksize=100))
        self.fault = [_fault(number) if wild else "" for number in range(count)]
        self.habit = [_habit(number) if wild else "" for number in range(count)]
        for number in random.Random("hang").sample(range(count), int(count * hang)):
            self.fault[number] = "hang"
        self.ticks = 0

    def tick(self, share: float) -> int:
        """Let a share of the feeds have one to three new entries."""
        self.ticks += 1
        dice = random.Random(self.ticks)
        chosen = dice.sample(range(len(self.newest)), max(1, int(len(self.newest) * share)))
        for number in chosen:
            self.newest[number] += dice.randint(1, 3)
            self.version[number] += 1
            self.packed[number] = _pack(number, self.newest[number])
        return len(chosen)

    def state(self) -> dict[str, object]:
        """What a reader that loses nothing has seen by now."""
        unusable = [number for number, fault in enumerate(self.fault) if fault in UNUSABLE]
        return {"newest": self.newest, "entries": ENTRIES, "unusable": unusable}

    def tell_asked(self) -> dict[str, float]:
        """How many feeds were asked, when the first one and when the last one for the first time."""
        times = self.asked.values()
        return {"feeds": len(times), "first": min(times, default=0.0), "last": max(times, default=0.0)}

    def answer(self, number: int, target: str, headers: dict[str, str]) -> bytes | None:
        """The whole answer; empty where there is none; None where the connection breaks."""
        fault, habit = self.fault[number], self.habit[number]
        self.asked.setdefault(number, time.time())
        if fault == "hang":
            return b""
        if fault == "reset":
            return None
        if fault in STATUS:
            return _answer(STATUS[fault], b"", "Retry-After: 120" if fault == "too_many" else "")
        if fault == "moved" and "?" not in target:
            return _answer("301 Moved Permanently", b"", f"Location: /feed/{number}?new")
        tag, changed = (
            f'"{number}-{self.version[number]}"',
            time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(BEGAN + self.version[number])),
        )
        validators = "" if habit else f"ETag: {tag}\r\nLast-Modified: {changed}\r\n"
        if validators and headers.get("if-none-match", "") == tag:
            return f"HTTP/1.1 304 Not Modified\r\n{validators}\r\n".encode()
        body = self.packed[number]
        if habit == "volatile":
            body = gzip.compress(gzip.decompress(body) + f"<!-- {time.time_ns()} -->".encode(), 1)
        if fault == "malformed":
            body = gzip.compress(gzip.decompress(body).replace(b"</title>", b" &nbsp; & </title>", 3)[:-12], 1)
        return _answer(
            "200 OK", body, f"{validators}Content-Encoding: gzip\r\nContent-Type: application/rss+xml; charset=utf-8"
        )


def _answer(status: str, body: bytes, lines: str) -> bytes:
    more = f"{lines.strip()}\r\n" if lines else ""
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}\r\n".encode() + body


def _pack(number: int, newest: int) -> bytes:
    return gzip.compress(render(number, newest), 6, mtime=0)


def _fault(number: int) -> str:
    dice, reached = random.Random(f"fault {number}").random(), 0.0
    for name, share in WILD.items():
        reached += share
        if dice < reached:
            return name
    return ""


def _habit(number: int) -> str:
    dice = random.Random(f"habit {number}").random()
    return "no validators" if dice < NO_VALIDATORS else "volatile" if dice < NO_VALIDATORS + VOLATILE else ""


class Connection(asyncio.Protocol):
    """One connection of whoever reads."""

    def __init__(self, feeds: Feeds) -> None:
        self.feeds = feeds
        self.buffer = b""
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head, self.buffer = self.buffer[:end], self.buffer[end + 4 :]
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            self._answer(first.split(" ")[1], headers)

    def _answer(self, target: str, headers: dict[str, str]) -> None:
        path = urlsplit(target).path
        if path.startswith("/feed/"):
            answer = self.feeds.answer(int(path[6:]), target, headers)
        else:
            answer = _answer("200 OK", json.dumps(self._control(target)).encode(), "Content-Type: application/json")
        if answer is None:
            self.transport.abort()
        else:
            self.transport.write(answer)
            if headers.get("connection", "").lower() == "close":
                self.transport.close()

    def _control(self, target: str) -> object:
        parts = urlsplit(target)
        if parts.path == "/ctl/tick":
            return {"ticked": self.feeds.tick(float(parse_qs(parts.query)["share"][0]))}
        if parts.path == "/ctl/asked":
            return self.feeds.tell_asked()
        if parts.path == "/ctl/forget":
            self.feeds.asked.clear()
            return {}
        return self.feeds.state()


async def serve(feeds: Feeds, port: int) -> None:
    """Serve until somebody ends us."""
    hosts = [f"127.0.0.{number}" for number in range(1, HOSTS + 1)]
    server = await asyncio.get_running_loop().create_server(partial(Connection, feeds), hosts, port, backlog=2048)
    print("ready", flush=True)
    await server.serve_forever()


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--port", type=int, default=8950)
    parser.add_argument("--wild", action="store_true")
    parser.add_argument("--hang", type=float, default=0.0, help="the share of feeds that never answer")
    options = parser.parse_args()
    feeds = Feeds(options.feeds, wild=options.wild, hang=options.hang)
    try:
        import uvloop
    except ImportError:
        asyncio.run(serve(feeds, options.port))
    else:
        uvloop.run(serve(feeds, options.port))


if __name__ == "__main__":
    main()

"""Polls addresses as the daemon does, in a process of its own, and tells what that cost in memory.

    python tests/hostile_polls.py URL...

Apart from the tests, because their process has other work and other memory; and by ``VmHWM``, because the mark that
``getrusage`` knows is handed on from whoever started a process. Prints one JSON object: the fault of each address (or
an empty text), and the highest sum, in bytes, of what this process and its parsers ever held.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
from connectors.rss import Connector
from loopback import client
from monitor.contract import Visit
from monitor.errors import SourceError
from recorded import LYSEKIL, NOW


def held_now() -> int:
    """The sum of the highest marks of this process and of its children that live, in bytes."""
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
    return sum(_highest(process) for process in ("self", *children.split()))


def _highest(process: str) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0  # it has just ended


async def poll_all(urls: list[str]) -> dict[str, object]:
    """Ask each address, one after the other, and watch meanwhile."""
    faults: dict[str, str] = {}
    most = held_now()

    async def watch() -> None:
        nonlocal most
        while True:
            most = max(most, held_now())
            await asyncio.sleep(0.01)

    watching = asyncio.ensure_future(watch())
    async with client(deadline=1.0) as http:
        for url in urls:
            try:
                await Connector(url=url).poll(http, {}, Visit(NOW, LYSEKIL))
                faults[url] = ""
            except SourceError as error:
                faults[url] = str(error.fault)
        most = max(most, held_now())
    watching.cancel()
    return {"faults": faults, "bytes": most}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(poll_all(sys.argv[1:]))))  # noqa: T201  for the test that started this

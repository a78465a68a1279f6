"""Functions that do in a child process what hostile input makes parsers do."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.domain.model import Parsed, RawItem
from monitor.errors import Fault, SourceError

if TYPE_CHECKING:
    from datetime import datetime


def echo(value: Any) -> Any:
    return value


def parsed(text: str, moment: datetime) -> Parsed:
    item = RawItem(id="1", title=text, published_at=moment)
    return Parsed((item, item), ("note",), {"hashes": "abc", "count": 2})


def refuse() -> None:
    raise SourceError(Fault.NOT_A_FEED, "a web page", status=200, retry_after=7.0)


def raise_secret(secret: str) -> None:
    raise KeyError(secret)


def recurse(depth: int = 0) -> int:
    return recurse(depth + 1)


def fill_memory() -> int:
    return len([bytes(1 << 20) for _ in range(4096)])


def burn() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(60)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def pid() -> int:
    return os.getpid()


def serve_slowly(body: bytes) -> int:
    time.sleep(0.02 if body else 0)
    return os.getpid()


def environment() -> dict[str, str]:
    return dict(os.environ)


def modules() -> list[str]:
    return sorted(sys.modules)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir())) - 1


def write_file(path: str) -> None:
    Path(path).write_text("x" * 100, encoding="utf-8")

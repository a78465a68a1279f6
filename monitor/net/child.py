"""The process in which foreign bytes are parsed: it calls functions, within limits, and knows no secret.

Started as ``python -S -P -m monitor.net.child FD …`` with an empty environment. It holds no file and no socket but the
one to its parent; when the parent is gone, however it ended, the next read finds the end and the process is over.
"""

from __future__ import annotations

import importlib
import math
import resource
import signal
import socket
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any

from monitor.errors import SourceError
from monitor.memory import enter
from monitor.net.frames import HEAD, pack, unpack

_DEPTH = 600  # calls; a parser that goes deeper was led there
OK, SOURCE_ERROR, CRASH = range(3)


def main(arguments: list[str]) -> int:
    """Serve one parent by the socket whose number is given: ``FD MEMORY_BYTES CPU_SECONDS WALL_SECONDS``."""
    number, memory, cpu, wall = (int(argument) for argument in arguments)
    _confine(memory)
    with socket.socket(fileno=number) as line:
        line.sendall(pack([OK, None]))  # here we are: from now on time counts
        while (frame := _receive(line)) is not None:
            _allow_cpu(cpu)
            signal.alarm(wall)  # the parent ends us earlier, if it still lives
            answer, exhausted = _serve(frame)
            signal.alarm(0)
            line.sendall(answer)
            if exhausted:
                return 1
    return 0


def _confine(memory: int) -> None:
    """Memory has an end; files cannot be written, no core is left behind; when memory is short we are the first to go.

    Where a service's own sandbox forbids one of these, its limits stand instead, and the parent's clock.
    """
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (limit, limit))
    sys.setrecursionlimit(_DEPTH)


def _allow_cpu(seconds: int) -> None:
    """The call that begins now may use so much; the kernel ends the process beyond it, whatever C code it is in."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(used.ru_utime + used.ru_stime) + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _serve(frame: bytes) -> tuple[bytes, bool]:
    """The answer to one call, and whether this process should not be used again."""
    try:
        name, arguments = unpack(frame)
        return pack([OK, _find(name)(*arguments)]), False
    except SourceError as error:
        return pack([SOURCE_ERROR, str(error.fault), error.detail, error.status, error.retry_after]), False
    except MemoryError:
        return pack([CRASH, "MemoryError", ""]), True
    except RecursionError:
        return pack([CRASH, "RecursionError", ""]), False
    except Exception as error:  # noqa: BLE001  a parser may raise anything: the parent says so, and goes on
        return pack([CRASH, type(error).__name__, _where(error)]), False


def _where(error: Exception) -> str:
    """The place in our code, without the message, which may quote the text that was parsed."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-6:]))


def _find(name: str) -> Any:
    """The function that ``module:name`` stands for."""
    module, _, function = name.partition(":")
    if module not in sys.modules:
        enter(module.rpartition(".")[0])  # a connector's class stands there, and with it pydantic: 9 MB
        importlib.import_module(module)
    return getattr(sys.modules[module], function)


def _receive(line: socket.socket) -> bytes | None:
    """The next frame, or None when the parent has closed the line or is gone."""
    head = _exactly(line, HEAD.size)
    return None if head is None else _exactly(line, HEAD.unpack(head)[0])


def _exactly(line: socket.socket, size: int) -> bytes | None:
    buffer = bytearray(size)
    view, filled = memoryview(buffer), 0
    while filled < size:
        got = line.recv_into(view[filled:])
        if not got:
            return None
        filled += got
    return bytes(buffer)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

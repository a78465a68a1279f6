"""Thrift: one heap for all threads, what is free goes back, no library that is never called."""

from __future__ import annotations

import gc
import importlib.util
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_M_ARENA_MAX = -8  # malloc.h of glibc


def share_one_heap() -> None:
    """Let all threads use one heap from now on: some 10 MB less after a first round over a hundred sources.

    Python's own lock lets one thread allocate at a time anyway. C libraries without arenas know nothing of it.
    """
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def take_turns() -> None:
    """Let threads wait a millisecond for each other, not five.

    What was just said must be noted at once, also while another thread loads what it takes to decide: a note takes some
    twenty turns, and until it is there a crash says it again.
    """
    sys.setswitchinterval(0.001)


def give_back() -> None:
    """Give the system what the heap holds and nobody uses: 9 MB after a first round over a hundred sources.

    It takes a millisecond. The C library does it by itself only at the heap's end, where something always lives.
    """
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


@contextmanager
def loading() -> Iterator[None]:
    """Load what stays: nobody looks for garbage among it, neither meanwhile nor ever again.

    Python looks through all young objects each time 700 more were made: a tenth of the time of a start.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def enter(package: str) -> None:
    """Make a package known without running its ``__init__``: for those that import much more than is asked of them."""
    if not package or package in sys.modules:
        return
    spec = importlib.util.find_spec(package)  # runs the packages above it, and not this one
    if spec is not None:
        sys.modules[package] = importlib.util.module_from_spec(spec)


@contextmanager
def without(library: str) -> Iterator[None]:
    """Import what uses a library where it is there, as if it were not; one that is in use already stays.

    Meant for extras that we never call and that cost megabytes: a command line, coloured tracebacks.
    """
    if library in sys.modules:
        yield
        return
    sys.modules[library] = None  # type: ignore[assignment]  # how the import system itself notes that there is none
    try:
        yield
    finally:
        del sys.modules[library]

"""Writes results: JSON lines for programs, tables and sentences for people."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec
import typer

if TYPE_CHECKING:
    from pathlib import Path


_AS_THEY_ARE = frozenset({str, int, float, bool})


def json_ready(value: Any) -> Any:
    """Times as ISO 8601 in UTC with ``Z``, enumerations as their values, the rest as it is."""
    if value is None or type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {key: json_ready(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [json_ready(one) for one in value]
    return value


def to_json(value: Any) -> str:
    """One line of JSON in UTF-8."""
    return msgspec.json.encode(json_ready(value)).decode()


def emit(rows: Iterable[Any]) -> None:
    """JSON Lines on standard output, each as soon as it is there."""
    for row in rows:
        sys.stdout.write(to_json(row) + "\n")
        sys.stdout.flush()


def table(rows: Sequence[Sequence[Any]], head: Sequence[str], empty: str) -> None:
    """A table on standard output, wide on a terminal, plain in a pipe; a sentence when there is nothing."""
    if not rows:
        typer.echo(empty)
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # In a pipe nothing is cut: the reader is a program or a file.
    console = Console(width=None if sys.stdout.isatty() else 400, highlight=False, soft_wrap=not sys.stdout.isatty())
    shown = Table(box=box.SIMPLE_HEAD if sys.stdout.isatty() else None, header_style="bold", pad_edge=False)
    for name in head:
        shown.add_column(name, overflow="fold")
    for row in rows:
        shown.add_row(*(Text(one_line("" if cell is None else str(cell))) for cell in row))
    console.print(shown)


def many(count: int, noun: str) -> str:
    """``1 item``, ``2 items``, ``2 deliveries``."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count} {noun if count == 1 else plural}"


def one_line(text: str) -> str:
    """Foreign text on a terminal: no line breaks, no control characters."""
    return "".join(char if char.isprintable() else " " for char in text)


def local(at: datetime | None, zone: str) -> str:
    """``2026-11-25 07:41`` in the municipality's time; a dash when it never was."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M") if at else "–"


def write_out(text: str, path: Path | None) -> None:
    """To a file, whole or not at all, or to standard output."""
    if path is None:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        sys.stdout.flush()
        return
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


class Progress:
    """Progress on a terminal's standard error; silent elsewhere."""

    def __init__(self, what: str, total: int | None = None) -> None:
        self.what = what
        self.total = total
        self.done = 0
        self._shows = sys.stderr.isatty()

    def step(self, count: int = 1) -> None:
        """So much more is done."""
        self.done += count
        if self._shows and (self.done % 25 == 0 or self.done == self.total):
            of = f" of {self.total}" if self.total else ""
            sys.stderr.write(f"\r{self.what}: {self.done}{of}")
            sys.stderr.flush()

    def end(self) -> None:
        """Leave the terminal's line clean."""
        if self._shows and self.done:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()

"""Reads texts that people hand to commands: JSON Lines from a file or standard input."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.cli.times import read_moment
from monitor.domain.model import Role
from monitor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class TextIn:
    """One text as the contract has it; what it does not know is ignored, and kept in ``labels``."""

    id: str
    text: str
    title: str = ""
    url: str = ""
    source: str | None = None
    role: Role | None = None
    publisher: str = ""
    language: str | None = None
    published_at: datetime | None = None
    labels: dict[str, Any] = field(default_factory=dict)


def read_lines(place: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSON Lines file, or of standard input for ``-``, each with its line's number.

    Raises:
        UsageError: the file cannot be read, or a line is no JSON object; says which.
    """
    name = "standard input" if place == "-" else place
    number = 0
    try:
        stream = sys.stdin.buffer if place == "-" else Path(place).open("rb")  # noqa: SIM115 - closed below
        with stream:
            for number, raw in enumerate(stream, 1):
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
                if line:
                    yield number, _object(line, f"{name}, line {number}")
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{name}, line {number or 1}: not in UTF-8") from None


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):  # also a number of thousands of digits
        raise UsageError(f'{where}: no JSON. Each line is one object, for example {{"text": "…"}}') from None
    if not isinstance(found, dict):
        raise UsageError(f"{where}: no JSON object")
    return found


def read_texts(place: str) -> Iterator[TextIn]:
    """The texts of a JSON Lines file, in its order."""
    for number, line in read_lines(place):
        where = f"line {number}"
        if not isinstance(line["text"] if line.get("text") is not None else line.get("title"), str):
            raise UsageError(f'{where}: "text" is missing, or is no string')
        yield TextIn(
            id=str(number if line.get("id") is None else line["id"]),
            text=_plain(line.get("text")),
            title=_plain(line.get("title")),
            url=_plain(line.get("url")),
            source=line.get("source") if isinstance(line.get("source"), str) else None,
            role=read_role(line.get("role"), where),
            publisher=_plain(line.get("publisher")),
            language=line.get("language") if isinstance(line.get("language"), str) else None,
            published_at=read_time(line.get("published_at"), where, "published_at"),
            labels=line,
        )


def _plain(value: Any) -> str:
    # Half a character cannot be written out again.
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else ""


def read_role(value: Any, where: str) -> Role | None:
    """The role, or None when it is not said."""
    if value is None:
        return None
    try:
        return Role(value)
    except ValueError:
        raise UsageError(f'{where}: "role" is none of {", ".join(Role)}') from None


def read_time(value: Any, where: str, name: str) -> datetime | None:
    """An aware time, or None when it is not said; without a zone it is UTC."""
    if value in {None, ""}:
        return None
    at = read_moment(str(value))
    if at is None:
        raise UsageError(f'{where}: "{name}" is no time. Write 2026-11-25T07:41:00Z')
    from datetime import UTC

    return at if at.tzinfo else at.replace(tzinfo=UTC)

"""Messages that wake a whole area: what such a message is, where only its words can say it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from connectors._official.scales import Scale
from monitor.domain.model import Notice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitor.domain.model import RawItem

_TABLE = Path(__file__).parent / "emergency.toml"


def as_emergency(item: RawItem, notice: str) -> RawItem:
    """The item with what it says of itself; ``notice`` is the id of its warning."""
    status = status_of(item.title, item.text)
    grade = _scale().grade("status", status)
    told = Notice(notice, exercise=status == "test", kind=grade.kind, severity=grade.severity, state=grade.state)
    return replace(item, notice=told)


def status_of(title: str, text: str) -> str:
    """``test``, ``over``, or ``actual``: in doubt it is real."""
    words = _patterns()
    if words["test_title"].search(title) or words["test_text"].search(text):
        return "test"
    alone = any(words["over"].fullmatch(line.strip(" .!")) for line in text.splitlines())
    return "over" if alone or words["over"].search(title) else "actual"


@cache
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


@cache
def _scale() -> Scale:
    return Scale({"status": _table()["status"]})  # type: ignore[dict-item]  # the table of rows, beside that of words


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)
        for name, words in _table()["words"].items()
    }

"""What operators search the journal for: every event that is logged has its meaning."""

from __future__ import annotations

import ast
from pathlib import Path

from monitor.log import EVENTS

ROOT = Path(__file__).parent.parent
LEVELS = {"debug", "info", "warning", "error", "exception"}


def test_every_event_that_is_logged_is_listed_with_its_meaning() -> None:
    logged = {
        str(call.args[0].value)
        for folder in ("monitor", "connectors")
        for path in (ROOT / folder).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and _is_log(call.func) and isinstance(call.args[0], ast.Constant)
    }

    assert logged - EVENTS.keys() == set()


def _is_log(called: ast.expr) -> bool:
    if not (isinstance(called, ast.Attribute) and called.attr in LEVELS):
        return False
    on = called.value
    return (isinstance(on, ast.Name) and on.id == "log") or (isinstance(on, ast.Attribute) and on.attr == "log")

"""A shell for tests: runs commands as a terminal would, on an installation of its own, and keeps what they said."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

from configuration import AT_OPENING, OFFICE_HOURS, on_duty, people, receiver, source
from monitor.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

CONFIG = "".join(
    [
        '[municipality]\ncode = "SE-1484"\nplaces = ["Gullmarsskolan"]\n',
        '[database]\nurl = "sqlite:///{folder}/monitor.db"\n[state]\ndirectory = "{folder}"\n',
        source("drill", 'role = "press"'),
        OFFICE_HOURS,
        'holidays = "SE"\nshort_days = {{ "day_before_holiday" = "13:00" }}\n',
        people("Maria", "Per"),
        on_duty(),
        receiver("team"),
        '[[route]]\nname = "kris"\nmin_severity = 2\nto = ["jour"]\n',
        AT_OPENING,
        '[digest]\nday = "monday"\ntime = "07:30"\nto = ["team"]\n',
    ]
)


class Shell:
    """Runs commands as a terminal would and keeps what they said."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.config = folder / "monitor.toml"
        self.config.write_text(CONFIG.format(folder=folder))
        self._patch = monkeypatch
        self._captured = capsys
        monkeypatch.delenv("MONITOR_CONFIG", raising=False)
        monkeypatch.chdir(folder)
        self.out = self.err = ""

    def run(self, *arguments: str, stdin: str = "") -> int:
        """The exit status."""
        self._patch.setattr(sys, "argv", ["monitor", *arguments])
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        try:
            main()
            status = 0
        except SystemExit as ended:
            status = int(ended.code or 0)
        self.out, self.err = self._captured.readouterr()
        return status

    def lines(self, *arguments: str, stdin: str = "", status: int = 0) -> list[dict[str, Any]]:
        """The JSON lines that a command printed."""
        assert self.run(*arguments, "--json", stdin=stdin) == status, self.err
        return [json.loads(line) for line in self.out.splitlines()]

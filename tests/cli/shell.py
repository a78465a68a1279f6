"""A shell for tests: runs commands as a terminal would, on an installation of its own, and keeps what they said."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

from monitor.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

CONFIG = """
[municipality]
code = "SE-1484"
places = ["Gullmarsskolan"]
[database]
url = "sqlite:///{folder}/monitor.db"
[state]
directory = "{folder}"
[[source]]
name = "drill"
connector = "drill"
script = "first-alert.sv"
role = "press"
[office_hours]
monday = "08:00-16:30"
tuesday = "08:00-16:30"
wednesday = "08:00-16:30"
thursday = "08:00-16:30"
friday = "08:00-15:00"
holidays = "SE"
short_days = {{ "day_before_holiday" = "13:00" }}
[[person]]
name = "Maria"
email = "maria@lysekil.example"
[[person]]
name = "Per"
email = "per@lysekil.example"
[[rota]]
name = "kib"
people = ["Maria", "Per"]
starts = "2026-01-05"
[[receiver]]
name = "jour"
rota = "kib"
  [[receiver.channel]]
  type = "email"
[[receiver]]
name = "team"
  [[receiver.channel]]
  type = "email"
  to = ["team@lysekil.example"]
[[route]]
name = "kris"
min_severity = 2
to = ["jour"]
[[route]]
name = "morgon"
min_severity = 1
when = "outside_office_hours"
deliver = "at_opening"
to = ["team"]
[digest]
day = "monday"
time = "07:30"
to = ["team"]
"""


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

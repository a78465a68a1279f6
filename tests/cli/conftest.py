"""Commands set up logging for their process; a test puts it back for the others."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
import structlog

from cli.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _leave_logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture
def alarmed(shell: Shell) -> Shell:
    """A shell on an installation in which the bundled drill has just begun."""
    assert shell.run("run", "--once") == 0, shell.err
    return shell

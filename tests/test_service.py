"""The service's unit: what it promises of a machine that runs short."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

UNIT = Path(__file__).parent.parent / "deploy" / "monitor.service"


def test_a_parser_that_the_kernel_kills_for_its_memory_does_not_end_the_daemon() -> None:
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign] # systemd minds capitals
    unit.read(UNIT, encoding="utf-8")

    assert unit["Service"]["OOMPolicy"] == "continue"
    assert unit["Service"]["Restart"] == "always", "and when the daemon itself is killed, it comes back"

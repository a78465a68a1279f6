"""A house with an inbox for each test that wants one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import structlog

from inbox.house import Browser, House

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _plain_log() -> None:
    """A mistake that a test provokes is logged in a line, not painted with everything around it."""
    structlog.configure(processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()])


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A Swedish house at Saturday 02:00, with an incident that Maria was woken for."""
    opened = House(tmp_path).live()
    yield opened
    opened.close()


@pytest.fixture
def browser(house: House) -> Iterator[Browser]:
    """A browser that has never been here, while the inbox of the house is served."""
    with house.open() as opened:
        yield opened

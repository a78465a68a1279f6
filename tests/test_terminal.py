from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from messages import an_alert_message
from monitor.contract import Address
from monitor.terminal import show_beside, show_results

if TYPE_CHECKING:
    import pytest

TEAM = Address("team")
LETTER = an_alert_message()


def test_a_daemon_shows_letters_as_its_results_and_leaves_standard_error_to_the_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_results(LETTER, TEAM)

    shown = capsys.readouterr()
    assert LETTER.subject in shown.out
    assert shown.err == ""


def test_a_command_whose_output_is_read_by_a_program_shows_no_letter(capsys: pytest.CaptureFixture[str]) -> None:
    show_beside(LETTER, TEAM)

    assert capsys.readouterr() == ("", "")


def test_a_letter_that_cannot_be_shown_is_sent_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="strict")
    monkeypatch.setattr(sys, "stdout", narrow)
    show_results(LETTER, TEAM)
    narrow.close()
    show_results(LETTER, TEAM)

"""``monitor calendar`` with a rota that is kept as a calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from test_rotas import MARIA

if TYPE_CHECKING:
    from cli.shell import Shell


def test_the_calendar_shows_the_turns_of_the_file(shell: Shell) -> None:
    text = shell.config.read_text().replace('people = ["Maria", "Per"]\nstarts = "2026-01-05"', 'calendar = "kib.ics"')
    shell.config.write_text(text)
    (shell.folder / "kib.ics").write_text(MARIA)

    found = shell.lines("calendar", "--from", "2026-11-23", "--to", "2026-12-08")
    turns = [one["on_call"]["kib"] for one in found]
    assert list(dict.fromkeys(turns)) == [None, "Maria", "Per"]
    handover = next(one for one in found if one["on_call"]["kib"] == "Per")
    assert handover["from"] == "2026-11-30T12:00:00+01:00"

    (shell.folder / "kib.ics").unlink()
    assert shell.lines("calendar", "--from", "2026-11-23", "--to", "2026-12-08") == found
    assert shell.run("check") == 0
    assert "the last known turns hold" in shell.out


def test_an_address_that_does_not_answer_is_said_and_the_command_goes_on(shell: Shell) -> None:
    place = "http://127.0.0.1:9/kib.ics"
    text = shell.config.read_text().replace('people = ["Maria", "Per"]\nstarts = "2026-01-05"', f'calendar = "{place}"')
    shell.config.write_text(text)

    assert shell.lines("calendar", "--from", "2026-11-23", "--to", "2026-11-24")[0]["on_call"] == {"kib": None}
    assert "rota kib: its calendar could not be fetched" in shell.err

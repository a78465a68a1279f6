"""Rotas that are calendars: whose turn it is comes from the file, and a file that is gone changes nobody's turn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cli.shell import CONFIG
from fakes import Clock
from loopback import client, in_loop, loopback
from monitor import rotas
from monitor.config import load_config
from monitor.domain.oncall import OnCall
from monitor.errors import ConfigError
from monitor.jobs.desk import Desk
from monitor.jobs.rotas import Roster
from monitor.store import Database, migrate

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.config import Config

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def calendar(*turns: tuple[str, str, str]) -> str:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{number}\r\nSUMMARY:KiB {who}\r\nDTSTART:{begin}\r\nDTEND:{end}\r\nEND:VEVENT\r\n"
        for number, (who, begin, end) in enumerate(turns)
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{events}END:VCALENDAR\r\n"


MARIA = calendar(("Maria", "20261123T110000Z", "20261130T110000Z"), ("Per", "20261130T110000Z", "20261207T110000Z"))
PER = calendar(("Per", "20261123T110000Z", "20261130T110000Z"))


def a_config(folder: Path, place: str, extra: str = "") -> Config:
    text = CONFIG.format(folder=folder).replace(
        'people = ["Maria", "Per"]\nstarts = "2026-01-05"', f'calendar = "{place}"\n{extra}'
    )
    path = folder / "monitor.toml"
    path.write_text(text + '[http]\nallow_private = ["127.0.0.1:*"]\n', encoding="utf-8")
    return load_config(path)


def on_call(config: Config, at: datetime = NOW) -> str | None:
    return OnCall(config.plan).person_on_call("kib", at)


def warned(config: Config) -> str:
    return " ".join(str(warning) for warning in config.warnings)


def test_turns_come_from_a_file_beside_the_configuration_and_a_swap_goes_before_them(tmp_path: Path) -> None:
    (tmp_path / "kib.ics").write_text(MARIA)
    swap = 'override = [ { from = "2026-11-26 12:00", to = "2026-11-27 12:00", person = "Per" } ]'
    config = rotas.with_calendars(a_config(tmp_path, "kib.ics", swap), NOW)

    days = [on_call(config, NOW + timedelta(days=days)) for days in (0, 1.5, 3, 6, 20)]
    assert days == ["Maria", "Per", "Maria", "Per", None]
    assert warned(config) == ""


def test_read_again_it_says_what_the_file_says_now(tmp_path: Path) -> None:
    (tmp_path / "kib.ics").write_text(MARIA)
    config = rotas.with_calendars(a_config(tmp_path, "kib.ics"), NOW)
    (tmp_path / "kib.ics").write_text(PER)

    assert on_call(rotas.with_calendars(config, NOW)) == "Per"


@pytest.mark.parametrize("spoilt", [None, b"", b"<html>Log in</html>"])
def test_of_a_file_that_is_gone_or_spoilt_the_last_known_turns_hold_and_it_is_said(
    tmp_path: Path, spoilt: bytes | None
) -> None:
    file = tmp_path / "kib.ics"
    file.write_text(MARIA)
    plain = a_config(tmp_path, "kib.ics")
    rotas.with_calendars(plain, NOW)
    file.unlink()
    if spoilt is not None:
        file.write_bytes(spoilt)

    config = rotas.with_calendars(plain, NOW)
    assert on_call(config) == "Maria"
    assert "rota[0].calendar" in warned(config)
    assert "the last known turns hold" in warned(config)


def test_a_file_that_never_was_leaves_nobody_on_call_and_says_so(tmp_path: Path) -> None:
    config = rotas.with_calendars(a_config(tmp_path, "kib.ics"), NOW)

    assert on_call(config) is None
    assert "kib.ics cannot be read" in warned(config)


def test_an_entry_that_names_nobody_is_told(tmp_path: Path) -> None:
    (tmp_path / "kib.ics").write_text(MARIA.replace("KiB Maria", "KiB Kim"))

    assert "names nobody of the rota for certain" in warned(rotas.with_calendars(a_config(tmp_path, "kib.ics"), NOW))


def test_a_calendar_without_people_to_name_is_a_mistake(tmp_path: Path) -> None:
    text = CONFIG.format(folder=tmp_path).replace(
        'people = ["Maria", "Per"]\nstarts = "2026-01-05"', 'calendar = "a.ics"'
    )
    before, _, after = text.partition('[[person]]\nname = "Maria"')
    path = tmp_path / "monitor.toml"
    path.write_text(before + after.partition("[[rota]]")[1] + after.partition("[[rota]]")[2])

    with pytest.raises(ConfigError, match=r"rota\[0\]\.calendar: its titles name people"):
        load_config(path)


@in_loop
async def test_the_daemon_goes_on_with_the_turns_that_an_address_shows_now_and_says_when_it_cannot(
    tmp_path: Path,
) -> None:
    async with loopback() as server, client(allow_private=("127.0.0.1:*",)) as network:
        config = a_config(tmp_path, server.url("/kib.ics"))
        database = Database(f"sqlite:///{tmp_path / 'm.db'}")
        migrate.upgrade(database)
        clock, nothing = Clock(NOW), _nothing()
        desk = Desk(rotas.with_calendars(config, NOW), database, nothing, network, nothing, clock.now)
        roster = Roster(desk)
        try:
            assert desk.oncall.person_on_call("kib", NOW) is None
            server.answers("/kib.ics", body=MARIA.encode())
            await roster.tick()
            assert desk.oncall.person_on_call("kib", NOW) == "Maria"
            assert desk.troubles == {}

            server.answers("/kib.ics", 500)
            clock.move(timedelta(minutes=6))
            await roster.tick()
            assert desk.oncall.person_on_call("kib", NOW) == "Maria"
            assert "could not be fetched" in str(desk.troubles["rota kib"])

            server.answers("/kib.ics", body=PER.encode())
            await roster.tick()  # too early
            assert desk.oncall.person_on_call("kib", NOW) == "Maria"
            clock.move(timedelta(minutes=6))
            await roster.tick()
            assert desk.oncall.person_on_call("kib", NOW) == "Per"
            assert desk.troubles == {}
        finally:
            desk.close()


def _nothing() -> Any:
    return None

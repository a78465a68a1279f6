"""What lies outside is looked at, and nobody is told anything."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from cli.shell import CONFIG
from loopback import in_loop, loopback
from mailserver import MailServer, authority, running
from monitor.cli.outside import greet, look
from monitor.clock import utc_now
from monitor.config import load_config
from monitor.contract import EmailSettings
from monitor.net import open_network

if TYPE_CHECKING:
    from pathlib import Path

    from cli.shell import Shell
    from monitor.cli.outside import Seen
    from monitor.config import Config


def settings(server: MailServer, **changes: Any) -> EmailSettings:
    given: dict[str, Any] = {"host": "127.0.0.1", "port": server.port, "security": "none", "sender": "m@x.example"}
    return EmailSettings(**(given | changes))


@in_loop
async def test_a_mail_server_that_takes_us_is_told_and_no_letter_is_sent() -> None:
    async with running(MailServer()) as server:
        seen = await asyncio.to_thread(greet, settings(server))

        assert (seen.ok, "takes us" in seen.says, server.letters) == (True, True, [])


@in_loop
async def test_a_wrong_password_is_told_without_it() -> None:
    trusted = authority()
    async with running(MailServer(login=("monitor", "right"), tls=trusted.good)) as server:
        options = {"ca_file": str(trusted.ca_file)}
        secure = {"security": "starttls", "username": "monitor", "options": options}
        wrong = await asyncio.to_thread(greet, settings(server, **secure, password=SecretStr("hunter2-xyzzy")))
        right = await asyncio.to_thread(greet, settings(server, **secure, password=SecretStr("right")))

    assert (wrong.ok, right.ok) == (False, True), (wrong, right)
    assert "does not take us" in wrong.says
    assert "hunter2" not in wrong.says


def test_a_server_that_is_not_there_is_told() -> None:
    seen = greet(settings(MailServer(port=9)))

    assert not seen.ok
    assert "127.0.0.1:9 does not take us" in seen.says


async def _look(config: Config) -> list[Seen]:
    async with open_network(config.http) as (_client, sender):
        return await look(config, sender)


def a_config(folder: Path, url: str) -> Config:
    path = folder / "monitor.toml"
    source = f'[[source]]\nname = "paper"\nconnector = "rss"\nurl = "{url}"\n'
    slack = '  [[receiver.channel]]\n  type = "slack"\n  webhook_url = { env = "NO_SUCH_WEBHOOK" }\n'
    before, route, after = CONFIG.format(folder=folder).partition('[[route]]\nname = "kris"')
    path.write_text(before + slack + route + after + source)
    return load_config(path)


@pytest.mark.parametrize(("off", "ok"), [(0, True), (10, True), (-120, False), (3600, False)])
def test_our_clock_is_compared_with_the_servers_that_we_read(tmp_path: Path, off: int, ok: bool) -> None:
    @in_loop
    async def run() -> None:
        async with loopback() as server:
            theirs = format_datetime(utc_now() - timedelta(seconds=off), usegmt=True)
            server.answers("/feed", Date=theirs)
            found = {one.what: one for one in await _look(a_config(tmp_path, server.url("/feed")))}

        assert found["clock"].ok is ok, found["clock"]
        assert ok or ("ahead of" if off > 0 else "behind") in found["clock"].says

    run()


def test_a_channel_whose_secret_is_missing_is_told_and_the_command_fails(shell: Shell) -> None:
    a_config(shell.folder, "http://127.0.0.1:9/feed")

    found = shell.lines("check", "--online", status=1)
    said = {one["says"] for one in found if one["what"] == "receiver team"}
    assert any("slack is not ready: environment variable NO_SUCH_WEBHOOK" in one for one in said)
    assert any("email is ready" in one for one in said)
    assert not next(one for one in found if one["what"] == "source paper")["ok"]
    assert any(one["what"] == "clock" for one in found)

"""A town on this machine for the real daemon: its paper, its mail server, its Slack, and the process between them."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from loopback import Exchange, Loopback, loopback
from mailserver import MailServer, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

ROOT = Path(__file__).parent.parent
TOKEN = re.compile(r"zz\d+zz")  # what marks a story, so that it is known wherever it is told
CONFIGURATION = """
[municipality]
code = "SE-1484"
[database]
url = "sqlite:///{folder}/monitor.db"
[state]
directory = "{folder}"
[http]
allow_private = ["127.0.0.1:*"]
[[source]]
name = "Bladet"
connector = "rss"
url = "http://127.0.0.1:{web}/feed"
every = "1s"
match = "everything"
[[receiver]]
name = "team"
  [[receiver.channel]]
  type = "email"
  to = ["team@lysekil.example"]
  [[receiver.channel]]
  type = "slack"
  webhook_url = {{ env = "SLACK_WEBHOOK" }}
[[route]]
name = "allt"
each = "mention"
to = ["team"]
[email]
host = "127.0.0.1"
port = {mail}
security = "none"
from = "Monitor <monitor@lysekil.example>"
"""


@dataclass
class Town:
    """What is published, what was told, and the daemon between them."""

    folder: Path
    web: Loopback
    mail: MailServer
    stories: list[str] = field(default_factory=list)
    slack: list[str] = field(default_factory=list)
    slack_says: int = 200
    papers_read: int = 0
    log: list[dict[str, Any]] = field(default_factory=list)
    process: Process | None = None
    _listening: asyncio.Task[None] | None = None
    _bell: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def config(self) -> Path:
        """The configuration that the daemon is started with."""
        return self.folder / "monitor.toml"

    def publish(self, number: int, title: str = "Inget vatten i Lysekil") -> str:
        """Let the paper print a story; returns the token by which it is known."""
        token = f"zz{number}zz"
        written = format_datetime(datetime.now(UTC))
        self.stories.insert(
            0,
            f"<item><guid>{number}</guid><title>{escape(title)} {token}</title><link>http://bladet.example/{number}</link>"
            f"<description>Nyhet nummer {number}.</description><pubDate>{written}</pubDate></item>",
        )
        return token

    async def start(self, *arguments: str) -> None:
        """Start the daemon, and listen to what it logs."""
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "monitor", *(arguments or ("run", "--config", str(self.config))),
            stdout=PIPE, stderr=PIPE, cwd=self.folder, start_new_session=True,
            env={**os.environ, "SLACK_WEBHOOK": self.web.url("/slack"), "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        self._listening = asyncio.ensure_future(self._listen(self.process))

    async def kill(self) -> None:
        """End the daemon as a power cut would, and whatever it started."""
        if self.process is not None and self.process.returncode is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            await self._ended()

    async def stop(self) -> int:
        """End the daemon as an administrator does; returns its exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return await self._ended()

    async def run(self, *arguments: str) -> tuple[int, str]:
        """Run a command to its end; returns its exit status and all that it printed."""
        before = len(self.log)
        await self.start(*arguments)
        assert self.process is not None
        assert self.process.stdout is not None
        printed = (await self.process.stdout.read()).decode()
        status = await self._ended()
        return status, printed + "\n".join(str(line.get("event")) for line in self.log[before:])

    async def until(self, holds: Callable[[], object], within: float = 60) -> None:
        """Wait until something holds: it is asked whenever something was logged or told."""
        async with asyncio.timeout(within):
            while not holds():
                self._bell = asyncio.Event()
                await self._bell.wait()

    def ring(self) -> None:
        """Something happened."""
        self._bell.set()

    def logged(self, event: str) -> list[dict[str, Any]]:
        """The log's lines of one event."""
        return [line for line in self.log if line["event"] == event]

    def mailed(self) -> list[str]:
        """The tokens of the stories that the mail server took, in order."""
        return [
            found
            for n in range(len(self.mail.letters))
            for found in dict.fromkeys(TOKEN.findall(self.mail.letter(n)["Subject"] + str(self._body(n))))
        ]

    def posted(self) -> list[str]:
        """The tokens of the stories that Slack took, in order."""
        return [found for body in self.slack for found in dict.fromkeys(TOKEN.findall(body))]

    def _body(self, n: int) -> str:
        part = self.mail.letter(n).get_body(("plain",))
        return str(part.get_content()) if part is not None else ""

    async def _ended(self) -> int:
        assert self.process is not None
        async with asyncio.timeout(20):
            status = await self.process.wait()
            if self._listening is not None:
                await self._listening
        return status

    async def _listen(self, process: Process) -> None:
        assert process.stderr is not None
        while line := await process.stderr.readline():
            try:
                self.log.append(json.loads(line))
            except ValueError:
                self.log.append({"event": line.decode(errors="replace").rstrip()})
            self.ring()

    async def _print_paper(self, exchange: Exchange) -> None:
        feed = "".join(self.stories[:60])
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Bladet</title>{feed}</channel></rss>'
        await exchange.answer(200, body.encode(), content_type="application/rss+xml")
        self.papers_read += 1
        self.ring()

    async def _take_post(self, exchange: Exchange) -> None:
        if self.slack_says == 200:
            self.slack.append(exchange.asked.body.decode())
        await exchange.answer(self.slack_says, b"ok" if self.slack_says == 200 else b"no")
        self.ring()


@asynccontextmanager
async def a_town(folder: Path, configuration: str = CONFIGURATION) -> AsyncIterator[Town]:
    """A town for the length of a test; the daemon ends with it."""
    async with loopback() as web, running(MailServer()) as mail:
        town = Town(folder, web, mail)
        mail.on_letter = town.ring
        web.does("/feed", town._print_paper)
        web.does("/slack", town._take_post)
        town.config.write_text(configuration.format(folder=folder, web=web.port, mail=mail.port), encoding="utf-8")
        try:
            yield town
        finally:
            await town.kill()

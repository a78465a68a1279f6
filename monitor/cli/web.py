"""The command that serves the inbox alone, beside a daemon that does the rest."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from monitor.cli.base import ConfigPath, open_config, open_database

if TYPE_CHECKING:
    import typer

    from monitor.config import Config
    from monitor.domain.model import Item, Reading, Verdict


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(web)


def web(config: ConfigPath = None) -> None:
    """The inbox alone, on the database of a daemon that runs elsewhere."""
    settings = open_config(config)
    with suppress(asyncio.CancelledError):
        asyncio.run(_serve(settings))


class _Unread:
    """No analysis: what the inbox shows was read by the daemon."""

    def read(self, item: Item) -> Reading:
        """Nobody asks."""
        raise NotImplementedError

    def judge(self, item: Item) -> Verdict:
        """Nobody asks."""
        raise NotImplementedError


async def _serve(config: Config) -> None:
    from monitor.analysis.masking import mask
    from monitor.inbox.server import serve_once
    from monitor.jobs.desk import Desk
    from monitor.net import open_network

    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    for asked in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(asked, task.cancel)  # type: ignore[union-attr] # we are in a task
    async with open_network(config.http) as (client, sender):
        desk = Desk(config, open_database(config), _Unread(), client, sender)
        try:
            await serve_once(desk, mask)
        finally:
            desk.close()

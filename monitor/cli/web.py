"""The inbox alone, beside a daemon that does the rest; and who may enter it."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.base import ConfigPath, Json, named_before, open_config, open_database
from monitor.cli.output import emit, local, table
from monitor.clock import utc_now
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.domain.model import Item, Reading, Verdict
    from monitor.store import Database
    from monitor.store.accounts import Account, Invitation

web = typer.Typer(invoke_without_command=True)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(web, name="web")


@web.callback()
def serve(context: typer.Context, config: ConfigPath = None) -> None:
    """The inbox alone, on the database of a daemon that runs elsewhere; with a word behind it, who may enter."""
    if context.invoked_subcommand is not None:
        named_before.set(config or named_before.get())
        return
    settings = open_config(config)
    with suppress(asyncio.CancelledError):
        asyncio.run(_serve(settings))


# ---- who may enter -----------------------------------------------------------------------------------------------
@web.command("invite")
def web_invite(
    config: ConfigPath = None,
    admin: Annotated[bool, typer.Option("--admin", help="To an administrator's account.")] = False,
    name: Annotated[str, typer.Option("--name", help="Whose; a new password when the account exists.")] = "",
) -> None:
    """Print a one-time link to an account, or to a new password."""
    from monitor.inbox.offer import join_address
    from monitor.store import accounts

    settings = open_config(config)
    if not settings.inbox_url:
        raise UsageError('monitor.toml has no [web]. Write: [web] listen = "127.0.0.1:8080"')
    database = open_database(settings)
    invitation = _invitation(database, name, admin=admin)
    typer.echo(join_address(settings.inbox_url, accounts.invite(database, invitation, utc_now())))
    typer.echo(_what(invitation, local(invitation.expires_at, settings.plan.timezone)), err=True)
    database.close()


def _invitation(database: Database, name: str, *, admin: bool) -> Invitation:
    from monitor.store import accounts
    from monitor.store.accounts import LINK_LASTS, Invitation, Role

    expires, asked = utc_now() + LINK_LASTS, Role.ADMIN if admin else Role.MEMBER
    if not name:
        return Invitation(asked, "", None, expires)
    found = accounts.find(database, accounts.proper_name(name))
    if found is None:
        return Invitation(asked, accounts.proper_name(name), None, expires)
    account, _ = found
    return Invitation(Role.ADMIN if admin else account.role, account.name, account.id, expires)


def _what(invitation: Invitation, until: str) -> str:
    whom = f"“{invitation.name}”" if invitation.name else "whoever opens it"
    gives = f"an account for {whom}" if invitation.account is None else f"a new password for {whom}"
    return f"The link gives {gives} ({invitation.role}). It can be used once, until {until}."


@web.command("accounts")
def web_accounts(config: ConfigPath = None, json: Json = False) -> None:
    """Who has an account, and when they were last there."""
    from monitor.store import sessions

    settings = open_config(config)
    database = open_database(settings)
    found = sessions.everybody(database, utc_now())
    database.close()
    if json:
        emit(_view(one) for one in found)
        return
    zone = settings.plan.timezone
    table(
        [(one.name, one.role, local(one.created_at, zone), local(one.last_seen_at, zone), one.sessions,
          local(one.disabled_at, zone) if one.disabled_at else "") for one in found],
        ("name", "role", "since", "last seen", "sessions", "disabled"),
        "Nobody has an account yet. Make the first one: monitor web invite --admin",
    )  # fmt: skip


def _view(one: Account) -> dict[str, object]:
    return {
        "name": one.name,
        "role": one.role,
        "created_at": one.created_at,
        "last_seen_at": one.last_seen_at,
        "disabled_at": one.disabled_at,
        "sessions": one.sessions,
    }


@web.command("disable")
def web_disable(name: Annotated[str, typer.Argument(help="Whose account.")], config: ConfigPath = None) -> None:
    """Let nobody in by an account any more, from this moment."""
    from monitor.store import accounts, sessions

    database = open_database(open_config(config))
    found = accounts.find(database, " ".join(name.split()))
    if found is None:
        known = ", ".join(one.name for one in sessions.everybody(database, utc_now()))
        raise UsageError(f'There is no account "{name}". There are: {known or "none"}')
    account, _ = found
    changed = accounts.disable(database, account.id, utc_now())
    database.close()
    typer.echo(f"{account.name} cannot enter any more." if changed else f"{account.name} could not enter already.")
    typer.echo(f'To let them in again: monitor web invite --name "{account.name}"', err=True)


# ---- the inbox ---------------------------------------------------------------------------------------------------
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

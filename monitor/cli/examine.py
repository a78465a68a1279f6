"""Looks at the configuration, the machine, the memory and the world outside, and says what it finds in sentences."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from monitor import __version__, rotas
from monitor.cli import entrance, outside
from monitor.cli.finding import Finding
from monitor.cli.output import many
from monitor.clock import utc_now
from monitor.domain.duty import calendar, find_blanks, tell_blanks
from monitor.domain.oncall import OnCall
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.store.ledger import Balance

LEAST_ROOM = 500_000_000  # bytes: with less, a busy week may fill the disk
YEAR = timedelta(days=366)


def configuration(config: Config) -> list[Finding]:
    """What the configuration says, and what of it should be looked at."""
    plan = config.plan
    found = [
        Finding(
            ok=True, what="municipality", says=f"{plan.municipality.name} ({plan.municipality.code}), {plan.language}"
        ),
        Finding(ok=bool(plan.sources), what="sources", says=f"{len(plan.sources)} are read"),
        Finding(
            ok=bool(plan.routes), what="routes", says=f"{len(plan.routes)}: {', '.join(r.name for r in plan.routes)}"
        ),
    ]
    found += [
        Finding(ok=False, what=warning.key, says=f"{warning.wrong} {warning.cure}".strip())
        for warning in config.warnings
    ]
    now = utc_now()
    oncall = OnCall(plan)
    stretches = calendar(oncall.timetable, plan.rotas, now, now + YEAR)
    blanks = find_blanks(plan.receivers, plan.routes, stretches)
    found += [Finding(ok=False, what="on call", says=sentence) for sentence in tell_blanks(blanks, oncall.zone)]
    if config.email is None and any(channel.type == "email" for r in plan.receivers for channel in r.channels):
        found.append(
            Finding(ok=True, what="email", says=f"no [email]: mail is written to {config.directory.resolve() / 'mail'}")
        )
    found += entrance.by_configuration(config)
    if not config.heartbeat:
        found.append(
            Finding(ok=True, what="health.heartbeat", says="none: nobody outside notices when this machine dies")
        )
    return found


def machine(config: Config) -> list[Finding]:
    """The program, the clock, the disk."""
    directory = config.directory.resolve()
    found = [
        Finding(ok=True, what="program", says=f"monitor {__version__} on Python {sys.version.split()[0]}"),
        Finding(ok=1.7e9 < utc_now().timestamp() < 4e9, what="clock", says=f"{utc_now():%Y-%m-%d %H:%M:%S} UTC"),
        _writable(directory),
    ]
    existing = next(folder for folder in (directory, *directory.parents) if folder.is_dir())
    free = shutil.disk_usage(existing).free
    found.append(Finding(ok=free >= LEAST_ROOM, what="disk", says=f"{free / 1e9:.1f} GB free at {existing}"))
    if os.environ.get("CREDENTIALS_DIRECTORY"):
        names = sorted(path.name for path in Path(os.environ["CREDENTIALS_DIRECTORY"]).iterdir())
        found.append(Finding(ok=True, what="credentials", says=", ".join(names) or "none"))
    return found


def _writable(directory: Path) -> Finding:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=directory):
            pass
    except OSError as error:
        return Finding(ok=False, what="state.directory", says=f"{directory} may not be written: {error.strerror}")
    return Finding(ok=True, what="state.directory", says=str(directory))


def memory(config: Config) -> list[Finding]:
    """The database, the sources' health, what waits to be told."""
    from monitor.store import Database, archive, backup, ledger, migrate, outbox
    from monitor.store import sources as rows

    try:
        database = Database(config.database_url)
        migrate.check(database)
        damage = backup.integrity(database)
        counts = archive.counts(database)
        unwell = {name: row for name, row in rows.all_rows(database).items() if row.health not in {"ok", "new"}}
        balance = ledger.balance(database, utc_now() - timedelta(days=7))
        failed = [one for one in outbox.listed(database, utc_now() - timedelta(days=7)) if one.state == "failed"]
        entering = entrance.by_accounts(config, database)
    except MonitorError as error:
        return [Finding(ok=False, what="database", says=str(error))]
    found = [
        Finding(ok=not damage, what="database", says="; ".join(damage) or "whole and up to date"),
        Finding(ok=True, what="remembered", says=", ".join(many(count, name) for name, count in counts.items())),
    ]
    found.append(_ledger(balance))
    found += entering
    found += [Finding(ok=False, what=f"source {name}", says=f"{row.health}: {row.why}") for name, row in unwell.items()]
    found += [
        Finding(
            ok=False,
            what=f"delivery {one.id}",
            says=f"{one.receiver} by {one.channel} failed: {one.last_error or one.why}",
        )
        for one in failed[:20]
    ]
    return found


def _ledger(found: Balance) -> Finding:
    """Whether all that came in within a week has become something."""
    if found.is_even:
        became = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in found.outcomes.items() if count)
        return Finding(ok=True, what="ledger", says=f"{many(found.items, 'item')} in a week: {became or 'nothing'}")
    wrong = "; ".join(f"item {number}: {what}" for number, what in found.wrong[:3])
    return Finding(ok=False, what="ledger", says=f"{many(found.items, 'item')} in a week do not add up: {wrong}")


def online(config: Config) -> list[Finding]:
    """Ask every source once and look at every channel, without telling anybody anything."""
    return asyncio.run(_online(config))


async def _online(config: Config) -> list[Finding]:
    from monitor.config.parts import NotReady
    from monitor.contract import Visit
    from monitor.errors import SourceError
    from monitor.net import open_network

    found: list[Finding] = []
    async with open_network(config.http) as (client, sender):

        async def ask(name: str) -> Finding:
            connector = config.connectors[name]
            if isinstance(connector, NotReady):
                return Finding(ok=False, what=f"source {name}", says=connector.why)
            try:
                batch = await connector.poll(client, {}, Visit(utc_now(), config.plan.municipality, name))
            except SourceError as error:
                return Finding(ok=False, what=f"source {name}", says=str(error))
            return Finding(ok=True, what=f"source {name}", says=f"answers with {len(batch.items)} items")

        found += await asyncio.gather(*(ask(source.name) for source in config.plan.sources))
        found += [Finding(one.ok, one.what, one.says) for one in await outside.look(config, sender)]
        found += [
            Finding(ok=False, what=f"rota {name}", says=why)
            for name, why in (await rotas.fetch(config, client)).items()
        ]
    return found

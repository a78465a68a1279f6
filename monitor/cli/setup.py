"""Commands for the administrator: a first configuration, its check, the database, the doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor.cli.base import ConfigPath, Json, open_config, open_database
from monitor.cli.output import emit, local, write_out
from monitor.clock import utc_now
from monitor.errors import StoreError

db = typer.Typer(no_args_is_help=True, help="The database: bring it up to date, check it, copy it.")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(init)
    app.command()(check)
    app.command()(doctor)
    app.add_typer(db, name="db")


def init(
    municipality: Annotated[str, typer.Argument(help="A name or a code of the register.")],
    out: Annotated[Path | None, typer.Option("--out", help="The file to write.", show_default=False)] = None,
    config: ConfigPath = None,
    offline: Annotated[bool, typer.Option("--offline", help="Do not look at the municipality's site.")] = False,
) -> None:
    """Write a working monitor.toml for a municipality: its site and feeds, local papers, authorities, routes."""
    del config  # is understood on every command, and nothing is read from it here
    from monitor.analysis.register import Register, UnknownMunicipalityError
    from monitor.errors import UsageError
    from monitor.proposal import propose
    from monitor.proposal.discover import discover

    try:
        found = Register.load().find(municipality)
    except UnknownMunicipalityError as error:
        raise UsageError(str(error)) from None
    found = found.called_in(found.language)
    if out is not None and out.exists():
        raise UsageError(f"{out} exists already. Move it away first, or name another file.")
    sources, hindered = ((), "") if offline else discover(found)
    if hindered:
        typer.echo(f"{hindered}: its feeds and service pages are yours to add.", err=True)
    write_out(propose(found, utc_now().date(), sources), out)
    if out is not None:
        typer.echo(f"{out} is written for {found.name} ({found.code}). Next: monitor check --config {out}", err=True)


def check(
    config: ConfigPath = None,
    online: Annotated[bool, typer.Option("--online", help="Ask each source, channel and clock too.")] = False,
    json: Json = False,
) -> None:
    """The configuration: every mistake at once; with --online, everything it names too."""
    from monitor.cli import examine

    settings = open_config(config)
    findings = examine.configuration(settings)
    if online:
        findings += examine.online(settings)
    if json:
        emit({"ok": f.ok, "what": f.what, "says": f.says} for f in findings)
    else:
        for finding in findings:
            typer.echo(f"{'ok     ' if finding.ok else 'LOOK   '}{finding.what}: {finding.says}")
        typer.echo(f"{settings.path} can be used.")
    if online and not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def doctor(config: ConfigPath = None, json: Json = False) -> None:
    """Everything an administrator would look at, in one page."""
    from monitor.cli import examine

    settings = open_config(config)
    findings = [*examine.machine(settings), *examine.configuration(settings), *examine.memory(settings)]
    if json:
        emit({"ok": f.ok, "what": f.what, "says": f.says} for f in findings)
    else:
        for finding in findings:
            typer.echo(f"{'ok     ' if finding.ok else 'LOOK   '}{finding.what}: {finding.says}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


@db.command("upgrade")
def db_upgrade(config: ConfigPath = None) -> None:
    """Bring the database to the form this program needs."""
    settings = open_config(config)
    open_database(settings).close()
    typer.echo("The database is up to date.")


@db.command("check")
def db_check(config: ConfigPath = None) -> None:
    """Whether the database is whole and up to date."""
    from monitor.store import Database, backup, migrate

    settings = open_config(config)
    database = Database(settings.database_url)
    migrate.check(database)
    problems = backup.integrity(database)
    for problem in problems:
        typer.echo(problem, err=True)
    if problems:
        raise StoreError("The database is damaged. Restore a backup (see the README, Backup).")
    typer.echo("The database is whole and up to date.")


@db.command("backup")
def db_backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file; or a folder, for a dated one.")],
    config: ConfigPath = None,
    keep: Annotated[int, typer.Option("--keep", min=0, help="In a folder: keep so many copies; 0 keeps all.")] = 0,
) -> None:
    """Copy the database, whole, while the daemon goes on."""
    from monitor.store import backup

    settings = open_config(config)
    database = open_database(settings)
    now = utc_now()
    target = file / f"monitor-{now:%Y%m%dT%H%M%SZ}.db" if file.is_dir() else file
    size = backup.copy(database, target)
    typer.echo(f"{target} holds the database as it is at {local(now, settings.plan.timezone)} ({size / 1e6:.1f} MB).")
    if file.is_dir() and keep:
        for old in sorted(file.glob("monitor-*.db"))[:-keep]:
            old.unlink()

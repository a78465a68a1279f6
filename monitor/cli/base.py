"""What every command starts with: the configuration, the memory, the desk."""

from __future__ import annotations

import getpass
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.clock import utc_now

if TYPE_CHECKING:
    from monitor.analysis.query import Query
    from monitor.analysis.reader import AnalysisReader
    from monitor.config import Config
    from monitor.store import Database

ConfigPath = Annotated[Path | None, typer.Option("--config", help="The configuration file.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="JSON Lines instead of a table.")]
named_before: ContextVar[Path | None] = ContextVar("named_before", default=None)
"""The configuration that was named before the command: ``monitor --config PATH run``."""


def not_blank(value: str) -> str:
    """The value of an option that must say something.

    Raises:
        BadParameter: it is empty or blank.
    """
    if not value.strip():
        raise typer.BadParameter("is empty: write a word, or a name")
    return value.strip()


By = Annotated[str, typer.Option("--by", help="Who says so.", show_default=False, callback=not_blank)]


def whoever_is_logged_in() -> str:
    """The name of the user on this machine, for what is noted with who did it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def open_config(given: Path | None) -> Config:
    """The checked configuration: the one named after the command, before it, or where it is usually found.

    Raises:
        ConfigError: it is wrong.
        UsageError: there is none.
    """
    from monitor import log
    from monitor.config import find_config, load_config
    from monitor.rotas import with_calendars

    log.set_up()
    return with_calendars(load_config(find_config(given or named_before.get())), utc_now())


def open_database(config: Config) -> Database:
    """The memory, migrated.

    Raises:
        StoreError: it cannot be used.
    """
    from monitor.store import Database, migrate

    database = Database(config.database_url)
    migrate.upgrade(database)
    return database


def open_reader(config: Config, database: Database | None) -> AnalysisReader:
    """Analysis as the daemon has it: with what people said of verdicts, where there is a memory."""
    from monitor.analysis.reader import AnalysisReader
    from monitor.jobs.lessons import sayings

    reader = AnalysisReader(config.plan)
    if database is not None:
        reader.heed(sayings(database))
    return reader


def look_into_database(config: Config) -> Database | None:
    """The memory as it is, for who only looks: neither made nor migrated; None where it cannot be used."""
    from monitor.errors import StoreError
    from monitor.store import Database, migrate

    try:
        database = Database(config.database_url)
        name = database.engine.url.database
        if database.is_sqlite and not (name and Path(name).is_file()):
            return None
        return database if migrate.is_current(database) else None
    except StoreError:
        return None


def read_query(text: str) -> Query:
    """The query, read.

    Raises:
        UsageError: it cannot be read; says in which column, and what could have stood there.
    """
    from monitor.analysis.query import QueryError, parse
    from monitor.errors import UsageError

    try:
        return parse(text)
    except QueryError as error:
        raise UsageError(str(error)) from None

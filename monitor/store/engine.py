"""Opens the database so that what was promised stays: one writer at a time, durable commits, clear errors."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import make_url

from monitor.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

Connection = sa.Connection
"""One transaction, or a look; others name it by this name and do not know the library."""
BUSY_TIMEOUT = 10_000  # milliseconds a writer waits for another process
DECISION_LOCK = 0x6D6F6E69  # PostgreSQL advisory lock of all deciding transactions

_encode = msgspec.json.Encoder(order="sorted").encode


def _to_json(value: Any) -> str:
    return _encode(value).decode()


def open_engine(url: str) -> sa.Engine:
    """An engine for ``sqlite:///path`` or ``postgresql+psycopg://…``.

    Raises:
        StoreError: the address is no address, or names a kind of database that is not supported.
    """
    try:
        parsed = make_url(url)
    except sa.exc.ArgumentError as error:
        raise StoreError("database.url cannot be read. Write for example sqlite:///monitor.db") from error
    kind = parsed.get_backend_name()
    if kind == "sqlite":
        return _open_sqlite(parsed)
    if kind == "postgresql":
        engine = sa.create_engine(
            parsed, json_serializer=_to_json, json_deserializer=msgspec.json.decode, pool_pre_ping=True
        )
        _lock_decisions(engine)
        return engine
    raise StoreError(f"database.url: {kind} is not supported. Use sqlite:/// or postgresql+psycopg://")


def _open_sqlite(url: sa.URL) -> sa.Engine:
    _check_place(url.database)
    in_memory = url.database in {None, "", ":memory:"}
    engine = sa.create_engine(
        url,
        json_serializer=_to_json,
        json_deserializer=msgspec.json.decode,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT / 1000},
        **({"poolclass": sa.pool.StaticPool} if in_memory else {}),
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        # sqlite3's own transaction control would start deferred ones, in which two processes can both read, then write.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # NORMAL forgets commits after a power cut
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT}",
            "cache_size=-2000",  # KiB for each connection; the system's own cache holds the file as well
            "journal_size_limit=67108864",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _check_place(database: str | None) -> None:
    if database in {None, "", ":memory:"}:
        return
    folder = Path(str(database)).resolve().parent
    if not folder.is_dir():
        raise StoreError(f"The folder of the database does not exist: {folder}. Make it, or change database.url.")


def _lock_decisions(engine: sa.Engine) -> None:
    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        if connection.get_execution_options().get("decides", False):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({DECISION_LOCK})")


class Database:
    """An engine with its two ways in: ``reading`` for short looks, ``writing`` for one writer at a time."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writer = threading.Lock()
        self._place = place_of(self.engine.url)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection for a look; nothing written on it is kept."""
        with _translated(self._place), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, *, decides: bool = False) -> Iterator[sa.Connection]:
        """One transaction: kept whole when the block ends, forgotten whole when it raises.

        ``decides`` also keeps every other deciding transaction out, in all processes, so that what is read stays true.
        """
        lock = self._writer if self.is_sqlite else nullcontext()
        with _translated(self._place), lock, self.engine.connect() as connection:
            connection = connection.execution_options(writes=True, decides=decides)  # noqa: PLW2901 - the same connection
            with connection.begin():
                yield connection

    def translated(self) -> AbstractContextManager[None]:
        """Errors as ``StoreError``, for who holds a connection of its own."""
        return _translated(self._place)

    def close(self) -> None:
        """Give the connections back; a later use opens new ones."""
        self.engine.dispose()


_SAYINGS = (
    ("readonly", "The database may not be written: check who owns its file and folder."),
    ("read-only", "The database may not be written: check who owns its file and folder."),
    ("disk is full", "The disk is full: nothing can be remembered until there is room."),
    ("no space left", "The disk is full: nothing can be remembered until there is room."),
    ("unable to open", "The database file cannot be opened: check its path and who owns it."),
    ("not a database", "The file is no SQLite database, or it is damaged. Restore a backup, or name another file."),
    ("malformed", "The database is damaged. Restore a backup (see the README, Backup)."),
    ("is locked", "The database is locked by another process for more than ten seconds."),
    ("disk i/o error", "The disk does not answer as it should (I/O error)."),
    ("connection refused", "The database server does not answer at the address in database.url."),
    ("authentication failed", "The database server refused the user or the password in database.url."),
    ("does not exist", "The database named in database.url does not exist."),
    ("permission denied", "The user of database.url lacks a right on the database."),
)


def place_of(url: sa.URL) -> str:
    """Where a database is, without who asks for it: a path, or a server and a name."""
    if url.host is None:
        return url.database or "in memory"
    return f"{url.host}:{url.port or 5432}/{url.database or ''}"


@contextmanager
def _translated(place: str) -> Iterator[None]:
    try:
        yield
    except sa.exc.OperationalError as error:
        raise StoreError(f"{_explain(str(error.orig))} ({place})") from error
    except sa.exc.DatabaseError as error:
        if isinstance(error, sa.exc.IntegrityError):
            raise
        raise StoreError(f"{_explain(str(error.orig))} ({place})") from error


def _explain(said: str) -> str:
    """What the database said, in words an administrator can act on; its own words behind them, without an address."""
    for part, saying in _SAYINGS:
        if part in said.lower():
            return saying
    return f"The database could not do it: {said.splitlines()[0] if said else 'no reason given'}"

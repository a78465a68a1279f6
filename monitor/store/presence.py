"""Tells whether a daemon works on this database already: by a lock that ends with its process, however it ends."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from monitor.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    import sqlalchemy as sa

    from monitor.store.engine import Database

AT_WORK = 0x6D6F6E6B  # PostgreSQL advisory lock: shared by all daemons that work, whole for one that is alone


class Presence(Protocol):
    """The sign that a daemon puts up while it works."""

    def enter(self) -> AbstractContextManager[bool]:
        """Put it up; gives whether nobody else works here. While the block runs, nobody else can come.

        Raises:
            StoreError: another daemon works here and would be disturbed, or the database cannot be reached.
        """
        ...

    def stay(self) -> None:
        """Put it up again if the connection that held it broke."""
        ...

    def leave(self) -> None:
        """Take it down."""
        ...


def presence_on(database: Database) -> Presence:
    """The sign for this database: a lock on a file beside SQLite's, an advisory lock of PostgreSQL's."""
    if not database.is_sqlite:
        return _Shared(database)
    name = database.engine.url.database
    return _Alone(None if name in {None, "", ":memory:"} else Path(str(name)))


def is_at_work(database: Database) -> bool:
    """Whether a daemon works on this database."""
    presence = presence_on(database)
    try:
        with presence.enter() as alone:
            return not alone
    except StoreError:
        return True
    finally:
        presence.leave()


class _Alone:
    """On a database file there is one daemon."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock: IO[str] | None = None

    @contextmanager
    def enter(self) -> Iterator[bool]:
        if self._path is not None:
            self._lock = _lock(self._path)
        yield True

    def stay(self) -> None:
        """The lock lasts as long as the process."""

    def leave(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def _lock(database: Path) -> IO[str]:
    path = Path(f"{database}.lock")
    try:
        lock = path.open("a+", encoding="utf-8")
    except OSError as error:
        what = path.resolve() if path.exists() else f"The database's folder {path.parent.resolve()}"
        raise StoreError(f"{what} may not be written ({error.strerror}): check who owns it, and its disk.") from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise StoreError(
            f"Another monitor already runs on this database ({database}). Stop it first, or name another database."
        ) from None
    with suppress(OSError):  # a full disk takes no number; the lock holds all the same
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
    return lock


class _Shared:
    """On PostgreSQL several daemons share the work and the lock; one that is alone can have it whole."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: sa.Connection | None = None

    @contextmanager
    def enter(self) -> Iterator[bool]:
        alone = bool(self._ask("SELECT pg_try_advisory_lock(%(lock)s)"))
        try:
            yield alone
        finally:
            self._ask("SELECT pg_advisory_lock_shared(%(lock)s)")  # waits for one that is just coming in
            if alone:
                self._ask("SELECT pg_advisory_unlock(%(lock)s)")

    def stay(self) -> None:
        try:
            self._ask("SELECT 1")
        except StoreError:
            self.leave()
            self._ask("SELECT pg_advisory_lock_shared(%(lock)s)")

    def leave(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # the lock belongs to the session: it must not go back to the pool
            self._connection.close()
            self._connection = None

    def _ask(self, question: str) -> object:
        with self._database.translated():
            if self._connection is None:
                connection = self._database.engine.connect()
                self._connection = connection.execution_options(isolation_level="AUTOCOMMIT")
            return self._connection.exec_driver_sql(question, {"lock": AT_WORK}).scalar()

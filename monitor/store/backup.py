"""Copies the database while it is in use, and looks whether it is whole."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import sqlalchemy as sa

from monitor.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.store.engine import Database


def copy(database: Database, path: Path) -> int:
    """Write a whole copy, in one piece or not at all; returns its size in bytes.

    Raises:
        StoreError: it is no SQLite database, the file exists, or the disk is full.
    """
    if not database.is_sqlite:
        raise StoreError("This database is PostgreSQL: copy it with pg_dump (see the README, Backup).")
    if path.exists():
        raise StoreError(f"{path} exists already. Name a new file.")
    part = path.with_name(path.name + ".part")
    try:
        # SQLite's own way to copy a database that others write to meanwhile.
        with (
            closing(sqlite3.connect(str(database.engine.url.database))) as source,
            closing(sqlite3.connect(part)) as target,
        ):
            source.backup(target)
            (whole,) = target.execute("PRAGMA quick_check").fetchone()
        if whole != "ok":
            raise StoreError(f"The copy is not whole: {whole}")
        os.chmod(part, 0o600)  # noqa: PTH101 - it holds what people wrote
        part.replace(path)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{path} could not be written: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return path.stat().st_size


def integrity(database: Database) -> list[str]:
    """What is damaged; empty when nothing is."""
    with database.reading() as connection:
        if not database.is_sqlite:
            connection.execute(sa.text("SELECT 1"))
            return []
        found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
        found = [] if found == ["ok"] else found
        return found + [
            f"a row of {row[0]} points nowhere" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
        ]

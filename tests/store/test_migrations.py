from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from monitor.errors import StoreError
from monitor.store import Database, migrate, schema

if TYPE_CHECKING:
    from pathlib import Path


def _ignore_search(_object: object, name: str, kind: str, *_: object) -> bool:
    # The index over words is written by hand: SQLite's is a virtual table, PostgreSQL's a generated column.
    return not (kind == "table" and name.startswith("item_words")) and not (kind == "column" and name == "words")


def test_the_migrations_lead_to_the_schema(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": False, "include_object": _ignore_search}
        )
        differences = [
            change
            for change in compare_metadata(context, schema.metadata)
            if not (isinstance(change, tuple) and getattr(change[1], "name", "") == "ix_item_words")
        ]

    assert differences == []


def test_a_new_database_is_what_the_migrations_lead_to(database: Database) -> None:
    made = _describe(database)
    _empty_wholly(database)

    with database.writing() as connection:
        migrate.walk(connection)
        migrate._name_installation(connection)

    assert _describe(database) == made
    assert migrate.is_current(database)


def test_an_old_database_walks_on_from_where_it_is(database: Database) -> None:
    made = _describe(database)
    _empty_wholly(database)
    with database.writing() as connection:
        migrate.walk(connection, "0001")

    migrate.upgrade(database)

    assert _describe(database) == made


def test_there_is_one_newest_migration() -> None:
    assert len(ScriptDirectory.from_config(migrate.alembic_config()).get_heads()) == 1


def test_migrating_twice_changes_nothing(database: Database) -> None:
    before = _installation(database)

    migrate.upgrade(database)

    assert _installation(database) == before
    assert migrate.is_current(database)


def test_a_newer_database_is_refused_and_not_touched(database: Database) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StoreError, match="newer than this program"):
        migrate.upgrade(database)

    with database.reading() as connection:
        assert migrate.current_revision(connection) == "9999"


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    with other.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE customers (id INTEGER)")

    with pytest.raises(StoreError, match="tables of something else"):
        migrate.upgrade(other)


def test_a_file_that_is_no_database_is_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    path.write_text("this is a shopping list, and it is long enough to have a header of its own" * 10)

    with pytest.raises(StoreError, match="no SQLite database"):
        migrate.upgrade(Database(f"sqlite:///{path}"))


def test_no_column_can_hold_the_name_of_an_author() -> None:
    columns = {column.name for table in schema.metadata.tables.values() for column in table.columns}

    assert not {name for name in columns if "author" in name or "user" in name or "handle" in name}


def _installation(database: Database) -> str:
    with database.reading() as connection:
        return str(connection.execute(sa.select(schema.meta.c.value).order_by(schema.meta.c.key)).scalars().first())


def _describe(database: Database) -> object:
    """All that can be seen of the tables."""
    with database.reading() as connection:
        if database.is_sqlite:
            return sorted(map(tuple, connection.exec_driver_sql("SELECT name, sql FROM sqlite_master")))
        seen = sa.inspect(connection)
        return {
            table: [
                *((column["name"], str(column["type"]), column["nullable"]) for column in seen.get_columns(table)),
                seen.get_pk_constraint(table),
                *sorted(map(str, seen.get_foreign_keys(table))),
                *sorted(map(str, seen.get_unique_constraints(table))),
                *sorted(map(str, seen.get_indexes(table))),
            ]
            for table in sorted(seen.get_table_names())
        }


def _empty_wholly(database: Database) -> None:
    """Take every table out."""
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
            return
        connection.exec_driver_sql("DROP TABLE item_words")
        connection.exec_driver_sql("DROP TABLE alembic_version")
        schema.metadata.drop_all(connection)

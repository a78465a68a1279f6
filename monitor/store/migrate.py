"""Makes a database, or brings one to the form this program needs, once, whoever starts first; refuses a newer one."""

from __future__ import annotations

import ast
import functools
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

import migrations
from monitor.errors import StoreError
from monitor.store import schema

if TYPE_CHECKING:
    from alembic.config import Config

    from monitor.store.engine import Database

_MIGRATION_LOCK = 0x6D6F6E6A


def upgrade(database: Database) -> None:
    """Migrate to the newest form.

    Raises:
        StoreError: the database is newer than this program, or not ours.
    """
    if is_current(database):
        return
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
        _refuse_newer(connection)
        if current_revision(connection) is None:
            _make(connection)
        else:
            walk(connection)
        _name_installation(connection)


def _make(connection: sa.Connection) -> None:
    """A new database in its newest form, without the way there; a test holds the two equal."""
    schema.metadata.create_all(connection)
    _index_words(connection)
    stamp = sa.Table("alembic_version", sa.MetaData(), sa.Column("version_num", sa.String(32), nullable=False))
    stamp.append_constraint(sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"))  # as alembic makes it
    stamp.create(connection)
    connection.execute(sa.insert(stamp).values(version_num=newest_revision()))


def _index_words(connection: sa.Connection) -> None:
    """Make what finds items by their words; å, ä and ö are letters of their own."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE item_words USING fts5("
            "title, text, content='item', content_rowid='id', "
            "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N*'\", prefix='4 5')"
        )
        return
    connection.exec_driver_sql("ALTER TABLE item ADD COLUMN words tsvector")
    connection.exec_driver_sql("CREATE INDEX ix_item_words ON item USING gin (words)")


def walk(connection: sa.Connection, to: str = "head") -> None:
    """Go from the form that the database has to the newest one, or to the one named, step by step."""
    from alembic import command  # 10 MB that a daemon whose database is as it should be has no use for

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def is_current(database: Database) -> bool:
    """Whether nothing is to be migrated."""
    with database.reading() as connection:
        return current_revision(connection) == newest_revision()


def check(database: Database) -> None:
    """Make sure that the database can be used as it is.

    Raises:
        StoreError: it is older or newer than this program.
    """
    with database.reading() as connection:
        _refuse_newer(connection)
        if current_revision(connection) != newest_revision():
            raise StoreError("The database is older than this program. Run: monitor db upgrade")


def current_revision(connection: sa.Connection) -> str | None:
    """The last migration that this database has seen; None when it has seen none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return revision


def newest_revision() -> str | None:
    """The last migration that this program knows: the one that no other one follows."""
    known = _known_revisions()
    return next(iter(known.keys() - set(known.values())), None)


def alembic_config() -> Config:
    """Alembic's configuration, without a file: the migrations are a package beside ours."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@functools.cache
def _known_revisions() -> dict[str, str | None]:
    """Each migration of this program and the one it follows, read from its file's two assignments as alembic would."""
    files = sorted((Path(migrations.__file__).parent / "versions").glob("*.py"))
    return dict(_read_revision(ast.parse(file.read_bytes())) for file in files)


def _read_revision(module: ast.Module) -> tuple[str, str | None]:
    named = {
        target.id: ast.literal_eval(line.value)
        for line in module.body
        if isinstance(line, ast.Assign)
        for target in line.targets
        if isinstance(target, ast.Name) and target.id in {"revision", "down_revision"}
    }
    return named["revision"], named["down_revision"]


def _refuse_newer(connection: sa.Connection) -> None:
    revision = current_revision(connection)
    if revision is None:
        if sa.inspect(connection).get_table_names():
            raise StoreError("The database holds tables of something else. Name an empty one in database.url.")
        return
    if revision not in _known_revisions():
        raise StoreError(
            f"The database is newer than this program (it has seen migration {revision}). Nothing was touched. "
            "Install the newer version again, or restore a backup."
        )


def _name_installation(connection: sa.Connection) -> None:
    named = sa.select(schema.meta.c.value).where(schema.meta.c.key == "installation")
    if connection.execute(named).first() is None:
        connection.execute(sa.insert(schema.meta).values(key="installation", value=secrets.token_hex(4)))
        connection.execute(sa.insert(schema.meta).values(key="signing", value=secrets.token_hex(32)))

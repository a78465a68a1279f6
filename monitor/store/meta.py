"""Single small values that belong to the database as a whole."""

from __future__ import annotations

import sqlalchemy as sa

from monitor.store import schema

TABLE = schema.meta


def read(connection: sa.Connection, key: str) -> str | None:
    """The value, if there is one."""
    return connection.execute(sa.select(TABLE.c.value).where(TABLE.c.key == key)).scalar()


def write(connection: sa.Connection, key: str, value: str) -> None:
    """Set the value."""
    changed = connection.execute(sa.update(TABLE).where(TABLE.c.key == key).values(value=value))
    if not changed.rowcount:
        connection.execute(sa.insert(TABLE).values(key=key, value=value))

"""Who is logged in: one row for each browser, found by the hash of what the browser carries."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from monitor.errors import StoreError
from monitor.store import schema
from monitor.store.accounts import account_of, digest

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.store.accounts import Account
    from monitor.store.engine import Database

LASTS = timedelta(days=90)
IDLE = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=15)  # how closely it is known when somebody was last here: not every page is a write
_ACCOUNT, _SESSION = schema.account, schema.session


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who is logged in, and the session by which."""

    account: Account
    session: str  # the token's hash
    created_at: datetime


def open_session(database: Database, number: int, known: str, now: datetime) -> str | None:
    """Log an account in; returns the token for the browser.

    ``known`` is the hash that the password was looked at with: None is returned when it holds no more, or when the
    account was disabled meanwhile. What has run out is cleared away on the way.
    """
    token = secrets.token_urlsafe(32)
    usable = (_ACCOUNT.c.id == number, _ACCOUNT.c.hash == known, _ACCOUNT.c.disabled_at.is_(None))
    with database.writing() as connection:
        connection.execute(sa.delete(_SESSION).where(~_holds(now)))
        if not connection.execute(sa.update(_ACCOUNT).where(*usable).values(last_seen_at=now)).rowcount:
            return None
        times = {"created_at": now, "seen_at": now, "expires_at": now + LASTS}
        connection.execute(sa.insert(_SESSION).values(token_hash=digest(token), account_id=number, **times))
    return token


def look_up(database: Database, token: str, now: datetime) -> Seat | None:
    """Who carries this token; None when nobody does any more."""
    query = sa.select(_ACCOUNT, _SESSION.c.seen_at, _SESSION.c.created_at.label("since")).join_from(_SESSION, _ACCOUNT)
    query = query.where(_SESSION.c.token_hash == digest(token), _ACCOUNT.c.disabled_at.is_(None), _holds(now))
    with database.reading() as connection:
        row = connection.execute(query).mappings().first()
    if row is None:
        return None
    if now - row["seen_at"] >= SEEN_EVERY:
        with suppress(StoreError):  # who may read is not kept out because the disk is full
            _note(database, row["id"], digest(token), now)
    return Seat(account_of(row), digest(token), row["since"])


def _note(database: Database, number: int, token_hash: str, now: datetime) -> None:
    with database.writing() as connection:
        connection.execute(sa.update(_SESSION).where(_SESSION.c.token_hash == token_hash).values(seen_at=now))
        connection.execute(sa.update(_ACCOUNT).where(_ACCOUNT.c.id == number).values(last_seen_at=now))


def everybody(database: Database, now: datetime) -> list[Account]:
    """Every account by name, with in how many browsers it is logged in."""
    counted = sa.select(_SESSION.c.account_id, sa.func.count().label("n")).where(_holds(now))
    open_now = counted.group_by(_SESSION.c.account_id).subquery()
    query = (
        sa.select(_ACCOUNT, open_now.c.n)
        .select_from(_ACCOUNT.outerjoin(open_now, open_now.c.account_id == _ACCOUNT.c.id))
        .order_by(_ACCOUNT.c.key)
    )
    with database.reading() as connection:
        return [account_of(row, row["n"] or 0) for row in connection.execute(query).mappings()]


def end(database: Database, token: str) -> None:
    """Log out one browser."""
    with database.writing() as connection:
        connection.execute(sa.delete(_SESSION).where(_SESSION.c.token_hash == digest(token)))


def end_all(database: Database, number: int) -> int:
    """Log an account out everywhere; returns from how many browsers."""
    with database.writing() as connection:
        return connection.execute(sa.delete(_SESSION).where(_SESSION.c.account_id == number)).rowcount


def _holds(now: datetime) -> sa.ColumnElement[bool]:
    return (_SESSION.c.expires_at > now) & (_SESSION.c.seen_at > now - IDLE)

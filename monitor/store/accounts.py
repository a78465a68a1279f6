"""Who may enter the inbox: accounts, and the one-time links that make them. Of a link only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from monitor.errors import UsageError
from monitor.store import schema

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.store.engine import Database

LONGEST_NAME = 60
LINK_LASTS = timedelta(hours=1)  # of one that stands on a terminal
INVITATION_LASTS = timedelta(days=3)  # of one that is sent to a colleague, who may have the weekend off
_LONGEST_KEY = 200
_REMEMBER_USED = timedelta(days=30)
_ACCOUNT, _SESSION, _INVITATION = schema.account, schema.session, schema.invitation


class Role(StrEnum):
    """What an account may do: an administrator also decides who else enters."""

    ADMIN = "admin"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Account:
    """One person who may enter, without the password's hash."""

    id: int
    name: str
    role: Role
    created_at: datetime
    last_seen_at: datetime | None
    disabled_at: datetime | None
    sessions: int = 0

    @property
    def is_admin(self) -> bool:
        """Whether it decides who else enters."""
        return self.role is Role.ADMIN


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a one-time link gives. ``account`` is set when it gives a new password to an account that exists."""

    role: Role
    name: str
    account: int | None
    expires_at: datetime


class NameTakenError(UsageError):
    """Somebody has an account of that name."""


def digest(token: str) -> str:
    """What is kept of a token; tokens are random, so that no slow hash is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def comparable(name: str) -> str:
    """A name as it is compared: *maria* and *MARIA* are Maria."""
    return unicodedata.normalize("NFKC", name).casefold()


def proper_name(text: str) -> str:
    """A name that looks like what it is, on a page and in a log.

    Raises:
        UsageError: it is empty, too long, or has letters in it that cannot be seen.
    """
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    if not 1 <= len(name) <= LONGEST_NAME or len(comparable(name)) > _LONGEST_KEY or not name.isprintable():
        raise UsageError(f"A name has 1 to {LONGEST_NAME} letters, all of which can be seen.")
    return name


# ---- accounts ----------------------------------------------------------------------------------------------------
def any_account(database: Database) -> bool:
    """Whether somebody has an account, usable or not."""
    with database.reading() as connection:
        return connection.execute(sa.select(_ACCOUNT.c.id).limit(1)).first() is not None


def account(database: Database, number: int) -> Account | None:
    """The account of that number."""
    with database.reading() as connection:
        row = connection.execute(sa.select(_ACCOUNT).where(_ACCOUNT.c.id == number)).mappings().first()
        return account_of(row) if row is not None else None


def find(database: Database, name: str) -> tuple[Account, str] | None:
    """The account of that name with its password's hash; None when there is none."""
    with database.reading() as connection:
        query = sa.select(_ACCOUNT).where(_ACCOUNT.c.key == comparable(name))
        row = connection.execute(query).mappings().first()
        return (account_of(row), row["hash"]) if row is not None else None


def disable(database: Database, number: int, now: datetime) -> bool:
    """Let nobody in by this account any more: its sessions end, and so do the links to it and from it.

    Returns whether it was usable until now.
    """
    usable = (_ACCOUNT.c.id == number, _ACCOUNT.c.disabled_at.is_(None))
    with database.writing() as connection:
        changed = connection.execute(sa.update(_ACCOUNT).where(*usable).values(disabled_at=now)).rowcount > 0
        connection.execute(sa.delete(_SESSION).where(_SESSION.c.account_id == number))
        of_theirs = sa.select(_ACCOUNT.c.name).where(_ACCOUNT.c.id == number).scalar_subquery()
        theirs = (_INVITATION.c.account_id == number) | (_INVITATION.c.made_by == of_theirs)
        connection.execute(sa.delete(_INVITATION).where(_INVITATION.c.used_at.is_(None), theirs))
        return changed


def keep_hash(database: Database, number: int, known: str, renewed: str) -> None:
    """Keep the same password under a newer hash, unless it was changed meanwhile."""
    same = (_ACCOUNT.c.id == number, _ACCOUNT.c.hash == known)
    with database.writing() as connection:
        connection.execute(sa.update(_ACCOUNT).where(*same).values(hash=renewed))


def change_password(database: Database, number: int, known: str, renewed: str) -> bool:
    """Give an account a new password, and end all its sessions and links; returns whether ``known`` still held."""
    same = (_ACCOUNT.c.id == number, _ACCOUNT.c.hash == known, _ACCOUNT.c.disabled_at.is_(None))
    with database.writing() as connection:
        changed = connection.execute(sa.update(_ACCOUNT).where(*same).values(hash=renewed)).rowcount > 0
        if changed:
            _end_all(connection, number)
        return changed


def _end_all(connection: sa.Connection, number: int) -> None:
    connection.execute(sa.delete(_SESSION).where(_SESSION.c.account_id == number))
    links = (_INVITATION.c.account_id == number, _INVITATION.c.used_at.is_(None))
    connection.execute(sa.delete(_INVITATION).where(*links))


# ---- one-time links ----------------------------------------------------------------------------------------------
def invite(database: Database, invitation: Invitation, now: datetime, made_by: str = "") -> str:
    """Make a one-time link; returns its token, which is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    with database.writing() as connection:
        connection.execute(sa.delete(_INVITATION).where(_INVITATION.c.expires_at < now - _REMEMBER_USED))
        connection.execute(
            sa.insert(_INVITATION).values(
                token_hash=digest(token),
                role=invitation.role.value,
                name=invitation.name,
                account_id=invitation.account,
                made_by=made_by,
                created_at=now,
                expires_at=invitation.expires_at,
            )
        )
    return token


def look_at(database: Database, token: str, now: datetime) -> Invitation | None:
    """What a link gives; None when it was used, is too old, or was never made. Only looks."""
    with database.reading() as connection:
        row = connection.execute(sa.select(_INVITATION).where(*_good(token, now))).mappings().first()
        return _invitation_of(row) if row is not None else None


def open_invitations(database: Database, now: datetime) -> list[dict[str, Any]]:
    """The links that can still be used, the newest first: ``token_hash``, ``name``, ``role``, ``made_by``."""
    held = (_INVITATION.c.used_at.is_(None), _INVITATION.c.expires_at > now)
    query = sa.select(_INVITATION).where(*held).order_by(_INVITATION.c.created_at.desc())
    with database.reading() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def withdraw(database: Database, token_hash: str) -> bool:
    """Let a link that nobody used be used by nobody; returns whether it could be used until now."""
    unused = (_INVITATION.c.token_hash == token_hash, _INVITATION.c.used_at.is_(None))
    with database.writing() as connection:
        return connection.execute(sa.delete(_INVITATION).where(*unused)).rowcount > 0


def redeem(database: Database, token: str, name: str, password_hash: str, now: datetime) -> Account | None:
    """Use a link, once: whoever comes second gets None, as does whoever comes too late.

    ``name`` counts only where the link names nobody.

    Raises:
        NameTakenError: somebody has that name; the link can still be used.
    """
    try:
        with database.writing() as connection:
            used = sa.update(_INVITATION).where(*_good(token, now)).values(used_at=now).returning(_INVITATION)
            row = connection.execute(used).mappings().first()
            if row is None:
                return None
            given = _invitation_of(row)
            number = _renew(connection, given, password_hash) or _make(connection, given, name, password_hash, now)
            made = connection.execute(sa.select(_ACCOUNT).where(_ACCOUNT.c.id == number)).mappings().one()
            return account_of(made)
    except sa.exc.IntegrityError:
        raise NameTakenError(f'There is an account "{name}" already.') from None


def _good(token: str, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    table = _INVITATION.c
    return (table.token_hash == digest(token), table.used_at.is_(None), table.expires_at > now)


def _make(connection: sa.Connection, given: Invitation, name: str, password_hash: str, now: datetime) -> int:
    chosen = given.name or name
    values = {"name": chosen, "key": comparable(chosen), "hash": password_hash, "role": given.role.value}
    made = connection.execute(sa.insert(_ACCOUNT).values(**values, created_at=now).returning(_ACCOUNT.c.id))
    number = int(made.scalar_one())
    if connection.execute(sa.select(sa.func.count()).select_from(_ACCOUNT)).scalar_one() == 1:
        # Each start of the daemon offered a link to whoever is first: nobody is any more.
        offers = (_INVITATION.c.name == "", _INVITATION.c.made_by == "", _INVITATION.c.used_at.is_(None))
        connection.execute(sa.delete(_INVITATION).where(*offers))
    return number


def _renew(connection: sa.Connection, given: Invitation, password_hash: str) -> int | None:
    if given.account is None:
        return None
    renewed = {"hash": password_hash, "role": given.role.value, "disabled_at": None}
    connection.execute(sa.update(_ACCOUNT).where(_ACCOUNT.c.id == given.account).values(**renewed))
    _end_all(connection, given.account)
    return given.account


def account_of(row: sa.RowMapping, sessions: int = 0) -> Account:
    """An account from its row. ``sessions``: in how many browsers it is logged in, where that was counted."""
    names = ("id", "name", "created_at", "last_seen_at", "disabled_at")
    plain: dict[str, Any] = {name: row[name] for name in names}
    return Account(role=Role(row["role"]), sessions=sessions, **plain)


def _invitation_of(row: sa.RowMapping) -> Invitation:
    return Invitation(Role(row["role"]), row["name"], row["account_id"], row["expires_at"])

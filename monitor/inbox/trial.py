"""Looks at passwords: one at a time, not too many, and no faster for a person who does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from monitor.inbox import passwords
from monitor.inbox.door import is_loopback
from monitor.inbox.face import RefusedError, face_of
from monitor.log import get_logger
from monitor.store import accounts

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import timedelta

    from starlette.requests import Request

    from monitor.inbox.face import Face
    from monitor.store.accounts import Account

T = TypeVar("T")
_LONGEST_ADDRESS = 45  # an IPv6 address with an IPv4 address in it
log = get_logger()


class TooManyError(RefusedError):
    """So many were wrong that the next is not looked at yet."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(429, "login.wait")
        self.headers["retry-after"] = str(int(wait.total_seconds()) + 1)


async def try_password(request: Request, name: str, look: Callable[[], Awaitable[T | None]], wrong: str) -> T:
    """What ``look`` finds behind a password.

    Wrong ones count against the address they come from and, where one is given, the name they are tried on: many
    machines cannot guess together. Who is shut out by it can still answer by the link in an alert.

    Raises:
        TooManyError: it is not looked at.
        RefusedError: it finds nothing; ``wrong`` is the sentence for it.
    """
    face, address = face_of(request), whence(request)
    counted = [address, f"name {accounts.comparable(name)[:100]}"] if name else [_peer(request)]
    async with face.one_at_a_time:
        now = face.desk.now()
        waits = [wait for one in counted if (wait := face.attempts.wait(one, now)) is not None]
        if waits:
            log.warning("login_refused", why="too many wrong passwords", address=address)
            raise TooManyError(max(waits))
        found = await look()
        if found is not None:
            return found
        for one in counted:
            face.attempts.note(one, now)
    log.warning("login_refused", why="wrong password", address=address)
    raise RefusedError(403, wrong)


def whence(request: Request) -> str:
    """From where somebody comes, as a proxy on this machine says.

    It is believed where a wrong word costs little: a proxy that passes on what browsers claim lets one browser be many
    addresses, and what is tried on a name is counted all the same.
    """
    peer, told = _peer(request), request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return told if is_loopback(peer) and 0 < len(told) <= _LONGEST_ADDRESS else peer


def _peer(request: Request) -> str:
    return request.client.host if request.client else ""


async def look_for(face: Face, name: str, password: str) -> tuple[Account, str] | None:
    """The account of that name and password, with the hash that is kept; None when anything of it is not so."""
    return await face.desk.call(_look_for, face, name, password)


def _look_for(face: Face, name: str, password: str) -> tuple[Account, str] | None:
    database = face.desk.database
    found = accounts.find(database, " ".join(name[:500].split()))
    right = passwords.is_password(found[1] if found else passwords.NOBODY, password)
    if found is None or not right or found[0].disabled_at is not None:
        return None
    account, kept = found
    if passwords.is_dated(kept):
        renewed = passwords.hash_password(password)
        accounts.keep_hash(database, account.id, kept, renewed)
        return account, renewed
    return account, kept


async def make_hash(face: Face, form: dict[str, str], name: str) -> str:
    """What is to be kept of a new password that was written twice.

    Raises:
        RefusedError: it is too short, too plain, or was written in two ways.
    """
    password = form.get("new", "")
    known = (name, face.desk.plan.municipality.name)
    if weakness := passwords.find_weakness(password, known):
        raise RefusedError(400, weakness)
    if password != form.get("again", ""):
        raise RefusedError(400, "password.differ")
    async with face.one_at_a_time:
        return await face.desk.call(passwords.hash_password, password)

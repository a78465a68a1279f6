"""Who it is that asks, whether they may, and whether what they send was meant."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from monitor.domain.message import one_line, shorten
from monitor.inbox.door import is_loopback
from monitor.store import accounts, sessions

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.inbox.door import Door
    from monitor.jobs.desk import Desk
    from monitor.store.accounts import Account
    from monitor.store.sessions import Seat

SESSION_LASTS = timedelta(days=14)
NAME_LASTS = timedelta(days=180)
_VISITOR, _SESSION, _PERSON, _ACCOUNT = "visitor", "session", "person", "account"  # cookies
_VISITOR_FORM = re.compile(r"[A-Za-z0-9_-]{22}")
_FORWARDED = frozenset({"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"})
_SEAT_FORM = re.compile(r"[A-Za-z0-9_-]{43}")
_INSIDE = re.compile(r"/(?![/\\])[A-Za-z0-9_./?=&%+,-]{0,500}")
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks. ``name`` is empty until they said it; ``vouched``: an account or a proxy says it, so that it stays.

    ``as_guest``: they may enter because nobody has an account yet and only this machine reaches the inbox.
    """

    id: str
    name: str
    token: str  # stands in every form of theirs
    may_enter: bool
    vouched: bool = False
    as_guest: bool = False
    account: Account | None = None


class Access:
    """Recognises visitors by what their browsers carry: an account's session, or what is signed with our own key."""

    def __init__(self, desk: Desk, door: Door, names: Collection[str]) -> None:
        self.door = door
        self.names = tuple(names)
        self._desk = desk
        self._key = desk.signing_key.encode()
        self._somebody = False  # has an account: true once, true for ever
        # A new password ends every session that the old one opened.
        opened_by = hashlib.sha256((door.password or "").encode()).hexdigest()
        self._sessions = URLSafeTimedSerializer(desk.signing_key, salt=f"session {opened_by}")
        self._people = URLSafeSerializer(desk.signing_key, salt="person")

    async def recognise(self, request: Request) -> Visitor:
        """Who asks; a new visitor when nobody is known.

        Raises:
            StoreError: the memory does not answer, so that nobody can be known.
        """
        seat = await self._seat(request)
        if seat is not None:
            token = self._token(f"account {seat.session}")
            return Visitor(seat.session, seat.account.name, token, True, vouched=True, account=seat.account)
        carried = self._carried(request, _VISITOR)
        visitor = carried if _VISITOR_FORM.fullmatch(carried) else secrets.token_urlsafe(16)
        vouched = self._vouched(request)
        if self.door.password is not None:
            guest, may_enter = False, self._is_open(request, visitor)
        else:
            guest = not vouched and self._is_here(request) and not await self.has_accounts()
            may_enter = guest or bool(vouched)
        name = vouched or self._remembered(request)
        return Visitor(visitor, name, self._token(f"form {visitor}"), may_enter, bool(vouched), guest)

    def _is_here(self, request: Request) -> bool:
        """Whether somebody on this machine asks, and no proxy for somebody elsewhere that nobody told us of."""
        return self.door.is_local and not _FORWARDED & set(request.headers.keys())

    async def has_accounts(self) -> bool:
        """Whether somebody has an account."""
        self._somebody = self._somebody or await self._desk.call(accounts.any_account, self._desk.database)
        return self._somebody

    def greet(self, request: Request, response: Response, visitor: Visitor) -> None:
        """Let a new visitor be known again; nothing is remembered here."""
        if visitor.account is None and self._carried(request, _VISITOR) != visitor.id:
            self._give(request, response, _VISITOR, visitor.id, None)

    def is_meant(self, request: Request, visitor: Visitor, token: str) -> bool:
        """Whether a form was sent from one of our pages by the visitor who was shown it."""
        known = visitor.account is not None or self._carried(request, _VISITOR) == visitor.id
        same = hmac.compare_digest(token.encode(), visitor.token.encode())
        return known and same and self.door.was_meant(request.headers)

    # ---- accounts --------------------------------------------------------------------------------------------
    def seat(self, request: Request, response: Response, token: str) -> None:
        """Let the browser carry an account's session, and nothing that was there before."""
        self.shut(request, response)
        self._give(request, response, _ACCOUNT, token, sessions.LASTS)

    def seat_token(self, request: Request) -> str:
        """The account's session that the browser carries; empty when it carries none."""
        return self._carried(request, _ACCOUNT)

    async def _seat(self, request: Request) -> Seat | None:
        token = self.seat_token(request)
        if not _SEAT_FORM.fullmatch(token):
            return None
        return await self._desk.call(sessions.look_up, self._desk.database, token, self._desk.now())

    # ---- names -----------------------------------------------------------------------------------------------
    def remember(self, request: Request, response: Response, name: str) -> None:
        """Let the browser carry who uses it."""
        self._give(request, response, _PERSON, self._people.dumps(name), NAME_LASTS)

    def _remembered(self, request: Request) -> str:
        try:
            name = str(self._people.loads(self._carried(request, _PERSON)))
        except BadSignature:
            return ""
        return name if name in self.names else ""

    def _vouched(self, request: Request) -> str:
        """The name that a reverse proxy on this machine gives; from anywhere else it is anybody's word."""
        if self.door.user_header is None or request.client is None or not is_loopback(request.client.host):
            return ""
        given = request.headers.get(self.door.user_header, "").encode("latin-1").decode("utf-8", "replace")
        return shorten(one_line(given[:500]), LONGEST_NAME)

    # ---- the password ----------------------------------------------------------------------------------------
    def is_password(self, given: str) -> bool:
        """Whether it is the password; takes the same time whatever is wrong with it."""
        wanted, got = (hashlib.sha256(one.encode()).digest() for one in (self.door.password or "", given))
        return self.door.password is not None and hmac.compare_digest(wanted, got)

    def open(self, request: Request, response: Response) -> None:
        """Begin a session, under an id that nobody could have known before."""
        visitor = secrets.token_urlsafe(16)
        self._give(request, response, _VISITOR, visitor, SESSION_LASTS)
        self._give(request, response, _SESSION, self._sessions.dumps(visitor), SESSION_LASTS)

    def shut(self, request: Request, response: Response) -> None:
        """Let the browser forget every session."""
        for name in (_SESSION, _VISITOR, _ACCOUNT):
            called, secure = self._called(request, name)
            if called in request.cookies:
                response.delete_cookie(called, secure=secure, httponly=True, samesite="lax")

    def _is_open(self, request: Request, visitor: str) -> bool:
        try:
            opened = self._sessions.loads(self._carried(request, _SESSION), max_age=int(SESSION_LASTS.total_seconds()))
        except BadSignature:
            return False
        return hmac.compare_digest(str(opened), visitor)

    # ---- small parts -----------------------------------------------------------------------------------------
    def _token(self, who: str) -> str:
        return hmac.new(self._key, who.encode(), "sha256").hexdigest()

    def _called(self, request: Request, name: str) -> tuple[str, bool]:
        """A cookie's name in this browser, and whether it is for https alone.

        Browsers let nobody but this very host set a name with __Host-: no neighbour under the same domain.
        """
        secure = self.door.is_secure(request.headers.get("host", ""))
        return (f"__Host-{name}" if secure else name), secure

    def _carried(self, request: Request, name: str) -> str:
        return request.cookies.get(self._called(request, name)[0], "")

    def _give(self, request: Request, response: Response, name: str, value: str, lasts: timedelta | None) -> None:
        called, secure = self._called(request, name)
        seconds = int(lasts.total_seconds()) if lasts else None
        response.set_cookie(called, value, max_age=seconds, secure=secure, httponly=True, samesite="lax")


def inside(path: str) -> str:
    """A path of ours to go on to; the inbox in the place of anything that could lead elsewhere."""
    return path if _INSIDE.fullmatch(path) else "/"

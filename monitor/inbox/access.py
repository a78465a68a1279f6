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

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.inbox.door import Door

SESSION_LASTS = timedelta(days=14)
NAME_LASTS = timedelta(days=180)
_VISITOR, _SESSION, _PERSON = "visitor", "session", "person"  # cookies
_VISITOR_FORM = re.compile(r"[A-Za-z0-9_-]{22}")
_INSIDE = re.compile(r"/(?![/\\])[A-Za-z0-9_./?=&%+,-]{0,500}")
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks. ``name`` is empty until they said it; ``vouched``: a proxy said it, so that it cannot be changed."""

    id: str
    name: str
    token: str  # stands in every form of theirs
    may_enter: bool
    vouched: bool = False


class Access:
    """Recognises visitors by what their browsers carry, all of it signed with the installation's own key."""

    def __init__(self, key: str, door: Door, names: Collection[str]) -> None:
        self.door = door
        self.names = tuple(names)
        self._key = key.encode()
        # A new password ends every session that the old one opened.
        opened_by = hashlib.sha256((door.password or "").encode()).hexdigest()
        self._sessions = URLSafeTimedSerializer(key, salt=f"session {opened_by}")
        self._people = URLSafeSerializer(key, salt="person")

    def recognise(self, request: Request) -> Visitor:
        """Who asks; a new visitor when nobody is known."""
        carried = request.cookies.get(_VISITOR, "")
        visitor = carried if _VISITOR_FORM.fullmatch(carried) else secrets.token_urlsafe(16)
        vouched = self._vouched(request)
        return Visitor(
            visitor,
            vouched or self._remembered(request),
            self._token(visitor),
            self.door.password is None or self._is_open(request, visitor),
            bool(vouched),
        )

    def greet(self, request: Request, response: Response, visitor: Visitor) -> None:
        """Let a new visitor be known again; nothing is remembered here."""
        if request.cookies.get(_VISITOR) != visitor.id:
            self._give(request, response, _VISITOR, visitor.id, None)

    def is_meant(self, request: Request, visitor: Visitor, token: str) -> bool:
        """Whether a form was sent from one of our pages by the visitor who was shown it."""
        known = request.cookies.get(_VISITOR) == visitor.id
        return known and hmac.compare_digest(token, visitor.token) and self.door.was_meant(request.headers)

    # ---- names -----------------------------------------------------------------------------------------------
    def remember(self, request: Request, response: Response, name: str) -> None:
        """Let the browser carry who uses it."""
        self._give(request, response, _PERSON, self._people.dumps(name), NAME_LASTS)

    def _remembered(self, request: Request) -> str:
        try:
            name = str(self._people.loads(request.cookies.get(_PERSON, "")))
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

    def shut(self, response: Response) -> None:
        """End the session."""
        for name in (_SESSION, _VISITOR):
            response.delete_cookie(name, httponly=True, samesite="lax")

    def _is_open(self, request: Request, visitor: str) -> bool:
        try:
            opened = self._sessions.loads(request.cookies.get(_SESSION, ""), max_age=int(SESSION_LASTS.total_seconds()))
        except BadSignature:
            return False
        return hmac.compare_digest(str(opened), visitor)

    # ---- small parts -----------------------------------------------------------------------------------------
    def _token(self, visitor: str) -> str:
        return hmac.new(self._key, f"form {visitor}".encode(), "sha256").hexdigest()

    def _give(self, request: Request, response: Response, name: str, value: str, lasts: timedelta | None) -> None:
        response.set_cookie(
            name,
            value,
            max_age=int(lasts.total_seconds()) if lasts else None,
            secure=self.door.is_secure(request.headers.get("host", "")),
            httponly=True,
            samesite="lax",
        )


def inside(path: str) -> str:
    """A path of ours to go on to; the inbox in the place of anything that could lead elsewhere."""
    return path if _INSIDE.fullmatch(path) else "/"

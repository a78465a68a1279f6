"""Lets people in and out: by an account, by the shared password, and for the first time by a one-time link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.errors import UsageError
from monitor.inbox.access import inside
from monitor.inbox.actions import remember_name
from monitor.inbox.face import RefusedError, face_of, go_to, meant_form
from monitor.inbox.trial import look_for, make_hash, try_password, whence
from monitor.log import get_logger
from monitor.store import accounts, sessions

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.inbox.face import Face
    from monitor.store.accounts import Account, Invitation

# The address is the right to make an account: no page learns it, and our own form still says where it comes from.
_PRIVATE = {"referrer-policy": "strict-origin"}
_LONGEST_TOKEN = 100
log = get_logger()


# ---- in and out --------------------------------------------------------------------------------------------------
async def show_login(request: Request) -> Response:
    """Asks for the password, where one is wanted."""
    face, visitor, following = face_of(request), request.state.visitor, inside(request.query_params.get("next", "/"))
    if visitor.account or (visitor.may_enter and not await face.access.has_accounts()):
        return go_to(following)
    return await _login_page(request, following)


async def login(request: Request) -> Response:
    """A password: an account's when a name is given, else the shared one."""
    form = await meant_form(request)
    following = inside(form.get("next", "/"))
    try:
        return await (_log_in if "name" in form else _open)(request, form, following)
    except RefusedError as refused:
        page = await _login_page(request, following, refused)
        page.headers.update(refused.headers)
        return page


async def _login_page(request: Request, following: str, refused: RefusedError | None = None) -> Response:
    face = face_of(request)
    shown = {
        "next": following,
        "wrong": refused.why if refused else "",
        "own": await face.access.has_accounts(),
        "shared": face.access.door.password is not None,
    }
    return face.page("login", request.state.visitor, shown, refused.status if refused else 200)


async def _log_in(request: Request, form: dict[str, str], following: str) -> Response:
    face, name = face_of(request), form["name"]
    account, known = await try_password(
        request, name, lambda: look_for(face, name, form.get("password", "")), "login.wrong_name"
    )
    entered = go_to(following)
    await seat(request, entered, account, known)
    return entered


async def _open(request: Request, form: dict[str, str], following: str) -> Response:
    access = face_of(request).access

    async def look() -> bool | None:
        return access.is_password(form.get("password", "")) or None

    await try_password(request, "", look, "login.wrong")
    entered = go_to(following)
    access.open(request, entered)
    return remember_name(request, entered, form.get("by", ""))


async def seat(request: Request, response: Response, account: Account, known: str) -> None:
    """Begin a session of an account, and end the one that this browser had. ``known``: the hash of its password.

    Raises:
        RefusedError: it was disabled, or given another password, in the meantime.
    """
    face = face_of(request)
    token = await face.desk.call(sessions.open_session, face.desk.database, account.id, known, face.desk.now())
    if token is None:
        raise RefusedError(403, "login.wrong_name")
    await _end(request)
    face.access.seat(request, response, token)
    log.info("logged_in", by=account.name, address=whence(request))


async def logout(request: Request) -> Response:
    """Out again."""
    await meant_form(request)
    left = go_to("/login")
    await _end(request)
    face_of(request).access.shut(request, left)
    return left


async def _end(request: Request) -> None:
    face = face_of(request)
    if carried := face.access.seat_token(request):
        await face.desk.call(sessions.end, face.desk.database, carried)


# ---- one-time links ----------------------------------------------------------------------------------------------
async def show_link(request: Request) -> Response:
    """What a one-time link gives. Mail programs and chats open links by themselves: that uses up nothing."""
    face = face_of(request)
    given = await _look_at(face, request.path_params["token"])
    return _gone(request) if given is None else _link_page(request, given)


async def use_link(request: Request) -> Response:
    """Makes the account, or gives it its new password, and lets its person in."""
    face, token = face_of(request), request.path_params["token"]
    given = await _look_at(face, token)
    if given is None:
        return _gone(request)
    form = await meant_form(request)
    try:
        redeemed = await _redeem(face, token, given, form)
    except RefusedError as refused:
        return _link_page(request, given, refused, form.get("name", ""))
    if redeemed is None:
        return _gone(request)
    account, known = redeemed
    entered = go_to("/")
    log.info("account_made", name=account.name, role=account.role, again=given.account is not None)
    await seat(request, entered, account, known)
    return entered


async def _look_at(face: Face, token: str) -> Invitation | None:
    if len(token) > _LONGEST_TOKEN:
        return None
    return await face.desk.call(accounts.look_at, face.desk.database, token, face.desk.now())


async def _redeem(face: Face, token: str, given: Invitation, form: dict[str, str]) -> tuple[Account, str] | None:
    try:
        name = given.name or accounts.proper_name(form.get("name", ""))
    except UsageError:
        raise RefusedError(400, "join.name_wrong") from None
    kept = await make_hash(face, form, name)
    try:
        account = await face.desk.call(accounts.redeem, face.desk.database, token, name, kept, face.desk.now())
    except accounts.NameTakenError:
        raise RefusedError(409, "join.name_taken") from None
    return (account, kept) if account is not None else None


def _link_page(request: Request, given: Invitation, refused: RefusedError | None = None, name: str = "") -> Response:
    shown = {"given": given, "name_given": given.name or name, "wrong": refused.why if refused else ""}
    page = face_of(request).page("join", request.state.visitor, shown, refused.status if refused else 200)
    page.headers.update(_PRIVATE)
    return page


def _gone(request: Request) -> Response:
    """Used, too old, withdrawn, or never made: who tries links learns no difference."""
    page = face_of(request).page("used", request.state.visitor, status=410)
    page.headers.update(_PRIVATE)
    return page

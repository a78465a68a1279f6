"""What a person does to their own account: sees it, gives it another password, logs out everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.inbox.entry import seat
from monitor.inbox.face import RefusedError, face_of, go_to, meant_form
from monitor.inbox.trial import look_for, make_hash, try_password
from monitor.log import get_logger
from monitor.store import accounts, sessions

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.store.accounts import Account

log = get_logger()


def show(request: Request, refused: RefusedError | None = None) -> Response:
    """The account of whoever asks."""
    shown = {"wrong": refused.why if refused else "", "done": request.query_params.get("done") == "password"}
    page = face_of(request).page("account", request.state.visitor, shown, refused.status if refused else 200)
    page.headers.update(refused.headers if refused else {})
    return page


async def change_password(request: Request) -> Response:
    """Another password. Every other browser is logged out by it."""
    account = _account(request)
    form = await meant_form(request)
    try:
        renewed = await _renew(request, account, form)
    except RefusedError as refused:
        return show(request, refused)
    log.info("password_changed", by=account.name)
    changed = go_to("/me?done=password")
    await seat(request, changed, account, renewed)
    return changed


async def _renew(request: Request, account: Account, form: dict[str, str]) -> str:
    face = face_of(request)
    _, known = await try_password(
        request, account.name, lambda: look_for(face, account.name, form.get("password", "")), "password.old_wrong"
    )
    renewed = await make_hash(face, form, account.name)
    if not await face.desk.call(accounts.change_password, face.desk.database, account.id, known, renewed):
        raise RefusedError(409, "password.old_wrong")  # it was changed elsewhere in the meantime
    return renewed


async def leave_everywhere(request: Request) -> Response:
    """Out of every browser, this one too."""
    face, account = face_of(request), _account(request)
    await meant_form(request)
    await face.desk.call(sessions.end_all, face.desk.database, account.id)
    left = go_to("/login")
    face.access.shut(request, left)
    return left


def _account(request: Request) -> Account:
    """Whose account it is that asks.

    Raises:
        RefusedError: nobody's: they came in another way.
    """
    account: Account | None = request.state.visitor.account
    if account is None:
        raise RefusedError(403, "error.no_account")
    return account

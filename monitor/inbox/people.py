"""The page on which an administrator decides who else enters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from monitor.errors import UsageError
from monitor.inbox.face import RefusedError, face_of, go_to, meant_form, number_in
from monitor.inbox.offer import join_address
from monitor.log import get_logger
from monitor.store import accounts, sessions
from monitor.store.accounts import INVITATION_LASTS, Invitation, Role

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.inbox.face import Face
    from monitor.store.accounts import Account

log = get_logger()


async def show(request: Request) -> Response:
    """Who has an account, and which links are out."""
    _admin(request)
    return await _page(request)


async def invite(request: Request) -> Response:
    """A one-time link for a colleague, shown this once: of the link itself nothing is kept."""
    face, admin = face_of(request), _admin(request)
    form = await meant_form(request)
    try:
        name = accounts.proper_name(form.get("name", ""))
    except UsageError:
        return await _page(request, wrong="join.name_wrong", status=400)
    if await face.desk.call(accounts.find, face.desk.database, name) is not None:
        return await _page(request, wrong="join.name_taken", status=409)
    role = Role.ADMIN if form.get("role") == Role.ADMIN else Role.MEMBER
    return await _offer(request, Invitation(role, name, None, face.desk.now() + INVITATION_LASTS), admin)


async def renew(request: Request) -> Response:
    """A one-time link to a new password, for somebody who forgot theirs or who is to come back."""
    admin, account = _admin(request), await _other(request)
    await meant_form(request)
    expires = face_of(request).desk.now() + INVITATION_LASTS
    return await _offer(request, Invitation(account.role, account.name, account.id, expires), admin)


async def disable(request: Request) -> Response:
    """Somebody enters no more, from this moment."""
    face, admin, account = face_of(request), _admin(request), await _other(request)
    await meant_form(request)
    await face.desk.call(accounts.disable, face.desk.database, account.id, face.desk.now())
    log.info("account_disabled", name=account.name, by=admin.name)
    return go_to("/people")


async def end_sessions(request: Request) -> Response:
    """Somebody is logged out everywhere, and may log in again."""
    face, account = face_of(request), await _other(request)
    await meant_form(request)
    await face.desk.call(sessions.end_all, face.desk.database, account.id)
    return go_to("/people")


async def withdraw(request: Request) -> Response:
    """A link that nobody used is good for nobody."""
    face, _ = face_of(request), _admin(request)
    form = await meant_form(request)
    await face.desk.call(accounts.withdraw, face.desk.database, form.get("link", ""))
    return go_to("/people")


# ---- small parts -------------------------------------------------------------------------------------------------
async def _offer(request: Request, invitation: Invitation, admin: Account) -> Response:
    face = face_of(request)
    desk = face.desk
    token = await desk.call(accounts.invite, desk.database, invitation, desk.now(), admin.name)
    log.info("invitation_made", name=invitation.name, role=invitation.role, by=admin.name)
    address = join_address(desk.plan.base_url or f"{request.url.scheme}://{request.headers['host']}", token)
    made = {"name": invitation.name, "address": address, "until": invitation.expires_at}
    return await _page(request, made={**made, "letter": _letter(face, invitation, address)})


def _letter(face: Face, invitation: Invitation, address: str) -> str:
    """A mail in the administrator's own mail program: the link is in no outbox of ours."""
    to = next((one.email for one in face.desk.plan.people if one.name == invitation.name and one.email), "")
    words, town = face.words.sentences, face.desk.plan.municipality.name
    subject = words["people.letter_subject"].format(town=town)
    body = (
        words["people.letter"].format(name=invitation.name, town=town, address=address).replace("\n", "\r\n")
    )  # RFC 6068, 5
    return f"mailto:{quote(to, safe='@')}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


async def _page(
    request: Request, *, made: dict[str, Any] | None = None, wrong: str = "", status: int = 200
) -> Response:
    face = face_of(request)
    desk = face.desk
    people = await desk.call(sessions.everybody, desk.database, desk.now())
    known = {accounts.comparable(one.name) for one in people}
    shown = {
        "people": people,
        "links": await desk.call(accounts.open_invitations, desk.database, desk.now()),
        "unknown": [one.name for one in desk.plan.people if accounts.comparable(one.name) not in known],
        "made": made,
        "wrong": wrong,
    }
    return face.page("people", request.state.visitor, shown, status)


def _admin(request: Request) -> Account:
    """The administrator who asks.

    Raises:
        RefusedError: it is none.
    """
    account: Account | None = request.state.visitor.account
    if account is None or not account.is_admin:
        raise RefusedError(403, "error.no_admin")
    return account


async def _other(request: Request) -> Account:
    """The account that an administrator means, which is not their own: so one administrator is always left.

    Raises:
        RefusedError: it is their own, there is none of that number, or who asks is no administrator.
    """
    face, admin = face_of(request), _admin(request)
    account = await face.desk.call(accounts.account, face.desk.database, number_in(request))
    if account is None:
        raise RefusedError(404, "error.not_found")
    if account.id == admin.id:
        raise RefusedError(409, "error.yourself")
    return account

"""The page behind a link of an alert: shows on GET, answers on POST, and asks nothing but the link itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.domain.alert import Action
from monitor.inbox.actions import give
from monitor.inbox.face import RefusedError, face_of, go_to, read_form
from monitor.inbox.views.incident import link_view
from monitor.links import Signer, Ticket

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.inbox.face import Face
    from monitor.inbox.views.incident import LinkView

_PRIVATE = {"referrer-policy": "no-referrer"}  # the address is the right to answer
_LONGEST_TOKEN = 1000


async def show(request: Request) -> Response:
    """What the link is about. Mail programs and chats open links by themselves: that is neither answer nor receipt."""
    face = face_of(request)
    ticket, view = await _open(face, request.path_params["token"])
    if ticket is None or view is None:
        return _gone(face)
    page = face.page("answer", None, {"view": view, "chosen": Action(ticket.action), "actions": list(Action)})
    page.headers.update(_PRIVATE)
    return page


async def answer(request: Request) -> Response:
    """An answer by whoever holds the link; given twice, it is one answer."""
    face = face_of(request)
    ticket, view = await _open(face, request.path_params["token"])
    if ticket is None or view is None:
        return _gone(face)
    form = await read_form(request)
    form.setdefault("act", ticket.action)
    if form["act"] not in set(Action):
        raise RefusedError(400, "error.form")
    by = form.get("by", "")
    await give(face, ticket.incident, by if view.group and by in face.access.names else view.by, form)
    return go_to(request.url.path)


async def _open(face: Face, token: str) -> tuple[Ticket | None, LinkView | None]:
    desk = face.desk
    if len(token) > _LONGEST_TOKEN:
        return None, None
    ticket = Signer(desk.signing_key).read(token, face.access.door.links_last)
    if ticket is None or ticket.action not in set(Action):
        return None, None
    return ticket, await desk.call(link_view, desk, ticket)


def _gone(face: Face) -> Response:
    """The link is too old, not whole, or what it was about is not kept any more."""
    page = face.page("gone", None, status=410)
    page.headers.update(_PRIVATE)
    return page

"""Joins the pages to their addresses, and says in words what went wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from monitor.errors import StoreError
from monitor.inbox import actions, entry, links, own, pages, people
from monitor.inbox.access import Access
from monitor.inbox.door import make_door
from monitor.inbox.face import Face, RefusedError, face_of, go_to
from monitor.inbox.guard import Guard
from monitor.log import get_logger

if TYPE_CHECKING:
    from starlette.responses import HTMLResponse
    from starlette.types import ASGIApp

    from monitor.domain.plan import Plan
    from monitor.jobs.desk import Desk

log = get_logger()

Page = Callable[[Request], Awaitable[Response]]


def for_visitors(page: Page, *, free: bool = False) -> Page:
    """A page that knows who asks, and asks for the password where one is wanted; ``free`` ones are shown without it."""

    @wraps(page)
    async def let_in(request: Request) -> Response:
        access = face_of(request).access
        visitor = request.state.visitor = await access.recognise(request)
        response = await page(request) if free or visitor.may_enter else _ask_for_password(request)
        if "set-cookie" not in response.headers:
            access.greet(request, response, visitor)
        return response

    return let_in


def _ask_for_password(request: Request) -> Response:
    asked = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    return go_to(f"/login?next={quote(asked, safe='')}" if request.method in {"GET", "HEAD"} else "/login")


SHOWN: dict[str, Page] = {
    "/": pages.inbox,
    "/incidents/{number:int}": pages.incident,
    "/items/{number:int}": pages.item,
    "/sources": pages.sources,
    "/deliveries": pages.deliveries,
    "/calendar": pages.calendar,
    "/search": pages.search,
    "/me": pages.whoami,
    "/people": people.show,
}
DONE: dict[str, Page] = {
    "/incidents/{number:int}/answer": actions.answer,
    "/items/{number:int}/feedback": actions.judge,
    "/items/{number:int}/feedback/undo": actions.take_back,
    "/me": actions.whoami,
    "/me/password": own.change_password,
    "/me/leave": own.leave_everywhere,
    "/people/invite": people.invite,
    "/people/withdraw": people.withdraw,
    "/people/{number:int}/link": people.renew,
    "/people/{number:int}/disable": people.disable,
    "/people/{number:int}/leave": people.end_sessions,
    "/logout": entry.logout,
}
ROUTES = [
    *(Route(path, for_visitors(page)) for path, page in SHOWN.items()),
    *(Route(path, for_visitors(page), methods=["POST"]) for path, page in DONE.items()),
    Route("/login", for_visitors(entry.show_login, free=True)),
    Route("/login", for_visitors(entry.login, free=True), methods=["POST"]),
    Route("/join/{token}", for_visitors(entry.show_link, free=True)),  # whoever holds the link
    Route("/join/{token}", for_visitors(entry.use_link, free=True), methods=["POST"]),
    Route("/answer/{token}", links.show),  # whoever holds the link
    Route("/answer/{token}", links.answer, methods=["POST"]),
    Route("/health", pages.health),
    Route("/static/{name}", pages.static),
]


def make_app(desk: Desk, mask: Callable[[str], str]) -> ASGIApp:
    """The inbox over a desk. ``mask`` hides slurs in foreign text."""
    door = make_door(desk.config)
    app = Starlette(
        routes=ROUTES,
        exception_handlers={
            RefusedError: _refused,
            HTTPException: _no_page,
            StoreError: _no_memory,
            Exception: _broken,
        },
    )
    app.state.face = Face(desk, Access(desk, door, names_of(desk.plan)), mask)
    app.router.redirect_slashes = False  # it would name a scheme and a host, and a proxy knows others
    return Guard(app, door)


def names_of(plan: Plan) -> tuple[str, ...]:
    """Who can answer: the people of the configuration, and the receivers that are groups; never nobody."""
    groups = (receiver.name for receiver in plan.receivers if receiver.rota is None and receiver.person is None)
    names = tuple(dict.fromkeys((*(person.name for person in plan.people), *groups)))
    return names or (plan.municipality.name,)


# ---- what went wrong ---------------------------------------------------------------------------------------------
def _say(request: Request, status: int, why: str) -> HTMLResponse:
    return face_of(request).page("error", getattr(request.state, "visitor", None), {"why": why}, status)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)  # noqa: S101 - for this one alone it is called
    return _say(request, error.status, error.why)


async def _no_page(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - for this one alone it is called
    response = _say(
        request, error.status_code, "error.not_found" if error.status_code == HTTPStatus.NOT_FOUND else "error.form"
    )
    response.headers.update(error.headers or {})
    return response


async def _no_memory(request: Request, error: Exception) -> Response:
    log.error("memory_failed", job="inbox", why=str(error))
    return _say(request, 503, "error.memory")


async def _broken(request: Request, error: Exception) -> Response:
    log.error("job_failed", job="inbox", exc_info=error)
    return _say(request, 500, "error.broken")

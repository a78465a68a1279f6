"""Joins the pages to their addresses, and says in words what went wrong."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.routing import Route

from monitor.errors import StoreError
from monitor.inbox import actions, links, pages
from monitor.inbox.access import Access
from monitor.inbox.door import make_door
from monitor.inbox.face import Face, RefusedError, face_of, go_to
from monitor.inbox.guard import Guard, TooLargeError
from monitor.log import get_logger

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.middleware.base import RequestResponseEndpoint
    from starlette.requests import Request
    from starlette.responses import HTMLResponse, Response
    from starlette.types import ASGIApp

    from monitor.domain.plan import Plan
    from monitor.jobs.desk import Desk

_FREE = ("/static/", "/answer/", "/health", "/login")  # what is shown without the password
log = get_logger()

ROUTES = [
    Route("/", pages.inbox),
    Route("/incidents/{number:int}", pages.incident),
    Route("/incidents/{number:int}/answer", actions.answer, methods=["POST"]),
    Route("/items/{number:int}", pages.item),
    Route("/items/{number:int}/feedback", actions.judge, methods=["POST"]),
    Route("/items/{number:int}/feedback/undo", actions.take_back, methods=["POST"]),
    Route("/sources", pages.sources),
    Route("/deliveries", pages.deliveries),
    Route("/calendar", pages.calendar),
    Route("/search", pages.search),
    Route("/me", pages.whoami),
    Route("/me", actions.whoami, methods=["POST"]),
    Route("/login", pages.login),
    Route("/login", actions.login, methods=["POST"]),
    Route("/logout", actions.logout, methods=["POST"]),
    Route("/answer/{token}", links.show),
    Route("/answer/{token}", links.answer, methods=["POST"]),
    Route("/health", pages.health),
    Route("/static/{name}", pages.static),
]


def make_app(desk: Desk, mask: Callable[[str], str]) -> ASGIApp:
    """The inbox over a desk. ``mask`` hides slurs in foreign text."""
    door = make_door(desk.config)
    app = Starlette(
        routes=ROUTES,
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=_let_in)],
        exception_handlers={
            RefusedError: _refused,
            HTTPException: _no_page,
            StoreError: _no_memory,
            TooLargeError: _too_large,
            Exception: _broken,
        },
    )
    app.state.face = Face(desk, Access(desk.signing_key, door, names_of(desk.plan)), mask)
    app.router.redirect_slashes = False  # it would name a scheme and a host, and a proxy knows others
    return Guard(app, door)


def names_of(plan: Plan) -> tuple[str, ...]:
    """Who can answer: the people of the configuration, and the receivers that are groups."""
    groups = (receiver.name for receiver in plan.receivers if receiver.rota is None and receiver.person is None)
    return tuple(dict.fromkeys((*(person.name for person in plan.people), *groups)))


async def _let_in(request: Request, follow: RequestResponseEndpoint) -> Response:
    """Recognise who asks; ask for the password where one is wanted."""
    access = face_of(request).access
    visitor = request.state.visitor = access.recognise(request)
    if not visitor.may_enter and not request.url.path.startswith(_FREE):
        asked = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        response: Response = go_to(
            f"/login?next={quote(asked, safe='')}" if request.method in {"GET", "HEAD"} else "/login"
        )
    else:
        response = await follow(request)
    if not request.url.path.startswith(("/static/", "/answer/", "/health")) and "set-cookie" not in response.headers:
        access.greet(request, response, visitor)
    return response


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


async def _too_large(request: Request, _error: Exception) -> Response:
    return _say(request, 413, "error.form")


async def _broken(request: Request, error: Exception) -> Response:
    log.error("job_failed", job="inbox", exc_info=error)
    return _say(request, 500, "error.broken")

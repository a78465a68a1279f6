"""Shows: one function for each page, which reads and renders, and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from starlette.responses import PlainTextResponse, Response

from monitor.domain.model import DeliveryState, Kind, Status, Topic
from monitor.errors import UsageError
from monitor.inbox import own
from monitor.inbox.access import inside
from monitor.inbox.face import FILES, RefusedError, face_of, number_in
from monitor.inbox.finding import MOST, find
from monitor.inbox.views.incident import incident_view
from monitor.inbox.views.item import item_view
from monitor.inbox.views.overview import on_watch, overview
from monitor.inbox.views.roster import roster
from monitor.inbox.views.sources import source_lines
from monitor.inbox.views.wellness import look
from monitor.store import pages
from monitor.store.pages import Sieve

if TYPE_CHECKING:
    from enum import StrEnum

    from starlette.requests import Request

E = TypeVar("E", bound="StrEnum")
LEDGER_PAGE = 100
_KEEP = "public, max-age=604800, immutable"  # the address changes with the content


async def inbox(request: Request) -> Response:
    """What asks for somebody, what is over, what else was said today."""
    face, asked = face_of(request), request.query_params
    sieve = Sieve(
        _one_of(Status, asked.get("status")), _one_of(Kind, asked.get("kind")), _one_of(Topic, asked.get("topic"))
    )
    seen = await face.desk.call(overview, face.desk, sieve)
    shown = {"seen": seen, "sieve": sieve, "kinds": list(Kind), "topics": list(Topic), "states": list(Status)}
    return face.page("inbox", request.state.visitor, shown)


async def incident(request: Request) -> Response:
    """One incident."""
    face = face_of(request)
    view = await face.desk.call(incident_view, face.desk, number_in(request))
    if view is None:
        raise RefusedError(404, "error.no_incident")
    return face.page("incident", request.state.visitor, {"view": view})


async def item(request: Request) -> Response:
    """One item: why it woke somebody, or why not."""
    face = face_of(request)
    view = await face.desk.call(item_view, face.desk, number_in(request))
    if view is None:
        raise RefusedError(404, "error.no_item")
    return face.page("item", request.state.visitor, {"view": view, "kinds": list(Kind), "topics": list(Topic)})


async def sources(request: Request) -> Response:
    """What is read and how each source feels."""
    face = face_of(request)
    lines = await face.desk.call(source_lines, face.desk)
    return face.page(
        "sources", request.state.visitor, {"lines": lines, "wellness": await face.desk.call(look, face.desk)}
    )


async def deliveries(request: Request) -> Response:
    """The ledger of what was told and held."""
    face, asked = face_of(request), request.query_params
    state, before = _one_of(DeliveryState, asked.get("state")), asked.get("before", "")
    start = int(before) if before.isdecimal() and len(before) <= 18 else None
    told = await face.desk.call(pages.ledger, face.desk.database, LEDGER_PAGE + 1, start, state)
    shown = {"told": told[:LEDGER_PAGE], "more": len(told) > LEDGER_PAGE, "state": state, "states": list(DeliveryState)}
    return face.page("deliveries", request.state.visitor, shown)


async def calendar(request: Request) -> Response:
    """Who is on call in the coming weeks."""
    face = face_of(request)
    seen = await face.desk.call(roster, face.desk)
    watches = await face.desk.call(on_watch, face.desk, face.desk.now())
    return face.page("calendar", request.state.visitor, {"roster": seen, "watches": watches})


async def search(request: Request) -> Response:
    """The archive, asked in the watch language."""
    face, query = face_of(request), request.query_params.get("q", "").strip()
    found, wrong = None, ""
    if query:
        try:
            found = await face.desk.call(find, face.desk, query)
        except UsageError as error:
            wrong = str(error)
    shown = {"query": query, "found": found, "wrong": wrong, "most": MOST}
    return face.page("search", request.state.visitor, shown)


async def whoami(request: Request) -> Response:
    """Asks who uses this browser; who has an account sees it."""
    face, visitor = face_of(request), request.state.visitor
    if visitor.account is not None:
        return own.show(request)
    shown = {"next": inside(request.query_params.get("next", "/")), "own": await face.access.has_accounts()}
    return face.page("me", visitor, shown)


# ---- for machines ------------------------------------------------------------------------------------------------
async def health(request: Request) -> Response:
    """For a reverse proxy or a probe: 200 only when the auditor is content. It tells nothing else to anybody."""
    desk = face_of(request).desk
    content = (await desk.call(look, desk)).content
    return PlainTextResponse("ok\n" if content else "unwell\n", 200 if content else 503)


async def static(request: Request) -> Response:
    """One of a few files that were read at the start: no path of a request ever reaches the disk."""
    file = FILES.get(request.path_params["name"])
    if file is None:
        raise RefusedError(404, "error.not_found")
    return Response(file.content, media_type=file.kind, headers={"cache-control": _KEEP})


def _one_of(kind: type[E], given: str | None) -> E | None:
    """The member of that name; None for all."""
    return kind(given) if given in set(kind) else None

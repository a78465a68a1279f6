"""What all pages share: the desk, the words, the templates, and who asks."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import jinja2
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, RedirectResponse

from monitor.domain.clock import Clock
from monitor.domain.sheet import capital
from monitor.inbox.attempts import Attempts
from monitor.inbox.guard import LONGEST_BODY
from monitor.inbox.pen import Pen
from monitor.inbox.words import page_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from monitor.domain.texts import Words
    from monitor.inbox.access import Access, Visitor
    from monitor.jobs.desk import Desk

_HERE = Path(__file__).parent
_FORM_WITHIN = 10.0  # seconds: who takes longer to send a form is not sending one
_MOST_FIELDS = 30


class RefusedError(Exception):
    """A request that is not done: with which status, and which sentence says why."""

    def __init__(self, status: int, why: str) -> None:
        self.status = status
        self.why = why
        self.headers: dict[str, str] = {}
        super().__init__(why)


@dataclass(frozen=True)
class Face:
    """One inbox over one desk. ``mask`` hides slurs in foreign text."""

    desk: Desk
    access: Access
    mask: Callable[[str], str]
    attempts: Attempts = field(default_factory=Attempts)
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)  # passwords: each takes 19 MiB and a core

    @cached_property
    def words(self) -> Words:
        """The municipality's language."""
        return page_words(self.desk.plan.language)

    @cached_property
    def templates(self) -> jinja2.Environment:
        """Every value is escaped; a name that nobody gave is a mistake and no blank."""
        loader = jinja2.FileSystemLoader(_HERE / "templates")
        made = jinja2.Environment(
            loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        made.filters["cap"] = capital
        return made

    def page(
        self, name: str, visitor: Visitor | None, shown: Mapping[str, Any] | None = None, status: int = 200
    ) -> HTMLResponse:
        """A page from its template."""
        clock = Clock(self.words, self.desk.oncall.zone, self.desk.now())
        pen = Pen(self.words, clock, self.mask)
        html = self.templates.get_template(f"{name}.html").render(
            pen.tools(),
            page=name,
            language=self.words.language,
            town=self.desk.plan.municipality.name,
            visitor=visitor,
            names=self.access.names,
            guarded=self.access.door.password is not None or (visitor is not None and visitor.account is not None),
            files=FILES,
            now=clock.now,
            **(shown or {}),
        )
        return HTMLResponse(html, status)


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that browsers may keep: its content, its type, and an address that changes with it."""

    content: bytes
    kind: str
    address: str


def _read_files() -> dict[str, StaticFile]:
    kinds = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
    files = {}
    for path in sorted((_HERE / "static").iterdir()):
        if path.suffix in kinds:
            content = path.read_bytes()
            mark = hashlib.sha256(content).hexdigest()[:12]
            files[path.name] = StaticFile(content, kinds[path.suffix], f"/static/{path.name}?{mark}")
    return files


FILES = _read_files()


# ---- requests ----------------------------------------------------------------------------------------------------
def face_of(request: Request) -> Face:
    """The inbox that this request came to."""
    found: Face = request.app.state.face
    return found


def go_to(path: str) -> Response:
    """After a form: on to a page that can be loaded again without sending it again."""
    return RedirectResponse(path, 303)


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form, the last of each name.

    Raises:
        RefusedError: it is no form of ours, or it takes too long.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in {"application/x-www-form-urlencoded", ""}:
        raise RefusedError(415, "error.form")
    try:
        async with asyncio.timeout(_FORM_WITHIN):
            body = await _read_body(request)
        fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except TimeoutError:
        raise RefusedError(408, "error.form") from None
    except (ValueError, ClientDisconnect):
        raise RefusedError(400, "error.form") from None
    return {name: values[-1] for name, values in fields.items()}


async def meant_form(request: Request) -> dict[str, str]:
    """A form that was sent from one of our pages, by the visitor who was shown it.

    Raises:
        RefusedError: it was not, or nobody can tell.
    """
    form = await read_form(request)
    if not face_of(request).access.is_meant(request, request.state.visitor, form.get("token", "")):
        raise RefusedError(403, "error.not_meant")
    return form


async def _read_body(request: Request) -> bytes:
    """The body, as long as it is no longer than any form: who sends it in chunks tells no length beforehand."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST_BODY:
            raise RefusedError(413, "error.form")
    return bytes(body)


def number_in(request: Request) -> int:
    """The number in an address.

    Raises:
        RefusedError: no database counts that far.
    """
    number: int = request.path_params["number"]
    if number >= 2**63:
        raise RefusedError(404, "error.not_found")
    return number

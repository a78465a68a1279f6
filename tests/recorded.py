"""Recorded answers for connectors: the real client over a network that is a folder of files."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx

from monitor.contract import Batch, Visit
from monitor.domain.model import Municipality, RawItem
from monitor.errors import SourceError
from monitor.net.client import HttpClient
from monitor.net.frames import HEAD, pack, unpack
from monitor.net.inflate import inflate
from monitor.net.settings import HttpSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from monitor.contract import Cursor

LYSEKIL = Municipality(
    code="SE-1484",
    name="Lysekil",
    names={"sv": ("Lysekil", "Lysekils kommun")},
    county="Västra Götalands län",
    county_code="14",
    website="https://www.lysekil.example",
)
NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)


@dataclass
class Answer:
    """One recorded answer."""

    url: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


class Recording(httpx.AsyncBaseTransport):
    """A network that answers each address with what was recorded; asked again, with the next recording of it."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as the real transport does: whole, unpacked, with its extensions."""
        self.asked.append(request)
        mine = [answer for answer in self.answers if answer.url == str(request.url)]
        if not mine:
            return _response(Answer(str(request.url), 404), request)
        if len(mine) > 1:
            self.answers.remove(mine[0])
        return _response(mine[0], request)


def _response(answer: Answer, request: httpx.Request) -> httpx.Response:
    status, body = answer.status, answer.body
    tag = answer.headers.get("etag")
    if tag and request.headers.get("if-none-match") == tag:
        status, body = 304, b""
    if body.startswith(b"\x1f\x8b\x08"):
        body, _ = inflate(body, "gzip", 5 << 20, "x")
    extensions = {"body": body, "cut": False, "private": False}
    return httpx.Response(status, headers=answer.headers, stream=httpx.ByteStream(body), extensions=extensions)


class InProcess:
    """Stands in for the process apart: the same packing of what travels, without the process."""

    async def call(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call it as it would be called there."""
        name, there = unpack(pack([function.__qualname__, list(arguments)])[HEAD.size :])
        assert name.isidentifier(), f"{name} is no function of a module"
        return unpack(pack(function(*there))[HEAD.size :])

    async def aclose(self) -> None:
        """Nothing is open."""


def recorded_client(answers: Sequence[Answer], now: datetime = NOW) -> tuple[HttpClient, Recording]:
    """The real client over recorded answers."""
    recording = Recording(answers)
    apart: Any = InProcess()
    settings = HttpSettings(contact="test@kommun.example")
    return HttpClient(settings, apart, transport=recording, wall=now.timestamp), recording


# ---- samples -----------------------------------------------------------------------------------------------------
@dataclass
class Sample:
    """A sample of a connector's folder: options, and for each poll the answers and what they should give."""

    path: Path
    content: dict[str, Any]

    @property
    def name(self) -> str:
        """``rss/wordpress``."""
        return f"{self.path.parents[1].name}/{self.path.stem}"

    @property
    def connector(self) -> str:
        """The folder's name."""
        return self.path.parents[1].name

    @property
    def municipality(self) -> Municipality:
        """Lysekil, or the one whose fields the sample gives."""
        given = dict(self.content.get("municipality") or {})
        if not given:
            return LYSEKIL
        names = {language: tuple(names) for language, names in given.pop("names", {}).items()}
        return Municipality(**{**given, "names": names})


def samples(connectors: Path) -> list[Sample]:
    """Every sample of every connector's folder."""
    paths = sorted(connectors.glob("[!_]*/samples/*.json"))
    loaded = ((path, json.loads(path.read_text(encoding="utf-8"))) for path in paths)
    return [Sample(path, content) for path, content in loaded if isinstance(content, dict) and "polls" in content]


async def forget(cursor: Cursor) -> None:
    """Save nothing."""
    del cursor


def a_visit(municipality: Municipality = LYSEKIL, now: datetime = NOW) -> Visit:
    """A visit as the daemon makes it."""
    return Visit(now, municipality, "sample", forget)


async def play(sample: Sample, connector: Any) -> list[dict[str, Any]]:
    """What each poll of a sample gives, in the form in which the sample says what it should."""
    cursor: dict[str, Any] = {}
    outcomes = []
    for poll in sample.content["polls"]:
        now = datetime.fromisoformat(poll.get("now", NOW.isoformat()))
        client, _ = recorded_client([_answer(sample, answer) for answer in poll["answers"]], now)
        try:
            batch = await connector.poll(client, cursor, a_visit(sample.municipality, now))
        except SourceError as error:
            outcomes.append({"error": str(error.fault)})
        else:
            cursor = json.loads(json.dumps(batch.cursor))
            outcomes.append(_outcome(batch))
    return outcomes


def _answer(sample: Sample, answer: dict[str, Any]) -> Answer:
    body = (sample.path.parent / answer["file"]).read_bytes() if "file" in answer else answer.get("text", "").encode()
    return Answer(answer["url"], answer.get("status", 200), answer.get("headers", {}), body)


def _outcome(batch: Batch) -> dict[str, Any]:
    found: dict[str, Any] = {"items": [_plain(item) for item in batch.items]}
    for name in ("unchanged", "window_full", "moved_to", "wait"):
        if getattr(batch, name):
            found[name] = getattr(batch, name)
    if batch.notes:
        found["notes"] = list(batch.notes)
    return found


def _plain(item: RawItem) -> dict[str, Any]:
    """An item's fields that are not empty."""
    values = {name: value for name, value in asdict(item).items() if value not in (None, "", False, ())}
    if item.published_at is not None:
        values["published_at"] = item.published_at.isoformat()
    if item.notice is not None:
        notice = {name: value for name, value in asdict(item.notice).items() if value not in (None, "", ())}
        if not item.notice.exercise:
            del notice["exercise"]
        if item.notice.replaces:
            notice["replaces"] = list(item.notice.replaces)
        if item.notice.expires_at is not None:
            notice["expires_at"] = item.notice.expires_at.isoformat()
        values["notice"] = notice
    return values

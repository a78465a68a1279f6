"""A house with an inbox: a configuration, a memory with something in it, a clock, and a server on this machine."""

from __future__ import annotations

import asyncio
import socket
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import sqlalchemy as sa

from configuration import AT_NIGHT, AT_OPENING, OFFICE_HOURS, on_duty, people, receiver, source
from factories import SATURDAY_02, a_raw_item, a_verdict
from fakes import Clock, FakeReader
from monitor.config import load_config
from monitor.domain import pipeline
from monitor.domain.model import DeliveryState, Evidence, Kind, State, Topic
from monitor.inbox.server import serve_once
from monitor.jobs.desk import Desk
from monitor.links import Signer, Ticket
from monitor.store import Database, accounts, archive, decide, migrate, outbox, pulse, schema, sources
from monitor.store.accounts import LINK_LASTS, Invitation, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from monitor.domain.incident import Changes
    from monitor.domain.model import RawItem, Verdict

CRISIS = """[[route]]
name = "kris"
min_severity = 3
to = ["jour"]
repeat = "5m"
escalate = [ {{ after = "10m", to = ["tib"] }} ]
"""
CONFIG = "".join(
    [
        '[municipality]\ncode = "SE-1484"\nlanguage = "{language}"\n',
        source("paper", 'publisher = "Lysekilsposten"'),
        source("forum", 'role = "social"'),
        source("own", 'role = "own"', 'match = "everything"'),
        OFFICE_HOURS,
        'holidays = "SE"\n',
        people("Maria", "Per"),
        on_duty('fallback = "tib"'),
        receiver("tib"),
        receiver("team"),
        CRISIS,
        AT_NIGHT,
        AT_OPENING,
        '[web]\nlisten = "127.0.0.1:{port}"\n{web}\n',
    ]
)

WATER = a_verdict(3, because=(Evidence("Inget vatten", 0, 12, "water"), Evidence("Läcka", 24, 29, "operational")))
QUESTION = a_verdict(1, kind=Kind.QUESTION, topics=(Topic.SCHOOL,), state=State.NONE, because=())
THREAT = a_verdict(2, kind=Kind.CRISIS, topics=(Topic.HATE_THREAT,), because=())


class House:
    """Everything around an inbox, at Saturday 02:00 unless the clock is moved."""

    def __init__(self, folder: Path, language: str = "sv", web: str = "", mask: Callable[[str], str] = str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        path = folder / f"{language}.toml"
        path.write_text(CONFIG.format(language=language, port=self.port, web=web), encoding="utf-8")
        self.database = Database(f"sqlite:///{folder / 'monitor.db'}")
        migrate.upgrade(self.database)
        self.clock = Clock(SATURDAY_02)
        self.mask = mask
        nothing: Any = None
        reader: Any = FakeReader()
        self.desk = Desk(load_config(path), self.database, reader, nothing, nothing, self.clock.now)
        self.reader: FakeReader = reader
        self._read_since(SATURDAY_02 - timedelta(days=30))

    def _read_since(self, long_ago: datetime) -> None:
        names = [source.name for source in self.desk.plan.sources]
        sources.register(self.database, dict.fromkeys(names, ""), long_ago)
        read = {"first_success_at": long_ago, "last_success_at": SATURDAY_02, "health": "ok", "due_at": SATURDAY_02}
        with self.database.writing() as connection:
            sources.settle(connection, [{"name": name, **read} for name in names])

    # ---- what happens --------------------------------------------------------------------------------------------
    def publish(self, source: str = "paper", verdict: Verdict = WATER, **item: Any) -> Changes:
        """Let a source publish something, and decide on it."""
        raw = a_raw_item(**item)
        self.reader.taught = {"": verdict}
        return self._decide(raw, source)

    def _decide(self, raw: RawItem, source: str) -> Changes:
        now, desk = self.clock.now(), self.desk
        items = pipeline.prepare([raw], desk.source(source), "salt", now)
        with decide.deciding(self.database, desk.plan, items, now) as (world, connection):
            changes = pipeline.decide(pipeline.read(items, world.known, desk.reader), world, desk.oncall, now)
            decide.remember(connection, changes)
        return changes

    def tell(self) -> None:
        """Let every receiver take what is on its way."""
        for one in outbox.listed(self.database):
            if one.state is DeliveryState.PENDING:
                outbox.settle(self.database, [one], DeliveryState.SENT, self.clock.now(), person=one.person)

    def breathe(self) -> None:
        """Let the monitor give a sign of life, as the auditor does."""
        pulse.look(self.database, self.clock.now(), timedelta(minutes=5), timedelta(minutes=5))

    def live(self) -> House:
        """A night with something of everything in it."""
        self.breathe()
        self.publish("paper", key="1", title="Inget vatten i Lysekil")
        self.publish(
            "forum", key="2", title="", text="Inget vatten i Lysekil hos någon mer?", verdict=WATER, author="x"
        )
        self.publish("forum", key="3", title="", text="När öppnar skolan i Lysekil?", verdict=QUESTION)
        self.publish("paper", key="4", title="Vädret i Göteborg")
        self.tell()
        return self

    # ---- what is known -------------------------------------------------------------------------------------------
    def incident(self, number: int = 1) -> dict[str, Any]:
        """An incident as it is remembered."""
        found = archive.incident(self.database, number)
        assert found is not None
        return found

    def link(self, action: str = "take", receiver: str = "jour", incident: int = 1) -> str:
        """The path of a link in the alert that went to a receiver."""
        told = next(one for one in outbox.of_incident(self.database, incident) if one.receiver == receiver)
        return f"/answer/{Signer(self.desk.signing_key).sign(Ticket(incident, told.key, action))}"

    def invite(self, name: str = "", role: Role = Role.ADMIN, lasts: timedelta = LINK_LASTS) -> str:
        """The path of a one-time link; to a new password when the account exists."""
        now = self.clock.now()
        found = accounts.find(self.database, name) if name else None
        number, role = (found[0].id, found[0].role) if found else (None, role)
        return f"/join/{accounts.invite(self.database, Invitation(role, name, number, now + lasts), now)}"

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """All rows of all tables: to see whether anything changed."""
        with self.database.reading() as connection:
            return {
                table.name: [tuple(map(repr, row)) for row in connection.execute(sa.select(table))]
                for table in schema.metadata.sorted_tables
            }

    # ---- the inbox -----------------------------------------------------------------------------------------------
    @contextmanager
    def open(self) -> Iterator[Browser]:
        """The inbox, served on a port of this machine until the block ends."""
        loop = asyncio.new_event_loop()
        ended: list[BaseException] = []
        task: asyncio.Future[None] | None = None

        async def run() -> None:
            nonlocal task
            task = asyncio.ensure_future(serve_once(self.desk, self.mask))
            try:
                await task
            except asyncio.CancelledError:
                pass
            except Exception as error:
                ended.append(error)
                raise

        thread = threading.Thread(target=lambda: loop.run_until_complete(run()), daemon=True)
        thread.start()
        try:
            self._wait(ended)
            yield Browser(self.port)
        finally:
            if task is not None:
                loop.call_soon_threadsafe(task.cancel)
            thread.join(10)
            assert not thread.is_alive(), "the inbox did not end when it was cancelled"
            loop.close()

    def _wait(self, ended: list[BaseException]) -> None:
        pause = threading.Event()
        for _ in range(500):
            if ended:
                raise ended[0]
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            pause.wait(0.01)
        raise AssertionError("the inbox does not answer")

    def close(self) -> None:
        """Give everything back."""
        self.desk.close()
        self.database.close()


class Page:
    """An answer of the inbox."""

    def __init__(self, status: int, headers: dict[str, str], cookies: list[str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.cookies = cookies
        self.body = body

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode("utf-8")

    def field(self, name: str) -> str:
        """The value of a hidden field."""
        _, found, after = self.text.partition(f'name="{name}" value="')
        assert found, f"no field {name} on the page"
        return after.partition('"')[0]


class Browser:
    """Keeps cookies, follows no redirects by itself, and says where a form comes from as browsers do."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.host = f"127.0.0.1:{port}"
        self.cookies: dict[str, str] = {}
        self.address = "127.0.0.1"  # from where it comes

    def get(self, path: str, method: str = "GET", **headers: str) -> Page:
        """Ask for a page."""
        return self._ask(method, path, None, headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Page:
        """Send a form from one of the inbox's own pages."""
        given = {"origin": f"http://{self.host}", "content-type": "application/x-www-form-urlencoded"} | headers
        return self._ask("POST", path, urlencode(fields).encode(), given)

    def fill_in(self, page: str, path: str, **fields: str) -> Page:
        """Open a page, and send a form of it."""
        return self.post(path, {"token": self.get(page).field("token"), **fields})

    def join(self, link: str, password: str, **fields: str) -> Page:
        """Use a one-time link."""
        return self.fill_in(link, link, **{"new": password, "again": password, **fields})

    def log_in(self, name: str, password: str, **fields: str) -> Page:
        """Log in with an account."""
        return self.fill_in("/login", "/login", name=name, password=password, **fields)

    def another(self) -> Browser:
        """Somebody else's browser."""
        return Browser(self.port)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Page:
        sent = {"host": self.host, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20, source_address=(self.address, 0))
        try:
            connection.request(method, path, body, {name: value for name, value in sent.items() if value})
            answer = connection.getresponse()
            given = answer.headers.get_all("set-cookie") or []
            page = Page(answer.status, {k.lower(): v for k, v in answer.getheaders()}, given, answer.read())
        finally:
            connection.close()
        for line in given:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return page

"""Whatever breaks a source is noticed, called by its name, told once, and told once more when it is over."""

from __future__ import annotations

import gzip
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from loopback import Act, Exchange, Loopback, client, in_loop, loopback
from monitor.store import outages
from watchtower import Watchtower

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from monitor.store import Database

GOOD = """<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Bladet</title>
<item><title>Simhallen i Lysekil öppnar</title><link>https://bladet.example/1</link><guid>1</guid>
<pubDate>Tue, 24 Nov 2026 06:00:00 GMT</pubDate></item></channel></rss>""".encode()
PAGE = (
    b"<!doctype html><html><head><title>Nyheter</title></head><body><h1>Nyheter</h1><p>Allt om orten.</p></body></html>"
)
LOGIN = b'<!doctype html><html><head><title>Logga in</title></head><body><input type="password"></body></html>'
CAPTCHA = b"<!doctype html><html><head><title>Just a moment...</title></head><body>cf-chl</body></html>"
CONSENT = "<!doctype html><html><head><title>Innan du fortsätter</title></head><body></body></html>".encode()
WELL = 48  # sources that go on well, so that the others are less than a third
SOURCE = """
[[source]]
name = "{name}"
connector = "rss"
url = "{url}"
"""


@dataclass(frozen=True)
class Case:
    """A way to break a source: what its server does then, and how that is called."""

    name: str
    act: Act
    health: str
    fault: str


async def _hang(exchange: Exchange) -> None:
    await exchange.hang()


async def _reset(exchange: Exchange) -> None:
    exchange.reset()


async def _redirect_forever(exchange: Exchange) -> None:
    await exchange.answer(302, location=exchange.asked.target)


async def _redirect_inside(exchange: Exchange) -> None:
    await exchange.answer(302, location="http://10.0.0.1/feed")


async def _half_a_head(exchange: Exchange) -> None:
    await exchange.send(b"HTTP/1.1 200 OK\r\nContent-")
    exchange.close()


def _answers(status: int = 200, body: bytes = b"", **headers: str) -> Act:
    return lambda exchange: exchange.answer(status, body, **headers)


CASES = [
    Case("401", _answers(401), "blocked", "forbidden"),
    Case("403", _answers(403), "blocked", "forbidden"),
    Case("404", _answers(404), "gone", "not_found"),
    Case("410", _answers(410), "gone", "gone"),
    Case("429", _answers(429, retry_after="30"), "failing", "rate_limited"),
    Case("500", _answers(500), "failing", "server_error"),
    Case("503", _answers(503), "failing", "server_error"),
    Case("no answer", _hang, "failing", "timeout"),
    Case("reset", _reset, "failing", "unreachable"),
    Case("half a head", _half_a_head, "failing", "unreachable"),
    Case("redirect without end", _redirect_forever, "failing", "redirect"),
    Case("redirect into the private network", _redirect_inside, "blocked", "refused_address"),
    Case("HTML where a feed was", _answers(200, PAGE, content_type="text/html"), "failing", "not_a_feed"),
    Case("log-in page", _answers(200, LOGIN, content_type="text/html"), "blocked", "login_page"),
    Case("captcha", _answers(200, CAPTCHA, content_type="text/html"), "blocked", "captcha"),
    Case("consent page", _answers(200, CONSENT, content_type="text/html"), "blocked", "consent_page"),
    Case("empty 200", _answers(200, b"  \n"), "failing", "empty"),
    Case("JSON of another kind", _answers(200, b'{"error": "nope"}'), "failing", "not_a_feed"),
    Case("not unpackable", _answers(200, b"\x1f\x8bnonsense", content_encoding="gzip"), "failing", "encoding"),
    Case("too large", _answers(200, b"x" * 400_000), "failing", "too_large"),
    Case("a bomb", _answers(200, gzip.compress(b"x" * 5_000_000), content_encoding="gzip"), "failing", "too_large"),
    Case("beyond repair", _answers(200, b"<rss><channel><item><title>a"), "failing", "malformed"),
]


@asynccontextmanager
async def watching(
    database: Database, folder: Path, *names: str, **more: str
) -> AsyncIterator[tuple[Watchtower, Loopback]]:
    """A tower over a server on this machine whose feeds of these names all answer well."""
    async with loopback() as server:
        for name in names:
            server.answers(f"/{quote(name)}", 200, GOOD, content_type="application/rss+xml")
        toml = "".join(SOURCE.format(name=name, url=server.url(f"/{quote(name)}")) for name in names)
        toml += "".join(SOURCE.format(name=name, url=url) for name, url in more.items())
        async with client(allow_private=("127.0.0.1:*",), deadline=0.3, max_bytes=300_000, per_host=12) as http:
            tower = Watchtower(database, folder, http, toml)
            try:
                yield tower, server
            finally:
                tower.close()


@in_loop
async def test_every_fault_is_noticed_by_its_name_at_the_second_poll_and_told_at_the_third(
    database: Database, tmp_path: Path
) -> None:
    well = [f"well-{number}" for number in range(WELL)]
    broken = [case.name for case in CASES]
    async with watching(database, tmp_path, *well, *broken) as (tower, server):
        await tower.poll()
        assert {tower.source(name).health for name in broken} == {"ok"}
        for case in CASES:
            server.does(f"/{quote(case.name)}", case.act)
        for polls in (1, 2, 3):
            tower.clock.move(timedelta(minutes=5))
            await tower.poll(*broken)
            await tower.look()
            unnoticed = [name for name in broken if tower.source(name).health in {"ok", "new"}]
            assert (polls == 1) == bool(unnoticed), unnoticed
            assert (polls == 3) == bool(tower.said())
        rows = {case.name: tower.source(case.name) for case in CASES}

        assert {name: (row.health, row.fault) for name, row in rows.items()} == {
            case.name: (case.health, case.fault) for case in CASES
        }
        assert all((row.why or "").startswith(f"{row.fault}: ") for row in rows.values())
        (said,) = tower.said()
        assert (said.trouble, sorted(said.about)) == ("sources_gone", sorted(broken))


@in_loop
async def test_it_is_told_once_and_once_more_when_it_is_over_with_how_long_it_lasted(
    database: Database, tmp_path: Path
) -> None:
    async with watching(database, tmp_path, "bladet", "bygden", "kusten", "posten") as (tower, server):
        await tower.poll()
        server.answers("/bladet", 503)
        began = tower.clock.now()
        await tower.pass_time(timedelta(hours=2), timedelta(minutes=5))
        assert [(one.trouble, one.about) for one in tower.said()] == [("source_gone", ("bladet",))]
        assert tower.said()[0].at - began < timedelta(minutes=15)

        server.answers("/bladet", 200, GOOD)
        await tower.pass_time(timedelta(hours=2), timedelta(minutes=5))
        assert [one.trouble for one in tower.said()] == ["source_gone", "source_back"]
        assert tower.source("bladet").health == "ok"
        back = tower.heard[-1][1]
        assert [fact.name for fact in back.facts] == ["since", "lasted", "meaning"]
        with database.reading() as connection:
            (outage,) = outages.recent(connection, ["bladet"], began)["bladet"]
        assert outage.why.startswith("server_error: ")
        assert outage.ended_at is not None


@in_loop
async def test_polls_slow_down_to_half_an_hour_never_end_and_obey_the_server(
    database: Database, tmp_path: Path
) -> None:
    async with watching(database, tmp_path, "bladet", "bygden", "kusten", "posten") as (tower, server):
        await tower.poll()
        for status in (404, 410, 500):
            server.answers("/bladet", status)
            waits = []
            for _ in range(12):
                tower.clock.at = tower.source("bladet").due_at
                await tower.poll("bladet")
                waits.append(tower.source("bladet").due_at - tower.clock.now())
            assert waits[-1] > timedelta(minutes=25)
            assert max(waits) <= timedelta(minutes=30)
            server.answers("/bladet", 200, GOOD)
            tower.clock.at = tower.source("bladet").due_at
            await tower.poll("bladet")
            assert tower.source("bladet").health == "ok"
        server.answers("/bladet", 429, retry_after="7200")
        tower.clock.at = tower.source("bladet").due_at
        await tower.poll("bladet")
        assert tower.source("bladet").health == "failing"
        assert tower.source("bladet").due_at - tower.clock.now() >= timedelta(hours=2)


@in_loop
async def test_a_name_that_nobody_knows(database: Database, tmp_path: Path) -> None:
    async with watching(database, tmp_path, bladet="http://nowhere.invalid/feed") as (tower, _):
        await tower.poll()
        row = tower.source("bladet")
    assert (row.health, row.fault) == ("failing", "name_not_found")

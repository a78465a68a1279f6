"""What a channel relies on: one request, sent once, and errors that give no address away."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from loopback import Exchange, in_loop, loopback
from monitor.errors import TransportError
from monitor.net import open_network
from monitor.net.sender import HttpSender
from monitor.net.settings import HttpSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NOW = 1_795_000_000.0  # Wed, 18 Nov 2026 11:06:40 GMT
SECRET = "/hooks/hemlig-7531"


@asynccontextmanager
async def sender(**settings: Any) -> AsyncIterator[HttpSender]:
    made = HttpSender(HttpSettings(contact="test@kommun.example", **settings), wall=lambda: NOW)
    try:
        yield made
    finally:
        await made.aclose()


@in_loop
async def test_a_message_goes_to_an_address_inside_the_house_as_it_is() -> None:
    async with loopback() as server, sender() as out:
        server.answers(SECRET, body=b"ok", Content_Type="text/plain; charset=utf-8")
        answer = await out.request(
            "POST", server.url(SECRET), content=b'{"a":1}', headers={"Content-Type": "application/json"}
        )
        assert (answer.status, answer.text, answer.headers["content-type"]) == (200, "ok", "text/plain; charset=utf-8")
        asked = server.asked[0]
        assert (asked.method, asked.body, asked.headers["content-type"]) == ("POST", b'{"a":1}', "application/json")
        assert asked.headers["user-agent"].startswith("monitor/")


@pytest.mark.parametrize("status", [301, 302, 307, 400, 404, 410, 429, 500, 503])
@in_loop
async def test_every_status_is_an_answer_and_no_redirect_is_followed(status: int) -> None:
    async with loopback() as server, sender() as out:
        server.answers("/a", status, b"no", Location=server.url("/b"))
        answer = await out.request("POST", server.url("/a"), content=b"x")
        assert (answer.status, answer.text) == (status, "no")
        assert [asked.target for asked in server.asked] == ["/a"]


@pytest.mark.parametrize(
    ("header", "seconds"), [("30", 30.0), ("Wed, 18 Nov 2026 11:07:40 GMT", 60.0), ("bald", None), ("-1", None)]
)
@in_loop
async def test_how_long_to_wait_is_read_in_both_forms(header: str, seconds: float | None) -> None:
    async with loopback() as server, sender() as out:
        server.answers("/a", 429, Retry_After=header)
        assert (await out.request("POST", server.url("/a"))).retry_after == seconds


@in_loop
async def test_a_message_is_never_sent_twice_over_a_connection_that_died() -> None:
    async with loopback() as server, sender() as out:

        async def take_and_close(exchange: Exchange) -> None:
            exchange.close()

        server.answers("/ok", body=b"ok")
        server.does("/dies", take_and_close)
        await out.request("POST", server.url("/ok"))
        with pytest.raises(TransportError):
            await out.request("POST", server.url("/dies"), content=b"wake up")
        assert [asked.target for asked in server.asked] == ["/ok", "/dies"]
        assert {asked.connection for asked in server.asked} == {1, 2}


@in_loop
async def test_a_failure_says_what_happened_and_never_where() -> None:
    async with loopback() as server:
        gone = server.url(SECRET)
    async with loopback() as server, sender(deadline=0.2) as out:

        async def hang(exchange: Exchange) -> None:
            await exchange.hang()

        server.does(SECRET, hang)
        for url, permanent in (
            (gone, False),
            (server.url(SECRET), False),
            ("http://169.254.169.254" + SECRET, True),
            ("ftp://127.0.0.1" + SECRET, True),
            ("nonsense" + SECRET, True),
            ("http://[" + SECRET, True),
        ):
            with pytest.raises(TransportError) as failed:
                await out.request("POST", url)
            assert failed.value.permanent is permanent, url
            assert "hemlig" not in f"{failed.value} {failed.value!r}"
            assert failed.value.__cause__ is None
            assert failed.value.__suppress_context__


@in_loop
async def test_a_long_answer_is_cut_and_a_flood_is_refused() -> None:
    async with loopback() as server, sender() as out:
        server.answers("/long", body=b"x" * 500_000)
        server.answers("/flood", body=b"x" * 2_000_000)
        assert len((await out.request("POST", server.url("/long"))).text) == 10_000
        with pytest.raises(TransportError, match="too_large"):
            await out.request("POST", server.url("/flood"))


@in_loop
async def test_no_header_is_split() -> None:
    async with loopback() as server, sender() as out:
        server.answers("/a", body=b"ok")
        with pytest.raises(TransportError):
            await out.request("POST", server.url("/a"), headers={"X-Title": "a\r\nX-Injected: yes"})
        assert server.asked == []


@dataclass(frozen=True)
class Section:
    """``[http]`` of a configuration."""

    contact: str = "test@kommun.example"
    allow_private: tuple[str, ...] = ("127.0.0.1:*",)
    timeout: timedelta = timedelta(seconds=5)
    max_body: int = 100_000
    at_once: int = 10
    at_once_per_host: int = 2


@in_loop
async def test_the_network_opens_as_the_configuration_says() -> None:
    async with loopback() as server, open_network(Section()) as (client, out):
        server.answers("/a", body=b"x" * 90_000)
        server.answers("/b", body=b"x" * 110_000)
        assert len((await client.get(server.url("/a"))).body) == 90_000
        with pytest.raises(Exception, match=r"more than 0\.1 MB"):
            await client.get(server.url("/b"))
        assert (await out.request("GET", server.url("/a"))).status == 200

"""Connections: kept and reused, bounded in time and size, one answer for one request."""

from __future__ import annotations

import asyncio
import gzip
from typing import Any

import httpx
import pytest

from loopback import OPEN, Act, Exchange, client, in_loop, loopback
from monitor.errors import Fault, SourceError
from monitor.net.settings import HttpSettings
from monitor.net.transport import Transport

HEAD = b"HTTP/1.1 200 OK\r\n"


async def fault_of(path: str, act: Act | None = None, *parts: bytes, **settings: Any) -> SourceError:
    async with loopback() as server, client(**{"deadline": 2.0, **settings}) as http:
        if act is not None:
            server.does(path, act)
        else:
            server.sends(path, *parts)
        with pytest.raises(SourceError) as failed:
            await http.get(server.url(path))
        return failed.value


@in_loop
async def test_a_connection_is_kept_and_used_again() -> None:
    async with loopback() as server, client() as http:
        server.answers("/a", body=b"one")
        server.answers("/b", body=b"two")
        assert (await http.get(server.url("/a"))).body == b"one"
        assert (await http.get(server.url("/b"))).body == b"two"
        assert [asked.connection for asked in server.asked] == [1, 1]


@in_loop
async def test_a_kept_connection_that_the_server_closed_is_replaced_without_a_word() -> None:
    async with loopback() as server, client() as http:

        async def answer_and_close(exchange: Exchange) -> None:
            await exchange.answer(body=b"x")
            exchange.close()

        server.does("/a", answer_and_close)
        for _ in range(3):
            assert (await http.get(server.url("/a"))).body == b"x"


@in_loop
async def test_a_server_that_closes_every_connection_unanswered_is_a_fault_and_no_loop() -> None:
    async with loopback() as server, client() as http:

        async def close(exchange: Exchange) -> None:
            exchange.close()

        server.answers("/a", body=b"x")
        server.does("/b", close)
        await http.get(server.url("/a"))
        with pytest.raises(SourceError) as failed:
            await http.get(server.url("/b"))
        assert failed.value.fault is Fault.UNREACHABLE
        assert [asked.target for asked in server.asked] == ["/a", "/b", "/b"]


@in_loop
async def test_bytes_that_nobody_asked_for_are_never_taken_for_the_next_answer() -> None:
    async with loopback() as server, client() as http:
        smuggled = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"

        async def two_answers(exchange: Exchange) -> None:
            await exchange.send(HEAD + b"Content-Length: 2\r\n\r\nok" + smuggled)

        server.does("/a", two_answers)
        server.answers("/b", body=b"true")
        assert (await http.get(server.url("/a"))).body == b"ok"
        assert (await http.get(server.url("/b"))).body == b"true"
        assert [asked.connection for asked in server.asked] == [1, 2]


@in_loop
async def test_late_bytes_on_an_idle_connection_close_it() -> None:
    async with loopback() as server, client() as http:
        sent = asyncio.Event()

        async def answer_then_more(exchange: Exchange) -> None:
            await exchange.answer(body=b"x")
            await sent.wait()
            await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged")

        server.does("/a", answer_then_more)
        server.answers("/b", body=b"true")
        await http.get(server.url("/a"))
        sent.set()
        await asyncio.sleep(0.05)
        assert (await http.get(server.url("/b"))).body == b"true"


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        (HEAD + b"\r\nwhole", b"whole"),
        (b"HTTP/1.0 200 OK\r\n\r\nold", b"old"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", b"abcde"),
        (b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + HEAD + b"Content-Length: 2\r\n\r\nok", b"ok"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + HEAD + b"Content-Length: 2\r\n\r\nok", b"ok"),
    ],
)
@in_loop
async def test_every_way_to_end_an_answer_is_understood(answer: bytes, body: bytes) -> None:
    async with loopback() as server, client() as http:
        server.sends("/a", answer)
        reply = await http.get(server.url("/a"))
        assert (reply.body, reply.headers.get("link")) == (body, None)


@in_loop
async def test_a_304_has_no_body_whatever_length_it_declares() -> None:
    async with loopback() as server, client() as http:

        async def act(exchange: Exchange) -> None:
            if "if-none-match" in exchange.asked.headers:
                await exchange.send(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nContent-Length: 500\r\n\r\n')
            else:
                await exchange.answer(body=b"x", ETag='"1"')

        server.does("/a", act)
        first = await http.get(server.url("/a"))
        again = await http.get(server.url("/a"), cursor=first.marks)
        assert again.unchanged
        assert again.status == 304


@in_loop
async def test_an_answer_in_pieces_comes_whole() -> None:
    async with loopback() as server, client() as http:
        raw = HEAD + b"Content-Length: 6\r\nX-A: 1\r\n\r\nfeeds!"

        async def byte_by_byte(exchange: Exchange) -> None:
            for at in range(len(raw)):
                await exchange.send(raw[at : at + 1])
                await asyncio.sleep(0)

        server.does("/a", byte_by_byte)
        reply = await http.get(server.url("/a"))
        assert (reply.body, reply.headers["x-a"]) == (b"feeds!", "1")


# ---- faults ------------------------------------------------------------------------------------------------------
async def _hang(exchange: Exchange) -> None:
    await exchange.hang()


async def _hang_after_head(exchange: Exchange) -> None:
    await exchange.send(HEAD + b"Content-Length: 100\r\n\r\n")
    await exchange.hang()


async def _drip(exchange: Exchange) -> None:
    await exchange.send(HEAD + b"Content-Length: 100000\r\n\r\n")
    while True:
        await exchange.send(b"x")
        await asyncio.sleep(0.01)


async def _drip_head(exchange: Exchange) -> None:
    await exchange.send(HEAD)
    while True:
        await exchange.send(b"X: y\r\n")
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("act", [_hang, _hang_after_head, _drip, _drip_head])
@in_loop
async def test_every_kind_of_slowness_ends_at_the_deadline(act: Act) -> None:
    began = asyncio.get_running_loop().time()
    failed = await fault_of("/a", act, deadline=0.3)
    assert failed.fault is Fault.TIMEOUT
    assert asyncio.get_running_loop().time() - began < 2


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (b"\x16\x03\x01\x00\xa5 what?", Fault.MALFORMED),
        (b"<rss><channel></channel></rss>", Fault.MALFORMED),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n<rss>\r\n", Fault.MALFORMED),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", Fault.MALFORMED),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 50, Fault.MALFORMED),
        (b"", Fault.UNREACHABLE),
        (b"HTTP/1.1 200 OK\r\nContent-", Fault.UNREACHABLE),
        (HEAD + b"X-Big: " + b"a" * (1 << 20) + b"\r\n\r\n", Fault.TOO_LARGE),
        (HEAD + b"X: a\r\n" * 20_000 + b"\r\n", Fault.TOO_LARGE),
        (HEAD + b"Content-Length: 10737418240\r\n\r\nx", Fault.TOO_LARGE),
        (HEAD + b"\r\n" + b"x" * 200_000, Fault.TOO_LARGE),
        (HEAD + b"Content-Encoding: br\r\nContent-Length: 1\r\n\r\nx", Fault.ENCODING),
        (b"HTTP/1.1 204 No Content\r\n\r\n", Fault.EMPTY),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
@in_loop
async def test_what_is_no_answer_has_its_fault(answer: bytes, fault: Fault) -> None:
    failed = await fault_of("/a", None, answer, max_bytes=100_000)
    assert failed.fault is fault, failed.detail


@in_loop
async def test_an_endless_answer_is_cut_off_at_the_limit() -> None:
    sent = 0

    async def endless(exchange: Exchange) -> None:
        nonlocal sent
        await exchange.send(HEAD + b"\r\n")
        while True:
            await exchange.send(b"<item/>" * 5000)
            sent += 35_000

    failed = await fault_of("/a", endless, max_bytes=500_000)
    assert failed.fault is Fault.TOO_LARGE
    assert sent < 20_000_000


@in_loop
async def test_few_large_answers_are_held_at_once_and_all_of_them_come() -> None:
    async with loopback() as server, client(large_at_once=2, per_host=20, per_host_open=20) as http:
        server.answers("/large", body=b"x" * 2_000_000)
        server.answers("/small", body=b"x" * 100_000)
        replies = await asyncio.gather(*(http.get(server.url(path)) for path in ["/large"] * 8 + ["/small"] * 8))
        assert sorted(len(reply.body) for reply in replies) == [100_000] * 8 + [2_000_000] * 8


@in_loop
async def test_a_large_answer_that_fails_gives_its_place_to_the_next() -> None:
    async with loopback() as server, client(large_at_once=1, per_host=20, deadline=5.0) as http:

        async def break_off(exchange: Exchange) -> None:
            await exchange.send(HEAD + b"Content-Length: 2000000\r\n\r\n" + b"x" * 400_000)
            await asyncio.sleep(0.05)
            exchange.reset()

        server.does("/breaks", break_off)
        server.answers("/large", body=b"x" * 1_000_000)
        asked = [http.get(server.url(path)) for path in ("/breaks", "/large", "/breaks", "/large")]
        replies = await asyncio.gather(*asked, return_exceptions=True)
        assert [type(reply).__name__ for reply in replies] == ["SourceError", "Reply", "SourceError", "Reply"]


@in_loop
async def test_a_connection_that_is_reset_is_a_fault_and_half_an_answer_only_for_who_asks() -> None:
    async with loopback() as server, client() as http:

        async def reset(exchange: Exchange) -> None:
            await exchange.send(HEAD + b"Content-Length: 100\r\n\r\nhalf")
            await asyncio.sleep(0.05)
            exchange.reset()

        server.does("/a", reset)
        with pytest.raises(SourceError) as failed:
            await http.get(server.url("/a"))
        assert failed.value.fault is Fault.UNREACHABLE
        half = await http.get(server.url("/a"), partial=True)
        assert (half.body, half.cut, half.marks) == (b"half", True, {})


@in_loop
async def test_nobody_listens() -> None:
    async with loopback() as server:
        address = server.url("/a")
    async with client() as http:
        with pytest.raises(SourceError) as failed:
            await http.get(address)
    assert failed.value.fault is Fault.UNREACHABLE
    assert "refuses connections" in failed.value.detail


@in_loop
async def test_who_gives_up_waiting_leaves_no_connection_behind() -> None:
    async with loopback() as server, client() as http:
        server.does("/a", _hang)
        task = asyncio.ensure_future(http.get(server.url("/a")))
        await server.was_asked(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await server.was_left()


# ---- what is packed ----------------------------------------------------------------------------------------------
@in_loop
async def test_gzip_is_asked_for_and_unpacked_also_where_nobody_says_so() -> None:
    async with loopback() as server, client() as http:
        server.answers("/said", body=gzip.compress(b"<rss/>"), Content_Encoding="gzip")
        server.answers("/unsaid", body=gzip.compress(b"<rss/>"), Content_Type="application/gzip")
        for path in ("/said", "/unsaid"):
            reply = await http.get(server.url(path), headers={"Accept-Encoding": "br, zstd"})
            assert reply.body == b"<rss/>"
            assert "content-encoding" not in reply.headers
        assert {asked.headers["accept-encoding"] for asked in server.asked} == {"gzip"}


# ---- as httpx's transport ----------------------------------------------------------------------------------------
@in_loop
async def test_it_serves_httpx_itself() -> None:
    transport = Transport(HttpSettings(allow_private=OPEN))
    async with loopback() as server, httpx.AsyncClient(transport=transport, trust_env=False) as http:
        server.answers("/a", body=gzip.compress("å".encode()), Content_Encoding="gzip", Content_Type="text/plain")
        response = await http.post(server.url("/a"), content=b"question")
        assert (response.status_code, response.text) == (200, "å")
        assert server.asked[0].body == b"question"


@in_loop
async def test_a_line_break_in_a_header_never_reaches_the_wire() -> None:
    async with loopback() as server, client() as http:
        server.answers("/a", body=b"x")
        with pytest.raises(SourceError) as failed:
            await http.get(server.url("/a"), headers={"X-A": "1\r\nX-Injected: yes"})
        assert failed.value.fault is Fault.INTERNAL
        assert server.asked == []


@in_loop
async def test_idle_connections_are_bounded() -> None:
    async with loopback() as server, client(idle_connections=2, per_host=10) as http:
        server.answers("/a", body=b"x")
        await asyncio.gather(*(http.get(server.url("/a", f"127.0.0.{number}")) for number in range(1, 2)))
        await asyncio.gather(*(http.get(server.url("/a")) for _ in range(8)))
        transport = http._transport
        assert isinstance(transport, Transport)
        assert transport._idle_count <= 2

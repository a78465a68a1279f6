"""What a connector relies on: conditional requests, redirects, and errors that give no secret away."""

from __future__ import annotations

import asyncio
import gzip
import time

import pytest

from loopback import Act, Exchange, client, in_loop, loopback
from monitor import __version__
from monitor.errors import Fault, SourceError
from monitor.net.client import read_url
from monitor.net.marks import AGE_MOST, POLLS_MOST

SECRET = "token=hemlig-7531"


@in_loop
async def test_it_says_who_it_is_and_keeps_no_cookies() -> None:
    async with loopback() as server, client() as http:
        server.answers("/a", body=b"x", Set_Cookie="id=1")
        await http.get(server.url("/a"))
        await http.get(server.url("/a"), params={"q": "vatten läcka"})
        first, second = server.asked
        assert first.headers["user-agent"] == f"monitor/{__version__} (+test@kommun.example)"
        assert "cookie" not in second.headers
        assert second.target.replace("+", "%20") == "/a?q=vatten%20l%C3%A4cka"


# ---- what changed ------------------------------------------------------------------------------------------------
def with_etag(*bodies: bytes) -> Act:
    """A path that shows one body after another, each with an ETag of its own."""
    turns = list(bodies)

    async def act(exchange: Exchange) -> None:
        body = turns.pop(0) if len(turns) > 1 else turns[0]
        tag = f'"{body.decode()}"'
        if exchange.asked.headers.get("if-none-match") == tag:
            await exchange.answer(304, ETag=tag)
        else:
            await exchange.answer(body=body, ETag=tag)

    return act


@in_loop
async def test_what_did_not_change_is_not_sent_again() -> None:
    async with loopback() as server, client() as http:
        server.does("/a", with_etag(b"one", b"one", b"two"))
        cursor = (await http.get(server.url("/a"))).marks
        same = await http.get(server.url("/a"), cursor=cursor)
        assert (same.unchanged, same.body) == (True, b"")
        cursor |= same.marks
        changed = await http.get(server.url("/a"), cursor=cursor)
        assert (changed.unchanged, changed.body) == (False, b"two")


@in_loop
async def test_the_same_body_without_validators_is_not_changed_either() -> None:
    async with loopback() as server, client() as http:
        server.answers("/a", body=b"same")
        cursor = (await http.get(server.url("/a"))).marks
        again = await http.get(server.url("/a"), cursor=cursor)
        assert (again.status, again.unchanged, again.body) == (200, True, b"")


@in_loop
async def test_an_empty_answer_is_no_answer_that_did_not_change() -> None:
    async with loopback() as server, client() as http:
        server.answers("/a", body=b"")
        assert not (await http.get(server.url("/a"))).unchanged


@in_loop
async def test_a_server_that_says_not_changed_for_ever_is_found_out() -> None:
    async with loopback() as server, client() as http:

        async def stuck(exchange: Exchange) -> None:
            if "if-none-match" in exchange.asked.headers:
                await exchange.answer(304, ETag='"stuck"')
            else:
                await exchange.answer(body=f"{len(server.asked)}".encode(), ETag='"stuck"')

        server.does("/a", stuck)
        cursor = (await http.get(server.url("/a"))).marks
        for _ in range(POLLS_MOST):
            reply = await http.get(server.url("/a"), cursor=cursor)
            cursor |= reply.marks
            if not reply.unchanged:
                return
        pytest.fail("twenty polls, and what came after was still hidden")


@in_loop
async def test_not_changed_in_answer_to_an_unconditional_question_is_a_fault() -> None:
    async with loopback() as server, client() as http:
        server.answers("/a", 304)
        with pytest.raises(SourceError) as failed:
            await http.get(server.url("/a"))
        assert (failed.value.fault, failed.value.status) == (Fault.SERVER_ERROR, 304)


@in_loop
async def test_after_a_day_it_asks_without_conditions() -> None:
    times = [1_795_000_000.0]
    async with loopback() as server, client(wall=lambda: times[0]) as http:
        server.answers("/a", body=b"x", ETag='"1"')
        cursor = (await http.get(server.url("/a"))).marks
        times[0] += AGE_MOST
        await http.get(server.url("/a"), cursor=cursor)
        assert "if-none-match" not in server.asked[-1].headers


# ---- redirects ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("status", "permanent"), [(301, True), (308, True), (302, False), (303, False), (307, False)])
@in_loop
async def test_redirects_are_followed_and_a_permanent_one_is_told(status: int, permanent: bool) -> None:
    async with loopback() as server, client() as http:
        server.answers("/old", status, Location="/new?x=1#part")
        server.answers("/new", body=b"here")
        reply = await http.get(server.url("/old"))
        assert (reply.body, reply.url) == (b"here", server.url("/new?x=1"))
        assert reply.moved_to == (server.url("/new?x=1") if permanent else None)


@in_loop
async def test_one_temporary_step_makes_the_whole_way_temporary() -> None:
    async with loopback() as server, client() as http:
        server.answers("/1", 301, Location="/2")
        server.answers("/2", 302, Location="/3")
        server.answers("/3", body=b"x")
        assert (await http.get(server.url("/1"))).moved_to is None


@pytest.mark.parametrize(
    ("location", "fault"),
    [
        ("/loop", Fault.REDIRECT),
        ("file:///etc/passwd", Fault.REDIRECT),
        ("gopher://127.0.0.1:25/_HELO", Fault.REDIRECT),
        ("data:text/xml,<rss/>", Fault.REDIRECT),
        ("http://[::1", Fault.REDIRECT),
        ("http:127.0.0.1/", Fault.REDIRECT),
        ("http:///127.0.0.1/", Fault.REDIRECT),
        ("http://a\\@127.0.0.1/", Fault.REDIRECT),
        ("", Fault.REDIRECT),
        ("http://169.254.169.254/latest/meta-data/", Fault.REFUSED_ADDRESS),
        ("http://10.0.0.1/", Fault.REFUSED_ADDRESS),
        ("//[::ffff:10.0.0.1]/", Fault.REFUSED_ADDRESS),
        ("http://user:password@127.0.0.1/", Fault.REFUSED_ADDRESS),
        ("http://127.0.0.1:22/", Fault.REFUSED_ADDRESS),
    ],
)
@in_loop
async def test_a_redirect_leads_nowhere_that_may_not_be_read(location: str, fault: Fault) -> None:
    async with loopback() as server, client(allow_private=("127.0.0.1:*",)) as http:
        server.answers("/loop", 302, Location=location)
        with pytest.raises(SourceError) as failed:
            await http.get(server.url("/loop"))
        assert failed.value.fault is fault, failed.value.detail
        assert len(server.asked) <= 6


@in_loop
async def test_another_port_of_an_opened_machine_is_not_opened_by_a_redirect() -> None:
    async with loopback() as server, loopback() as inner, client() as http:
        server.answers("/a", 302, Location=inner.url("/secret"))
        with pytest.raises(SourceError) as failed:
            await http.get(server.url("/a"))
        assert failed.value.fault is Fault.REFUSED_ADDRESS
        assert inner.connections == 0


@in_loop
async def test_a_kept_connection_is_no_way_around_the_guard() -> None:
    async with loopback() as server, loopback() as inner, client() as http:
        inner.answers("/secret", body=b"x")
        await http.get(inner.url("/secret"))  # now there is a kept connection to it
        server.answers("/a", 302, Location=inner.url("/secret"))
        with pytest.raises(SourceError):
            await http.get(server.url("/a"))
        assert len(inner.asked) == 1


@in_loop
async def test_what_a_connector_sends_does_not_go_along_to_another_origin() -> None:
    async with loopback() as server, client(names={"a.example": ["127.0.0.1"], "b.example": ["127.0.0.1"]}) as http:
        server.answers("/a", 302, Location=server.url("/b", "b.example"))
        server.answers("/same", 302, Location="/b")
        server.answers("/b", body=b"x")
        headers = {"Authorization": "Bearer 123", "X-Api-Key": "456", "Accept-Language": "sv"}
        await http.get(server.url("/a", "a.example"), headers=headers)
        elsewhere = server.asked[-1].headers
        assert "authorization" not in elsewhere
        assert "x-api-key" not in elsewhere
        assert elsewhere["accept-language"] == "sv"
        await http.get(server.url("/same", "a.example"), headers=headers)
        assert server.asked[-1].headers["authorization"] == "Bearer 123"


@in_loop
async def test_one_deadline_covers_all_hops() -> None:
    async with loopback() as server, client(deadline=0.5) as http:

        async def slow_hop(exchange: Exchange) -> None:
            await asyncio.sleep(0.2)
            await exchange.answer(302, Location="/hop")

        server.does("/hop", slow_hop)
        began = time.monotonic()
        with pytest.raises(SourceError) as failed:
            await http.get(server.url("/hop"))
        assert failed.value.fault is Fault.TIMEOUT
        assert time.monotonic() - began < 2


# ---- what is said of a failure -----------------------------------------------------------------------------------
@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 500, 503])
@in_loop
async def test_an_error_names_the_host_and_no_secret(status: int) -> None:
    async with loopback() as server, client() as http:
        server.answers("/hemlig-stig", status, Retry_After="90")
        with pytest.raises(SourceError) as failed:
            await http.get(f"{server.url('/hemlig-stig')}?{SECRET}")
        assert failed.value.retry_after == 90
        assert "127.0.0.1" in failed.value.detail
        assert "hemlig" not in str(failed.value) + repr(failed.value)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://feeds.example/a",
        "file:///etc/passwd",
        "feed:http://127.0.0.1/",
        "//127.0.0.1/",
        "http:///127.0.0.1/",
        "http:127.0.0.1/",
        "ht\ttp://127.0.0.1/",
        "http://127.0.0.1\n.feeds.example/",
        " http://127.0.0.1/",
        "http://127.0.0.1\\@feeds.example/",
        "http://feeds.example/ HTTP/1.1\r\nX: y",
        "http://feeds.example:99999/",
        "http://user@feeds.example/",
        "http://127.0.0.1%00.feeds.example/",
        "http://127.0.0.1%2f.feeds.example/",
        "",
    ],
)
@in_loop
async def test_an_address_that_two_programs_could_read_differently_is_not_read_at_all(url: str) -> None:
    async with client(allow_private=(), names={"feeds.example": ["127.0.0.1"]}) as http:
        with pytest.raises(SourceError) as failed:
            await http.get(url)
        assert failed.value.fault is Fault.REFUSED_ADDRESS, failed.value.detail


def test_foreign_letters_in_an_address_are_written_as_the_wire_wants_them() -> None:
    url = read_url("https://räddning.example/å?q=ä")
    assert (url.raw_host, url.raw_path) == (b"xn--rddning-5wa.example", b"/%C3%A5?q=%C3%A4")


# ---- questions ---------------------------------------------------------------------------------------------------
@in_loop
async def test_a_question_is_posted_and_follows_no_redirect() -> None:
    async with loopback() as server, client() as http:
        server.answers("/q", body=b"answer")
        server.answers("/moved", 307, Location="/q")
        reply = await http.post(server.url("/q"), content=b"<REQUEST/>", headers={"Content-Type": "text/xml"})
        assert reply.body == b"answer"
        assert server.asked[0].body == b"<REQUEST/>"
        assert server.asked[0].headers["content-type"] == "text/xml"
        with pytest.raises(SourceError):
            await http.post(server.url("/moved"), content=b"x")


@in_loop
async def test_a_host_that_hangs_on_one_address_delays_its_others_by_its_patience_only() -> None:
    async with loopback() as server, client(patience=0.05, deadline=20.0) as http:

        async def hang(exchange: Exchange) -> None:
            await exchange.hang()

        server.does("/hangs", hang)
        server.answers("/fine", body=b"x")
        hanging = [asyncio.ensure_future(http.get(server.url("/hangs"))) for _ in range(2)]
        await server.was_asked(2)
        reply = await asyncio.wait_for(http.get(server.url("/fine")), 5)
        assert reply.body == b"x"
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)


@in_loop
async def test_an_answer_that_is_known_to_be_large_may_be_larger_than_the_others() -> None:
    packed = gzip.compress(b"<x/>" * 2_000)
    async with loopback() as server, client(max_bytes=1_000) as http:
        server.answers("/plain", body=b"x" * 5_000)
        server.answers("/packed", body=packed, Content_Encoding="gzip")
        for path in ("/plain", "/packed"):
            with pytest.raises(SourceError, match="too_large"):
                await http.get(server.url(path))
        assert len((await http.get(server.url("/plain"), most=10_000)).body) == 5_000
        assert len((await http.get(server.url("/packed"), most=10_000)).body) == 8_000
        with pytest.raises(SourceError, match="too_large"):
            await http.get(server.url("/plain"), most=4_000)

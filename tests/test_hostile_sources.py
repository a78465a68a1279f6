"""A source that wishes us ill, from the socket to the item: what it may cost, and that no neighbour pays for it."""

from __future__ import annotations

import asyncio
import gzip
import json
import sys
import time
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from connectors.rss import Connector
from loopback import Act, Exchange, Loopback, client, in_loop, loopback
from monitor.contract import Batch, Visit
from monitor.errors import Fault, SourceError
from recorded import LYSEKIL, NOW

if TYPE_CHECKING:
    from monitor.net.client import HttpClient

GOOD = "<item><title>Läcka på Kajgatan</title><guid>good</guid><link>https://paper.example/good</link></item>"
MEMORY = 300 << 20  # what the daemon and its parsers may grow to together, whatever comes
APART = str(Path(__file__).with_name("hostile_polls.py"))
CPU = 8.0  # seconds for one answer, all processes together


def feed(*entries: str, pre: str = "", post: str = "") -> bytes:
    return f'{pre}<rss version="2.0"><channel><title>x</title>{"".join(entries)}</channel></rss>{post}'.encode(
        "utf-8", "surrogatepass"
    )


def entry(title: str, key: str = "k") -> str:
    return f"<item><title>{title}</title><guid>{key}</guid></item>"


def served(body: bytes, **headers: str) -> Act:
    return lambda exchange: exchange.answer(200, body, **headers)


async def endless(exchange: Exchange) -> None:
    await exchange.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunk = entry("Evakuering oändlig").encode() * 500
    while True:
        await exchange.send(b"%x\r\n%s\r\n" % (len(chunk), chunk))


async def drip(exchange: Exchange) -> None:
    await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<rss>")
    while True:
        await exchange.send(b" ")
        await asyncio.sleep(0.05)


async def hang(exchange: Exchange) -> None:
    await exchange.hang()


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)) + '<!ENTITY a0 "lol">'

ANSWERS: dict[str, tuple[Act, Fault | list[str]]] = {
    "gzip bomb": (served(gzip.compress(b" " * (200 << 20)), Content_Encoding="gzip"), Fault.TOO_LARGE),
    "two layers of gzip": (
        served(gzip.compress(gzip.compress(b" " * (50 << 20))), Content_Encoding="gzip, gzip"),
        Fault.ENCODING,
    ),
    "two layers unsaid": (served(gzip.compress(gzip.compress(feed(GOOD)))), Fault.NOT_A_FEED),
    "deflate bomb": (served(zlib.compress(b" " * (200 << 20)), Content_Encoding="deflate"), Fault.TOO_LARGE),
    "brotli": (served(b"\x5b\xff\xff", Content_Encoding="br"), Fault.ENCODING),
    "plain text that says it is gzip": (served(feed(GOOD), Content_Encoding="gzip"), Fault.ENCODING),
    "gzip that nobody announced": (served(gzip.compress(feed(GOOD))), ["Läcka på Kajgatan"]),
    "endless": (endless, Fault.TOO_LARGE),
    "drip": (drip, Fault.TIMEOUT),
    "hang": (hang, Fault.TIMEOUT),
    "billion laughs": (
        served(feed(entry("&a9;"), GOOD, pre=f"<!DOCTYPE rss [{LAUGHS}]>")),
        ["&a9;", "Läcka på Kajgatan"],
    ),
    "external entity": (
        served(feed(entry("&x;"), GOOD, pre='<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>')),
        ["&x;", "Läcka på Kajgatan"],
    ),
    "comments without end": (
        served(feed(f"<item><title>x</title><description><![CDATA[{'<!--' * 250_000}]]></description></item>", GOOD)),
        ["x", "Läcka på Kajgatan"],
    ),
    "a hundred thousand attributes": (
        served(feed("<item " + " ".join(f'a{n}="1"' for n in range(100_000)) + "/>", GOOD)),
        ["Läcka på Kajgatan"],
    ),
    "half a million open elements": (served(b"<rss><channel><item>" + b"<a>" * 500_000), Fault.MALFORMED),
    "a title of megabytes": (served(feed(entry("x" * 3_000_000), GOOD)), ["x" * 499 + "…", "Läcka på Kajgatan"]),
    "half a character": (
        served(feed(entry("a&#xD83D;b \ud83d c \ud83d\ude80"), GOOD)),
        ["ab \ufffd c 🚀", "Läcka på Kajgatan"],
    ),
    "no character": (served(feed(entry("a&#x110000;&#0;\x00b"), GOOD)), ["a\ufffdb", "Läcka på Kajgatan"]),
    "no charset": (served(feed(GOOD), Content_Type="text/xml; charset=unicode_escape"), ["Läcka på Kajgatan"]),
    "Latin-1 under UTF-8": (
        served(b"<?xml version='1.0' encoding='utf-8'?>" + feed(GOOD).decode().encode("latin-1")),
        ["Läcka på Kajgatan"],
    ),
    "a path": (served(b"/etc/passwd"), Fault.NOT_A_FEED),
    "an address": (served(b"http://127.0.0.1/"), Fault.NOT_A_FEED),
    "deep JSON": (served(b'{"version":"1","items":' + b"[" * 200_000 + b"]" * 200_000 + b"}"), Fault.MALFORMED),
    "a number without end": (served(b'{"version":"1","items":[{"id":' + b"9" * 200_000 + b"}]}"), Fault.MALFORMED),
    "binary": (served(bytes(range(256)) * 400), Fault.NOT_A_FEED),
    "a status of nonsense": (lambda exchange: exchange.answer(599), Fault.SERVER_ERROR),
}


async def poll(http: HttpClient, server: Loopback, path: str) -> Batch:
    return await Connector(url=server.url(path)).poll(http, {}, Visit(NOW, LYSEKIL))


@pytest.mark.parametrize("name", sorted(ANSWERS))
@in_loop
async def test_it_costs_little_and_its_neighbour_is_read(name: str) -> None:
    act, expected = ANSWERS[name]
    async with loopback() as server, client(deadline=1.0) as http:
        server.does("/ill", act)
        server.answers("/well", body=feed(GOOD))
        began = time.process_time()
        if isinstance(expected, Fault):
            with pytest.raises(SourceError) as failed:
                await poll(http, server, "/ill")
            assert failed.value.fault is expected, failed.value.detail
        else:
            batch = await poll(http, server, "/ill")
            assert [item.title for item in batch.items] == expected
        assert time.process_time() - began < CPU
        assert [item.id for item in (await poll(http, server, "/well")).items] == ["good"]


@in_loop
async def test_through_all_of_them_the_daemon_and_its_parsers_together_stay_small() -> None:
    async with loopback() as server:
        for number, (act, _) in enumerate(ANSWERS.values()):
            server.does(f"/{number}", act)
        urls = [server.url(f"/{number}") for number in range(len(ANSWERS))]
        process = await asyncio.create_subprocess_exec(sys.executable, APART, *urls, stdout=asyncio.subprocess.PIPE)
        said, _ = await process.communicate()
    told = json.loads(said)
    expected = [outcome if isinstance(outcome, Fault) else "" for _, outcome in ANSWERS.values()]
    assert list(told["faults"].values()) == expected
    assert told["bytes"] < MEMORY


@in_loop
async def test_many_sources_that_hang_delay_none_of_the_others() -> None:
    async with loopback() as server, client(deadline=20.0, patience=0.2) as http:
        server.does("/hangs", hang)
        server.answers("/well", body=feed(GOOD))
        hanging = [asyncio.ensure_future(poll(http, server, "/hangs")) for _ in range(6)]
        await server.was_asked(2)
        began = asyncio.get_running_loop().time()
        batches = await asyncio.gather(*(poll(http, server, "/well") for _ in range(20)))
        assert asyncio.get_running_loop().time() - began < 5
        assert all(len(batch.items) == 1 for batch in batches)
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)


@in_loop
async def test_a_hundred_thousand_entries_are_read_as_far_as_is_sane() -> None:
    body = (
        b"<rss><channel>"
        + b"".join(b"<item><title>t</title><guid>%d</guid></item>" % n for n in range(100_000))
        + b"</channel></rss>"
    )
    async with loopback() as server, client(deadline=30.0) as http:
        server.answers("/ill", body=gzip.compress(body), Content_Encoding="gzip")
        batch = await poll(http, server, "/ill")
    assert len(batch.items) == 5_000
    assert "100000 entries" in batch.notes[0]


@in_loop
async def test_while_a_bomb_is_defused_the_loop_turns() -> None:
    """Parsing happens elsewhere, so nothing here waits: deliveries, clocks, other polls."""
    async with loopback() as server, client(deadline=30.0) as http:
        body = feed(f"<item><title>x</title><description><![CDATA[{'<!--' * 250_000}]]></description></item>", GOOD)
        server.answers("/ill", body=body)
        longest = 0.0

        async def watch() -> None:
            nonlocal longest
            while True:
                began = time.perf_counter()
                await asyncio.sleep(0.005)
                longest = max(longest, time.perf_counter() - began)

        await poll(http, server, "/ill")  # the process for parsing is there
        watching = asyncio.ensure_future(watch())
        for _ in range(3):
            await poll(http, server, "/ill")
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
    assert longest < 0.5

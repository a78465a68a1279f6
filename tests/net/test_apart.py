"""Parsing apart: what a child process may do to us, and what it may not."""

from __future__ import annotations

import asyncio
import json
import os
import select
import subprocess
import sys
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parsers_gone_wrong as wrong
from connectors._feed.read import read_feed
from loopback import in_loop
from monitor.domain.model import Kind, Notice, Parsed, RawItem, Role, State, Topic
from monitor.errors import Fault, SourceError
from monitor.net.apart import Apart, ApartSettings
from monitor.net.frames import HEAD, pack, unpack

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PACKAGES = ("connectors", "monitor", "parsers_gone_wrong")
MOMENT = datetime(2026, 11, 22, 2, 40, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def apart(**limits: Any) -> AsyncIterator[Apart]:
    made = Apart(ApartSettings(packages=PACKAGES, **limits))
    try:
        yield made
    finally:
        await made.aclose()


# ---- what travels ------------------------------------------------------------------------------------------------
NOTICE = Notice(
    id="n", kind=Kind.CRISIS, topic=Topic.WATER, state=State.ONGOING, severity=3, expires_at=MOMENT, replaces=("a", "b")
)
ITEM = RawItem(id="i", title="å", text="ä", published_at=MOMENT, role=Role.OFFICIAL, notice=NOTICE, about_us=True)


def test_the_nouns_come_back_as_they_went() -> None:
    parsed = Parsed((ITEM, ITEM), ("n",), {"a": [1, None, 2.5, b"x", {"b": MOMENT}]})
    assert unpack(pack(parsed)[HEAD.size :]) == parsed


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | texts
    | st.binary(max_size=20)
    | st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(9999, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(plain)
def test_plain_values_come_back_as_they_went(value: Any) -> None:
    assert unpack(pack(value)[HEAD.size :]) == value


def test_what_may_not_travel_is_refused_before_it_leaves() -> None:
    for value in (object(), datetime(2026, 11, 22), [RawItem("1", published_at=datetime(2026, 11, 22))]):  # noqa: DTZ001
        with pytest.raises(TypeError):
            pack(value)


# ---- ordinary calls ----------------------------------------------------------------------------------------------
@in_loop
async def test_a_function_is_called_in_another_process_and_the_next_call_goes_to_the_same() -> None:
    async with apart() as there:
        assert await there.call(wrong.parsed, "Läcka", MOMENT) == wrong.parsed("Läcka", MOMENT)
        first = await there.call(wrong.pid)
        assert first != os.getpid()
        assert await there.call(wrong.pid) == first


@in_loop
async def test_a_child_that_was_prepared_serves_the_first_calls_and_is_the_only_one() -> None:
    async with apart() as there:
        there.prepare()
        there.prepare()
        served = await asyncio.gather(*(there.call(wrong.pid) for _ in range(3)))
        there.prepare()
        assert {*served, await there.call(wrong.pid)} == {served[0]}


@in_loop
async def test_a_child_that_is_being_prepared_does_not_outlive_us() -> None:
    async with apart() as there:
        there.prepare()
        await asyncio.sleep(0)
    assert there._ahead is not None
    assert there._ahead.cancelled()


@in_loop
async def test_megabytes_go_there_and_come_back() -> None:
    async with apart() as there:
        big = os.urandom(6 << 20)
        assert await there.call(wrong.echo, big) == big


@in_loop
async def test_a_source_error_is_raised_here_as_it_was_raised_there() -> None:
    async with apart() as there:
        with pytest.raises(SourceError) as raised:
            await there.call(wrong.refuse)
        error = raised.value
        assert (error.fault, error.detail, error.status, error.retry_after) == (
            Fault.NOT_A_FEED,
            "a web page",
            200,
            7.0,
        )


@in_loop
async def test_only_functions_of_modules_are_called() -> None:
    async with apart() as there:
        for function in (lambda: None, json.dumps, "text".upper):
            with pytest.raises(TypeError, match="module-level"):
                await there.call(function)


@in_loop
async def test_an_argument_that_cannot_travel_costs_no_child() -> None:
    async with apart() as there:
        first = await there.call(wrong.pid)
        with pytest.raises(TypeError):
            await there.call(wrong.echo, object())
        assert await there.call(wrong.pid) == first


# ---- what hostile input makes a parser do --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("function", "arguments", "says"),
    [
        (wrong.raise_secret, ("hemlig-7531",), "KeyError"),
        (wrong.recurse, (), "RecursionError"),
        (wrong.fill_memory, (), "memory"),
        (wrong.die, (), "ended in the middle"),
    ],
)
@in_loop
async def test_whatever_happens_there_is_a_parsers_fault_here_and_the_next_call_works(
    function: Any, arguments: tuple[Any, ...], says: str
) -> None:
    async with apart(memory=256 << 20) as there:
        with pytest.raises(SourceError) as failed:
            await there.call(function, *arguments)
        assert failed.value.fault is Fault.PARSER
        assert says in failed.value.detail
        assert "hemlig" not in str(failed.value)
        assert await there.call(wrong.echo, 1) == 1


@in_loop
async def test_too_much_computing_ends_by_the_kernels_hand() -> None:
    async with apart(cpu=1) as there:
        with pytest.raises(SourceError) as failed:
            await there.call(wrong.burn)
        assert failed.value.fault is Fault.PARSER
        assert "computing time" in failed.value.detail
        assert await there.call(wrong.echo, 1) == 1


@in_loop
async def test_one_that_only_waits_is_given_up_and_replaced() -> None:
    async with apart(wall=2.0) as there:
        await there.call(wrong.echo, 1)
        with pytest.raises(SourceError) as failed:
            await there.call(wrong.sleep)
        assert failed.value.fault is Fault.PARSER
        assert await there.call(wrong.echo, 2) == 2


@in_loop
async def test_each_call_has_its_own_allowance_of_computing() -> None:
    async with apart() as there:
        used = [await there.call(read_feed, b"<rss><channel/></rss>", "", "http://x/", "UTC", {}) for _ in range(50)]
        assert len(used) == 50


@in_loop
async def test_however_many_lose_patience_at_once_there_are_no_more_children_than_may_be() -> None:
    async with apart(impatience=0.01, most=2, wall=30.0) as there:
        big = os.urandom(100_000)
        served = await asyncio.gather(*(there.call(wrong.serve_slowly, big) for _ in range(60)))
        assert len(set(served)) <= 2


@in_loop
async def test_one_that_hangs_makes_the_others_wait_a_moment_only() -> None:
    async with apart(impatience=0.05, most=2, wall=30.0) as there:
        hanging = asyncio.ensure_future(there.call(wrong.sleep))
        answers = await asyncio.wait_for(asyncio.gather(*(there.call(wrong.echo, number) for number in range(20))), 10)
        assert answers == list(range(20))
        hanging.cancel()
        await asyncio.gather(hanging, return_exceptions=True)


@in_loop
async def test_who_gives_up_waiting_takes_no_child_away() -> None:
    async with apart(most=1, wall=30.0) as there:
        await there.call(wrong.echo, 0)
        busy = asyncio.ensure_future(there.call(wrong.echo, bytes(4 << 20)))
        await asyncio.sleep(0)
        waiting = asyncio.ensure_future(there.call(wrong.echo, 1))
        await asyncio.sleep(0)
        waiting.cancel()
        await busy
        assert await asyncio.wait_for(there.call(wrong.echo, 2), 10) == 2


# ---- what it knows and may ---------------------------------------------------------------------------------------
@in_loop
async def test_it_knows_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_WEBHOOK", "hemlig")
    async with apart() as there:
        assert set(await there.call(wrong.environment)) <= {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LC_CTYPE"}
        assert await there.call(wrong.open_files) == 4  # its three empty standard streams, and the line to us


@in_loop
async def test_what_stops_the_daemon_at_a_terminal_does_not_reach_a_child() -> None:
    async with apart() as there:
        assert os.getpgid(await there.call(wrong.pid)) != os.getpgid(0)


@in_loop
async def test_it_may_write_no_file(tmp_path: Path) -> None:
    async with apart() as there:
        with pytest.raises(SourceError):
            await there.call(wrong.write_file, str(tmp_path / "out"))
        assert not (tmp_path / "out").exists() or (tmp_path / "out").read_text(encoding="utf-8") == ""


@in_loop
async def test_it_is_small_because_a_connectors_class_stays_outside() -> None:
    async with apart() as there:
        from connectors.page.added import read_added

        options = {"select": "", "may_be_empty": False, "empty": ""}
        page = b"<html><body><p>Vattnet kommer tillbaka nu.</p></body></html>"
        await there.call(read_added, page, "text/html", "http://x/", options, {})
        loaded = await there.call(wrong.modules)
        assert "connectors.page.added" in loaded
        assert not {"pydantic", "httpx", "sqlalchemy", "feedparser", "lxml"}.intersection(loaded)


# ---- the end -----------------------------------------------------------------------------------------------------
PARENT = """
import asyncio, sys
sys.path[:0] = {path!r}
import parsers_gone_wrong as wrong
from monitor.net.apart import Apart, ApartSettings

async def main():
    there = Apart(ApartSettings(packages={packages!r}, wall=1.0))
    print(await there.call(wrong.pid), flush=True)
    {then}

asyncio.run(main())
"""


@pytest.mark.parametrize("then", ["await asyncio.sleep(60)", "await there.call(wrong.sleep)"], ids=["idle", "busy"])
def test_the_child_ends_with_its_parent_however_that_ends(then: str, tmp_path: Path) -> None:
    code = PARENT.format(path=[str(ROOT), str(ROOT / "tests")], packages=PACKAGES, then=then)
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=tmp_path, text=True)
    assert parent.stdout is not None
    with parent.stdout as out:
        child = int(out.readline())
        line = os.pidfd_open(child)
        parent.kill()
        parent.wait()
        ended = wait_for_end(line)
    assert ended


def wait_for_end(line: int) -> bool:
    poll = select.poll()
    poll.register(line, select.POLLIN)
    ready = poll.poll(10_000)
    os.close(line)
    return bool(ready)


@settings(max_examples=20, deadline=None)
@given(st.binary(max_size=400))
def test_rubbish_is_parsed_to_a_result_or_a_source_error(rubbish: bytes) -> None:
    try:
        parsed = read_feed(b"<rss>" + rubbish, "", "http://x/", "UTC", {})
    except SourceError:
        return
    assert unpack(pack(parsed)[HEAD.size :]).items == parsed.items

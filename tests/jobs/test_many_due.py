"""Many sources that are due at once: as many at a time as there is room for, and no more than can be written down."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from loopback import in_loop
from monitor.contract import Reply
from monitor.jobs import poll
from monitor.jobs.poll import Poller
from monitor.store import Database, migrate
from watchtower import Watchtower

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    import pytest

AT_ONCE = 4
ENTRIES = poll.UNWRITTEN // 2


class Papers:
    """Feeds that answer when they are let, each with very many entries or none."""

    def __init__(self, entries: int) -> None:
        self.asked: list[str] = []
        self.may_answer = asyncio.Semaphore(0)
        items = (f"<item><guid>{number}</guid><title>News {number}</title></item>" for number in range(entries))
        self._items = "".join(items)

    async def get(self, url: str, **_: object) -> Reply:
        self.asked.append(url)
        await self.may_answer.acquire()
        body = f'<rss version="2.0"><channel><title>{url}</title>{self._items}</channel></rss>'
        return Reply(200, url, body.encode(), {"content-type": "application/rss+xml"})

    async def apart(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return function(*arguments)


@asynccontextmanager
async def due(folder: Path, sources: int, entries: int = 0) -> AsyncIterator[tuple[Poller, Papers]]:
    """A poller of so many sources, all of which are due."""
    papers = Papers(entries)
    toml = "".join(
        f'[[source]]\nname = "s{number}"\nconnector = "rss"\nurl = "https://s{number}.example/feed"\n'
        for number in range(sources)
    )
    database = Database(f"sqlite:///{folder / 'monitor.db'}")
    migrate.upgrade(database)
    tower = Watchtower(database, folder, papers, toml)
    sections = tower.desk.config.sections
    few = sections.model_copy(update={"http": sections.http.model_copy(update={"at_once": AT_ONCE})})
    tower.desk.config = replace(tower.desk.config, sections=few)
    poller = Poller(tower.desk)
    yield poller, papers
    papers.may_answer.release()
    await poller.finish()
    tower.close()


@in_loop
async def test_what_is_due_follows_as_soon_as_half_of_the_room_is_free(tmp_path: Path) -> None:
    async with due(tmp_path, sources=6) as (poller, papers):
        await poller.tick()
        assert not poller.room_again.is_set()

        for _ in range(AT_ONCE // 2):
            papers.may_answer.release()
        await asyncio.wait_for(poller.room_again.wait(), 10)
        await poller.tick()

        await _until(lambda: len(papers.asked) == 6)


@in_loop
async def test_one_that_hangs_leaves_the_rest_of_the_room_to_the_others(tmp_path: Path) -> None:
    async with due(tmp_path, sources=6) as (poller, papers):
        await poller.tick()
        papers.may_answer.release()  # one answers, three hang
        await _until(lambda: poller._room() == 1)

        await poller.tick()  # the next beat

        await _until(lambda: len(papers.asked) == AT_ONCE + 1)


@in_loop
async def test_nobody_is_asked_while_what_others_said_waits_to_be_written(tmp_path: Path) -> None:
    async with due(tmp_path, sources=6, entries=ENTRIES) as (poller, papers):
        await poller.tick()
        for _ in range(AT_ONCE):
            papers.may_answer.release()
        await _until(lambda: poller._done.qsize() == AT_ONCE)

        await poller.tick()
        assert len(papers.asked) == AT_ONCE

        writing = asyncio.create_task(poller.remember_forever())
        await asyncio.wait_for(poller.room_again.wait(), 30)
        await poller.tick()
        await _until(lambda: len(papers.asked) == 6)
        writing.cancel()


@in_loop
async def test_what_all_have_answered_is_remembered_without_a_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll, "GATHER", 3600.0)
    async with due(tmp_path, sources=2, entries=1) as (poller, papers):
        await poller.tick()
        writing = asyncio.create_task(poller.remember_forever())
        papers.may_answer.release()
        await _until(lambda: poller._unwritten == 1)
        await asyncio.sleep(0)
        assert not poller._done.qsize()  # it is held back for the one that may be about to answer

        papers.may_answer.release()
        await _until(lambda: poller._unwritten == 0)
        writing.cancel()


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0)

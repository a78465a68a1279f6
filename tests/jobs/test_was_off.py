"""A monitor that was off says so when it is back: once, in the day, and with what may be missing."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from loopback import Loopback, client, in_loop, loopback
from monitor.jobs import failure
from monitor.store import outages
from watchtower import OPEN_TUESDAY, Watchtower

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from monitor.net.client import HttpClient
    from monitor.store import Database
    from watchtower import Said

ROLES = {"bladet": "press", "bygden": "press", "kusten": "official"}
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ENTRY = (
    "<item><title>Nyhet {n} från Lysekil</title><link>https://bladet.example/{n}</link><guid>{n}</guid>"
    "<pubDate>Tue, 24 Nov 2026 06:00:00 GMT</pubDate></item>"
)


def feed(*numbers: int) -> bytes:
    """A feed that holds these entries."""
    entries = "".join(ENTRY.format(n=number) for number in numbers)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>B</title>{entries}</channel></rss>'.encode()


OLD, NEW = feed(*range(20)), feed(*range(100, 120))


class House:
    """A server with sources, and a daemon over the same memory that is started, killed and started again."""

    def __init__(self, database: Database, folder: Path, server: Loopback, http: HttpClient) -> None:
        self.database, self.folder, self.server, self.http = database, folder, server, http
        self.now = OPEN_TUESDAY
        for name in ROLES:
            server.answers(f"/{name}", 200, OLD)

    async def live(self, span: timedelta, *, polls: bool = True) -> list[Said]:
        """A daemon's life from its start until it is killed; returns all that people were ever told of its health."""
        with self.awake() as tower:
            until = self.now + span
            while True:
                if polls:
                    await tower.poll()
                    tower.clock.move(timedelta(seconds=1))  # a daemon asks before it looks
                await tower.auditor.tick()
                await tower.speak()
                if tower.clock.now() >= until:
                    break
                tower.clock.move(min(timedelta(seconds=9), until - tower.clock.now()))
            self.now = tower.clock.now()
            return tower.said()

    @contextmanager
    def awake(self) -> Iterator[Watchtower]:
        toml = "".join(
            f'[[source]]\nname = "{name}"\nconnector = "rss"\nrole = "{role}"\nurl = "{self.server.url(f"/{name}")}"\n'
            for name, role in ROLES.items()
        )
        tower = Watchtower(self.database, self.folder, self.http, toml)
        tower.clock.at = self.now
        try:
            yield tower
        finally:
            tower.close()

    def rest(self, span: timedelta) -> None:
        """Nobody is awake."""
        self.now += span


@asynccontextmanager
async def a_house(database: Database, folder: Path) -> AsyncIterator[House]:
    async with loopback() as server, client(allow_private=("127.0.0.1:*",)) as http:
        yield House(database, folder, server, http)


def words_of(said: list[Said]) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.trouble, one.about) for one in said]


@in_loop
async def test_a_night_without_a_monitor_is_told_once_with_what_may_be_missing(
    database: Database, tmp_path: Path
) -> None:
    async with a_house(database, tmp_path) as house:
        assert await house.live(20 * MINUTE) == []
        last = house.now
        house.rest(23 * HOUR)
        back = house.now
        house.server.answers("/bladet", 200, NEW)  # not one entry is left of those that were known
        said = await house.live(20 * MINUTE)
        assert words_of(said) == [("monitor_off", ("off", "bladet"))]
        assert said[0].delivery.body["total"] == "3"
        assert said[0].at - back < 2 * MINUTE
        house.rest(5 * MINUTE)
        assert len(await house.live(2 * HOUR)) == 1
        with database.reading() as connection:
            assert outages.remarks_after(connection, 0) == []  # nothing is left to be told another way
            (row,) = outages.recent(connection, ["monitor: off"], OPEN_TUESDAY)["monitor: off"]
        assert (row.began_at, row.ended_at) == (last, back + timedelta(seconds=1))


@in_loop
async def test_restarts_upgrades_and_a_loop_of_kills_are_told_to_nobody(database: Database, tmp_path: Path) -> None:
    async with a_house(database, tmp_path) as house:
        await house.live(5 * MINUTE)
        for away in (timedelta(seconds=3), MINUTE, 12 * MINUTE, timedelta(seconds=1), timedelta()):
            house.rest(away)
            said = await house.live(timedelta(seconds=4))
        assert said == []


@in_loop
async def test_whoever_is_killed_again_and_again_after_a_night_tells_it_once(
    database: Database, tmp_path: Path
) -> None:
    async with a_house(database, tmp_path) as house:
        await house.live(5 * MINUTE)
        house.rest(20 * HOUR)
        for _ in range(15):  # dies before anything was polled
            assert await house.live(timedelta(seconds=3), polls=False) == []
            house.rest(timedelta(seconds=2))
        house.now = OPEN_TUESDAY + 24 * HOUR
        await house.live(MINUTE)
        for _ in range(5):
            house.rest(timedelta(seconds=2))
            said = await house.live(timedelta(seconds=10))
        # and between the loop and ten in the morning nobody was awake either: both in one message
        assert words_of(said) == [("monitor_off", ("off", "off"))]


@in_loop
async def test_at_night_it_waits_for_the_opening_unless_an_authority_was_missed(
    database: Database, tmp_path: Path
) -> None:
    async with a_house(database, tmp_path) as house:
        await house.live(5 * MINUTE)
        house.now = OPEN_TUESDAY + 16 * HOUR  # 02:00
        house.server.answers("/bladet", 200, NEW)
        assert await house.live(30 * MINUTE) == []
        house.rest(8 * MINUTE)
        house.now = OPEN_TUESDAY + 22 * HOUR  # 08:00, and it was off once more until then
        said = await house.live(15 * MINUTE)
        assert words_of(said) == [("monitor_off", ("off", "off", "bladet"))]

        house.now = OPEN_TUESDAY + 40 * HOUR
        house.server.answers("/kusten", 200, NEW)
        said = await house.live(15 * MINUTE)
        assert words_of(said)[1:] == [("monitor_off", ("off", "kusten"))]
        assert said[1].delivery.severity == 2


@in_loop
async def test_whoever_heard_that_the_service_is_down_hears_once_that_it_was_off(
    database: Database, tmp_path: Path
) -> None:
    async with a_house(database, tmp_path) as house:
        await house.live(5 * MINUTE)
        house.rest(2 * HOUR)
        with house.awake() as tower:
            failure.note_told(tower.desk.config.directory, house.now - HOUR)
        assert words_of(await house.live(15 * MINUTE)) == [("monitor_off", ("off",))]
        assert failure.find_told(tmp_path, house.now) is None

"""Whatever a source does to its ids, dates, titles and order: nothing is told twice, nothing old, nothing is lost."""

from __future__ import annotations

import random
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import httpx
import pytest
import sqlalchemy as sa

from loopback import in_loop
from monitor.net.client import HttpClient
from monitor.net.settings import HttpSettings
from monitor.store import Database, migrate, schema
from recorded import InProcess
from watchtower import OPEN_TUESDAY, Watchtower

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping
    from pathlib import Path

MINUTES = timedelta(minutes=5)
POLLS = 100
NEWS = 40  # more than is decided on in one go
TOML = """
[[source]]
name = "bladet"
connector = "rss"
url = "https://bladet.example/feed"
[[route]]
name = "varje"
each = "mention"
to = ["team"]
"""


@dataclass
class Press(httpx.AsyncBaseTransport):
    """A paper's feed, misshapen as it is told to be. It has no validators, and every answer differs from the last."""

    shape: Mapping[str, Any] = field(default_factory=dict)
    items: list[dict[str, str]] = field(default_factory=list)
    now: datetime = OPEN_TUESDAY
    polls: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(11))

    def publish(self, number: int, ago: timedelta = timedelta()) -> None:
        """Print one more."""
        link = f"https://bladet.example/{number}"
        title = f"Inget vatten i Lysekil, nummer {number:04d}"
        date = format_datetime(self.now - ago)
        self.items.append({"title": title, "link": link, "guid": link, "text": f"Läckan {number:04d}.", "date": date})

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer with the feed as it looks now."""
        self.polls += 1
        body = f'<rss version="2.0"><channel><title>x {self.polls}</title>{"".join(self._entries())}</channel></rss>'
        extensions = {"body": body.encode(), "cut": False, "private": False}
        return httpx.Response(200, stream=httpx.ByteStream(body.encode()), extensions=extensions, request=request)

    def _entries(self) -> Iterator[str]:
        shaped = [self._shaped(dict(item)) for item in self.items[::-1][: self.shape.get("window", 200)]]
        if self.shape.get("order") == "shuffle":
            self.chance.shuffle(shaped)
        if self.shape.get("order") == "oldest first":
            shaped.reverse()
        shaped += [self._old(number) for number in range(self.shape.get("flood", 0))]
        for one in shaped:
            tags = "".join(f"<{tag}>{escape(one[key])}</{tag}>" for tag, key in _TAGS.items() if one.get(key))
            yield f"<item>{tags}</item>"

    def _shaped(self, one: dict[str, str]) -> dict[str, str]:
        for key in ("guid", "date", "title", "link"):
            change = _SHAPES.get((key, self.shape.get(key)))
            if change is not None:
                one[key] = change(self, one[key])
        return one

    def _old(self, number: int) -> dict[str, str]:
        title = f"Gammal vattenläcka i Lysekil, nummer {9000 + number:04d}"
        date = format_datetime(self.now - timedelta(days=900) + timedelta(hours=number))
        return {"title": title, "link": f"https://old.example/{number}", "guid": f"old-{number}", "date": date}


_TAGS = {"title": "title", "link": "link", "guid": "guid", "description": "text", "pubDate": "date"}
_SHAPES: dict[tuple[str, Any], Any] = {
    ("guid", "rotate"): lambda press, guid: f"{guid}-{press.polls}",
    ("guid", "none"): lambda _press, _guid: "",
    ("guid", "same"): lambda _press, _guid: "same-guid",
    ("guid", "scheme"): lambda press, guid: guid.replace("https:", "http:") if press.polls % 2 else guid,
    ("guid", "case"): lambda press, guid: guid.upper() if press.polls % 2 else guid,
    ("guid", "blanks"): lambda press, guid: f"\n   {guid}\n" if press.polls % 2 else guid,
    ("guid", "migrated"): lambda press, guid: f"v2-{guid}" if press.polls >= 12 else guid,
    ("date", "none"): lambda _press, _date: "",
    ("date", "future"): lambda press, _date: format_datetime(press.now + timedelta(days=400)),
    ("date", "now"): lambda press, _date: format_datetime(press.now),
    ("date", "epoch"): lambda _press, _date: "Thu, 01 Jan 1970 00:00:00 GMT",
    ("date", "words"): lambda _press, _date: "i går kl. 25:61",
    ("date", "naive"): lambda press, _date: f"{press.now:%Y-%m-%d %H:%M:%S}",
    ("date", "year 9999"): lambda _press, _date: "Fri, 31 Dec 9999 23:59:59 GMT",
    ("date", "one of last week"): lambda _press, _date: "mån, 16 nov 2026 10:00:00 +0100",
    ("date", "the hour twice"): lambda _press, _date: "Sun, 25 Oct 2026 02:30:00",
    ("title", "counter"): lambda press, title: f"{title} (uppdaterad {press.polls})",
    ("link", "session"): lambda press, link: f"{link}?utm_source=rss&sid={press.chance.getrandbits(40):x}",
}
SHAPES = [
    *({key: name} for key, name in _SHAPES),
    {"order": "shuffle"}, {"order": "oldest first"}, {"flood": 500}, {"window": 2},
]  # fmt: skip


@asynccontextmanager
async def reading(folder: Path, shape: Mapping[str, Any], toml: str = TOML) -> AsyncIterator[tuple[Watchtower, Press]]:
    """A tower that reads one paper, which had twelve items when it was met."""
    press = Press(shape)
    for number in range(12):
        press.publish(number, timedelta(days=12 - number))
    apart: Any = InProcess()
    client = HttpClient(HttpSettings(contact="test@kommun.example"), apart, transport=press)
    database = Database(f"sqlite:///{folder / 'monitor.db'}")
    migrate.upgrade(database)
    tower = Watchtower(database, folder, client, toml)
    try:
        yield tower, press
    finally:
        tower.close()
        database.close()


async def live(tower: Watchtower, press: Press, polls: int) -> None:
    """Poll so often, five minutes apart."""
    for _ in range(polls):
        press.now = tower.clock.move(MINUTES)
        await tower.poll("bladet")
        await tower.look()
        await tower.speak()


def told(tower: Watchtower) -> list[str]:
    """The numbers of the items that people were told of, in order."""
    item = schema.item
    with tower.desk.database.reading() as connection:
        titles = {row.id: row.title for row in connection.execute(sa.select(item.c.id, item.c.title))}
    return [titles[one.item].split("nummer ")[1][:4] for one in tower.alerts() if one.item is not None]


def rows(tower: Watchtower) -> int:
    with tower.desk.database.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(schema.item)).scalar_one())


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("from_the_start", [True, False], ids=["always", "later"])
@in_loop
async def test_a_hundred_polls_tell_each_new_item_once_and_nothing_else(
    shape: Mapping[str, Any], from_the_start: bool, tmp_path: Path
) -> None:
    async with reading(tmp_path, shape if from_the_start else {}) as (tower, press):
        await live(tower, press, 3)
        press.shape = shape
        for number in range(100, 110):
            press.publish(number)
            await live(tower, press, (POLLS - 3) // 10)
        assert told(tower) == [f"{number:04d}" for number in range(100, 110)]
        assert len(tower.said()) <= 1, [(one.trouble, one.delivery.body) for one in tower.said()]
        assert rows(tower) < 15 * 26 + shape.get("flood", 0)


@in_loop
async def test_old_posts_that_are_imported_without_dates_are_told_to_nobody(tmp_path: Path) -> None:
    async with reading(tmp_path, {}) as (tower, press):
        await live(tower, press, 3)
        for number in range(200, 230):
            press.publish(number)
            press.items[-1]["date"] = ""
        await live(tower, press, 2)
        press.publish(300)
        await live(tower, press, 2)
        assert told(tower) == ["0300"]
        (said,) = tower.said()
        assert (said.trouble, said.about) == ("source_noted", ("bladet",))
        assert "30 old items" in (tower.source("bladet").why or "")


@in_loop
async def test_however_much_is_printed_in_one_second_of_a_bad_night_is_told(tmp_path: Path) -> None:
    async with reading(tmp_path, {}) as (tower, press):
        await live(tower, press, 3)
        for number in range(200, 290):
            press.publish(number)
        await live(tower, press, 1)
        assert sorted(told(tower)) == [f"{number:04d}" for number in range(200, 290)]


@in_loop
async def test_what_is_dated_within_the_hour_before_the_first_poll_is_news(tmp_path: Path) -> None:
    async with reading(tmp_path, {}) as (tower, press):
        for number in range(100, 109):
            press.publish(number, timedelta(minutes=1))
        await live(tower, press, 1)
        assert sorted(told(tower)) == [f"{number:04d}" for number in range(100, 109)]


@in_loop
async def test_what_was_missed_while_a_source_was_away_is_news_when_it_is_back(tmp_path: Path) -> None:
    async with reading(tmp_path, {}) as (tower, press):
        await live(tower, press, 3)
        press.now = tower.clock.move(timedelta(hours=60))
        for number in range(400, 430):
            press.publish(number, timedelta(hours=2 * (430 - number) - 1))
        await live(tower, press, 1)
        assert told(tower) == [f"{number:04d}" for number in range(400, 430)]


@in_loop
async def test_an_item_that_comes_back_after_a_year_with_todays_date_is_not_told_again(tmp_path: Path) -> None:
    async with reading(tmp_path, {}) as (tower, press):
        await live(tower, press, 3)
        press.publish(500)
        await live(tower, press, 2)
        gone = press.items.pop()
        for day in range(370):
            press.now = tower.clock.move(timedelta(days=1))
            if day % 60 == 0:
                await tower.poll("bladet")
        press.items.append({**gone, "guid": "another", "date": format_datetime(press.now)})
        await live(tower, press, 3)
        assert told(tower) == ["0500"]


@in_loop
async def test_a_poll_that_cannot_be_remembered_costs_its_own_source_and_no_other(tmp_path: Path) -> None:
    other = TOML + '[[source]]\nname = "bygden"\nconnector = "rss"\nurl = "https://bygden.example/feed"\n'
    async with reading(tmp_path, {}, other) as (tower, press):
        await live(tower, press, 2)

        class Stumbling:
            def read(self, item: Any) -> Any:
                if item.source == "bladet":
                    raise ZeroDivisionError
                return tower_reader.read(item)

        tower_reader, tower.desk.reader = tower.desk.reader, Stumbling()
        press.publish(600)
        press.now = tower.clock.move(MINUTES)
        reports = await tower.poll("bladet", "bygden")
        assert {report.source: report.new for report in reports} == {"bladet": 0, "bygden": 1}
        assert tower.source("bladet").fault == "internal"

        tower.desk.reader = tower_reader
        await live(tower, press, 1)
        assert "0600" in told(tower)
        assert tower.source("bladet").health == "ok"


def test_the_clock_of_these_tests_is_inside_office_hours() -> None:
    assert OPEN_TUESDAY.astimezone(UTC).hour == 9


@in_loop
async def test_much_news_of_one_poll_is_told_once_also_when_its_last_part_cannot_be_written(tmp_path: Path) -> None:
    async with reading(tmp_path, {}) as (tower, press):
        await live(tower, press, 2)
        press.now = tower.clock.move(MINUTES)
        for number in range(100, 100 + NEWS):
            press.publish(number)
        refuse = "CREATE TRIGGER full BEFORE UPDATE OF cursor ON source BEGIN SELECT RAISE(ABORT, 'no room'); END"
        change(tower, refuse)
        await tower.poll("bladet")
        assert 0 < len(told(tower)) < NEWS  # the parts before it were written

        change(tower, "DROP TRIGGER full")
        await live(tower, press, 2)
        assert sorted(told(tower)) == [f"{number:04d}" for number in range(100, 100 + NEWS)]


def change(tower: Watchtower, statement: str) -> None:
    """Change the database itself."""
    with tower.desk.database.writing() as connection:
        connection.execute(sa.text(statement))

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from factories import TUESDAY_10, a_plan, a_raw_item
from fakes import FakeReader
from monitor.analysis.query import parse
from monitor.domain import pipeline
from monitor.domain.oncall import OnCall
from monitor.store import Database, decide, sources
from monitor.store.archive import Wanted
from monitor.store.search import search

if TYPE_CHECKING:
    from monitor.domain.model import RawItem

PLAN = a_plan()


@pytest.fixture
def archive(database: Database) -> Database:
    """Four items of a paper, the third of which names nothing of ours."""
    sources.register(database, {"paper": ""}, TUESDAY_10 - timedelta(days=30))
    with database.writing() as connection:
        sources.settle(connection, [{"name": "paper", "first_success_at": TUESDAY_10 - timedelta(days=30)}])
    keep(
        database,
        a_raw_item("1", "Vattenläckan i Lysekil är lagad"),
        a_raw_item("2", "Ålen åter i Lysekil", text="Fisket gläder. Al heter något annat."),
        a_raw_item("3", "Vattenläcka i Kiruna"),
        a_raw_item("4", "Stor vattenläcka", text="Lysekils hamn stängd"),
    )
    return database


def keep(database: Database, *raw: RawItem) -> None:
    for number, one in enumerate(raw):
        now = TUESDAY_10 + timedelta(minutes=number)
        items = pipeline.prepare([one], PLAN.sources[0], "salt", now)
        with decide.deciding(database, PLAN, items, now) as (world, connection):
            read = pipeline.read(items, world.known, FakeReader())
            decide.remember(connection, pipeline.decide(read, world, OnCall(PLAN), now))


def found(database: Database, query: str, *, limit: int = 10, everything: bool = False) -> list[int]:
    answer = search(database, parse(query), Wanted(), limit, everything=everything, ours=("SE-1484", "Lysekil"))
    return [row["id"] for row in answer.rows]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("vattenläcka", [4, 1]),  # by its forms, newest first
        ('"vattenläcka"', [4]),
        ("vattenläcka NOT lagad", [4]),
        ("title:lysekil", [2, 1]),
        ("ål", [2]),
        ("al", [2]),
        ("hamn ONEAR/1 stängd", [4]),
        ("*läcka*", [4, 1]),
        ("role:press kind:operational", [4, 2, 1]),
        ("source:paper", [4, 2, 1]),
        ("place:SE-1484", [4, 2, 1]),
        ("topic:water", [4, 2, 1]),
        ("NOT topic:water", []),
        ("kind:operational NOT (hamn OR place:SE-1485)", [2, 1]),
        ("snö", []),
    ],
)
def test_the_archive_answers_in_the_watch_language(archive: Database, query: str, ids: list[int]) -> None:
    assert found(archive, query) == ids


def test_before_a_watch_is_saved_also_what_was_no_mention_is_looked_at(archive: Database) -> None:
    assert found(archive, "vattenläcka", everything=True) == [4, 3, 1]


def test_a_with_a_ring_is_not_a(archive: Database) -> None:
    assert found(archive, "title:al") == []


def test_only_as_many_as_are_asked_for(archive: Database) -> None:
    assert found(archive, "lysekil", limit=1) == [4]


def test_a_search_without_the_index_says_so(archive: Database) -> None:
    answer = search(archive, parse("*kil"), Wanted(), 10)

    assert [row["id"] for row in answer.rows] == [2, 1]
    assert "one after another" in answer.note

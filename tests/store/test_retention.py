from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from factories import TUESDAY_10, a_plan, a_raw_item, a_verdict
from fakes import FakeReader
from monitor.analysis.query import parse
from monitor.domain import pipeline
from monitor.domain.model import State
from monitor.domain.oncall import OnCall
from monitor.domain.plan import Retention
from monitor.store import Database, archive, decide, erasure, outbox, records, retention, schema, sources
from monitor.store.archive import Wanted
from monitor.store.search import search

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.incident import Changes

PLAN = a_plan()
ONCALL = OnCall(PLAN)
KEPT = Retention(timedelta(days=90), timedelta(days=730), timedelta(days=30))
LATER = TUESDAY_10 + timedelta(days=1)


@pytest.fixture
def memory(database: Database) -> Database:
    """A paper's story and a resident's post about one leak, and something that is about nobody here."""
    long_ago = TUESDAY_10 - timedelta(days=30)
    sources.register(database, {source.name: "options" for source in PLAN.sources}, long_ago)
    with database.writing() as connection:
        read = [{"name": one.name, "first_success_at": long_ago, "last_success_at": long_ago} for one in PLAN.sources]
        sources.settle(connection, read)
    publish(database, TUESDAY_10, 1, "paper", "Inget vatten i Lysekil", text="Läcka på Storgatan.")
    publish(database, TUESDAY_10, 2, "forum", "", text="Vi har inget vatten här på Storgatan i Lysekil.", author="Eva")
    publish(database, TUESDAY_10, 3, "paper", "Seger för laget", text="Matchen slutade 3-1 i Kiruna.")
    return database


def publish(database: Database, now: datetime, key: int, source: str, title: str, **raw: Any) -> Changes:
    plan = next(one for one in PLAN.sources if one.name == source)
    items = pipeline.prepare([a_raw_item(f"k{key}", title, **raw)], plan, "salt", now)
    with database.reading() as connection:
        known = decide.known_items(connection, items)
    read = pipeline.read(items, known, FakeReader().teach("åter", a_verdict(state=State.RESOLVED)))
    with decide.deciding(database, PLAN, items, now) as (world, connection):
        changes = pipeline.decide(read, world, ONCALL, now)
        decide.remember(connection, changes)
    return changes


def everything(database: Database) -> str:
    """All that any table holds, as text."""
    with database.reading() as connection:
        return "\n".join(
            repr(tuple(row)) for table in schema.metadata.sorted_tables for row in connection.execute(table.select())
        )


def ids(database: Database) -> list[int]:
    return [one["id"] for one in records.items(database, None, None)]


@pytest.mark.parametrize(
    ("after", "left"),
    [(29, [1, 2, 3]), (31, [1, 2]), (91, [1]), (729, [1]), (731, [])],
)
def test_each_kind_of_item_is_kept_as_long_as_it_may_be_and_no_longer(
    memory: Database, after: int, left: list[int]
) -> None:
    now = TUESDAY_10 + timedelta(days=after)
    counted = retention.prune(memory, KEPT, now, dry_run=True)
    assert ids(memory) == [1, 2, 3]

    pruned = retention.prune(memory, KEPT, now)
    assert ids(memory) == left
    assert pruned.social + pruned.press + pruned.unmatched == 3 - len(left)
    assert (pruned.social, pruned.press, pruned.unmatched) == (counted.social, counted.press, counted.unmatched)
    assert retention.prune(memory, KEPT, now).total == 0


def test_of_what_a_resident_wrote_no_word_address_or_voice_is_left_and_the_figures_stay(memory: Database) -> None:
    before = archive.counts(memory)
    retention.prune(memory, KEPT, TUESDAY_10 + timedelta(days=91))

    left = everything(memory)
    assert "Vi har inget vatten" not in left
    assert "https://paper.example/k2" not in left
    assert [one["id"] for one in archive.mentions(memory, Wanted())] == [1]
    assert search(memory, parse("Storgatan"), Wanted(), 10).rows[0]["id"] == 1
    assert len(search(memory, parse("Storgatan"), Wanted(), 10, everything=True).rows) == 1
    assert archive.counts(memory) == before
    (known,) = archive.find_items(memory, "2")
    assert known["gates"][0]["gate"] == "kept"


def test_what_a_source_still_shows_is_known_again_after_its_words_are_gone(memory: Database) -> None:
    now = TUESDAY_10 + timedelta(days=91)
    retention.prune(memory, KEPT, now)

    again = publish(memory, now, 2, "forum", "", text="Vi har inget vatten här på Storgatan i Lysekil.", author="Eva")
    assert again.seen == ()


def test_at_last_incidents_and_bare_rows_go_too(memory: Database) -> None:
    publish(memory, LATER, 4, "paper", "Vattnet är åter i Lysekil", text="Läckan på Storgatan är lagad.")
    retention.prune(memory, KEPT, TUESDAY_10 + timedelta(days=731, hours=2))

    pruned = retention.prune(memory, KEPT, TUESDAY_10 + timedelta(days=760))
    counted = archive.counts(memory)
    assert counted == {"item": 0, "mention": 0, "incident": 0, "delivery": 0, "due": counted["due"]}
    assert pruned.total >= 0


# ---- erasure -----------------------------------------------------------------------------------------------------
def test_an_erased_item_leaves_a_note_that_it_happened_and_nothing_else(memory: Database) -> None:
    note = erasure.erase(memory, [1, 2], "Maria", "on request", "by words", LATER)

    assert (note.items, note.incidents) == ((1, 2), (1,))
    assert set(note.deliveries) == {one.key for one in outbox.of_incident(memory, 1)}
    left = everything(memory)
    for words in ("Inget vatten", "Storgatan", "paper.example/k1", "inget vatten"):
        assert words not in left, words
    assert archive.incident(memory, 1)["title"] == "water"  # type: ignore[index] # it is there
    kept = erasure.listed(memory)[-1]
    assert (kept["by"], kept["why"], kept["how"], kept["items"]) == ("Maria", "on request", "by words", [1, 2])


@pytest.mark.parametrize("text", ["Läcka på Storgatan.", "Läcka på Storgatan, säger en granne som undrar."])
def test_what_was_erased_does_not_come_back_not_even_in_other_words(memory: Database, text: str) -> None:
    erasure.erase(memory, [1], "Maria", "on request", "by number", LATER)

    again = publish(memory, LATER, 1, "paper", "Inget vatten i Lysekil", text=text)
    assert again.seen == ()
    assert 1 not in ids(memory)


def test_an_incident_whose_mentions_were_erased_goes_on(memory: Database) -> None:
    erasure.erase(memory, [1], "Maria", "on request", "by number", LATER)

    over = publish(memory, LATER, 5, "paper", "Vattnet är åter i Lysekil", text="Läckan på Storgatan är lagad.")
    assert [one.id for one in over.incidents] in ([1], [])
    assert archive.incident(memory, 1) is not None


def test_nothing_is_noted_where_nothing_was_erased(memory: Database) -> None:
    before = erasure.listed(memory)

    assert erasure.erase(memory, [], "Maria", "on request", "by words", LATER).items == ()
    assert erasure.listed(memory) == before

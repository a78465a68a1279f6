"""After the clock was set back nothing waits for the old time to come again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from factories import SATURDAY_02
from monitor.store import dues, pulse, schema, sources

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.store import Database

TWO_HOURS, MINUTE = timedelta(hours=2), timedelta(minutes=1)
NOW = SATURDAY_02
OLD = NOW + TWO_HOURS  # what the clock showed before it was set


def write_due(database: Database, key: str, due_at: datetime, incident: int | None) -> None:
    with database.writing() as connection:
        row = {"key": key, "kind": "escalate" if incident else "digest", "due_at": due_at, "incident_id": incident}
        connection.execute(sa.insert(schema.due).values(**row, step=0))


@pytest.mark.parametrize(
    ("incident", "due", "then"),
    [
        (1, OLD - MINUTE, NOW),  # was due
        (1, OLD + 10 * MINUTE, NOW + 10 * MINUTE),  # the next in turn is told ten minutes after the first, not 130
        (None, OLD + 10 * MINUTE, OLD + 10 * MINUTE),  # a digest has its hour
        (1, NOW - MINUTE, NOW - MINUTE),
    ],
)
def test_what_counts_from_a_moment_moves_with_the_clock(
    database: Database, incident: int | None, due: datetime, then: datetime
) -> None:
    write_due(database, "one", due, incident)
    dues.set_back(database, TWO_HOURS, NOW)

    (one,) = dues.waiting(database)
    assert one.due_at == then


def test_a_source_is_polled_when_it_would_have_been_and_no_lease_outlives_the_step(database: Database) -> None:
    sources.register(database, {"soon": "", "later": ""}, OLD)
    with database.writing() as connection:
        later = sa.update(schema.source).where(schema.source.c.name == "later")
        connection.execute(later.values(due_at=OLD + 5 * MINUTE))
    assert [row.name for row in sources.claim(database, OLD, 9, 3 * MINUTE)] == ["soon"]

    dues.set_back(database, TWO_HOURS, NOW)

    assert {row.name for row in sources.claim(database, NOW, 9, MINUTE)} == {"soon"}
    assert {row.name for row in sources.claim(database, NOW + 5 * MINUTE, 9, MINUTE)} == {"soon", "later"}


def test_the_last_sign_of_life_is_the_newest_one_even_if_it_shows_an_earlier_time(database: Database) -> None:
    with database.writing() as connection:
        pulse.note_awake(connection, OLD)
        pulse.note_awake(connection, NOW)

    assert pulse.last_sign(database) == NOW

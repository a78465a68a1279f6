"""``monitor watch try``: what a query would have found and told, before anybody saves it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from factories import a_raw_item
from monitor.analysis.reader import AnalysisReader
from monitor.clock import utc_now
from monitor.config import load_config
from monitor.domain import pipeline
from monitor.domain.model import Role
from monitor.domain.oncall import OnCall
from monitor.domain.plan import SourcePlan
from monitor.store import Database, decide, migrate

if TYPE_CHECKING:
    from cli.shell import Shell

PAPER = SourcePlan("paper", "rss", Role.PRESS, "Paper")
TEXTS = {
    "Hamnen i Lysekil får ny kaj": "Beslutet togs i går.",
    "Inget vatten i Lysekil": "Vattenläcka vid hamnen på Storgatan.",
    "Hamnfestivalen i Göteborg": "Tusentals kom till hamnen.",
}


@pytest.fixture
def archive(shell: Shell) -> Shell:
    """An installation that has read three texts in three weeks; one of them is about another town."""
    plan = load_config(shell.config).plan
    database = Database(f"sqlite:///{shell.folder / 'monitor.db'}")
    migrate.upgrade(database)
    reader, oncall = AnalysisReader(plan), OnCall(plan)
    for weeks, (title, text) in reversed(list(enumerate(TEXTS.items()))):
        at = utc_now() - timedelta(weeks=weeks, minutes=5)
        items = pipeline.prepare([a_raw_item(str(weeks), title, text=text, published_at=at)], PAPER, "salt", at)
        with decide.deciding(database, plan, items, at) as (world, connection):
            world.reads_since["paper"] = world.read_until["paper"] = at - timedelta(days=90)
            decide.remember(connection, pipeline.decide(pipeline.read(items, {}, reader), world, oncall, at))
    database.close()
    return shell


def test_a_query_is_counted_by_week_shown_and_run_through_the_routes(archive: Shell) -> None:
    (tried,) = archive.lines("watch", "try", "hamn*", "--since", "90d")

    assert (tried["found"], tried["new"], tried["complete"]) == (3, 1, True)
    assert tried["per_week"] == 0.2
    assert [one["found"] for one in tried["weeks"] if one["found"]] == [1, 1, 1]
    assert len(tried["weeks"]) in {13, 14}
    assert [one["title"] for one in tried["examples"]] == [*TEXTS]
    span = tried["examples"][0]["spans"][0]
    assert span[2] == "Hamnen"
    told = tried["told"]
    assert ("kris", ["jour"]) in [(one["route"], one["receivers"]) for one in told["by_route"]]
    assert sum(one["messages"] for one in told["by_route"]) == told["messages"]
    assert told["examples"][0]["reason"] == "new"


def test_only_what_was_said_since_then_counts(archive: Shell) -> None:
    (tried,) = archive.lines("watch", "try", "hamn*", "--since", "10d")

    assert tried["found"] == 2
    assert archive.lines("watch", "try", "krokodil")[0]["told"]["messages"] == 0


def test_a_person_is_shown_the_same(archive: Shell) -> None:
    assert archive.run("watch", "try", "hamn* AND Lysekil") == 0
    assert "finds 2 since" in archive.out
    assert "Hamnen i Lysekil får ny kaj" in archive.out
    assert 'each = "mention" would tell every one: 2' in archive.out


def test_a_query_that_cannot_be_read_says_where_and_what_was_expected(shell: Shell) -> None:
    assert shell.run("watch", "try", "hamn AND (") == 2
    assert "column 11" in shell.err
    assert "expected" in shell.err.lower()
    assert shell.run("watch", "try", "hamn", "--since", "yesteryear") == 2
    assert "--since" in shell.err


def test_nothing_of_a_trial_is_kept(archive: Shell) -> None:
    before = archive.lines("deliveries")
    archive.lines("watch", "try", "hamn*")

    assert archive.lines("deliveries") == before

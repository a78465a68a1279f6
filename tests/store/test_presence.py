"""One daemon on a database file; several on a server, where one that comes knows whether it is alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from monitor.errors import StoreError
from monitor.store.presence import AT_WORK, is_at_work, presence_on

if TYPE_CHECKING:
    from monitor.store import Database


def test_it_is_known_whether_a_daemon_works_and_that_it_left(database: Database) -> None:
    daemon = presence_on(database)
    assert not is_at_work(database)

    with daemon.enter() as alone:
        assert alone
    assert is_at_work(database)

    daemon.leave()
    assert not is_at_work(database)


def test_a_second_daemon_on_a_database_file_is_refused_by_name(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("on a server daemons share the work")
    first, second = presence_on(database), presence_on(database)
    with (
        first.enter(),
        pytest.raises(StoreError, match=r"Another monitor already runs on this database \(.*monitor\.db\)"),
        second.enter(),
    ):
        pass
    first.leave()


def test_on_a_server_the_second_is_let_in_and_knows_of_the_first(postgresql: Database) -> None:
    first, second = presence_on(postgresql), presence_on(postgresql)
    with first.enter():
        pass
    with second.enter() as alone:
        assert not alone
    first.leave()

    assert is_at_work(postgresql), "the second stays when the first leaves"
    second.leave()


def test_a_connection_that_broke_is_no_reason_to_be_taken_for_absent(postgresql: Database) -> None:
    daemon = presence_on(postgresql)
    with daemon.enter():
        pass
    cut = sa.text("SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND objid = :lock")
    with postgresql.reading() as connection:
        connection.execute(cut, {"lock": AT_WORK})
    assert not is_at_work(postgresql)

    daemon.stay()
    assert is_at_work(postgresql)
    daemon.leave()

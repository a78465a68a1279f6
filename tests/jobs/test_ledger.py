"""What a source spent is written down before it is spent, and outlives failed polls and changed options."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from loopback import in_loop
from monitor.contract import BaseConnector, Batch
from monitor.errors import Fault, SourceError
from monitor.store import Database, sources
from watchtower import OPEN_TUESDAY, Watchtower

if TYPE_CHECKING:
    from pathlib import Path

    from monitor.contract import Client, Cursor, Visit

TOML = """
[[source]]
name = "paid"
connector = "drill"
script = "first-alert.sv"
"""


class Breaking(BaseConnector):
    """Spends one, and breaks before its poll is over."""

    async def poll(self, client: Client, cursor: Cursor, visit: Visit) -> Batch:
        del client
        assert visit.keep is not None
        await visit.keep({**cursor, "ledger": int(cursor.get("ledger") or 0) + 1})
        raise SourceError(Fault.TIMEOUT)


@in_loop
async def test_what_is_kept_in_a_poll_that_breaks_is_there_at_the_next(database: Database, tmp_path: Path) -> None:
    nothing: Any = None
    tower = Watchtower(database, tmp_path, nothing, TOML)
    try:
        tower.desk.config = replace(tower.desk.config, connectors={"paid": Breaking()})
        await tower.poll("paid")
        await tower.poll("paid")
        assert tower.source("paid").cursor == {"ledger": 2}
    finally:
        tower.close()


def test_changed_options_start_a_source_anew_but_for_its_ledger(database: Database) -> None:
    sources.register(database, {"paid": "one"}, OPEN_TUESDAY)
    sources.keep(database, "paid", {"newest": "7", "ledger": {"spent": 40}})
    sources.register(database, {"paid": "one"}, OPEN_TUESDAY + timedelta(hours=1))
    assert sources.all_rows(database)["paid"].cursor == {"newest": "7", "ledger": {"spent": 40}}
    sources.register(database, {"paid": "two"}, OPEN_TUESDAY + timedelta(hours=2))
    assert sources.all_rows(database)["paid"].cursor == {"ledger": {"spent": 40}}


def test_a_source_that_rested_finds_its_ledger_again(database: Database) -> None:
    sources.register(database, {"paid": "one"}, OPEN_TUESDAY)
    sources.keep(database, "paid", {"ledger": {"spent": 40}})
    sources.register(database, {}, OPEN_TUESDAY)
    sources.register(database, {"paid": "one"}, OPEN_TUESDAY)
    assert sources.all_rows(database)["paid"].cursor == {"ledger": {"spent": 40}}

"""Takes the words of items out of the memory: where they stand, in the index, and where others quote them.

What is left of an item is a row without words, address or voice, and with a hash in the place of its key: it counts in
the figures, and it is known again, so that a source which still shows it does not bring it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from monitor.store import schema
from monitor.store.keys import ERASED, REMOVED, hide

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitor.store.engine import Database

CHUNK = 400
_GONE = "…"


@dataclass(frozen=True, slots=True)
class Removed:
    """How many items lost their words, and which incidents quoted them."""

    items: tuple[int, ...] = ()
    incidents: frozenset[int] = frozenset()


def remove(connection: sa.Connection, ids: Sequence[int], why: str, *, for_good: bool = False) -> Removed:
    """Take out the words of these items. With ``for_good`` no later wording of them is taken in either."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")  # what is taken out is overwritten
    found: list[sa.RowMapping] = []
    for begin in range(0, len(ids), CHUNK):
        found += _remove(connection, ids[begin : begin + CHUNK], why, for_good=for_good)
    incidents = {row["incident_id"] for row in found if row["incident_id"] is not None}
    return Removed(tuple(row["id"] for row in found), frozenset(incidents))


def _remove(connection: sa.Connection, ids: Sequence[int], why: str, *, for_good: bool) -> list[sa.RowMapping]:
    item, mention = schema.item, schema.mention
    wanted = sa.select(item, mention.c.incident_id, mention.c.member).select_from(item.outerjoin(mention))
    wanted = wanted.where(item.c.id.in_(ids))
    rows = [row for row in connection.execute(wanted).mappings() if for_good or not row["key"].startswith(REMOVED)]
    _unindex(connection, rows)
    for row in rows:
        connection.execute(sa.update(item).where(item.c.id == row["id"]).values(_emptied(row, why, for_good=for_good)))
        if row["incident_id"] is not None:
            _unquote(connection, row)
    blank: dict[str, Any] = {"terms": [], "because": [], "member": sa.null()}
    connection.execute(sa.update(mention).where(mention.c.item_id.in_([row["id"] for row in rows])).values(blank))
    return rows


def _emptied(row: sa.RowMapping, why: str, *, for_good: bool) -> dict[str, Any]:
    key = row["key"]
    return {
        "key": key if key.startswith(REMOVED) else hide(key),
        "fingerprint": ERASED if for_good else row["fingerprint"],
        **dict.fromkeys(("url", "title", "text", "voice"), ""),
        "revision_of": None,
        "gates": [{"gate": "kept", "passed": False, "why": why}],
    }


def _unindex(connection: sa.Connection, rows: Iterable[sa.RowMapping]) -> None:
    """Out of the index of words, which on SQLite has to be told what it held."""
    words = [{key: row[key] for key in ("id", "title", "text")} for row in rows if row["title"] or row["text"]]
    if not words:
        return
    if connection.dialect.name == "sqlite":
        statement = "INSERT INTO item_words (item_words, rowid, title, text) VALUES ('delete', :id, :title, :text)"
        connection.execute(sa.text(statement), words)
    else:
        connection.execute(sa.text("UPDATE item SET words = NULL WHERE id = :id"), [{"id": one["id"]} for one in words])


# ---- where others quote it ---------------------------------------------------------------------------------------
def _unquote(connection: sa.Connection, row: sa.RowMapping) -> None:
    """An incident's title and log may repeat an item's headline."""
    number, table, log = row["incident_id"], schema.incident, schema.incident_log
    said = {row["title"], (row["member"] or {}).get("title", "")} - {""}
    incident = connection.execute(sa.select(table).where(table.c.id == number)).mappings().first()
    if incident is not None:
        values: dict[str, Any] = {}
        if any(words in incident["title"] or incident["title"] in words for words in said if incident["title"]):
            values["title"] = _plain_title(incident)
        if (rumour := incident["facts"].get("rumour")) and any(words in rumour["claim"] for words in said):
            values["facts"] = {**incident["facts"], "rumour": {**rumour, "claim": _GONE}}
        if values:
            connection.execute(sa.update(table).where(table.c.id == number).values(values))
    for entry in connection.execute(sa.select(log.c.id, log.c.note).where(log.c.incident_id == number)).all():
        note = entry.note
        for words in said:
            note = note.replace(words, _GONE)
        if note != entry.note:
            connection.execute(sa.update(log).where(log.c.id == entry.id).values(note=note))


def _plain_title(incident: sa.RowMapping) -> str:
    """What an incident is called when nobody's words may be shown: its topics and where it is."""
    return ": ".join(
        filter(None, (", ".join(incident["topics"] or [incident["kind"]]), ", ".join(incident["localities"])))
    )


def tidy(database: Database) -> None:
    """After something was taken out: let no older copy of it stand in the files."""
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM item, mention, incident, incident_log")
        return
    with database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO item_words (item_words) VALUES ('optimize')")
    with database.engine.connect() as connection:
        connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

"""``monitor erase`` and ``monitor prune``: what somebody asks to be forgotten, and what is over."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.base import ConfigPath, Json, open_config, open_database, read_query, whoever_is_logged_in
from monitor.cli.lists import Since, Until
from monitor.cli.output import emit, local, many, table
from monitor.cli.times import parse_when
from monitor.clock import utc_now
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.store import Database
    from monitor.store.archive import Wanted

_MOST = 100_000


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(erase)
    app.command()(prune)


def erase(
    which: Annotated[list[str] | None, typer.Argument(metavar="[ID-or-URL]...", help="Items.")] = None,
    query: Annotated[str | None, typer.Option("--query", help="All that fits, in the watch language.")] = None,
    url: Annotated[list[str] | None, typer.Option("--url", help="The item at this address.")] = None,
    number: Annotated[list[int] | None, typer.Option("--id", help="The item of this number.")] = None,
    source: Annotated[str | None, typer.Option("--source", help="All of this source.")] = None,
    since: Since = None,
    until: Until = None,
    by: Annotated[str, typer.Option("--by", help="Who does it; else who is logged in.")] = "",
    why: Annotated[str, typer.Option("--why", "--reason", help="Stands in the note that is left.")] = "on request",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be erased.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    done: Annotated[bool, typer.Option("--list", help="Show the notes of all erasures.")] = False,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Erase items for good: their words, addresses and voices; a note is left that it happened."""
    from monitor.store.archive import Wanted

    settings = open_config(config)
    database = open_database(settings)
    zone, now = settings.plan.timezone, utc_now()
    if done:
        _show_notes(database, zone, json=json)
        return
    named = [*(which or ()), *(url or ()), *map(str, number or ())]
    wanted = Wanted(
        since=parse_when(since, zone, now, "--since") if since else None,
        until=parse_when(until, zone, now, "--until") if until else None,
    )
    ids, how = _choose(settings, database, named, query, source, wanted)
    if dry_run or not ids:
        _show_chosen(database, ids, json=json)
        return
    _ask(len(ids), yes=yes)
    _erase(settings, database, ids, by.strip() or whoever_is_logged_in(), why, how, json=json)


def _choose(
    settings: Config, database: Database, named: list[str], query: str | None, source: str | None, wanted: Wanted
) -> tuple[list[int], str]:
    """The numbers of the items, and by what they were found, in words that give nothing of them away."""
    from monitor.store import records
    from monitor.store.search import search

    if sum(map(bool, (named, query, source))) != 1:
        raise UsageError("Say which: ID-or-URL …, or --query QUERY, or --source NAME")
    if named:
        return _named(database, named), "by number or address"
    if source:
        return records.ids_of(database, wanted, source), "by source"
    town = settings.plan.municipality
    found = search(database, read_query(query or ""), wanted, _MOST, everything=True, ours=(town.code, town.name))
    if not found.complete:
        typer.echo(found.note, err=True)
    return [row["id"] for row in found.rows], "by words"


def _named(database: Database, named: list[str]) -> list[int]:
    from monitor.domain.normalise import clean_url
    from monitor.store import archive

    ids: list[int] = []
    for one in named:
        found = archive.find_items(database, one if one.isdecimal() else clean_url(one) or one)
        if not found:
            raise UsageError(f"No item {one} is remembered: no source published it, or it is gone already.")
        ids += [row["id"] for row in found]
    return list(dict.fromkeys(ids))


def _ask(count: int, *, yes: bool) -> None:
    """A person at a terminal is asked; a script has said what it wants."""
    if not yes and sys.stdin.isatty():
        typer.confirm(f"{many(count, 'item')} will be erased for good. Go on?", abort=True)


def _erase(settings: Config, database: Database, ids: list[int], by: str, why: str, how: str, *, json: bool) -> None:
    from monitor.jobs import keeping

    note, letters = keeping.erase(settings, database, ids, by, why, how, utc_now())
    if json:
        emit([{"erased": len(note.items), "items": note.items, "incidents": note.incidents, "letters": letters,
               "at": note.at, "by": note.by, "why": note.why, "how": note.how}])  # fmt: skip
        return
    typer.echo(f"Erased: {many(len(note.items), 'item')}, and {many(letters, 'letter')} on disk that told of them.")
    typer.echo("Not reached from here: what was sent already, and copies of the database that were made before.")


def _show_chosen(database: Database, ids: list[int], *, json: bool) -> None:
    from monitor.store import records

    rows = list(records.of_ids(database, ids))
    if json:
        emit({name: row[name] for name in ("id", "source", "seen_at", "title", "url", "incident")} for row in rows)
        return
    table([(row["id"], row["source"], row["title"] or row["text"][:100]) for row in rows], ("id", "source", "title"),
          "Nothing that is kept fits.")  # fmt: skip


def _show_notes(database: Database, zone: str, *, json: bool) -> None:
    from datetime import datetime

    from monitor.store import erasure

    notes = erasure.listed(database)
    if json:
        emit(notes)
        return
    rows: list[tuple[Any, ...]] = [
        (local(datetime.fromisoformat(one["at"]), zone), one["by"], one["why"], one["how"], len(one["items"]))
        for one in notes
    ]
    table(rows, ("at", "by", "why", "found", "items"), "Nothing was erased yet.")


def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count.")] = False,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Take out what is older than [retention] lets it be; the daemon does it every night."""
    from monitor.jobs import keeping

    settings = open_config(config)
    kept = keeping.prune(settings, open_database(settings), utc_now(), dry_run=dry_run)
    counted = {**asdict(kept.pruned), "letters": kept.letters}
    if json:
        emit([{**counted, "dry_run": dry_run}])
        return
    if not any(counted.values()):
        typer.echo("Nothing is older than it may be.")
        return
    typer.echo("These would be taken out:" if dry_run else "These are taken out:")
    for name, says in _TAKEN_OUT.items():
        if counted[name]:
            typer.echo(f"  {many(counted[name], says[0])}{says[1]}")


_TAKEN_OUT = {
    "social": ("post", " of residents: words, address and voice"),
    "press": ("mention", " by others: words and address"),
    "unmatched": ("item", " about nobody here: words and address"),
    "letters": ("letter", " on disk"),
    "incidents": ("incident", " with its log"),
    "deliveries": ("delivery", ""),
    "rows": ("bare row", ""),
}

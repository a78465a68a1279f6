"""``monitor export``: everything that is stored, for an archive, a registrar, or somebody who asks what is kept."""

from __future__ import annotations

import csv
import io
import sys
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.base import ConfigPath, open_config, open_database, read_query
from monitor.cli.feedback import feedback_view
from monitor.cli.lists import Since, Until, delivery_view
from monitor.cli.output import json_ready, local, many, to_json
from monitor.cli.times import parse_when
from monitor.clock import utc_now
from monitor.errors import StoreError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from typing import TextIO

    from monitor.config import Config
    from monitor.store import Database

FORMATS = ("jsonl", "csv", "html")
_MOST = 100_000  # items that an extract by words looks at
_COLUMNS = (
    "record", "id", "seen_at", "published_at", "source", "publisher", "role", "language", "mentioned", "kind", "topics",
    "severity", "state", "drill", "confidence", "watches", "terms", "incident", "title", "text", "url",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet would calculate


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("export")(export)


def export(
    since: Since = None,
    until: Until = None,
    form: Annotated[str, typer.Option("--format", help="jsonl (everything), csv (items) or html (to read).")] = "jsonl",
    query: Annotated[
        str | None, typer.Option("--query", help="Only what fits, in the watch language.", show_default=False)
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="The file to write.", show_default=False)] = None,
    config: ConfigPath = None,
) -> None:
    """Everything that is stored of a time, or of what fits a query."""
    if form not in FORMATS:
        raise UsageError(f'--format: "{form}" is none of {", ".join(FORMATS)}')
    asked = read_query(query) if query else None
    settings = open_config(config)
    zone, now = settings.plan.timezone, utc_now()
    begin = parse_when(since, zone, now, "--since") if since else None
    end = parse_when(until, zone, now, "--until") if until else None
    database = open_database(settings)
    found = _fitting(database, settings, query, begin, end) if asked else None
    records = list_records(database, begin, end, found)
    with _opened(out) as stream:
        count = _WRITERS[form](stream, records, settings)
    typer.echo(f"Written{f' to {out}' if out else ''}: {many(count, 'record')}.", err=True)


def _fitting(
    database: Database, settings: Config, query: str | None, since: datetime | None, until: datetime | None
) -> list[int]:
    """The numbers of the items that fit a query."""
    from monitor.store.archive import Wanted
    from monitor.store.search import search

    town = settings.plan.municipality
    asked, wanted = read_query(query or ""), Wanted(since=since, until=until)
    found = search(database, asked, wanted, _MOST, everything=True, ours=(town.code, town.name))
    if found.note:
        typer.echo(found.note, err=True)
    return [row["id"] for row in found.rows]


def list_records(
    database: Database, since: datetime | None, until: datetime | None, only: list[int] | None
) -> Iterator[dict[str, Any]]:
    """All that is stored: items, incidents with their logs, deliveries, feedback, silences, erasures.

    With ``only`` the items of these numbers, and of the rest what belongs to them.
    """
    from monitor.store import erasure, feedback, outbox, records, silences

    items = records.items(database, since, until) if only is None else records.of_ids(database, only)
    ours, theirs = set(only or ()), set[int]()
    for one in items:
        theirs.add(one["incident"] or 0)
        yield {"record": "item", **one}
    for one in records.incidents(database, since, until):
        if only is None or one["id"] in theirs:
            yield {"record": "incident", **one}
    for told in reversed(outbox.listed(database, since, until)):
        if only is None or told.item in ours or (told.incident or -1) in theirs:
            yield {"record": "delivery", **delivery_view(told)}
    for said in reversed(feedback.listed(database, since, undone=True)):
        in_time = until is None or said["at"] < until
        if in_time and (only is None or said["item_id"] in ours):
            yield {"record": "feedback", **feedback_view(said)}
    if only is None:
        from monitor.cli.silence import silence_view

        now = utc_now()
        yield from (
            {"record": "silence", **silence_view(one, now)} for one in silences.listed(database, now, ended=True)
        )
        yield from ({"record": "erasure", **one} for one in erasure.listed(database))


@contextmanager
def _opened(out: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that is there whole or not at all and that nobody else may read."""
    if out is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    part = out.with_name(out.name + ".part")
    try:
        part.touch(mode=0o600)
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(out)
    except OSError as error:
        raise StoreError(f"{out} could not be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


# ---- the three forms ---------------------------------------------------------------------------------------------
def _write_jsonl(stream: TextIO, records: Iterable[dict[str, Any]], _settings: Config) -> int:
    return _count(stream.write(to_json(record) + "\n") for record in records)


def _count(written: Iterable[int]) -> int:
    """How many were written."""
    return sum(1 for _ in written)


def _write_csv(stream: TextIO, records: Iterable[dict[str, Any]], _settings: Config) -> int:
    """Items alone: a table has one kind of row."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_COLUMNS)
    count = 0
    for record in records:
        if record["record"] == "item":
            writer.writerow([_cell(json_ready(record[name])) for name in _COLUMNS])
            count += 1
    return count


def _cell(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _write_html(stream: TextIO, records: Iterable[dict[str, Any]], settings: Config) -> int:
    zone, town = settings.plan.timezone, settings.plan.municipality.name
    stream.write(_HEAD.format(language=settings.plan.language, town=escape(town), at=local(utc_now(), zone)))
    count = _count(stream.write(_article(record, zone)) for record in records)
    stream.write(f"<p>{count}</p></main></body></html>\n")
    return count


def _article(record: dict[str, Any], zone: str) -> str:
    page = io.StringIO()
    page.write(f"<article><h2>{record['record']} {record.get('id', '')}</h2><dl>")
    for name, value in record.items():
        if name not in {"record", "id"} and value not in (None, "", [], {}):
            page.write(f"<dt>{escape(name)}</dt><dd>{_value(value, zone)}</dd>")
    page.write("</dl></article>\n")
    return page.getvalue()


def _value(value: Any, zone: str) -> str:
    if isinstance(value, list):
        return "<ul>" + "".join(f"<li>{_value(one, zone)}</li>" for one in value) + "</ul>"
    if isinstance(value, dict):
        return "; ".join(f"{escape(str(name))}: {_value(one, zone)}" for name, one in value.items())
    if hasattr(value, "astimezone"):
        return local(value, zone)
    return escape(str(json_ready(value)))


_WRITERS = {"jsonl": _write_jsonl, "csv": _write_csv, "html": _write_html}
_HEAD = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><title>{town} {at}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body{{font:1rem/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}
article{{border-top:1px solid;padding:.5rem 0}}dt{{font-weight:bold}}dd{{margin:0 0 .3rem;white-space:pre-wrap}}
h2{{font-size:1.1rem}}ul{{margin:0}}</style></head><body><main><h1>{town}, {at}</h1>
"""

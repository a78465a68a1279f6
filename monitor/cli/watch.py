"""``monitor watch``: a query on the archive before it is saved."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from monitor.cli.base import ConfigPath, Json, open_config, open_database, read_query
from monitor.cli.output import emit, local, many, one_line, table
from monitor.cli.times import parse_when
from monitor.clock import utc_now

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.simulate import Told
    from monitor.jobs.trial import Trial

_WEEK = timedelta(days=7)

app = typer.Typer(no_args_is_help=True, help="What is looked for besides the municipality.")


@app.callback()
def _group() -> None:
    """A group although it has one command: others will stand beside it."""


def add_to(root: typer.Typer) -> None:
    """Register the commands."""
    root.add_typer(app, name="watch")


@app.command("try")
def try_query(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="In the watch language.")],
    since: Annotated[str, typer.Option("--since", help="From then on: a date, a time, or 90d.")] = "90d",
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """A query on the archive: how much it finds, ten examples, and what would have been told."""
    from monitor.jobs import trial

    asked = read_query(query)
    settings = open_config(config)
    now, plan = utc_now(), settings.plan
    begin = parse_when(since, plan.timezone, now, "--since")
    found = trial.try_query(open_database(settings), plan, asked, begin, now, ZoneInfo(plan.timezone))
    if json:
        emit([trial_view(query, found, begin, now)])
    else:
        _show(query, found, begin, now, plan.timezone)


def trial_view(query: str, found: Trial, since: datetime, until: datetime) -> dict[str, Any]:
    """A trial as ``watch try --json`` prints it."""
    from monitor.jobs.trial import EXAMPLES, said_at

    return {
        "query": query,
        "since": since,
        "until": until,
        "found": len(found.rows),
        "new": found.new,
        "drills": found.drills,
        "per_week": _per_week(found, since, until),
        "weeks": [{"week": one.week, "found": one.found} for one in found.weeks],
        "examples": [
            {**{name: row[name] for name in ("id", "source", "url", "title", "kind", "topics", "severity", "drill")},
             "at": said_at(row), "text": row["text"][:300], "spans": row["spans"]}
            for row in found.rows[:EXAMPLES]
        ],
        "told": {
            "messages": len(found.told),
            "by_route": [
                {"route": route, "receivers": list(receivers), "messages": count}
                for (route, receivers), count in _by_route(found).items()
            ],
            "examples": [
                {"at": one.at, "reason": one.reason, "route": one.route, "receivers": one.receivers,
                 "severity": one.severity, "after_item": one.after_item, "why": one.why}
                for one in found.told[-EXAMPLES:]
            ],
        },
        "complete": found.complete,
        "notes": list(found.notes),
    }  # fmt: skip


def _per_week(found: Trial, since: datetime, until: datetime) -> float:
    return round(len(found.rows) / max((until - since) / _WEEK, 1 / 7), 1)


def _by_route(found: Trial) -> Counter[tuple[str, tuple[str, ...]]]:
    return Counter((one.route or "", one.receivers) for one in found.told)


def _show(query: str, found: Trial, since: datetime, until: datetime, zone: str) -> None:
    from monitor.jobs.trial import EXAMPLES, said_at

    for note in found.notes:
        typer.echo(note, err=True)
    more = "" if found.complete else " at least"
    typer.echo(
        f"{query}\nfinds{more} {len(found.rows)} since {local(since, zone)}, {_per_week(found, since, until)} a week; "
        f"{found.new} of them were no mention until now{f', {found.drills} are exercises' if found.drills else ''}."
    )
    table([(one.week, one.found, "#" * min(one.found, 60)) for one in found.weeks], ("week", "found", ""), "")
    table(
        [
            (row["id"], local(said_at(row), zone), row["source"], row["kind"] or "–", _around(row))
            for row in found.rows[:EXAMPLES]
        ],
        ("id", "said", "source", "kind", "words"),
        "Nothing in the archive fits it. What is older than the retention, or was no mention, may be gone.",
    )
    _show_told(found, zone)


def _show_told(found: Trial, zone: str) -> None:
    typer.echo(f"Of these alone, the routes would have told {many(len(found.told), 'message')}.")
    if found.told:
        rows = [(count, route, ", ".join(receivers)) for (route, receivers), count in _by_route(found).most_common()]
        table(rows, ("messages", "route", "to"), "")
        table([_told_row(one, zone) for one in found.told[-10:]], ("at", "reason", "to", "item", "why"), "")
    typer.echo(
        f'A route with watches = ["…"] and each = "mention" would tell every one: {many(len(found.rows), "message")}.'
    )


def _told_row(one: Told, zone: str) -> tuple[str, ...]:
    return local(one.at, zone), one.reason, ", ".join(one.receivers), one.after_item or "", one.why


def _around(row: dict[str, Any]) -> str:
    """The words that were found, with a little of what stands around them."""
    full = f"{row['title']}\n{row['text']}" if row["title"] else row["text"]
    start, end = row["spans"][0][:2] if row["spans"] else (0, 0)
    return one_line(full[max(start - 40, 0) : max(end, 40) + 60])

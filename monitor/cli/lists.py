"""Commands that show what is remembered: mentions, incidents, deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.base import ConfigPath, Json, open_config, open_database, read_query
from monitor.cli.output import emit, local, table
from monitor.cli.times import parse_when
from monitor.clock import utc_now
from monitor.domain.model import Kind, Topic
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.domain.incident import Delivery
    from monitor.store import Database, archive

MOST_FOUND = 1000  # what a search without --limit lists

Since = Annotated[str | None, typer.Option("--since", help="From then on: a date, a time, or 90d.", show_default=False)]
Until = Annotated[str | None, typer.Option("--until", help="Until then.", show_default=False)]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(mentions)
    app.command()(incidents)
    app.command()(incident)
    app.command()(deliveries)


def mentions(
    query: Annotated[str | None, typer.Argument(help="In the watch language.", show_default=False)] = None,
    config: ConfigPath = None,
    since: Since = None,
    until: Until = None,
    kind: Annotated[Kind | None, typer.Option(help="Only this kind.", show_default=False)] = None,
    topic: Annotated[Topic | None, typer.Option(help="Only this topic.", show_default=False)] = None,
    min_severity: Annotated[int, typer.Option(min=0, max=3, help="At least so severe.")] = 0,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.", show_default=False)] = None,
    json: Json = False,
) -> None:
    """The archive, newest first."""
    from itertools import islice

    from monitor.store import archive

    settings = open_config(config)
    database = open_database(settings)
    zone, now = settings.plan.timezone, utc_now()
    wanted = archive.Wanted(
        since=parse_when(since, zone, now, "--since") if since else None,
        until=parse_when(until, zone, now, "--until") if until else None,
        kind=kind,
        topic=topic,
        min_severity=min_severity,
    )
    found = iter(_searched(settings, database, query, wanted, limit)) if query else archive.mentions(database, wanted)
    shown = islice(found, limit) if limit else found
    if json:
        emit(shown)
        return
    table(
        [
            (m["id"], local(m["seen_at"], zone), m["source"], m["kind"], ", ".join(m["topics"]), m["severity"],
             m["incident"], m["title"] or m["text"][:100])
            for m in shown
        ],
        ("id", "seen", "source", "kind", "topics", "severity", "incident", "title"),
        "Nothing is remembered that fits.",
    )  # fmt: skip


def _searched(
    settings: Config, database: Database, query: str, wanted: archive.Wanted, limit: int | None
) -> tuple[dict[str, Any], ...]:
    from monitor.store.search import search

    asked = read_query(query)
    town = settings.plan.municipality
    found = search(database, asked, wanted, limit or MOST_FOUND, ours=(town.code, town.name))
    for note in (*asked.notes, found.note):
        if note:
            typer.echo(note, err=True)
    return found.rows


def incidents(
    config: ConfigPath = None,
    only_open: Annotated[bool, typer.Option("--open", help="Only those that still ask for somebody.")] = False,
    json: Json = False,
) -> None:
    """Incidents, the most recently updated first."""
    from monitor.store import archive

    settings = open_config(config)
    found = archive.incidents(open_database(settings), only_open=only_open)
    if json:
        emit(found)
        return
    zone = settings.plan.timezone
    table(
        [
            (i["id"], i["status"], i["severity"], i["state"], ", ".join(i["topics"]), local(i["opened_at"], zone),
             local(i["updated_at"], zone), i["mentions"], i["voices"], ("[drill] " if i["drill"] else "") + i["title"])
            for i in found
        ],
        ("id", "status", "severity", "state", "topics", "opened", "updated", "mentions", "voices", "title"),
        "No incident is open." if only_open else "There was no incident yet.",
    )  # fmt: skip


def incident(
    number: Annotated[int, typer.Argument(metavar="ID")], config: ConfigPath = None, json: Json = False
) -> None:
    """One incident, with its log, its mentions and what was told of it."""
    from monitor.store import archive, outbox

    settings = open_config(config)
    database = open_database(settings)
    found = archive.incident(database, number)
    if found is None:
        raise UsageError(f"There is no incident {number}. List them with: monitor incidents")
    members = list(archive.mentions(database, archive.Wanted(incident=number)))
    told = outbox.of_incident(database, number)
    if json:
        emit([{**found, "items": members, "deliveries": [delivery_view(one) for one in told]}])
        return
    zone = settings.plan.timezone
    typer.echo(f"Incident {number}: {found['title']}")
    typer.echo(
        f"{found['status']}, severity {found['severity']}, {found['state']}, {', '.join(found['topics'])}; "
        f"{found['mentions']} mentions, {found['voices']} independent voices"
    )
    table(
        [(local(e["at"], zone), e["what"], e["by"], e["note"]) for e in found["log"]], ("at", "what", "by", "note"), ""
    )
    table(
        [(m["id"], local(m["seen_at"], zone), m["source"], m["severity"], m["title"], m["url"]) for m in members],
        ("item", "seen", "source", "severity", "title", "link"),
        "No mention of it is kept.",
    )
    _show_deliveries(told, zone)


def deliveries(config: ConfigPath = None, since: Since = None, until: Until = None, json: Json = False) -> None:
    """The ledger of everything told or held, newest first."""
    from monitor.store import outbox

    settings = open_config(config)
    zone, now = settings.plan.timezone, utc_now()
    told = outbox.listed(
        open_database(settings),
        parse_when(since, zone, now, "--since") if since else None,
        parse_when(until, zone, now, "--until") if until else None,
    )
    if json:
        emit(delivery_view(one) for one in told)
        return
    _show_deliveries(told, zone)


def delivery_view(delivery: Delivery) -> dict[str, Any]:
    """One delivery as ``deliveries --json`` has it."""
    return {
        "id": delivery.id,
        "incident": delivery.incident,
        "receiver": delivery.receiver,
        "person": delivery.person,
        "channel": delivery.channel,
        "reason": delivery.reason,
        "state": delivery.state,
        "due_at": delivery.due_at,
        "sent_at": delivery.sent_at,
        "attempts": delivery.attempts,
        "last_error": delivery.last_error,
        "key": delivery.key,
        "route": delivery.route,
        "severity": delivery.severity,
        "item": delivery.item,
        "drill": delivery.drill,
        "created_at": delivery.created_at,
        "why": delivery.why,
    }


def _show_deliveries(told: list[Delivery], zone: str) -> None:
    table(
        [
            (d.id, d.state, d.reason, d.incident, d.receiver, d.person, d.channel, local(d.due_at, zone),
             local(d.sent_at, zone), d.attempts, d.last_error or d.why)
            for d in told
        ],
        ("id", "state", "reason", "incident", "receiver", "person", "channel", "due", "sent", "tries", "why"),
        "Nothing was told or held.",
    )  # fmt: skip

"""``monitor add``: an item by hand, a call, a letter, a link, through the whole head at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.base import ConfigPath, Json, open_config, open_database, open_reader, whoever_is_logged_in
from monitor.cli.output import emit
from monitor.cli.times import parse_when
from monitor.clock import utc_now
from monitor.domain.model import Role
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.domain.incident import Seen
    from monitor.jobs.intake import Handed
    from monitor.store import Database

FAILED = 1


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(add)


def add(
    text: Annotated[str, typer.Option("--text", help="What was said or written.", show_default=False)] = "",
    url: Annotated[str, typer.Option("--url", help="A link; its page is read.", show_default=False)] = "",
    title: Annotated[str, typer.Option("--title", help="A headline.", show_default=False)] = "",
    source: Annotated[str, typer.Option("--source", help="File it under this source.", show_default=False)] = "",
    role: Annotated[Role | None, typer.Option("--role", help="Who speaks.", show_default=False)] = None,
    publisher: Annotated[str, typer.Option("--publisher", help="Who stands behind it.", show_default=False)] = "",
    where: Annotated[str, typer.Option("--where", help="The place it is about.", show_default=False)] = "",
    when: Annotated[
        str | None, typer.Option("--when", "--at", help="When it was said; now when absent.", show_default=False)
    ] = None,
    language: Annotated[str, typer.Option("--language", help="sv, nb, nn, fi or en.", show_default=False)] = "",
    by: Annotated[str, typer.Option("--by", help="Who hands it in; else who is logged in.", show_default=False)] = "",
    drill: Annotated[bool, typer.Option("--drill", help="Mark it as an exercise.")] = False,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Add an item by hand: it is read, grouped and told like any other."""
    from monitor.jobs.intake import Handed

    settings = open_config(config)
    now = utc_now()
    if not (text.strip() or title.strip() or url.strip()):
        raise UsageError("Say what it is: --text TEXT, or --url URL")
    if url and not url.startswith(("http://", "https://")):
        raise UsageError(f'--url: "{url}" is no address. It begins with https://')
    at = parse_when(when, settings.plan.timezone, now, "--when") if when else None
    if at is not None and at > now:
        raise UsageError("--when: that is still to come. When it was said is wanted")
    handed = Handed(
        text.strip(),
        title.strip(),
        url.strip(),
        source,
        role,
        publisher,
        where.strip(),
        at,
        language,
        drill,
        by.strip() or whoever_is_logged_in(),
    )
    raise typer.Exit(_take(settings, handed, json=json))


def _take(settings: Config, handed: Handed, *, json: bool) -> int:
    """Do it; returns the exit status."""
    from monitor.app import Application
    from monitor.jobs import intake

    filed = intake.file_under(handed, settings.plan)
    now = utc_now()
    story, note = None, ""
    if handed.url and not handed.text:
        story, note = asyncio.run(intake.open_link(settings, handed.url, now))
    if note:
        typer.echo(note, err=True)
    database = open_database(settings)
    raw = intake.make_item(handed, story, now)
    changes = intake.add(database, settings.plan, open_reader(settings, database), raw, filed, now, handed.by)
    if changes.deliveries:
        asyncio.run(Application(settings).deliver())
    _tell(database, raw.url, changes.seen[0] if changes.seen else None, json=json)
    return FAILED if handed.url and not handed.text and story is None else 0


def _tell(database: Database, url: str, seen: Seen | None, *, json: bool) -> None:
    from monitor.store import archive

    found = archive.find_items(database, str(seen.id) if seen else url)
    if json:
        emit([_view(database, one, new=seen is not None) for one in found[:1]])
        return
    for one in found[:1]:
        became = f"incident {one['incident']}" if one["incident"] else "no incident"
        typer.echo(f"Item {one['id']} {'is added' if seen else 'was handed in before'}: {became}. "
                   f"Why, in full: monitor why {one['id']}")  # fmt: skip
        for gate in one["gates"]:
            typer.echo(f"  {'passed' if gate['passed'] else 'failed'}  {gate['gate']}: {gate['why']}")


def _view(database: Database, item: dict[str, Any], *, new: bool) -> dict[str, Any]:
    """What became of it: the item with its gates, and each delivery it led to."""
    from monitor.cli.lists import delivery_view
    from monitor.store import outbox

    told = [delivery_view(one) for one in outbox.of_item(database, item["id"])]
    return {**item, "added": new, "deliveries": told}

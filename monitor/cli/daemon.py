"""Commands that do the work: the daemon, one round of it, a poll by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
import uvloop

from monitor.cli.base import ConfigPath, Json, open_config
from monitor.cli.output import emit, table
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.jobs.poll import PollReport


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(run)
    app.command()(poll)


def run(
    config: ConfigPath = None,
    once: Annotated[bool, typer.Option("--once", help="Do everything that is due now, then end.")] = False,
) -> None:
    """The daemon. Migrates the database first."""
    from monitor.memory import loading, share_one_heap, take_turns

    share_one_heap()
    take_turns()
    with loading():
        from monitor.app import Application

        application = Application(open_config(config))
    if once:
        failed = uvloop.run(application.run_once())
        raise typer.Exit(1 if failed else 0)
    uvloop.run(application.run())  # a third less CPU a poll than asyncio's own loop, by tests/bench


def poll(
    names: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="All when none is named.")] = None,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Poll now, due or not, and show what was found."""
    from monitor.app import Application

    settings = open_config(config)
    known = [source.name for source in settings.plan.sources]
    for name in names or []:
        if name not in known:
            raise UsageError(f'There is no source "{name}". There are: {", ".join(known) or "none"}')
    reports = uvloop.run(Application(settings).poll(names or known))
    if json:
        emit(_view(report) for report in reports)
    else:
        table(
            [(r.source, r.items, r.new, r.mentions, r.error) for r in reports],
            ("source", "items", "new", "mentions", "failed because"),
            "No source is configured.",
        )
        _show_mentions(reports)
    raise typer.Exit(1 if any(report.error for report in reports) else 0)


def _view(report: PollReport) -> dict[str, object]:
    seen = report.changes.seen if report.changes else ()
    named = {one.id: sorted({hit.term for hit in one.reading.hits} - {""}) for one in seen if one.reading}
    return {
        "source": report.source,
        "items": report.items,
        "new": report.new,
        "mentions": report.mentions,
        "fault": report.error.fault if report.error else None,
        "error": str(report.error) if report.error else None,
        "found": [
            {"id": one.id, "title": one.item.title, "url": one.item.url, "published_at": one.item.published_at,
             "archived": one.archived, "terms": named.get(one.id, []),
             "incident": one.incident}
            for one in seen
        ],
    }  # fmt: skip


def _show_mentions(reports: list[PollReport]) -> None:
    found = [
        one for report in reports if report.changes for one in report.changes.seen if one.reading and one.reading.hits
    ]
    for one in found:
        words = one.item.title or one.item.text[:100]
        typer.echo(f"  {'archive' if one.archived else 'mention'}  {one.item.source}: {words}  {one.item.url}")

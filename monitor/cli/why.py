"""``monitor why``: each gate an item passed or failed and each delivery it led to; without an item, the sum of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.base import ConfigPath, Json, open_config, open_database
from monitor.cli.lists import delivery_view
from monitor.cli.output import emit, local, many, table
from monitor.cli.times import parse_when
from monitor.clock import utc_now
from monitor.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.store import Database


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(why)


def why(
    wanted: Annotated[
        str | None, typer.Argument(metavar="[ID-or-URL]", help="An item; all of a time when none is named.")
    ] = None,
    since: Annotated[str, typer.Option("--since", help="Without an item: from then on.")] = "7d",
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Each gate an item passed or failed, and each delivery it led to; or what became of all items."""
    settings = open_config(config)
    database, zone = open_database(settings), settings.plan.timezone
    if wanted is None:
        _show_balance(database, parse_when(since, zone, utc_now(), "--since"), zone, json=json)
        return
    answers = list(_answers(database, wanted))
    if json:
        emit(answers)
        return
    for answer in answers:
        _show(answer, zone)


def _answers(database: Database, wanted: str) -> list[dict[str, Any]]:
    from monitor.domain.normalise import clean_url
    from monitor.domain.outcome import outcome_of
    from monitor.store import archive, outbox

    found = archive.find_items(database, wanted if wanted.isdecimal() else clean_url(wanted) or wanted)
    if not found:
        raise UsageError(
            f"No item {wanted} is remembered: no source published it since it is read, or its retention is over."
        )
    return [
        {**item, "outcome": outcome_of(item["gates"]),
         "deliveries": [delivery_view(one) for one in outbox.led_to(database, item["id"], item["incident"])]}
        for item in found
    ]  # fmt: skip


def _show(answer: dict[str, Any], zone: str) -> None:
    typer.echo(f"Item {answer['id']} of {answer['source']}, seen {local(answer['seen_at'], zone)}: {answer['title']}")
    for gate in answer["gates"]:
        typer.echo(f"  {'passed' if gate['passed'] else 'failed'}  {gate['gate']}: {gate['why']}")
    for told in answer["deliveries"]:
        at = local(told["sent_at"] or told["due_at"], zone)
        typer.echo(f"  {told['state']}  {at}  {told['receiver']} by {told['channel']}: {told['why']}")


def _show_balance(database: Database, since: datetime, zone: str, *, json: bool) -> None:
    """What came in and what became of it; the command fails where the two are not the same."""
    from monitor.store.ledger import balance

    found = balance(database, since)
    if json:
        emit([{"since": since, "items": found.items, "outcomes": found.outcomes, "even": found.is_even,
               "wrong": [{"id": number, "why": what} for number, what in found.wrong]}])  # fmt: skip
    else:
        typer.echo(f"{many(found.items, 'item')} since {local(since, zone)}, and what became of them:")
        table(
            [(count, name.replace("_", " ")) for name, count in found.outcomes.items() if count], ("", ""), "Nothing."
        )
        for number, what in found.wrong:
            typer.echo(f"  item {number}: {what}")
    if not found.is_even:
        raise typer.Exit(1)

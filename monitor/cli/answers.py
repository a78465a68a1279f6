"""Commands with which people answer: acknowledge, resolve, close."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.base import By, ConfigPath, Json, not_blank, open_config, open_database
from monitor.cli.output import emit
from monitor.clock import utc_now
from monitor.domain.oncall import OnCall

if TYPE_CHECKING:
    from monitor.domain.incident import Incident

Number = Annotated[int, typer.Argument(metavar="ID", help="The incident's number.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(ack)
    app.command()(resolve)
    app.command()(close)


def ack(number: Number, by: By, config: ConfigPath = None, json: Json = False) -> None:
    """Take an incident: nobody is asked again."""
    from monitor.jobs import answers

    settings = open_config(config)
    taken = answers.acknowledge(open_database(settings), OnCall(settings.plan), number, by, utc_now())
    _show(taken, f"taken by {taken.acknowledged_by}", json=json)


def resolve(number: Number, by: By, config: ConfigPath = None, json: Json = False) -> None:
    """Say that an incident is over; those who were told are told."""
    from monitor.jobs import answers

    settings = open_config(config)
    over = answers.resolve(open_database(settings), OnCall(settings.plan), number, by, utc_now())
    _show(over, "resolved", json=json)


def close(
    number: Number,
    by: By,
    why: Annotated[
        str, typer.Option("--why", help="Why nothing more is to be done.", show_default=False, callback=not_blank)
    ],
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Close an incident: nothing more is to be done."""
    from monitor.jobs import answers

    settings = open_config(config)
    closed = answers.close(open_database(settings), OnCall(settings.plan), number, by, why, utc_now())
    _show(closed, "closed", json=json)


def _show(incident: Incident, became: str, *, json: bool) -> None:
    if json:
        emit([{"id": incident.id, "status": incident.status, "acknowledged_at": incident.acknowledged_at,
               "acknowledged_by": incident.acknowledged_by, "resolved_at": incident.resolved_at}])  # fmt: skip
    else:
        typer.echo(f"Incident {incident.id} is {became}.")

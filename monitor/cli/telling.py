"""Commands about telling: who is on call when, the digest, a test through the real channels."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor.cli.base import ConfigPath, Json, open_config, open_database
from monitor.cli.output import emit, local, table, to_json, write_out
from monitor.cli.times import read_moment
from monitor.clock import spell, utc_now
from monitor.domain.known_tests import tests_between
from monitor.domain.oncall import OnCall
from monitor.errors import UsageError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from monitor.config import Config
    from monitor.domain.duty import Stretch
    from monitor.domain.plan import KnownTest


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command()(calendar)
    app.command()(digest)
    app.command("test-alert")(test_alert)
    app.command("tell-failure", hidden=True)(tell_failure)


def calendar(
    first: Annotated[
        str | None, typer.Option("--from", help="The first day; today when absent.", show_default=False)
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last day, included.", show_default=False)] = None,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Office hours and who is on call, as intervals without gaps."""
    from monitor.domain.duty import calendar as stretches

    settings = _fetch_rotas(open_config(config))
    oncall = OnCall(settings.plan)
    begin = _day(first, "--from") if first else utc_now().astimezone(oncall.zone).date()
    end = _day(last, "--to") if last else begin + timedelta(days=7)
    if end < begin:
        raise UsageError("--to is before --from")
    found = stretches(
        oncall.timetable,
        settings.plan.rotas,
        _midnight(begin, oncall.zone),
        _midnight(end + timedelta(days=1), oncall.zone),
    )
    tests = tests_between(
        settings.plan.tests, _midnight(begin, oncall.zone), _midnight(end + timedelta(days=1), oncall.zone)
    )
    if json:
        emit(_stretch(one, tests, oncall.zone) for one in found)
        return
    zone = settings.plan.timezone
    rotas = [rota.name for rota in settings.plan.rotas]
    table(
        [
            (local(s.starts, zone), local(s.ends, zone), "open" if s.open else "closed", s.why,
             *(s.on_call[name] or "nobody" for name in rotas))
            for s in found
        ],
        ("from", "to", "office", "why", *rotas),
        "",
    )  # fmt: skip
    for test in tests:
        typer.echo(f"{local(test.at, zone)}  {test.name} ({test.source})")


def _stretch(one: Stretch, tests: list[KnownTest], zone: ZoneInfo) -> dict[str, object]:
    """One interval as the contract has it, with the tests of sirens and public warnings that are held in it."""
    held = [test for test in tests if one.starts <= test.at < one.ends]
    return {
        "from": one.starts.astimezone(zone).isoformat(),
        "to": one.ends.astimezone(zone).isoformat(),
        "open": one.open,
        "why": one.why,
        "on_call": dict(one.on_call),
        "tests": [
            {"at": test.at.astimezone(zone).isoformat(), "name": test.name, "source": test.source} for test in held
        ],
    }


def _fetch_rotas(settings: Config) -> Config:
    """With the calendars that are addresses fetched now; where that fails it is said, and the last known turns hold."""
    from monitor import rotas
    from monitor.net import open_network

    if not any(kept.is_online for kept in rotas.list_calendars(settings)):
        return settings

    async def fetch() -> dict[str, str]:
        async with open_network(settings.http) as (client, _sender):
            return await rotas.fetch(settings, client)

    for rota, why in asyncio.run(fetch()).items():
        typer.echo(f"rota {rota}: {why}", err=True)
    return rotas.with_calendars(settings, utc_now())


def _day(text: str, option: str) -> date:
    at = read_moment(text)
    if at is None:
        raise UsageError(f'{option}: "{text}" is no date. Write it as 2026-12-24')
    return at.date()


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def digest(
    config: ConfigPath = None,
    week: Annotated[
        str | None, typer.Option("--week", help="2026-W47; last week when absent.", show_default=False)
    ] = None,
    period: Annotated[str | None, typer.Option("--period", help="2026Q3, 2026H1, 2026.", show_default=False)] = None,
    form: Annotated[str, typer.Option("--format", help="html, text or json.")] = "text",
    out: Annotated[Path | None, typer.Option("--out", help="The file to write.", show_default=False)] = None,
    send: Annotated[bool, typer.Option("--send", help="Send it to those who get the digest, now.")] = False,
) -> None:
    """The week in words."""
    from monitor.jobs import digest as job

    if form not in {"html", "text", "json"}:
        raise UsageError(f'--format: "{form}" is none of html, text, json')
    settings = open_config(config)
    database = open_database(settings)
    chosen = job.period_of(week, period, utc_now(), OnCall(settings.plan).zone)
    if send:
        told = job.send(settings, database, chosen, utc_now())
        typer.echo(f"The digest {chosen.key} is on its way to {', '.join(told) or 'nobody: there is no [digest]'}.")
        if not told:
            raise typer.Exit(1)
        from monitor.app import Application

        asyncio.run(Application(settings).deliver())
        return
    if form == "json":
        write_out(to_json(job.figures(settings, database, chosen)), out)
    else:
        write_out(job.render(settings, database, chosen, form, utc_now()), out)


def test_alert(
    receivers: Annotated[
        list[str] | None, typer.Argument(metavar="[RECEIVER]...", help="All when none is named.")
    ] = None,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Send a marked test through the real channels, and say what became of it."""
    from monitor.app import Application
    from monitor.jobs import tests

    settings = open_config(config)
    database = open_database(settings)
    known = [receiver.name for receiver in settings.plan.receivers]
    for name in receivers or []:
        if name not in known:
            raise UsageError(f'There is no receiver "{name}". There are: {", ".join(known) or "none"}')
    keys = tests.write(settings, database, receivers or known, utc_now())
    asyncio.run(Application(settings).deliver())
    told = tests.outcome(database, keys)
    from monitor.cli.lists import delivery_view

    if json:
        emit(delivery_view(one) for one in told)
    else:
        table(
            [(d.receiver, d.person, d.channel, d.state, d.last_error or "") for d in told],
            ("receiver", "person", "channel", "state", "why"),
            "Nobody is configured.",
        )
    raise typer.Exit(0 if told and all(one.state == "sent" for one in told) else 1)


def tell_failure(config: ConfigPath = None) -> None:
    """Tell those in [health].to that the service does not start any more; uses no database."""
    from monitor.jobs import failure

    settings, now = open_config(config), utc_now()
    before = failure.find_told(settings.directory, now)
    if before is not None and now - before < failure.AGAIN:
        typer.echo(f"They were told {spell(now - before)} ago, and are told again after {spell(failure.AGAIN)}.")
        return
    told = asyncio.run(failure.tell(settings, now))
    for name, outcome in told:
        typer.echo(f"{name}: {outcome}")
    if not any(outcome == "told" for _, outcome in told):
        raise typer.Exit(1)
    failure.note_told(settings.directory, now)

"""Exercises: begin one and see it through, list, stop, say what the team would publish, and the report."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from monitor.cli.base import By, ConfigPath, Json, open_config, open_database, whoever_is_logged_in
from monitor.cli.output import emit, local, table
from monitor.clock import utc_now

if TYPE_CHECKING:
    from datetime import timedelta

    from monitor.domain.drill import Milestone, Report


class _FileOrWord(TyperGroup):
    """``monitor drill FILE`` is ``monitor drill start FILE``: what is no command of the group is a script."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Options of ``start`` may stand before its file."""
        if args and args[0] not in {*self.commands, "--help"}:
            args = ["start", *args]
        return super().parse_args(ctx, args)


drill = typer.Typer(
    cls=_FileOrWord,
    no_args_is_help=True,
    help="An exercise through the real pipeline and the real channels: monitor drill FILE [--speed N].",
)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(drill, name="drill")


@drill.command()
def start(
    file: Annotated[str, typer.Argument(help="A bundled script (see list), or a .toml file.")],
    speed: Annotated[float, typer.Option("--speed", min=0.01, help="How many times faster than written.")] = 1.0,
    by: Annotated[str, typer.Option("--by", help="Who begins it.", show_default=False)] = "",
    wait: Annotated[bool, typer.Option(help="Stay until it is over, and print the report.")] = True,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Play a script: every message it leads to is real, and marked as an exercise."""
    from monitor.app import Application
    from monitor.jobs import drill as job

    settings = open_config(config)
    database = open_database(settings)
    begun = job.start(database, file, speed, by.strip() or whoever_is_logged_in(), utc_now())
    zone = settings.plan.timezone
    typer.echo(
        f"Drill {begun.id}, “{begun.title}”: {len(begun.lines)} lines until {local(begun.ends_at, zone)}. "
        "Stop it with: monitor drill stop", err=True,
    )  # fmt: skip
    application = Application(settings)
    if wait or not application.is_running_elsewhere():
        asyncio.run(application.play(begun.id))
        _print(job.report(database, begun.id, utc_now()), zone, json=json)


@drill.command("list")
def list_drills(config: ConfigPath = None, json: Json = False) -> None:
    """The bundled scripts, and the exercises that were."""
    from monitor.jobs import drill as job
    from monitor.store import drills

    settings = open_config(config)
    own = settings.plan.language
    scripts = sorted(job.bundled(), key=lambda one: (not one[0].endswith(f".{own}"), one[0]))
    played = drills.listed(open_database(settings))
    if json:
        emit({"script": name, "title": title, "language": name.rpartition(".")[2], "lines": len(lines),
              "minutes": _minutes(lines[-1].after)} for name, title, lines in scripts)  # fmt: skip
        emit({"id": one.id, "script": one.name, "title": one.title, "state": one.state, "speed": one.speed,
              "began_at": one.began_at, "ended_at": one.ended_at, "by": one.by} for one in played)  # fmt: skip
        return
    rows = [(name, title, len(lines), f"{_minutes(lines[-1].after):g} min") for name, title, lines in scripts]
    table(rows, ("script", "title", "lines", "length"), "No script is bundled.")
    zone = settings.plan.timezone
    typer.echo()
    table(
        [(one.id, one.name, one.state, local(one.began_at, zone), local(one.ended_at, zone), one.by) for one in played],
        ("drill", "script", "state", "began", "ended", "by"),
        "No drill was played yet.",
    )


@drill.command()
def stop(
    by: Annotated[str, typer.Option("--by", help="Who stops it.", show_default=False)] = "",
    config: ConfigPath = None,
) -> None:
    """End the exercise that is being played: nothing more comes, and who was told hears that it is over."""
    from monitor.app import Application

    settings = open_config(config)
    open_database(settings).close()
    stopped = asyncio.run(Application(settings).stop_drill(by.strip() or whoever_is_logged_in()))
    typer.echo(f"Drill {stopped.id}, “{stopped.title}”, is stopped. Its report: monitor drill report {stopped.id}")


@drill.command()
def say(
    text: Annotated[str, typer.Argument(help="What the municipality would publish.")],
    by: By,
    title: Annotated[str, typer.Option("--title", help="Its headline.", show_default=False)] = "",
    config: ConfigPath = None,
) -> None:
    """Publish a word of our own in the exercise: the report tells how soon it came."""
    from monitor.app import Application
    from monitor.jobs import drill as job

    settings = open_config(config)
    current = job.say(open_database(settings), text, title, by, utc_now())
    application = Application(settings)
    if not application.is_running_elsewhere():
        asyncio.run(application.do_due())
    typer.echo(f"Said in drill {current.id}, “{current.title}”.")


@drill.command()
def report(
    number: Annotated[int | None, typer.Argument(metavar="[DRILL]", help="The latest when none is named.")] = None,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Detected, sent, seen, taken, first own word, and how far it had come after 30 and 60 minutes."""
    from monitor.jobs import drill as job

    settings = open_config(config)
    database = open_database(settings)
    _print(job.report(database, number, utc_now()), settings.plan.timezone, json=json)


# ---- shown -------------------------------------------------------------------------------------------------------
_CHAIN = ("detected", "sent", "seen", "taken", "own_word")
_SAYS = {
    "detected": "detected", "sent": "first alert sent", "seen": "first answer", "taken": "taken",
    "own_word": "first own word",
}  # fmt: skip


def _print(found: Report, zone: str, *, json: bool) -> None:
    if json:
        emit([view(found)])
        return
    played = found.drill
    typer.echo(f"Drill {played.id}, “{played.title}” ({played.state}), began {local(played.began_at, zone)}")
    rows = []
    for name in _CHAIN:
        milestone: Milestone | None = getattr(found, name)
        after = f"{_minutes(played.passed(milestone.at)):g} min" if milestone else "not yet"
        rows.append(
            (_SAYS[name], after, local(milestone.at, zone) if milestone else "", milestone.by if milestone else "")
        )
    table(rows, ("what", "after", "at", "by"), "")
    for point in found.points:
        when = f"After {_minutes(point.after):g} min"
        if not point.reached:
            typer.echo(f"{when}: not reached")
            continue
        typer.echo(f"{when}: {point.answered} of {point.told} told had answered; "
                   f"{'taken' if point.taken else 'not taken'}; "
                   f"{'we had spoken' if point.own_word else 'we had said nothing'}")  # fmt: skip
    numbers = ", ".join(map(str, found.incidents)) or "none"
    typer.echo(f"Lines played: {len(played.played)} of {len(played.lines)}. Incidents: {numbers}. "
               f"Deliveries that failed: {found.failed}.")  # fmt: skip


def view(found: Report) -> dict[str, Any]:
    """The report as ``monitor drill report --json`` has it; ``minutes`` count in the exercise's time."""
    played = found.drill
    chain: dict[str, Any] = {}
    for name in _CHAIN:
        milestone: Milestone | None = getattr(found, name)
        chain[f"{name}_at"] = milestone.at if milestone else None
        chain[f"{name}_by"] = (milestone.by or None) if milestone else None
    minutes = {
        name: _minutes(played.passed(milestone.at)) if (milestone := getattr(found, name)) else None for name in _CHAIN
    }
    points = [
        {"minutes": _minutes(one.after), "reached": one.reached, "told": one.told, "answered": one.answered,
         "taken": one.taken, "own_word": one.own_word}
        for one in found.points
    ]  # fmt: skip
    lines = [
        {"line": line.number, "after": _minutes(line.after), "role": line.role, "by": line.by,
         "at": done.at if (done := played.played.get(line.number)) else None, "item": done.item if done else None,
         "incident": done.incident if done else None}
        for line in played.lines
    ]  # fmt: skip
    return {
        "id": played.id, "script": played.name, "title": played.title, "language": played.language,
        "state": played.state, "drill": True, "speed": played.speed, "by": played.by, "began_at": played.began_at,
        "ended_at": played.ended_at, "stopped_by": played.stopped_by or None, **chain, "minutes": minutes,
        "points": points, "told": found.told, "incidents": found.incidents, "failed": found.failed, "lines": lines,
    }  # fmt: skip


def _minutes(span: timedelta) -> float:
    return round(span.total_seconds() / 60, 2)

"""The commands ``simulate`` and ``replay``: timed items through the whole head on a virtual clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.base import ConfigPath, Json, open_config, open_database
from monitor.cli.output import emit, local, table
from monitor.cli.texts import read_lines, read_role, read_time
from monitor.cli.times import parse_when
from monitor.clock import utc_now
from monitor.domain.model import RawItem, Role
from monitor.domain.simulate import REMEMBERED, Acknowledged, Published, read_source, simulate
from monitor.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from monitor.domain.incident import Incident
    from monitor.domain.plan import Plan
    from monitor.domain.simulate import Event, Outcome, Told

Lines = Annotated[str, typer.Argument(metavar="F.jsonl|-", help="Timed items, one a line; - for standard input.")]

Since = Annotated[str, typer.Option("--since", help="From then on: a date, a time, or 90d.", show_default=False)]
Until = Annotated[str | None, typer.Option("--until", help="Until then.", show_default=False)]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("simulate")(run)
    app.command("replay")(replay)


def run(lines: Lines, config: ConfigPath = None, json: Json = False) -> None:
    """Timed items through the whole head on a virtual clock and an empty store."""
    from monitor.analysis.reader import AnalysisReader

    settings = open_config(config)
    reader = AnalysisReader(settings.plan)
    outcome = simulate(read_events(lines, settings.plan, reader.is_named_after_us), settings.plan, reader)
    if json:
        emit([outcome_view(outcome)])
    else:
        show(outcome, settings.plan.timezone)


def replay(since: Since, config: ConfigPath = None, until: Until = None, json: Json = False) -> None:
    """What this configuration would have told whom on the archive.

    The week before is run through too, so that what was open then is known; it is not part of the answer.
    """
    from monitor.analysis.reader import AnalysisReader
    from monitor.store.retrace import retrace

    settings = open_config(config)
    plan, now = settings.plan, utc_now()
    begin = parse_when(since, plan.timezone, now, "--since")
    end = parse_when(until, plan.timezone, now, "--until") if until else now
    if begin >= end:
        raise UsageError(f"--since {since} is not before --until {until or 'now'}: nothing lies between")
    events = retrace(open_database(settings), plan, begin - REMEMBERED, end)
    outcome = simulate(events, plan, AnalysisReader(plan), begin)
    if json:
        emit([_with_numbers(outcome_view(outcome))])
    else:
        show(outcome, plan.timezone)


def _with_numbers(view: dict[str, Any]) -> dict[str, Any]:
    """The items by their numbers, as ``mentions --json`` has them."""
    for incident in view["incidents"]:
        incident["items"] = [int(item) for item in incident["items"]]
    for told in view["deliveries"]:
        told["after_item"] = int(told["after_item"]) if told["after_item"] else None
    return view


# ---- lines -------------------------------------------------------------------------------------------------------
def read_events(place: str, plan: Plan, bears: Callable[[str], bool] | None = None) -> Iterator[Event]:
    """The lines of a file, in its order; one that is earlier than the line before it counts as read together with it.

    ``bears`` says whether the name of a source that the configuration does not know bears the municipality's.

    Raises:
        UsageError: a line lacks what it needs; says which.
    """
    latest: datetime | None = None
    for number, line in read_lines(place):
        where = f"line {number}"
        at = read_time(line.get("at"), where, "at")
        if at is None:
            raise UsageError(f'{where}: "at" is missing. Write "at": "2026-11-25T07:41:00Z"')
        latest = at if latest is None else max(at, latest)
        yield _read_acknowledged(line, latest) if "ack" in line else _read_published(line, where, latest, plan, bears)


def _read_acknowledged(line: dict[str, Any], at: datetime) -> Acknowledged:
    return Acknowledged(at, str(line["ack"]), str(line.get("by") or "somebody"))


def _read_published(
    line: dict[str, Any], where: str, at: datetime, plan: Plan, bears: Callable[[str], bool] | None
) -> Published:
    if "id" not in line or not isinstance(line.get("text", line.get("title")), str):
        raise UsageError(f'{where}: an item needs "id" and "text"')
    role = read_role(line.get("role"), where) or Role.PRESS
    publisher = _text(line, "publisher")
    raw = RawItem(
        id=str(line["id"]),
        title=_text(line, "title"),
        text=_text(line, "text"),
        url=_text(line, "url"),
        published_at=read_time(line.get("published_at"), where, "published_at"),
        author=_text(line, "author") or None,
        language=_text(line, "language") or None,
        revision_of=str(line["revision_of"]) if line.get("revision_of") else None,
    )
    name = _text(line, "source") or publisher or "simulation"
    return Published(at, raw, read_source(name, publisher, role, plan, bears))


def _text(line: dict[str, Any], name: str) -> str:
    value = line.get(name)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


# ---- the answer --------------------------------------------------------------------------------------------------
def outcome_view(outcome: Outcome) -> dict[str, Any]:
    """The one object that ``simulate --json`` prints."""
    return {
        "incidents": [incident_view(one) for one in outcome.incidents],
        "deliveries": [told_view(one) for one in outcome.told],
        "items": outcome.items,
        "dropped": outcome.dropped,
    }


def incident_view(incident: Incident) -> dict[str, Any]:
    """An incident as ``incidents --json`` has it, with the ids of its items in order."""
    names = (
        "id", "title", "kind", "topics", "severity", "state", "status", "drill", "opened_at", "updated_at",
        "first_seen_at", "acknowledged_at", "acknowledged_by", "resolved_at", "publishers", "own_channel_at", "voices",
        "localities", "closed_at", "closed_why",
    )  # fmt: skip
    view = {name: getattr(incident, name) for name in names}
    items = [member.native for member in sorted(incident.members, key=lambda one: one.id)]
    return {**view, "mentions": len(items), "items": items, "minutes_to_own_word": incident.story.minutes_to_own_word}


def told_view(told: Told) -> dict[str, Any]:
    """One message."""
    names = ("at", "incident", "reason", "route", "receivers", "people", "severity", "after_item", "why", "drill")
    return {name: getattr(told, name) for name in names}


def show(outcome: Outcome, zone: str) -> None:
    """The same as a story: each incident with what was told of it."""
    typer.echo(
        f"{outcome.items} items, {outcome.items - outcome.dropped} mentions, {len(outcome.incidents)} incidents."
    )
    for incident in outcome.incidents:
        typer.echo(
            f"\nIncident {incident.id}: {incident.title}\n{incident.status}, severity {incident.severity}, "
            f"{incident.state}, {', '.join(incident.topics)}; {len(incident.members)} mentions, "
            f"{incident.voices} independent voices"
        )
        told = [one for one in outcome.told if one.incident == incident.id]
        table([_row(one, zone) for one in told], ("at", "reason", "to", "after item", "why"), "Nobody was told.")
    rest = [one for one in outcome.told if one.incident is None]
    if rest:
        typer.echo("\nOf single mentions:")
        table([_row(one, zone) for one in rest], ("at", "reason", "to", "after item", "why"), "")


def _row(told: Told, zone: str) -> tuple[str, ...]:
    people = f" ({', '.join(told.people)})" if told.people else ""
    return local(told.at, zone), told.reason, ", ".join(told.receivers) + people, told.after_item or "", told.why

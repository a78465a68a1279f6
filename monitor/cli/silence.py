"""``monitor silence``: what is kept back for a while, by whom and why; it always ends by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.base import ConfigPath, Json, open_config, open_database, read_query
from monitor.cli.output import emit, local, table
from monitor.cli.times import parse_until, parse_when
from monitor.clock import utc_now
from monitor.domain.incident import Silence
from monitor.domain.model import Topic
from monitor.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.domain.plan import Plan

LONGEST = timedelta(days=366)

app = typer.Typer(no_args_is_help=True, help="Keep messages back for a while: planned work, a story that is known.")


def add_to(root: typer.Typer) -> None:
    """Register the commands."""
    root.add_typer(app, name="silence")


@app.command()
def add(
    query: Annotated[str | None, typer.Argument(metavar="[QUERY]", help="In the watch language.")] = None,
    owner: Annotated[str, typer.Option("--owner", "--by", help="Who answers for it.", show_default=False)] = "",
    why: Annotated[str, typer.Option("--reason", "--why", help="Why nobody has to know.", show_default=False)] = "",
    until: Annotated[
        str, typer.Option("--until", "--end", "--for", help="When it ends: a time, or 4h, 2d from now.")
    ] = "",
    starts: Annotated[str | None, typer.Option("--from", help="When it begins; now when absent.")] = None,
    asked: Annotated[str | None, typer.Option("--query", help="The same as QUERY.", show_default=False)] = None,
    topic: Annotated[list[Topic] | None, typer.Option(help="Only this topic; may be repeated.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only this source; may be repeated.")] = None,
    incident: Annotated[int | None, typer.Option(help="Only this incident.", show_default=False)] = None,
    also_official: Annotated[
        bool, typer.Option("--also-official", help="Also severity 3 from an authority, which is heard otherwise.")
    ] = False,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Keep back what fits everything that is named, until then; what is still open is told afterwards."""
    from monitor.jobs import silencing

    settings = open_config(config)
    now = utc_now()
    if query and asked:
        raise UsageError("Give the query once: as QUERY, or with --query")
    wanted = Silence(
        id=0,
        owner=owner.strip(),
        why=why.strip(),
        starts_at=parse_when(starts, settings.plan.timezone, now, "--from") if starts else now,
        ends_at=parse_until(until, settings.plan.timezone, now, "--until") if until else now,
        query=(query or asked or "").strip(),
        topics=frozenset(topic or ()),
        sources=frozenset(source or ()),
        incident=incident,
        also_official=also_official,
    )
    check(wanted, settings.plan, now)
    muted = silencing.add(open_database(settings), settings.plan, wanted, now)
    if json:
        emit([{**silence_view(muted.silence, now), "kept_back": muted.kept_back}])
        return
    ends = local(muted.silence.ends_at, settings.plan.timezone)
    kept = f" {muted.kept_back} messages that were waiting are kept back." if muted.kept_back else ""
    typer.echo(f"Silence {muted.silence.id} holds until {ends}.{kept}")


def check(wanted: Silence, plan: Plan, now: datetime) -> None:
    """Whether a silence says who, why, what and until when.

    Raises:
        UsageError: it does not; everything that is missing is named at once.
    """
    wrong = [] if wanted.owner else ["--owner: who answers for it?"]
    wrong += [] if wanted.why else ["--reason: why does nobody have to know?"]
    if wanted.ends_at <= max(now, wanted.starts_at):
        wrong.append("--until: when does it end? Write a time to come, or 4h or 2d from now")
    elif wanted.ends_at - now > LONGEST:
        wrong.append("--until: a silence lasts a year at most")
    if not (wanted.query or wanted.topics or wanted.sources or wanted.incident is not None):
        wrong.append("what is to be silent? Give a QUERY, --topic, --source or --incident")
    known = [one.name for one in plan.sources]
    wrong += [
        f'--source: there is no source "{name}". There are: {", ".join(known) or "none"}'
        for name in sorted(wanted.sources - set(known))
    ]
    if wrong:
        raise UsageError("\n  ".join(["the silence cannot be kept as it is:", *wrong]))
    if wanted.query:
        read_query(wanted.query)


@app.command("list")
def list_silences(
    config: ConfigPath = None,
    ended: Annotated[bool, typer.Option("--all", help="Also those that are over.")] = False,
    json: Json = False,
) -> None:
    """What is kept back, the one that ends first at the top."""
    from monitor.store import silences

    settings = open_config(config)
    now = utc_now()
    found = silences.listed(open_database(settings), now, ended=ended)
    if json:
        emit(silence_view(one, now) for one in found)
        return
    zone = settings.plan.timezone
    table(
        [
            (one.id, state_of(one, now), one.owner, one.why, one.about, local(one.starts_at, zone),
             local(one.ends_at, zone))
            for one in found
        ],
        ("id", "state", "owner", "reason", "about", "from", "until"),
        "Nothing is silenced.",
    )  # fmt: skip


@app.command()
def end(
    number: Annotated[int, typer.Argument(metavar="ID", help="The silence's number.")],
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """End a silence now: what is still open is told to those from whom it was kept."""
    from monitor.jobs import silencing

    settings = open_config(config)
    now = utc_now()
    ended = silencing.end(open_database(settings), number, now)
    if json:
        emit([silence_view(ended, now)])
    else:
        typer.echo(f"Silence {number} is over since {local(ended.ends_at, settings.plan.timezone)}.")


def silence_view(one: Silence, now: datetime) -> dict[str, Any]:
    """One silence."""
    return {
        "id": one.id,
        "owner": one.owner,
        "reason": one.why,
        "query": one.query or None,
        "topics": sorted(one.topics),
        "sources": sorted(one.sources),
        "incident": one.incident,
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
        "state": state_of(one, now),
        "also_official": one.also_official,
    }


def state_of(one: Silence, now: datetime) -> str:
    """``coming``, ``active`` or ``over``."""
    return "over" if one.ends_at <= now else "active" if one.starts_at <= now else "coming"

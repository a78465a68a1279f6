"""``monitor sources``: what is read and how it feels; and what is not read, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.base import ConfigPath, Json, open_config, open_database
from monitor.cli.output import emit, local, table
from monitor.clock import utc_now

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.store import Database

INTAKE = "intake"  # what came by hand
_SAYS = {"yes": "read", "partly": "read in part", "no": "not configured", "never": "not read"}


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(sources)


def sources(
    config: ConfigPath = None,
    matrix: Annotated[bool, typer.Option("--matrix", help="What is read, what is not, and why.")] = False,
    json: Json = False,
) -> None:
    """Every source and its health; or, with --matrix, every kind of source: what is read, what is not, and why."""
    settings = open_config(config)
    if matrix:
        _show_matrix(settings, json=json)
        return
    database = open_database(settings)
    rows = list(source_views(settings, database))
    if json:
        emit(rows)
        return
    zone = settings.plan.timezone
    table(
        [
            (r["name"], r["connector"], r["role"], r["health"], local(r["last_success_at"], zone),
             local(r["last_new_item_at"], zone), local(r["next_poll_at"], zone), r["items"], r["mentions"], r["why"])
            for r in rows
        ],
        ("source", "connector", "role", "health", "last success", "last new item", "next poll", "items", "mentions",
         "why"),
        "No source is configured.",
    )  # fmt: skip


def source_views(config: Config, database: Database) -> list[dict[str, Any]]:
    """Every configured source as ``sources --json`` has it."""
    from monitor.store import sources as rows
    from monitor.store.sources import SourceRow

    known = rows.all_rows(database)
    views = []
    for plan in config.plan.sources:
        row = known.get(plan.name) or SourceRow(plan.name, {}, utc_now())
        views.append(
            {
                "name": plan.name,
                "connector": plan.connector,
                "url": plan.url,
                "role": plan.role,
                "health": row.health,
                "why": row.why,
                "last_success_at": row.last_success_at,
                "last_new_item_at": row.last_new_item_at,
                "consecutive_failures": row.consecutive_failures,
                "next_poll_at": row.due_at,
                "items": row.items,
                "mentions": row.mentions,
                "publisher": plan.publisher,
                "fault": row.fault,
                "health_since": row.health_since,
            }
        )
    return [*views, *_by_hand(config, database)]


def _by_hand(config: Config, database: Database) -> list[dict[str, Any]]:
    """The intake, where something was handed in that is filed under no configured source."""
    from monitor.store import archive

    counted = archive.count_source(database, INTAKE)
    if not counted.items or any(plan.name == INTAKE for plan in config.plan.sources):
        return []
    nothing = ("url", "why", "next_poll_at", "fault", "health_since")
    return [
        {"name": INTAKE, "connector": INTAKE, "role": "social", "health": "ok", "last_success_at": counted.last_at,
         "last_new_item_at": counted.last_at, "consecutive_failures": 0, "items": counted.items,
         "mentions": counted.mentions, "publisher": INTAKE, **dict.fromkeys(nothing)}
    ]  # fmt: skip


# ---- what is not read --------------------------------------------------------------------------------------------
def _show_matrix(config: Config, *, json: bool) -> None:
    from monitor.coverage import matrix

    rows = matrix(config.plan)
    if json:
        emit(
            {"kind": row.kind.name, "read": row.read, "sources": row.sources, "connectors": row.kind.connectors,
             "why": row.kind.why or None, "instead": row.kind.instead or None}
            for row in rows
        )  # fmt: skip
        return
    table(
        [
            (row.kind.name, _SAYS[row.read], ", ".join(row.sources), f"{row.kind.why} {row.kind.instead}".strip())
            for row in rows
        ],
        ("kind of source", "", "sources", "what is missing, why, and what to do instead"),
        "",
    )  # fmt: skip

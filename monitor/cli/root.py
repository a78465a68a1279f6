"""The commands, joined: what ``monitor --help`` lists."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from monitor import __version__
from monitor.cli import (
    answers,
    base,
    daemon,
    drill,
    extract,
    feedback,
    intake,
    lists,
    privacy,
    reading,
    setup,
    silence,
    simulate,
    sources,
    telling,
    watch,
    web,
    why,
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Watches what is said about a municipality and tells the right person at the right time.",
)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"monitor {__version__}")
        raise typer.Exit


@app.callback()
def root(
    config: Annotated[Path | None, typer.Option("--config", help="The configuration file.", show_default=False)] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say it and end.")
    ] = False,
) -> None:
    """Remember the configuration that was named before the command."""
    del version
    base.named_before.set(config)


for group in (
    *(setup, daemon, web),
    *(sources, lists, why, watch, reading),
    *(answers, feedback, intake, silence),
    *(telling, drill, simulate),
    *(extract, privacy),
):
    group.add_to(app)

"""The commands, joined: what ``monitor --help`` lists."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from monitor import __version__
from monitor.cli import base

if TYPE_CHECKING:
    from collections.abc import Sequence

# Each group of commands by its module, in the order in which they are listed.
_GROUPS = {
    "setup": "init check doctor db",
    "daemon": "run poll",
    "web": "web",
    "sources": "sources",
    "lists": "mentions incidents incident deliveries",
    "why": "why",
    "watch": "watch",
    "reading": "explain classify match evaluate",
    "answers": "ack resolve close",
    "feedback": "feedback",
    "intake": "add",
    "silence": "silence",
    "telling": "calendar digest test-alert tell-failure",
    "drill": "drill",
    "simulate": "simulate replay",
    "extract": "export",
    "privacy": "erase prune",
}


def open_app(arguments: Sequence[str] = ()) -> typer.Typer:
    """The command line: all of it, or what the command that ``arguments`` name needs.

    A daemon stays for months: it has no use for the other commands, and they would cost it 6 MB and a fifth of a
    second.
    """
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        help="Watches what is said about a municipality and tells the right person at the right time.",
    )
    app.callback()(root)
    asked = _command_of(arguments)
    for module in [name for name, commands in _GROUPS.items() if asked in commands.split()] or _GROUPS:
        importlib.import_module(f"monitor.cli.{module}").add_to(app)
    return app


def _command_of(arguments: Sequence[str]) -> str:
    """The first word that is no option; empty where an option says that something else is wanted."""
    rest = arguments[2:] if arguments[:1] == ["--config"] else arguments
    return rest[0] if rest and not rest[0].startswith("-") else ""


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"monitor {__version__}")
        raise typer.Exit


def root(
    config: Annotated[Path | None, typer.Option("--config", help="The configuration file.", show_default=False)] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say it and end.")
    ] = False,
) -> None:
    """Remember the configuration that was named before the command."""
    del version
    base.named_before.set(config)

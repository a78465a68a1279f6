"""The command ``monitor``: one file for each group of commands, all of them thin."""

from __future__ import annotations

import io
import sys

import typer

from monitor.errors import ConfigError, MonitorError, UsageError

DONE, FAILED, WRONG = 0, 1, 2  # exit status


def main() -> None:
    """Run the command line; an error of ours is said in words and becomes the exit status."""
    _speak_utf8()
    # The commands are imported here, so that a word of help costs little.
    from monitor.cli.root import open_app

    try:
        open_app(sys.argv[1:])()
    except ConfigError as error:
        where = f" in {error.path}" if error.path else ""
        count = len(error.problems)
        typer.echo(f"{count} {'mistake' if count == 1 else 'mistakes'}{where}:", err=True)
        for problem in error.problems:
            typer.echo(f"  {problem}", err=True)
        sys.exit(WRONG)
    except UsageError as error:
        typer.echo(f"monitor: {error}", err=True)
        sys.exit(WRONG)
    except MonitorError as error:
        typer.echo(f"monitor: {error}", err=True)
        sys.exit(FAILED)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of a pipe has seen enough
        sys.exit(DONE)


def _speak_utf8() -> None:
    """JSON is UTF-8 whatever the locale is; a terminal that lacks a letter shows another in its place."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            charset = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=charset, errors="replace")

"""What is promised to scripts: every command with its options, and the fields of every object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from typer.main import get_command

from monitor.cli.root import open_app

if TYPE_CHECKING:
    from cli.shell import Shell

COMMANDS = {
    "init": "--out",
    "check": "--online",
    "run": "--once",
    "poll": "--json",
    "web": "",
    "sources": "--json --matrix",
    "mentions": "--since --until --kind --topic --min-severity --json",
    "incidents": "--open --json",
    "incident": "--json",
    "ack": "--by",
    "resolve": "--by",
    "close": "--by --why",
    "deliveries": "--json",
    "why": "--json",
    "explain": "--file --at --source --json",
    "classify": "--json",
    "match": "--all --municipality --json",
    "calendar": "--from --to --json",
    "silence add": "--owner --reason --until --query --topic --source --incident --also-official --json",
    "silence list": "--json",
    "silence end": "--json",
    "test-alert": "--json",
    "digest": "--week --period --format --out --send",
    "add": "--text --url --title --source --role --where --when",
    "watch try": "--since --json",
    "simulate": "--json",
    "evaluate": "--json",
    "feedback": "--kind --topic --severity --by --json",
    "export": "--since --until --format --out",
    "erase": "--query --id --url --json",
    "prune": "--json",
    "db upgrade": "",
    "db check": "",
    "db backup": "",
    "doctor": "--json",
}
MENTION = (
    "id source url title text language published_at seen_at watches terms kind topics severity state drill confidence "
    "because incident"
)
INCIDENT = (
    "id title kind topics severity state status drill opened_at updated_at first_seen_at acknowledged_at "
    "acknowledged_by resolved_at mentions publishers own_channel_at"
)
DELIVERY = "id incident receiver person channel reason state due_at sent_at attempts last_error key"
VERDICT = "id language kind topics severity state drill confidence because"
OBJECTS = {
    "sources": "name connector url role health why last_success_at last_new_item_at consecutive_failures "
    "next_poll_at items mentions",
    "mentions": MENTION,
    "incidents": INCIDENT,
    "incident 1": f"{INCIDENT} log",
    "deliveries": DELIVERY,
    "why 1": "id gates deliveries",
    "calendar --from 2026-12-23 --to 2026-12-24": "from to open why on_call",
    "explain vattenläcka": f"{VERDICT} mentions decision gates",
}


def _command(name: str) -> Any:
    found: Any = get_command(open_app())
    for part in name.split():
        found = found.commands[part]
    return found


def test_each_command_is_found_alone_as_it_is_among_all() -> None:
    everything: Any = get_command(open_app())

    for name in everything.commands:
        alone: Any = get_command(open_app(["--config", "monitor.toml", name, "--help"]))
        assert name in alone.commands
        assert len(alone.commands) < len(everything.commands)


def test_what_is_no_command_is_looked_for_among_all() -> None:
    everything: Any = get_command(open_app())

    for words in (["mentoins"], ["--help"], ["--version"], ["--config=monitor.toml", "run"], ["--config"], []):
        found: Any = get_command(open_app(words))
        assert found.commands.keys() == everything.commands.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_options_and_says_what_each_does(name: str) -> None:
    command = _command(name)
    options = {option: one for one in command.params for option in (*one.opts, *one.secondary_opts)}

    assert set(COMMANDS[name].split()) <= options.keys()
    assert "--config" in options
    assert command.help
    assert all(one.help for one in command.params if one.opts[0].startswith("--") and one.opts[0] != "--help"), name


@pytest.mark.parametrize("command", OBJECTS)
def test_every_object_has_its_fields(alarmed: Shell, command: str) -> None:
    first, *_ = alarmed.lines(*command.split())

    assert set(OBJECTS[command].split()) <= first.keys()


def test_no_object_names_an_author(alarmed: Shell) -> None:
    for command in OBJECTS:
        alarmed.lines(*command.split())
        assert '"author"' not in alarmed.out, command

"""``monitor feedback``: what people say of an item, listed, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.base import ConfigPath, Json, open_config, open_database
from monitor.cli.lists import Since
from monitor.cli.output import emit, local, table
from monitor.cli.times import parse_when
from monitor.clock import utc_now
from monitor.domain.model import Kind, Topic
from monitor.errors import UsageError

if TYPE_CHECKING:
    from monitor.config import Config
    from monitor.store import Database

_ANSWERS = {"relevant": "relevant", "irrelevant": "irrelevant", "wrong": "wrong", "wrong-class": "wrong"}
_WAYS = "monitor feedback ID relevant|irrelevant|wrong, monitor feedback list, monitor feedback undo N"


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(feedback)


def feedback(
    what: Annotated[str, typer.Argument(metavar="ID|list|undo", help="An item; or list, or undo.")],
    answer: Annotated[
        str | None, typer.Argument(metavar="[relevant|irrelevant|wrong|N]", help="What is said of it; what to undo.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who says so.", show_default=False)] = "",
    kind: Annotated[Kind | None, typer.Option(help="With wrong: the right kind.", show_default=False)] = None,
    topic: Annotated[Topic | None, typer.Option(help="With wrong: the right topic.", show_default=False)] = None,
    severity: Annotated[
        int | None, typer.Option(min=0, max=3, help="With wrong: the right severity.", show_default=False)
    ] = None,
    since: Since = None,
    every: Annotated[bool, typer.Option("--all", help="With list: also what was taken back.")] = False,
    config: ConfigPath = None,
    json: Json = False,
) -> None:
    """Say that an item was relevant, irrelevant or wrongly read; list what was said; take it back."""
    settings = open_config(config)
    if what == "list" and answer is None:
        _list(settings, since, every=every, json=json)
    elif what == "undo":
        _undo(settings, _number(answer, "which one? List them with: monitor feedback list"), json=json)
    else:
        said = _read(answer, kind, topic, severity)
        _add(settings, _number(what, f"use {_WAYS}"), by, said, json=json)


def _number(text: str | None, wanted: str) -> int:
    if text is None or not text.isdecimal() or len(text) > 18:
        raise UsageError(f'"{text or ""}" is no number: {wanted}')
    return int(text)


def _read(answer: str | None, kind: Kind | None, topic: Topic | None, severity: int | None) -> dict[str, Any]:
    """What is said, as the memory keeps it."""
    if answer not in _ANSWERS:
        raise UsageError(f'"{answer or ""}" is none of relevant, irrelevant, wrong')
    right = {"kind": kind and kind.value, "topic": topic and topic.value, "severity": severity}
    said = any(value is not None for value in right.values())
    if _ANSWERS[answer] == "wrong" and not said:
        raise UsageError("wrong: say what would be right, with --kind, --topic or --severity")
    if _ANSWERS[answer] != "wrong" and said:
        raise UsageError(f"{answer}: --kind, --topic and --severity go with wrong")
    return {"answer": _ANSWERS[answer], **right}


def _add(settings: Config, item: int, by: str, said: dict[str, Any], *, json: bool) -> None:
    from monitor.jobs import answers
    from monitor.store import feedback as memory

    if not by.strip():
        raise UsageError("--by: who says so?")
    database = open_database(settings)
    answers.judge(database, item, by.strip(), said, utc_now())
    written = memory.of_item(database, item)[-1]
    if json:
        emit([feedback_view(written)])
    else:
        typer.echo(f"Noted as {written['id']}: item {item} is {_tell(written)}. Take it back with: "
                   f"monitor feedback undo {written['id']}")  # fmt: skip


def _undo(settings: Config, number: int, *, json: bool) -> None:
    from monitor.store import feedback as memory

    database = open_database(settings)
    if not memory.exists(database, number):
        raise UsageError(f"There is no feedback {number}. List it with: monitor feedback list --all")
    held = memory.undo(database, number, utc_now())
    if json:
        emit([{"id": number, "undone": held}])
    else:
        typer.echo(f"Feedback {number} is taken back." if held else f"Feedback {number} was taken back before.")


def _list(settings: Config, since: str | None, *, every: bool, json: bool) -> None:
    from monitor.store import feedback as memory

    zone = settings.plan.timezone
    moment = parse_when(since, zone, utc_now(), "--since") if since else None
    database = open_database(settings)
    found = memory.listed(database, moment, undone=every)
    does = _what_it_does(database, settings)
    if json:
        emit({**feedback_view(one), "does": does.get(one["id"])} for one in found)
        return
    table(
        [
            (one["id"], local(one["at"], zone), one["by"], one["item_id"], _tell(one),
             "taken back" if one["undone_at"] else "", one["title"])
            for one in found
        ],
        ("id", "at", "by", "item", "said", "", "title"),
        "Nobody has said anything yet.",
    )  # fmt: skip


def _what_it_does(database: Database, settings: Config) -> dict[int, dict[str, float]]:
    """By how much each saying moves the scores of later texts with the same words; nothing where its text is gone."""
    from monitor.analysis.feedback import Lessons
    from monitor.jobs.lessons import sayings

    return {rule.id: dict(rule.moves) for rule in Lessons(sayings(database), (settings.plan.municipality.name,)).rules}


def feedback_view(one: dict[str, Any]) -> dict[str, Any]:
    """What one person said of one item; ``verdict`` is what the monitor had said, where that is listed."""
    names = ("id", "at", "by", "answer", "kind", "topic", "severity", "undone_at", "title", "source", "url")
    view = {"item": one["item_id"], **{name: one[name] for name in names if name in one}}
    if one.get("said_kind") is not None:
        view["verdict"] = {name: one[f"said_{name}"] for name in ("kind", "topics", "severity")}
    return view


def _tell(one: dict[str, Any]) -> str:
    right = [f"{name} {one[name]}" for name in ("kind", "topic", "severity") if one[name] is not None]
    return f"{one['answer']}: {', '.join(right)}" if right else str(one["answer"])

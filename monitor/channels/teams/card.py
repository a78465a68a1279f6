"""A message as an Adaptive Card: all words in text runs, which Teams does not read as markdown."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from monitor.channels.links import host_of, safe_url
from monitor.channels.plaintext import section_lines, with_mark
from monitor.domain.message import clean, one_line, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.domain.message import Link, Message, Section

Element = dict[str, Any]

# A card over 28 KB is dropped after it was accepted, and a service on the way may count two bytes for each character.
# https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using
MOST = 13_500  # characters of the card as JSON
MOST_ACTIONS = 6  # that Teams shows
LINE, PARAGRAPH = 300, 2000


def card(message: Message) -> Element:
    """The whole message, inside the limit; where something had to be left out it says so."""
    body = [
        _line(with_mark(message, message.first_line), size="Medium", weight="Bolder"),
        *(element for fact in message.facts for element in _fact(fact.label, fact.value, fact.links)),
        *(_fact(message.next_label, message.next_step, ()) if message.next_step else ()),
    ]
    further = [
        *_steps(message),
        *(element for draft in message.drafts for element in _section(draft)),
        *(element for section in message.sections for element in _section(section)),
        *(_fact(message.read_aloud_label, message.read_aloud, ()) if message.read_aloud else ()),
        *(_line(line, isSubtle=True, size="Small") for line in (message.why, *message.footer) if one_line(line)),
    ]
    frame = _frame([], _actions(message))
    room = MOST - len(json.dumps(frame, ensure_ascii=False))
    for element in (*body, *further):
        room -= len(json.dumps(element, ensure_ascii=False)) + 2
        if room < 0:
            frame["body"].append(_line(message.shortened or "…", isSubtle=True))
            break
        frame["body"].append(element)
    return frame


def plain_card(message: Message) -> Element:
    """The first line and one button: what no limit and no renderer refuses."""
    return _frame([_line(with_mark(message, message.first_line))], _actions(message)[-1:])


def _frame(body: list[Element], actions: list[Element]) -> Element:
    return {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": body,
        "actions": actions,
    }


def _actions(message: Message) -> list[Element]:
    """Six are shown: the answers of an alert, and the inbox; the last one is never the one that is lost."""
    made = [
        {"type": "Action.OpenUrl", "title": shorten(one_line(link.label), 60), "url": url}
        for link in message.actions
        if (url := safe_url(link.url))
    ]
    return made if len(made) <= MOST_ACTIONS else [*made[: MOST_ACTIONS - 1], made[-1]]


def _run(text: str, limit: int, **style: Any) -> Element:
    return {"type": "TextRun", "text": shorten(clean(text), limit), **style}


def _text(*runs: Element) -> Element:
    return {"type": "RichTextBlock", "inlines": list(runs)}


def _line(text: str, **style: Any) -> Element:
    return _text(_run(text, LINE, **style))


def _fact(label: str, value: str, links: Iterable[Link]) -> list[Element]:
    bold = [_run(f"{label}: ", 80, weight="Bolder")] if label else []
    return [_text(*bold, _run(value, PARAGRAPH)), *_links(links)]


def _steps(message: Message) -> list[Element]:
    numbered = [_line(f"{n}. {one_line(step)}") for n, step in enumerate(message.steps, 1)]
    return [_line(message.steps_label, weight="Bolder"), *numbered] if numbered else []


def _section(section: Section) -> list[Element]:
    lines = [line for line in section_lines(replace(section, title="", links=())) if line]
    title = [_line(section.title, weight="Bolder")] if one_line(section.title) else []
    return [*title, *(_text(_run(line, PARAGRAPH)) for line in lines), *_links(section.links)]


def _links(links: Iterable[Link]) -> list[Element]:
    """Addresses behind their own host's name: a label from outside could name another one."""
    found = []
    for link in links:
        if url := safe_url(link.url):
            press = {"type": "Action.OpenUrl", "url": url}
            named = _run(f"{one_line(link.label)}: ", 80)
            found.append(_text(named, _run(host_of(url), 120, underline=True, selectAction=press)))
    return found

"""A message in Slack's Block Kit: foreign words in plain text objects, where nothing in them can act."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any

from monitor.channels.links import host_of, safe_url
from monitor.channels.plaintext import fact_lines, section_lines, with_mark
from monitor.domain.message import Link, clean, one_line, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.domain.message import Message, Section

Block = dict[str, Any]

# https://docs.slack.dev/reference/block-kit: 50 blocks; header 150, section 3000, button 75 characters; context 10.
HEADER, SECTION, CONTEXT, BUTTON = 150, 3000, 10, 75
MOST_BLOCKS = 48
# All text of a message: beyond some 13 200 characters Slack answers msg_blocks_too_long (slackapi/bolt-js#2509).
MOST_TEXT = 11_000
FALLBACK = 3000  # `text`: shown in notifications, and alone in the plain form; Slack asks for less than 4000

_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_NO_STYLE = str.maketrans("", "", "*~`|")


def blocks(message: Message) -> list[Block]:
    """The whole message, inside all limits; where something had to be left out it says so."""
    whole = [
        *_required(message),
        *_steps(message),
        *(block for draft in message.drafts for block in _section(draft)),
        *(block for section in message.sections for block in _section(section)),
        *_last(message),
    ]
    return _fitting(whole, message.shortened)


def escape(text: str) -> str:
    """Text in a ``mrkdwn`` field as Slack wants it: three characters escaped, once.

    A feed that was escaped twice still holds entities; they are read first, so that nobody sees ``&amp;amp;``.
    """
    return clean(unescape(text)).translate(_MARKUP)


def escape_within(text: str, limit: int) -> str:
    """The escaped text in at most ``limit`` characters, cut before it is escaped: no ``&amp;`` is cut in two."""
    text = shorten(text, limit)
    while len(escape(text)) > limit:
        text = shorten(text, len(text) * 3 // 4)
    return escape(text)


def _required(message: Message) -> list[Block]:
    """What the officer needs first: the line, the facts with their links, what comes next, the buttons."""
    head = {
        "type": "header",
        "block_id": _block_id(message),
        "text": _plain(with_mark(message, message.first_line), HEADER),
    }
    links = [link for fact in message.facts for link in fact.links]
    following = f"{message.next_label}: {message.next_step}" if message.next_label else message.next_step
    return [
        head,
        *_paragraphs("\n".join(fact_lines(message))),
        *_links(links),
        *_paragraphs(following if message.next_step else ""),
        *_buttons(message.actions),
    ]


def _steps(message: Message) -> list[Block]:
    numbered = [f"{n}. {one_line(step)}" for n, step in enumerate(message.steps, 1)]
    return _paragraphs("\n".join([message.steps_label, *numbered])) if numbered else []


def _section(section: Section) -> list[Block]:
    lines = [line for line in section_lines(replace(section, links=())) if line]
    return [{"type": "divider"}, *_paragraphs("\n".join(lines)), *_links(section.links)]


def _last(message: Message) -> list[Block]:
    aloud = f"{message.read_aloud_label}: {message.read_aloud}" if message.read_aloud else ""
    small = [_plain(line, 2000) for line in (message.why, *message.footer) if one_line(line)]
    return [*_paragraphs(aloud), *([{"type": "context", "elements": small[:CONTEXT]}] if small else [])]


def _paragraphs(text: str) -> list[Block]:
    """As many sections as the text needs, cut between lines."""
    found: list[Block] = []
    part = ""
    for line in clean(text).split("\n"):
        if part and len(part) + len(line) + 1 > SECTION:
            found.append({"type": "section", "text": _plain(part, SECTION)})
            part = ""
        part = f"{part}\n{line}" if part else line
    if part:
        found.append({"type": "section", "text": _plain(part, SECTION)})
    return found


def _plain(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": shorten(clean(text), limit) or "…", "emoji": False}


def _links(links: Iterable[Link]) -> list[Block]:
    """Addresses behind their own host's name: a label from outside could name another one."""
    named = [
        f"{escape(shorten(one_line(link.label), 60).translate(_NO_STYLE))}: <{url}|{host_of(url)}>"
        for link in links
        if (url := safe_url(link.url))
    ]
    texts = [{"type": "mrkdwn", "text": text, "verbatim": True} for text in named]
    return [{"type": "context", "elements": texts[n : n + CONTEXT]} for n in range(0, len(texts), CONTEXT)]


def _buttons(actions: Iterable[Link]) -> list[Block]:
    buttons = [
        {"type": "button", "action_id": f"open-{n}", "text": _plain(link.label, BUTTON), "url": url}
        for n, link in enumerate(actions)
        if (url := safe_url(link.url))
    ][:25]
    if not buttons:
        return []
    buttons[0]["style"] = "primary"
    return [{"type": "actions", "elements": buttons}]


def _fitting(whole: list[Block], shortened: str) -> list[Block]:
    """From the beginning, as much as all limits together allow."""
    kept: list[Block] = []
    room = MOST_TEXT
    for block in whole:
        room -= _weight(block)
        if room < 0 or len(kept) == MOST_BLOCKS:
            while kept and kept[-1]["type"] == "divider":
                kept.pop()
            return [*kept, *([{"type": "context", "elements": [_plain(shortened, 300)]}] if shortened else [])]
        kept.append(block)
    return kept


def _weight(block: Block) -> int:
    """How much of the whole a block takes: all its words, with its addresses, which Slack counts too."""
    parts = [block.get("text", {}), *block.get("elements", ())]
    texts = (
        part["text"] if isinstance(part.get("text"), str) else part.get("text", {}).get("text", "") for part in parts
    )
    return sum(map(len, texts)) + sum(len(part.get("url", "")) for part in parts)


def _block_id(message: Message) -> str:
    return shorten(one_line(message.key), 255) or "message"

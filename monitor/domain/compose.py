"""An incident as a message: what, where, how sure, since when, and what to do, for one receiver in one language."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.domain.alert import Action
from monitor.domain.discretion import tell
from monitor.domain.facts import SHOWN_MENTIONS, write_facts
from monitor.domain.holding import draft, known_slots
from monitor.domain.lines import write_first_line, write_footer, write_next, write_read_aloud, write_subject, write_why
from monitor.domain.message import Link, Message, Section
from monitor.domain.model import Reason, Role
from monitor.domain.sheet import TITLE, as_it_is, name, open_sheet
from monitor.domain.texts import words as words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.domain.alert import Alert, Telling
    from monitor.domain.sheet import Sheet
    from monitor.domain.texts import Words


def compose_alert(
    alert: Alert, telling: Telling, mask: Callable[[str], str] = as_it_is, words: Words | None = None
) -> Message:
    """The whole message about one incident.

    ``mask`` hides slurs in foreign text; ``words`` are given where a municipality has cards of its own.
    """
    words = words or words_of(telling.language)
    sheet = open_sheet(alert, telling, words, mask)
    return Message(
        key=telling.key,
        reason=telling.reason,
        language=words.language,
        subject=write_subject(sheet),
        first_line=write_first_line(sheet),
        why=write_why(sheet),
        severity=alert.severity,
        drill=bool(sheet.mark),
        mark=sheet.mark,
        incident=alert.number,
        thread=telling.thread,
        references=telling.references,
        written_at=telling.now,
        facts=tuple(write_facts(sheet)),
        steps=() if sheet.is_over else write_steps(sheet),
        steps_label=words.say("label.steps"),
        drafts=() if sheet.is_over else tuple(write_drafts(sheet)),
        sections=tuple(write_said(sheet)),
        actions=tuple(write_actions(sheet)),
        next_step=write_next(sheet),
        next_label=words.say("label.next"),
        read_aloud=write_read_aloud(sheet),
        read_aloud_label=words.say("label.read_aloud"),
        footer=write_footer(telling, words, sheet.municipality),
        shortened=words.say("shortened"),
    )


def write_said(sheet: Sheet) -> list[Section]:
    """The newest words of the sources, where they say more than the headline does."""
    quotes = []
    for mention in sheet.alert.mentions[:SHOWN_MENTIONS]:
        if sheet.hides(mention.role):
            continue
        headline = "" if mention.title == sheet.alert.title else mention.title
        said = ". ".join(part for part in (headline, mention.quote) if part)
        text = tell(said, mention.role, sheet.words, sheet.mask, TITLE)
        if text:
            source = name(mention.source)
            quotes.append(sheet.words.say("fact.quote", text=text, source=source, time=sheet.clock.hour(mention.at)))
    return [Section(sheet.words.say("label.said"), bullets=tuple(quotes))] if quotes else []


def write_steps(sheet: Sheet) -> tuple[str, ...]:
    """What to do first. Where no holding text is wanted, none asks to publish it: what was said is to be kept true."""
    steps = sheet.card.steps
    if write_drafts(sheet):
        return steps
    named, spoken = sheet.words.say("draft.named"), sheet.words.say("draft.spoken")
    return tuple(spoken if named in step.lower() else step for step in steps)


def write_drafts(sheet: Sheet) -> list[Section]:
    """A holding text in each of the town's languages in which one is wanted, with what is missing said beside it."""
    drafts = []
    for language in sheet.alert.languages or (sheet.words.language,):
        if has_spoken(sheet.alert, sheet.telling.reason, language):
            continue
        own = sheet.words if language == sheet.words.language else words_of(language)
        clock = replace(sheet.clock, words=own)
        slots = known_slots(own, sheet.alert.topics, sheet.where, clock, sheet.telling.next_word_at)
        text = draft(own, slots, own.say("drill") if sheet.mark else "")
        names = ", ".join(sheet.words.say(f"draft.slot_{slot}") for slot in text.missing)
        note = sheet.words.say("draft.ready") if text.ready else sheet.words.say("draft.not_ready", slots=names)
        title = sheet.words.say("draft.title", language=sheet.words.say(f"language.{own.language}"))
        drafts.append(Section(title, paragraphs=(text.text,), note=note, language=own.language))
    return drafts


def has_spoken(alert: Alert, reason: Reason, language: str) -> bool:
    """Whether the town has said it on all its channels and in that language, so that no holding text is wanted.

    What became worse after its last word is to be said anew.
    """
    outdated = reason is Reason.WORSE and bool(alert.mentions) and alert.mentions[0].role is not Role.OWN
    return bool(alert.own) and not alert.missing_on and language not in alert.missing_in and not outdated


def write_actions(sheet: Sheet) -> list[Link]:
    """The buttons that lead somewhere, in their order, and the incident's page last; what is over asks no answer."""
    given = {} if sheet.is_over else sheet.telling.actions
    buttons = [Link(sheet.words.say(f"action.{action}"), given[action]) for action in Action if given.get(action)]
    if sheet.alert.url:
        buttons.append(Link(sheet.words.say("action.inbox"), sheet.alert.url))
    return buttons

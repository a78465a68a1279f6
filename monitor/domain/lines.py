"""The lines of an alert that stand alone: on a locked telephone, over a radio, in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.domain.alert import Next
from monitor.domain.message import FIRST_LINE, READ_ALOUD, one_line, shorten
from monitor.domain.model import Reason
from monitor.domain.sheet import capital, name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.domain.alert import NextStep, Telling, Voices
    from monitor.domain.sheet import Sheet
    from monitor.domain.texts import Words

SUBJECT = 150  # characters: shorter than what any mail program or gateway cuts


def write_subject(sheet: Sheet) -> str:
    """The subject: made of what never changes, so that all messages of an incident stay one thread."""
    hidden = sheet.hides(sheet.alert.title_role)
    title = sheet.title or (capital(sheet.words.say("topic.hate_threat")) if hidden else sheet.topics)
    tail = sheet.words.say("thread", title="", tag=sheet.tag)
    head = f"{sheet.mark}: " if sheet.mark else ""
    return f"{head}{shorten(title, SUBJECT - len(head) - len(tail))}{tail}"


def write_first_line(sheet: Sheet) -> str:
    """What, where, how sure, and as much of the headline as fits: at most FIRST_LINE characters."""
    head = "".join(f"{part} " for part in (sheet.mark, _lead(sheet)) if part)
    what, where = sheet.topics, sheet.where
    for sure in (how_sure(sheet.alert.voices, sheet.words), how_sure_briefly(sheet.alert.voices, sheet.words)):
        line = f"{head}{what}, {where} ({sure})"
        room = FIRST_LINE - len(line) - 2
        if sheet.title and room >= 20:
            return f"{line}: {shorten(sheet.title, room)}"
        if room >= -2:
            return line
    spare = FIRST_LINE - len(f"{head}{what},  ({sure})")
    return f"{head}{what}, {shorten(where, spare)} ({sure})"


def write_read_aloud(sheet: Sheet) -> str:
    """What can be read over a radio: at most READ_ALOUD characters; what fits no more is left out from the end."""
    text = f"{sheet.mark}." if sheet.mark else ""
    for sentence in _spoken(sheet):
        longer = f"{text} {sentence}".strip()
        if len(longer) <= READ_ALOUD:
            text = longer
    return text


def _spoken(sheet: Sheet) -> Iterator[str]:
    """The sentences of the text that is read aloud, the most needed first; none of them is anybody's own words."""
    alert, words = sheet.alert, sheet.words
    if alert.number is not None:
        yield words.say("read_aloud.incident", number=alert.number, municipality=sheet.municipality)
    what = words.say("read_aloud.what", what=sheet.topics, where=sheet.where)
    yield f"{_lead(sheet)} {what}".strip()
    yield words.say("read_aloud.sure", sure=capital(how_sure(alert.voices, words)))
    yield words.say("read_aloud.since", time=sheet.clock.moment(alert.first_seen_at))
    if alert.own:
        yield words.say("read_aloud.own_said")
    elif alert.own_channels:
        yield words.say("read_aloud.own_nothing")
    yield write_next(sheet)


def write_why(sheet: Sheet) -> str:
    """Why this person gets it, and how often the duty has woken somebody this week."""
    words, telling = sheet.words, sheet.telling
    parts = []
    if telling.route:
        parts.append(words.say("why.route", receiver=name(telling.receiver), route=name(telling.route)))
    elif telling.reason in {Reason.RESOLVED, Reason.GROWING, Reason.STILL_OPEN}:
        parts.append(words.say("why.told"))
    if telling.instead_of:
        parts.append(words.say("fact.nobody_on_call", receiver=name(telling.instead_of)))
    if telling.office_open is not None:
        parts.append(words.say("why.open" if telling.office_open else "why.closed"))
    if telling.woken is not None and telling.woken_limit is not None and not sheet.is_over:
        parts.append(words.say("why.budget", n=telling.woken, limit=telling.woken_limit))
    return " ".join(parts)


def write_next(sheet: Sheet) -> str:
    """What happens by itself, and when."""
    if sheet.is_over:
        return sheet.words.say("next.resolved")
    steps = sorted(sheet.telling.next_steps, key=lambda step: step.at)
    return " ".join(_step(step, sheet) for step in steps[:3]) or sheet.words.say("next.none")


def write_footer(telling: Telling, words: Words, municipality: str) -> tuple[str, ...]:
    """What the sources' terms want to be said, and who sends it."""
    wanted = (shorten(one_line(line[:1000]), 300) for line in telling.footer)
    return (*wanted, words.say("sender", municipality=municipality))


def _step(step: NextStep, sheet: Sheet) -> str:
    who = sheet.words.listed(tuple(map(name, step.who)))
    # An escalation to nobody by name is still a next try.
    what = Next.REPEAT if step.what is Next.ESCALATE and not who else step.what
    return capital(sheet.words.say(f"next.{what}", time=sheet.clock.hour(step.at), who=who))


# ---- how sure ----------------------------------------------------------------------------------------------------
def how_sure(voices: Voices, words: Words) -> str:
    """*Official: the police, also 2 papers*; *unconfirmed: 1 paper, 3 residents*."""
    counted = (("press", voices.press), ("residents", voices.residents), ("peers", voices.peers))
    spoken = ", ".join(words.count(f"sure.{kind}", n) for kind, n in counted if n > 0)
    if voices.official:
        names = words.listed(tuple(shorten(name(one), 30) for one in voices.official[:2]))
        official = words.say("sure.official", names=names)
        return words.say("sure.beside", official=official, voices=spoken) if spoken else official
    return words.say("sure.unconfirmed_by", voices=spoken) if spoken else words.say("sure.unconfirmed")


def how_sure_briefly(voices: Voices, words: Words) -> str:
    """One word for it."""
    return words.say("sure.official_short" if voices.official else "sure.unconfirmed")


def _lead(sheet: Sheet) -> str:
    """Why it is told now, in front of everything: *Reminder 2:*."""
    reason = sheet.telling.reason
    if sheet.telling.asked_by:
        key = "lead.woken_by" if reason is Reason.ESCALATED else "lead.handed_by"
        return sheet.words.say(key, who=shorten(name(sheet.telling.asked_by), 30))
    if reason is Reason.REMINDER and sheet.telling.nth > 1:
        return sheet.words.say("lead.reminder_nth", n=sheet.telling.nth)
    return sheet.words.sentences.get(f"lead.{reason}", "")

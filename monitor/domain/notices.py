"""What is told besides an alert: several at once, a test, and the last resort."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.domain.compose import write_said
from monitor.domain.facts import write_facts
from monitor.domain.lines import write_first_line, write_footer, write_why
from monitor.domain.message import FIRST_LINE, Link, Message, Section, one_line, shorten
from monitor.domain.model import Reason
from monitor.domain.sheet import as_it_is, name, open_sheet
from monitor.domain.texts import words as words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitor.domain.alert import Alert, Telling
    from monitor.domain.sheet import Sheet
    from monitor.domain.texts import Words

WHOLE = 20  # incidents of a bundle that are told with their facts
LISTED = 200  # further ones that are told with their first line; what is beyond stands in the inbox
_IN_A_BUNDLE = ("delayed", "how_sure", "since", "sources", "own", "duty")


# ---- several at once ---------------------------------------------------------------------------------------------
def compose_bundle(
    alerts: Sequence[Alert],
    telling: Telling,
    url: str = "",
    mask: Callable[[str], str] = as_it_is,
    words: Words | None = None,
    *,
    whole: int = WHOLE,
) -> Message:
    """All that was held, told together when the office opens: the most severe and newest first.

    The first ``whole`` are told with their facts, the others in a line each.
    """
    words = words or words_of(telling.language)
    ordered = sorted(alerts, key=lambda alert: (alert.severity, alert.first_seen_at), reverse=True)
    sheets = [open_sheet(alert, telling, words, mask) for alert in ordered]
    drill = bool(alerts) and all(alert.drill for alert in alerts)
    municipality = name(alerts[0].municipality) if alerts else ""
    mark = words.say("drill") if drill else ""
    which = "_one" if len(sheets) == 1 else ""
    topics = ", ".join(dict.fromkeys(sheet.topics.lower() for sheet in sheets))
    first_line = words.say(f"bundle.first_line{which}", n=len(sheets), topics=topics)
    return Message(
        key=telling.key,
        reason=telling.reason,
        language=words.language,
        subject=_marked(mark, words.say(f"bundle.subject{which}", n=len(sheets), municipality=municipality)),
        first_line=shorten(_marked(mark, first_line), FIRST_LINE),
        why=write_why(sheets[0]) if sheets else "",
        severity=max((alert.severity for alert in alerts), default=0),
        drill=drill,
        mark=mark,
        thread=telling.thread,
        references=telling.references,
        written_at=telling.now,
        sections=(*(_told_briefly(sheet) for sheet in sheets[:whole]), *_listed(sheets[whole:])),
        actions=(Link(words.say("action.inbox"), url),) if url else (),
        footer=write_footer(telling, words, municipality),
        shortened=words.say("shortened"),
    )


def _told_briefly(sheet: Sheet) -> Section:
    facts = [fact for fact in write_facts(sheet) if fact.name in _IN_A_BUNDLE]
    said = [quote for section in write_said(sheet) for quote in section.bullets[:1]]
    links = [link for fact in facts for link in fact.links]
    if sheet.alert.url:
        links.append(Link(sheet.words.say("action.inbox"), sheet.alert.url))
    lines = tuple(f"{fact.label}: {fact.value}" for fact in facts)
    return Section(_numbered(sheet), paragraphs=tuple(said), bullets=lines, links=tuple(links))


def _listed(sheets: Sequence[Sheet]) -> list[Section]:
    if not sheets:
        return []
    rest = len(sheets) - LISTED
    words = sheets[0].words
    lines = [_numbered(sheet) for sheet in sheets[:LISTED]]
    note = words.say("bundle.rest", n=rest) if rest > 0 else ""
    return [Section(words.say("bundle.rest", n=len(sheets)), bullets=tuple(lines), note=note)]


def _numbered(sheet: Sheet) -> str:
    # The reason a bundle goes out is no property of one incident in it.
    new = replace(sheet, telling=replace(sheet.telling, reason=Reason.NEW))
    return write_first_line(new) if sheet.alert.number is None else f"#{sheet.alert.number} {write_first_line(new)}"


# ---- a test ------------------------------------------------------------------------------------------------------
def compose_test(telling: Telling, municipality: str, seen_url: str = "") -> Message:
    """A marked test of the way that alerts take."""
    words = words_of(telling.language)
    mark, receiver, town = words.say("test"), name(telling.receiver), name(municipality)
    return Message(
        key=telling.key,
        reason=Reason.TEST,
        language=words.language,
        subject=_marked(mark, words.say("trial.subject", receiver=receiver, municipality=town)),
        first_line=shorten(_marked(mark, words.say("trial.first_line", receiver=receiver)), FIRST_LINE),
        mark=mark,
        thread=telling.thread,
        references=telling.references,
        written_at=telling.now,
        sections=(
            Section("", paragraphs=(words.say("trial.explain"), *((words.say("trial.reply"),) if seen_url else ()))),
        ),
        actions=(Link(words.say("trial.seen"), seen_url),) if seen_url else (),
        footer=write_footer(telling, words, town),
        shortened=words.say("shortened"),
    )


# ---- the last resort ---------------------------------------------------------------------------------------------
def compose_minimal(
    telling: Telling, number: int | None, title: str, url: str = "", *, drill: bool = False, severity: int = 0
) -> Message:
    """Number, headline, address: for when the whole message cannot be built. It asks for nothing that may lack."""
    words = words_of(telling.language)
    mark = words.say("drill") if drill or telling.reason is Reason.DRILL else ""
    tag = "" if number is None else f"#{number} "
    line = shorten(_marked(mark, f"{tag}{one_line(title[:1000])}".strip() or "!"), FIRST_LINE)
    return Message(
        key=telling.key,
        reason=telling.reason,
        language=words.language,
        subject=line,
        first_line=line,
        severity=severity,
        drill=bool(mark),
        mark=mark,
        incident=number,
        thread=telling.thread,
        references=telling.references,
        written_at=telling.now,
        actions=(Link(words.say("action.inbox"), url),) if url else (),
        shortened=words.say("shortened"),
    )


def _marked(mark: str, text: str) -> str:
    return f"{mark} {text}" if mark else text

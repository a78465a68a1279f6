"""The facts of an alert: labelled lines, in the order in which somebody who was asleep a minute ago needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.domain.discretion import tell
from monitor.domain.lines import how_sure
from monitor.domain.message import Fact, Link
from monitor.domain.model import Role
from monitor.domain.sheet import capital, name

if TYPE_CHECKING:
    from monitor.domain.alert import Mention
    from monitor.domain.sheet import Sheet

SHOWN_MENTIONS = 5
_LATE_SECONDS = 300  # a message that comes later than this says so


def write_facts(sheet: Sheet) -> list[Fact]:
    """The labelled lines, in the order in which somebody who was asleep a minute ago needs them."""
    alert, words = sheet.alert, sheet.words
    hidden = sheet.hides(Role.SOCIAL)
    found = () if hidden else tuple(tell(word, Role.SOCIAL, words, sheet.mask, 40) for word in alert.because[:4])
    place = (Link(words.say("label.map"), alert.map_url),) if alert.map_url else ()
    since = words.say(
        "fact.since", time=sheet.clock.moment(alert.first_seen_at), age=sheet.clock.age(alert.first_seen_at)
    )
    lines = [
        ("delayed", _late(sheet), ()),
        ("changed", _changed(sheet), ()),
        ("what", _what(sheet), ()),
        ("where", sheet.where, place),
        ("how_sure", capital(how_sure(alert.voices, words)), ()),
        ("since", capital(since), ()),
        ("sources", _sources(sheet), tuple(_source_links(sheet))),
        ("own", _own(sheet), tuple(Link(name(word.channel), word.url) for word in alert.own if word.url)),
        ("owner", _owner(sheet), ()),
        ("duty", _duty(sheet), ()),
        ("because", ", ".join(found), ()),
    ]
    return [Fact(field, words.say(f"label.{field}"), value, links) for field, value, links in lines if value]


def _what(sheet: Sheet) -> str:
    words, alert = sheet.words, sheet.alert
    details = ", ".join(part for part in (words.say(f"kind.{alert.kind}"), words.say(f"state.{alert.state}")) if part)
    severity = words.say("severity.label", n=alert.severity, word=words.say(f"severity.{alert.severity}"))
    if sheet.title:
        return words.say("fact.what", topics=sheet.topics, details=details, severity=severity, title=sheet.title)
    told = words.say("fact.what_untitled", topics=sheet.topics, details=details, severity=severity)
    return f"{told}. {words.say('fact.withheld')}"


def _changed(sheet: Sheet) -> str:
    words, alert = sheet.words, sheet.alert
    parts = []
    if sheet.is_over and alert.resolved_at:
        who, time = name(alert.resolved_by), sheet.clock.moment(alert.resolved_at)
        key = "fact.over_by_hand" if alert.resolved_by_hand else "fact.over_by"
        parts.append(words.say(key, who=who, time=time) if who else words.say("fact.over", time=time))
    if alert.severity_before is not None and alert.severity_before != alert.severity:
        parts.append(words.say("fact.severity_changed", before=alert.severity_before, after=alert.severity))
    if alert.voices_before is not None and alert.voices_before != alert.voices.total:
        parts.append(words.say("fact.voices_changed", before=alert.voices_before, after=alert.voices.total))
    return " ".join(parts)


def _late(sheet: Sheet) -> str:
    telling = sheet.telling
    if telling.held:
        return sheet.words.say("fact.held")
    if telling.due_at is None or (telling.now - telling.due_at).total_seconds() < _LATE_SECONDS:
        return ""
    return sheet.words.say(
        "fact.late", time=sheet.clock.moment(telling.due_at), span=sheet.clock.span(telling.now - telling.due_at)
    )


def _source(mention: Mention, sheet: Sheet) -> str:
    role = sheet.words.say(f"role.{mention.role}")
    return sheet.words.say("fact.source", source=name(mention.source), role=role, time=sheet.clock.hour(mention.at))


def _sources(sheet: Sheet) -> str:
    """Each source once, by the first of its mentions that is shown, however often it came back to it."""
    by_source: dict[str, Mention] = {}
    for mention in sheet.alert.mentions:
        by_source.setdefault(mention.source, mention)
    mentions = list(by_source.values())
    unlinked = [_source(mention, sheet) for mention in mentions[:SHOWN_MENTIONS] if not mention.url]
    rest = len(mentions) - SHOWN_MENTIONS
    if rest > 0:
        unlinked.append(sheet.words.say("fact.more_sources", n=rest))
    linked = [_source(mention, sheet) for mention in mentions[:SHOWN_MENTIONS] if mention.url]
    return "; ".join([*linked, *unlinked])


def _source_links(sheet: Sheet) -> list[Link]:
    return [Link(name(mention.source), mention.url) for mention in sheet.alert.mentions[:SHOWN_MENTIONS] if mention.url]


def _own(sheet: Sheet) -> str:
    words, alert = sheet.words, sheet.alert
    if not alert.own and not alert.own_channels:
        return words.say("own.unknown")
    if not alert.own:
        return words.say("own.nothing", channels=words.listed(tuple(map(name, alert.own_channels))))
    said = [words.say("own.word", channel=name(word.channel), time=sheet.clock.hour(word.at)) for word in alert.own]
    told = words.say("own.said", words="; ".join(said))
    if not alert.missing_on:
        return told
    return f"{told} {words.say('own.missing', channels=words.listed(tuple(map(name, alert.missing_on))))}"


def _owner(sheet: Sheet) -> str:
    if sheet.alert.owner:
        return sheet.words.say("fact.owner_of_watch", who=name(sheet.alert.owner))
    return sheet.words.say("fact.owner_usual", who=sheet.card.owner)


def _duty(sheet: Sheet) -> str:
    words, alert = sheet.words, sheet.alert
    parts = []
    if alert.taken_by and alert.taken_at:
        parts.append(words.say("fact.taken", who=name(alert.taken_by), time=sheet.clock.hour(alert.taken_at)))
    elif not sheet.is_over:
        parts.append(words.say("fact.not_taken"))
    if alert.on_call:
        parts.append(words.say("fact.on_call", who=words.listed(tuple(map(name, alert.on_call)))))
    return " ".join(parts)

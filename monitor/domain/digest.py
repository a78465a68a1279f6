"""The week and the morning after in words: what happened, what was told, what was read, and that we were awake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain.clock import Clock
from monitor.domain.message import FIRST_LINE, Link, Message, Section, shorten
from monitor.domain.model import Kind, Status, Topic
from monitor.domain.own import LINE, MONITOR
from monitor.domain.reason import say_why
from monitor.domain.texts import words as words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from zoneinfo import ZoneInfo

    from monitor.domain.alert import Telling
    from monitor.domain.texts import Words
    from monitor.domain.week import Figures, Happened

WHOLE = timedelta(minutes=10)  # a gap that short is a restart
TOPICS = 6
SOURCES = 15


@dataclass(frozen=True, slots=True)
class Ahead:
    """One line about the days to come: a day that is closed or short, or a turn that begins."""

    kind: str  # closed, short, duty
    slots: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Page:
    """What all sections are written with."""

    figures: Figures
    words: Words
    clock: Clock
    base_url: str

    def say(self, key: str, **slots: str | int) -> str:
        return self.words.say(f"week.{key}", **slots)

    def many(self, key: str, n: int) -> str:
        return self.words.count(f"week.{key}", n)


def compose_digest(
    figures: Figures, telling: Telling, zone: ZoneInfo, municipality: str, base_url: str, ahead: Iterable[Ahead] = ()
) -> Message:
    """The digest of a period. An empty one proves that the monitor was awake."""
    page = _open(figures, telling, zone, base_url)
    name = figures.period.key.removeprefix("digest-")
    subject = (
        page.say("digest_subject", municipality=municipality, week=name.partition("-W")[2].lstrip("0"))
        if "-W" in name
        else page.say("period_subject", municipality=municipality, period=name)
    )
    sections = [
        _summary(page, "quiet", "busy"),
        *_incidents(page),
        _night(page),
        *_rumours(page),
        *_attacks(page),
        _dialogue(page),
        *_topics(page),
        *_crossed(page),
        *_media(page),
        _health(page),
        *_ahead(page, ahead),
        *_sources(page),
    ]
    return _message(page, telling, subject, sections, municipality)


def compose_brief(figures: Figures, telling: Telling, zone: ZoneInfo, municipality: str, base_url: str) -> Message:
    """The morning after: what happened since the office closed, and what is still open."""
    page = _open(figures, telling, zone, base_url)
    day = page.clock.moment(telling.now)
    subject = page.say("brief_subject", municipality=municipality, day=day)
    sections = [_summary(page, "brief_quiet", "brief_busy"), *_incidents(page), *_still_open(page)]
    if figures.told:
        sections.append(_night(page))
    sections += [*_media(page), _health(page)]
    return _message(page, telling, subject, sections, municipality)


def _open(figures: Figures, telling: Telling, zone: ZoneInfo, base_url: str) -> _Page:
    words = words_of(telling.language)
    return _Page(figures, words, Clock(words, zone, telling.now), base_url)


def _message(page: _Page, telling: Telling, subject: str, sections: list[Section], municipality: str) -> Message:
    first, *rest = sections[0].paragraphs
    if len(first) <= FIRST_LINE:  # it stands above already
        sections = [Section("", paragraphs=tuple(rest)), *sections[1:]]
    return Message(
        key=telling.key,
        reason=telling.reason,
        language=page.words.language,
        subject=subject,
        first_line=shorten(first, FIRST_LINE),
        written_at=telling.now,
        sections=tuple(sections),
        actions=(Link(page.words.say("label.inbox"), page.base_url),) if page.base_url else (),
        footer=(page.say("counted"), page.words.say("sender", municipality=municipality)),
        shortened=page.words.say("shortened"),
    )


# ---- the sections ------------------------------------------------------------------------------------------------
def _summary(page: _Page, quiet: str, busy: str) -> Section:
    figures = page.figures
    items, sources = page.many("items", figures.items), page.many("sources", figures.sources)
    opened = len(figures.still_open)
    still = page.say("open_none") if not opened else page.many("open", opened)
    lines = (
        [page.say(quiet, items=items, sources=sources)]
        if not figures.incidents and not opened
        else [
            page.say(busy, incidents=page.many("incidents", len(figures.incidents)), open=still),
            page.say("read", items=items, sources=sources, mentions=figures.mentions),
        ]
    )
    return Section("", paragraphs=(*lines, _awake(page)))


def _awake(page: _Page) -> str:
    figures = page.figures
    if not figures.awake:
        return page.say("awake_unknown")
    if figures.length - figures.awake <= WHOLE:
        return page.say("awake_whole")
    return page.say("awake_part", awake=page.clock.span(figures.awake), length=page.clock.span(figures.length))


def _incidents(page: _Page) -> list[Section]:
    if not page.figures.incidents:
        return []
    head = ("col_number", "col_what", "col_topic", "col_first", "col_own", "col_silence", "col_status")
    rows = tuple(_incident_row(page, one) for one in page.figures.incidents)
    return [Section(page.say("incidents_title"), table=(tuple(page.say(name) for name in head), *rows))]


def _incident_row(page: _Page, one: Happened) -> tuple[str, ...]:
    silence = one.silence
    return (
        f"#{one.number}",
        one.title,
        _topic_names(page, one.topics),
        page.clock.moment(one.first_seen_at),
        page.clock.moment(one.own_word_at) if one.own_word_at else page.say("own_none"),
        page.clock.span(silence) if silence is not None else "–",
        _status(page, one),
    )


def _topic_names(page: _Page, topics: Iterable[str]) -> str:
    return ", ".join(page.words.say(f"topic.{topic}") for topic in topics)


def _status(page: _Page, one: Happened) -> str:
    by = one.acknowledged_by or ""
    return (
        page.say(f"status_{one.status}", by=by)
        if one.status is Status.ACKNOWLEDGED
        else page.say(f"status_{one.status}")
    )


def _still_open(page: _Page) -> list[Section]:
    older = [one for one in page.figures.still_open if one not in page.figures.incidents]
    lines = tuple(f"#{one.number} {one.title} ({_status(page, one)})" for one in older)
    return [Section(page.say("open_title"), bullets=lines)] if lines else []


def _night(page: _Page) -> Section:
    figures = page.figures
    woken = figures.woken()
    who = ", ".join(f"{one.person} {page.clock.moment(one.sent_at or one.created_at)}" for one in woken)
    lines = [page.say("woken_none") if not woken else page.say(_plural("woken", len(woken)), n=len(woken), who=who)]
    sent = sum(1 for one in figures.told if one.state == "sent")
    held = sum(1 for one in figures.told if one.state == "held" or one.waited)
    failed = sum(1 for one in figures.told if one.state == "failed")
    lines.append(page.say("told", told=page.many("told", sent), held=held))
    lines += [page.say("failed", n=failed)] if failed else []
    if figures.incidents:
        five, fifteen, sixty = (figures.taken_within(timedelta(minutes=n)) for n in (5, 15, 60))
        lines.append(page.say("taken", five=five, fifteen=fifteen, sixty=sixty, all=len(figures.incidents)))
    return Section(page.say("night_title"), paragraphs=tuple(lines))


def _plural(key: str, n: int) -> str:
    return f"{key}_one" if n == 1 else f"{key}_many"


def _dialogue(page: _Page) -> Section:
    kinds = page.figures.kinds
    text = page.say("dialogue", questions=kinds.get(Kind.QUESTION, 0), opinions=kinds.get(Kind.OPINION, 0))
    return Section(page.say("dialogue_title"), paragraphs=(text,))


def _topics(page: _Page) -> list[Section]:
    figures = page.figures
    named = [(topic, n) for topic, n in figures.topics.items() if topic != Topic.HATE_THREAT][:TOPICS]
    if not named:
        return []
    rows = []
    for topic, n in named:
        usual = figures.usual_topics.get(topic)
        change = (
            "as_usual" if usual is None or abs(n - usual) < max(2.0, usual * 0.5) else "up" if n > usual else "down"
        )
        known = usual is not None
        rows.append(
            (
                page.words.say(f"topic.{topic}"),
                str(n),
                f"{usual:g}" if usual is not None else page.say("usual_unknown"),
                page.say(change) if known else "–",
            )
        )
    head = tuple(page.say(name) for name in ("col_topic", "col_count", "col_usual", "col_change"))
    return [Section(page.say("topics_title"), table=(head, *rows))]


def _crossed(page: _Page) -> list[Section]:
    lines = []
    for one in page.figures.incidents:
        minutes = one.facts.get("crossed_minutes", "")
        if minutes.isdigit():
            lead = page.clock.span(timedelta(minutes=int(minutes)))
            lines.append(page.say("crossed", title=f"#{one.number} {one.title}", lead=lead))
    return [Section(page.say("crossed_title"), bullets=tuple(lines))] if lines else []


def _rumours(page: _Page) -> list[Section]:
    lines = tuple(
        f"#{one.number} {one.title} ({_status(page, one)})"
        for one in (*page.figures.incidents, *page.figures.still_open)
        if Topic.RUMOUR in one.topics
    )
    return [Section(page.say("rumours_title"), bullets=tuple(dict.fromkeys(lines)))] if lines else []


def _attacks(page: _Page) -> list[Section]:
    count = page.figures.topics.get(Topic.HATE_THREAT, 0)
    return [Section(page.say("attacks_title"), paragraphs=(page.say("attacks", n=count),))] if count else []


def _media(page: _Page) -> list[Section]:
    links = tuple(
        Link(f"{one.title} ({one.publisher}, {page.clock.moment(one.at)})", one.url) for one in page.figures.headlines
    )
    return [Section(page.say("media_title"), links=links)] if links else []


def _health(page: _Page) -> Section:
    lines = tuple(_outage_lines(page))
    title = page.say("health_title")
    return Section(title, bullets=lines) if lines else Section(title, paragraphs=(page.say("health_none"),))


def _outage_lines(page: _Page) -> Iterator[str]:
    for one in page.figures.outages:
        until = page.clock.moment(one.ended_at) if one.ended_at else page.say("health_now")
        who, why = _say_part(one.source, page.words), say_why(one.why, page.words).rstrip(".") or one.why
        yield page.say("health_line", source=who, why=why, since=page.clock.moment(one.began_at), until=until)


def _say_part(source: str, words: Words) -> str:
    """A source by its name; a part of the monitor by what is said of it when it does not work."""
    if not source.startswith(MONITOR):
        return source
    part = source.removeprefix(MONITOR)
    if part.startswith(LINE):
        return words.say("health.delivery_failing", source=part.removeprefix(LINE))
    return words.say("health.monitor_unwell", source=words.sentences.get(f"health.part_{part}", part))


def _ahead(page: _Page, ahead: Iterable[Ahead]) -> list[Section]:
    lines = tuple(page.say(f"ahead_{one.kind}", **one.slots) for one in ahead)
    return [Section(page.say("ahead_title"), bullets=lines)] if lines else []


def _sources(page: _Page) -> list[Section]:
    heard = page.figures.heard
    if not heard:
        return []
    head = tuple(page.say(name) for name in ("col_source", "col_items", "col_mentions"))
    rows = tuple((one.source, str(one.items), str(one.mentions)) for one in heard[:SOURCES])
    last = page.figures.last_drill_at
    note = page.say("drill_old", day=page.clock.moment(last)) if last else page.say("drill_none")
    return [Section(page.say("sources_title"), table=(head, *rows), note=note)]

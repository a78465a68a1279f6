"""Writes what stands on a page: words, times, and foreign text in which nothing can act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from monitor.channels.links import host_of, safe_url
from monitor.domain.lines import how_sure
from monitor.domain.model import State
from monitor.domain.sheet import capital
from monitor.inbox.evidence import light_up, seen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from monitor.domain.alert import NextStep, Voices
    from monitor.domain.clock import Clock
    from monitor.domain.texts import Words
    from monitor.inbox.evidence import Piece

WHOLE = 100_000  # characters: more than any text that is kept
_LIT = Markup("<mark>{}</mark>")
_LIT_FOR = Markup('<mark>{} <span class="for">[{}]</span></mark>')
_DOT = Markup(' <span aria-hidden="true">·</span> ')
_TOOLS = (
    "t", "count", "has", "word", "when", "moment", "since", "hour", "day_name", "foreign", "name", "lit", "speaks_for",
    "link", "about", "sure", "step",
)  # fmt: skip
_KEYS = ("topic", "kind", "state", "speaks")  # where the word for what a span speaks for is looked up


@dataclass(frozen=True, slots=True)
class Pen:
    """One language, one clock, and the mask that hides slurs. Every method gives text that is ready for a page."""

    words: Words
    clock: Clock
    mask: Callable[[str], str]

    def t(self, key: str, **slots: Any) -> Markup:
        """A sentence with its slots filled; what is filled in is escaped, unless it is ready for a page already."""
        return Markup(escape(self.words.sentences[key])).format(**slots)  # noqa: S704 - escaped before it is marked

    def count(self, key: str, n: int) -> Markup:
        """*1 mention*, *2 mentions*."""
        return self.t(f"{key}_one") if n == 1 else self.t(f"{key}_many", n=n)

    def has(self, key: str) -> bool:
        """Whether somebody has written that sentence."""
        return key in self.words.sentences

    def word(self, group: str, key: str) -> Markup:
        """The word for one of a list; the thing itself where nobody has written a word for it."""
        return self.t(f"{group}.{key}") if self.has(f"{group}.{key}") else escape(key)

    # ---- times -----------------------------------------------------------------------------------------------
    def when(self, at: datetime | None) -> Markup:
        """*07:41*; the whole moment when it is another day; a dash when it never was."""
        return Markup("–") if at is None else _time(at, self.clock.hour(at))

    def moment(self, at: datetime | None) -> Markup:
        """*Tuesday 07:41*, with the date when it is another day."""
        return Markup("–") if at is None else _time(at, self.clock.moment(at))

    def since(self, at: datetime) -> Markup:
        """*Tuesday 07:41, 5 min ago*."""
        return self.t("fact.since", time=_time(at, capital(self.clock.moment(at))), age=self.clock.age(at))

    def hour(self, at: datetime) -> Markup:
        """*07:41*, where the day stands beside it."""
        return _time(at, self.clock.clock(at))

    def day_name(self, day: date) -> Markup:
        """*Tuesday 24 November*."""
        weekday, month = (
            self.words.lists["time.weekdays"][day.weekday()],
            self.words.lists["time.months"][day.month - 1],
        )
        return self.t("roster.date", weekday=weekday, day=day.day, month=month)

    # ---- foreign text ----------------------------------------------------------------------------------------
    def foreign(self, text: str | None, language: str | None = None) -> Markup:
        """Text from outside: escaped, masked, kept apart from the reading direction of what stands around it."""
        return _apart(escape(seen(self.mask(text or ""))), language)

    def name(self, text: str | None) -> Markup:
        """A name from the configuration or of a source."""
        return Markup("<bdi>{}</bdi>").format(seen(text or ""))

    def lit(self, row: dict[str, Any], limit: int = WHOLE) -> tuple[Markup, Markup]:
        """A mention's title and text with what decided its verdict lit up, and what each span speaks for."""
        short = row["text"] if len(row["text"]) <= limit else f"{row['text'][: limit - 1]}…"
        title, text = light_up(row["title"], short, row.get("because", ()), self.mask)
        language = row.get("language")
        return _apart(self._pieces(title), language), _apart(self._pieces(text), language)

    def _pieces(self, pieces: Iterable[Piece]) -> Markup:
        """Each piece, lit up where it decided something; what it speaks for is said once for each."""
        said: set[str] = set()
        found = []
        for piece in pieces:
            if piece.speaks_for is None:
                found.append(escape(piece.text))
            elif not piece.speaks_for or piece.speaks_for in said:
                found.append(_LIT.format(piece.text))
            else:
                found.append(_LIT_FOR.format(piece.text, self.speaks_for(piece.speaks_for)))
            said.add(piece.speaks_for or "")
        return Markup("").join(found)

    def speaks_for(self, what: str) -> Markup:
        """What a span of text speaks for, in the page's words."""
        key = next((f"{group}.{what}" for group in _KEYS if self.words.sentences.get(f"{group}.{what}")), None)
        return self.t(key) if key else escape(what)

    def link(self, url: str, label: Any = None) -> Markup:
        """A link to outside that tells where it leads and says nothing of where it comes from; else the words alone."""
        safe = safe_url(url)
        if not safe:
            return escape(label or "")
        shown = Markup('<a href="{}" rel="noopener noreferrer nofollow">{}</a>').format(safe, label or host_of(safe))
        return Markup('{} <span class="host">({})</span>').format(shown, host_of(safe)) if label else shown

    # ---- sentences -----------------------------------------------------------------------------------------
    def about(self, row: dict[str, Any]) -> Markup:
        """*Water · operational · ongoing*."""
        topics = ", ".join(str(self.word("topic", topic)) for topic in row["topics"])
        state = self.word("state", row["state"]) if row["state"] != State.NONE else ""
        parts = [part for part in (topics, self.word("kind", row["kind"]), state) if part]
        return _DOT.join(Markup(capital(str(part))) if part is parts[0] else Markup(part) for part in parts)  # noqa: S704 - our words

    # ---- sentences of messages -------------------------------------------------------------------------------
    def sure(self, voices: Voices) -> Markup:
        """How sure it is, by who has spoken."""
        said = how_sure(voices, self.words)
        return Markup("<bdi>{}</bdi>").format(capital(said))

    def step(self, step: NextStep) -> Markup:
        """What happens by itself, and when."""
        who = Markup(", ").join(self.name(one) for one in step.who)
        return self.t(f"next.{step.what}", time=self.when(step.at), who=who)

    def tools(self) -> dict[str, Any]:
        """What a template calls, by short names."""
        return {name: getattr(self, name) for name in _TOOLS}


def _time(at: datetime, said: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(timespec="seconds"), said)


def _apart(markup: Markup, language: str | None) -> Markup:
    if not language or language == "und":
        return Markup("<bdi>{}</bdi>").format(markup)
    return Markup('<bdi lang="{}">{}</bdi>').format(language, markup)

"""An alert being worded: the incident, this telling of it, the words of one language, the clock of one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitor.domain.clock import Clock
from monitor.domain.discretion import tell
from monitor.domain.message import one_line, shorten
from monitor.domain.model import Reason, Role, State, Topic

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.domain.alert import Alert, Telling
    from monitor.domain.texts import Card, Words

TITLE = 300  # characters of a headline or a quote from the press
_PLACE = 80
_NAME = 60
_READ = 500  # characters that are looked at


def as_it_is(text: str) -> str:
    """The mask that hides nothing."""
    return text


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the lines, the facts and the drafts of one message are all worded with; ``mask`` hides slurs."""

    alert: Alert
    telling: Telling
    words: Words
    clock: Clock
    mask: Callable[[str], str]

    @property
    def mark(self) -> str:
        """The word that an exercise begins with everywhere; empty for what is real."""
        return self.words.say("drill") if self.alert.drill or self.telling.reason is Reason.DRILL else ""

    @property
    def municipality(self) -> str:
        """Its name, as one short line."""
        return name(self.alert.municipality)

    @property
    def tag(self) -> str:
        """*Lysekil #118*: which incident of which municipality, in every subject."""
        return self.municipality if self.alert.number is None else f"{self.municipality} #{self.alert.number}"

    @property
    def where(self) -> str:
        """The place with its municipality: who is called may serve several."""
        place = shorten(one_line(self.alert.where[:_READ]), _PLACE)
        if not place or self.municipality in place:
            return place or self.municipality
        return f"{place}, {self.municipality}"

    @property
    def title(self) -> str:
        """The headline as it may be shown; empty where it is a resident's threat, which is read in the inbox only."""
        if self.hides(self.alert.title_role):
            return ""
        return tell(self.alert.title, self.alert.title_role, self.words, self.mask, TITLE)

    @property
    def topics(self) -> str:
        """What it is about, in at most two words; the kind where no topic is known."""
        topics = [self.words.say(f"topic.{topic}") for topic in self.alert.topics[:2]]
        if self.alert.state is State.PLANNED:
            topics.append(self.words.say("state.planned"))
        return capital(", ".join(topics) or self.words.say(f"kind.{self.alert.kind}"))

    @property
    def card(self) -> Card:
        """The role card of the first topic."""
        return self.words.cards[self.alert.topics[0] if self.alert.topics else Topic.OTHER]

    @property
    def is_over(self) -> bool:
        """Whether this message tells the end of it."""
        return self.telling.reason is Reason.RESOLVED

    def hides(self, role: Role) -> bool:
        """Whether words of this role may not leave the inbox: hate and threats by residents."""
        return Topic.HATE_THREAT in self.alert.topics and role is Role.SOCIAL


def open_sheet(alert: Alert, telling: Telling, words: Words, mask: Callable[[str], str] = as_it_is) -> Sheet:
    """Begin to word an alert."""
    return Sheet(alert, telling, words, Clock(words, ZoneInfo(telling.timezone), telling.now), mask)


def name(text: str) -> str:
    """A name from the configuration or a source, as one short line."""
    return shorten(one_line(text[:_READ]), _NAME)


def capital(text: str) -> str:
    """With a capital letter first."""
    return text[:1].upper() + text[1:]

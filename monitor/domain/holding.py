"""What the municipality can say before it knows: a text with slots that is not ready while one is empty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from monitor.domain.message import one_line
from monitor.domain.model import Topic

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitor.domain.clock import Clock
    from monitor.domain.texts import Words

# How soon more is promised, by severity: within the hour where people must do something now, as the guides ask for
# regular word at known times; less urgent, less often. The officer may change it.
PROMISED = {3: timedelta(hours=1), 2: timedelta(hours=2)}
PROMISED_ELSE = timedelta(hours=4)
_QUARTER = timedelta(minutes=15)
SLOTS = ("what", "where", "do", "when")


@dataclass(frozen=True, slots=True)
class Draft:
    """A holding text in one language; ``missing`` names its empty slots, which stand in the text in brackets."""

    language: str
    text: str
    missing: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether a person may mark it as ready: no slot is empty."""
        return not self.missing


def draft(words: Words, slots: Mapping[str, str], mark: str = "") -> Draft:
    """The holding text with what is known filled in. ``mark`` stands in front: an exercise must never pass for real."""
    filled = {name: one_line(slots.get(name, "")) for name in SLOTS}
    missing = tuple(name for name in SLOTS if not filled[name])
    shown = {name: value or f"[{words.say(f'draft.slot_{name}')}]" for name, value in filled.items()}
    text = words.say("draft.hold", **shown)
    return Draft(words.language, f"{mark}: {text}" if mark else text, missing)


def known_slots(
    words: Words, topics: tuple[Topic, ...], where: str, clock: Clock, next_word_at: datetime | None
) -> dict[str, str]:
    """What can be filled in without asking anybody.

    Advice that no card gives is *unknown yet*, which is a valid filling as long as the next word has its time.
    """
    card = words.cards[topics[0] if topics else Topic.OTHER]
    advice = card.do or (words.say("draft.do_unknown") if next_word_at else "")
    return {"what": card.what, "where": where, "do": advice, "when": clock.hour(next_word_at) if next_word_at else ""}


def promise_word(now: datetime, severity: int) -> datetime:
    """When the next word can be promised: a whole quarter of an hour, by any clock of ours."""
    at = now + PROMISED.get(severity, PROMISED_ELSE)
    over = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at - over + _QUARTER if over else at


def unknown_yet(words: Words, clock: Clock, next_word_at: datetime) -> str:
    """The filling for any slot that nobody can fill now: *unknown yet, next word at 03:15*."""
    return words.say("draft.unknown_yet", time=clock.hour(next_word_at))

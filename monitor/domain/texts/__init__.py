"""The words of every message, in five languages: data that can be read and corrected without reading code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.domain.model import Topic

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("sv", "nb", "nn", "fi", "en")
_FALLBACK = "en"
_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Card:
    """What the officer does first about a topic, and what can be said of it before more is known.

    ``what`` fits into the holding text of its language; ``do`` is a sentence of advice to residents, or empty.
    """

    owner: str
    what: str
    steps: tuple[str, ...]
    do: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """One language: its sentences by dotted key, and its cards by topic."""

    language: str
    sentences: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    cards: Mapping[Topic, Card]

    def say(self, key: str, **slots: str | int) -> str:
        """The sentence with its slots filled; what is filled in is never read as a template again."""
        return self.sentences[key].format(**slots)

    def count(self, key: str, n: int) -> str:
        """*1 paper*, *2 papers*: the sentences ``key_one`` and ``key_many``."""
        return self.say(f"{key}_one") if n == 1 else self.say(f"{key}_many", n=n)

    def listed(self, names: tuple[str, ...]) -> str:
        """*a, b and c*."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self.say('and')} {names[-1]}"


@cache
def words(language: str) -> Words:
    """The words of a language; English for one that nobody has written yet."""
    language = language if language in LANGUAGES else _FALLBACK
    sentences, lists = _flatten(_read(f"{language}.toml"))
    sentences |= _flatten(_read(f"week.{language}.toml"), "week.")[0]
    return Words(language, sentences, lists, read_cards(_read(f"cards.{language}.toml")))


def with_cards(own: Words, table: Mapping[str, Any]) -> Words:
    """The same words with a municipality's own cards in the place of ours, topic by topic, line by line.

    Raises:
        ValueError: a topic or a line that cards do not have.
    """
    ours = {topic.value: _as_table(card) for topic, card in own.cards.items()}
    merged = {name: {**ours.get(name, {}), **lines} for name, lines in table.items()}
    return replace(own, cards={**own.cards, **read_cards(merged)})


def read_cards(table: Mapping[str, Any]) -> dict[Topic, Card]:
    """Cards from a parsed file.

    Raises:
        ValueError: a topic or a line that cards do not have.
    """
    cards = {}
    for name, lines in table.items():
        unknown = set(lines) - set(Card.__slots__)
        if unknown:
            message = f"card {name}: no such line: {', '.join(sorted(unknown))}"
            raise ValueError(message)
        cards[Topic(name)] = Card(lines["owner"], lines["what"], tuple(lines["steps"]), lines.get("do", ""))
    return cards


def _as_table(card: Card) -> dict[str, Any]:
    return {line: getattr(card, line) for line in Card.__slots__}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))


def _flatten(table: Mapping[str, Any], path: str = "") -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    sentences: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    for name, value in table.items():
        if isinstance(value, str):
            sentences[path + name] = value
        elif isinstance(value, list):
            lists[path + name] = tuple(value)
        else:
            below = _flatten(value, f"{path}{name}.")
            sentences |= below[0]
            lists |= below[1]
    return sentences, lists

"""Reads the numbers that say how far something reaches: households, people hurt, people dead, hours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.analysis.features import Seen

_NUMBER = re.compile(r"\d+(?:[.,]\d{3})*$")
_WORDS = {
    "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10,
    "to": 2, "fire": 4, "seks": 6, "syv": 7, "åtte": 8, "ni": 9, "ti": 10,
    "kaksi": 2, "kolme": 3, "neljä": 4, "viisi": 5, "kuusi": 6, "seitsemän": 7, "kahdeksan": 8, "yhdeksän": 9,
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_NEAR = 3  # words between a number and what it counts
_COUNTED = {"scale.households": "households", "dead": "dead", "injured": "injured"}
_YEARS = range(1900, 2100)


def read_number(word: str) -> int | None:
    """The number that a token is: digits with or without separators, or a small number in words."""
    if _NUMBER.match(word):
        return int(re.sub(r"[.,]", "", word)[:9])
    return _WORDS.get(word)


def list_number_features(words: Sequence[str], seen: Sequence[Seen]) -> set[str]:
    """``#households 50``, ``#dead 2``…: what is counted, and the step that the number reaches."""
    names = set()
    for it in seen:
        counted = _COUNTED.get(it.concept)
        if counted is None or it.denied:
            continue
        for index in range(max(0, it.first - _NEAR), min(len(words), it.after + _NEAR)):
            number = read_number(words[index])
            if number is not None and number not in _YEARS:
                # "1 200" is two tokens
                if (
                    index + 1 < len(words)
                    and words[index + 1].isdigit()
                    and len(words[index + 1]) == 3
                    and number < 1000
                ):
                    number = number * 1000 + int(words[index + 1])
                names.add(f"#{counted} {_step(number)}")
    return names


def _step(number: int) -> int:
    return max((step for step in (0, 1, 2, 5, 10, 50, 500, 5000) if number >= step), default=0)

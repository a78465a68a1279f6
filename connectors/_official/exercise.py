"""Whether an official message says in words that it is an exercise."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

_WORDS = Path(__file__).parent / "exercise.toml"


def is_exercise(title: str, text: str) -> bool:
    """Whether it is no real warning; in doubt it is one."""
    in_title, in_text = _patterns()
    return in_title.search(title) is not None or in_text.search(text) is not None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return _any_of(words["title"]), _any_of(words["text"])


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)

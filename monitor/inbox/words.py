"""The words of the pages: those of the messages, and the pages' own beside them, in one language."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.domain.texts import words

if TYPE_CHECKING:
    from monitor.domain.texts import Words

_FOLDER = Path(__file__).parent / "texts"


@cache
def page_words(language: str) -> Words:
    """All that a page can say; English for a language that nobody has written yet."""
    spoken = words(language)
    return replace(spoken, sentences={**spoken.sentences, **own_sentences(spoken.language)})


def own_sentences(language: str) -> dict[str, str]:
    """The pages' own sentences, by dotted key."""
    table = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return {f"{section}.{key}": text for section, keys in table.items() for key, text in keys.items()}

"""Words by role and by topic, as evidence.toml lists them, looked up quickly."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_WORD = re.compile(r"\w[\w-]*")
_KEPT = 20_000  # words remembered; texts repeat themselves


class Roles:
    """Words by role. ``kommun*`` is a beginning, ``*sykehus`` an end, ``*koulu*`` a part."""

    def __init__(self, tables: Mapping[str, Mapping[str, Iterable[str]]]) -> None:
        self._exact: dict[str, str] = {}
        parts: dict[str, list[str]] = defaultdict(list)
        for role, languages in tables.items():
            for entry in (word for words in languages.values() for word in words):
                if "*" in entry:
                    parts[role].append(".*".join(re.escape(part) for part in entry.split("*")))
                else:
                    self._exact.setdefault(entry, role)
        self._patterns = [(role, re.compile("|".join(choices))) for role, choices in parts.items()]
        self._memory: dict[str, str] = {}

    def find(self, word: str) -> str:
        """The role of a word in lower case; "" when it has none."""
        role = self._exact.get(word)
        if role is None:
            role = self._memory.get(word)
        if role is None:
            role = next((role for role, pattern in self._patterns if pattern.fullmatch(word)), "")
            if len(self._memory) >= _KEPT:
                self._memory.clear()
            self._memory[word] = role
        return role


class Topics:
    """Words that say what a sentence is about: business, municipal matters, or sport by strong and by weak words."""

    def __init__(self, tables: Mapping[str, Mapping[str, Iterable[str]]]) -> None:
        words = [
            (word, kind) for kind, by_language in tables.items() for group in by_language.values() for word in group
        ]
        self._exact = {word: kind for word, kind in words if word.replace("-", "").isalpha()}
        self._keys = frozenset(self._exact)
        self._begins = tuple((word.rstrip("*"), kind) for word, kind in words if word not in self._exact)

    def find(self, sentence: str) -> dict[str, list[str]]:
        """The words of each kind in a sentence; an empty dict where there are none."""
        found: dict[str, list[str]] = {}
        low = sentence.lower()
        for word in self._keys.intersection(_WORD.findall(low)):
            found.setdefault(self._exact[word], []).append(word)
        for begin, kind in self._begins:
            if begin in low and (matched := re.search(rf"\b{begin}\w*", low)):
                found.setdefault(kind, []).append(matched.group())
        return found

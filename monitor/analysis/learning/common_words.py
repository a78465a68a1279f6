"""Writes the list of common words: what so many notices hold that two of them sharing it says nothing.

    python -m monitor.analysis.learning.common_words FILE.jsonl … > monitor/analysis/data/common_words.txt

Each line of a file is a text (``title``, ``text``). Kept are words of six letters or more, cut to eight, that stand in
one of 400 texts or more of a language or in one of 1,200 of all, and that are not usually written with a capital
inside a sentence: names are not common words, and no person's name gets into the list.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from monitor.analysis.text import Text
from monitor.analysis.traits import LONG, cut

ONE_OF = 400
ONE_OF_ALL = 1200
LEAST = 4  # texts


def main(paths: list[str]) -> None:
    """Count, choose, print."""
    texts: Counter[str] = Counter()
    held: dict[str, Counter[str]] = {}
    capital: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    for path in paths:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            language = str(row.get("language") or "")[:2]
            text = Text(row.get("text") or "", row.get("title") or "")
            texts[language] += 1
            stems = {cut(word) for word in text.words if len(word) >= LONG and word.isalpha()}
            held.setdefault(language, Counter()).update(stems)
            starts = set(text.sentence_starts)
            for word, start in zip(text.words, text.starts, strict=True):
                if len(word) >= LONG and start not in starts:
                    inside[cut(word)] += 1
                    capital[cut(word)] += text.composed[start].isupper()
    everywhere: Counter[str] = Counter()
    for counted in held.values():
        everywhere.update(counted)
    common = {
        stem
        for language, counted in held.items()
        for stem, count in counted.items()
        if count >= max(LEAST, texts[language] / ONE_OF)
    }
    common |= {stem for stem, count in everywhere.items() if count >= sum(texts.values()) / ONE_OF_ALL}
    for stem in sorted(stem for stem in common if capital[stem] * 2 < max(1, inside[stem])):
        sys.stdout.write(f"{stem}\n")


if __name__ == "__main__":
    main(sys.argv[1:])

"""Reads the labelled examples that are shipped beside the lexicon: they are its tests and part of what is learned from.

A file is one language. A heading ``== kind topics severity state`` (what does not apply is left out; ``drill`` may
stand at the end) labels the lines below it; a line is one text, and `` | `` parts a title from the text.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.domain.model import Kind, State

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent / "data" / "examples"
_PART = " | "


def read_examples(language: str, folder: Path = FOLDER) -> Iterator[dict[str, Any]]:
    """Each example of a language as a labelled line, in the form that ``evaluate`` reads."""
    labels: dict[str, Any] = {}
    for number, line in enumerate((folder / f"{language}.txt").read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("== "):
            labels = read_heading(line)
        elif line and not line.startswith("#"):
            title, part, text = line.rpartition(_PART)
            yield {
                "id": f"{language}:{number}",
                "title": title if part else "",
                "text": text,
                "language": language,
                **labels,
            }


def read_heading(line: str) -> dict[str, Any]:
    """The labels of a heading. Raises ``ValueError`` for a word that is no label."""
    kind, *rest = line.removeprefix("==").split()
    labels: dict[str, Any] = {"kind": Kind(kind).value, "topics": [], "severity": 0, "state": "none", "drill": False}
    for word in rest:
        if word.isdigit():
            labels["severity"] = int(word)
        elif word == "drill":
            labels["drill"] = True
        elif word in {state.value for state in State}:
            labels["state"] = word
        else:
            labels["topics"] = [topic for topic in word.split(",") if topic]
    return labels

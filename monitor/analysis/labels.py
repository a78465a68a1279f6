"""Reads the labels of a text: what a reader said it is. A wrong label is told with its cure, all of a line at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from monitor.analysis.figures import Labels
from monitor.domain.model import Kind, State, Topic

if TYPE_CHECKING:
    from collections.abc import Mapping
    from enum import StrEnum

VERDICT = ("kind", "topics", "severity", "state", "drill")
MENTION = "municipality"
_CODE = re.compile(r"[A-Z]{2}-\d{2,4}")
_Named = TypeVar("_Named", bound="StrEnum")


class LabelError(ValueError):
    """Labels that cannot be used; ``problems`` says of each what is wrong and what would be right."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


def judges_text(line: Mapping[str, Any]) -> bool:
    """Whether the line says what the text is."""
    return any(line.get(name) is not None for name in VERDICT)


def judges_mention(line: Mapping[str, Any]) -> bool:
    """Whether the line says which municipality is mentioned; ``null`` says that none is."""
    return MENTION in line


def read_labels(line: Mapping[str, Any]) -> Labels:
    """The labels that are there. Raises ``LabelError`` when one of them cannot be used."""
    problems: list[str] = []
    labels = Labels(
        kind=_read_name(line, "kind", Kind, problems),
        topics=_read_topics(line.get("topics"), problems),
        severity=_read_severity(line.get("severity"), problems),
        state=_read_name(line, "state", State, problems),
        drill=_read_drill(line.get("drill"), problems),
    )
    municipality = line.get(MENTION)
    if municipality is not None and not (isinstance(municipality, str) and _CODE.fullmatch(municipality)):
        problems.append(f'"{MENTION}" is {municipality!r}: write the code, for example "SE-1484", or null')
    if problems:
        raise LabelError(problems)
    return labels


def read_group(topics: str) -> frozenset[Topic]:
    """``water|boil_notice`` as the set of topics that are all right. Raises ``ValueError`` for a word that is none."""
    return frozenset(Topic(topic) for topic in topics.split("|"))


def _read_name(line: Mapping[str, Any], name: str, names: type[_Named], problems: list[str]) -> _Named | None:
    value = line.get(name)
    if value is None:
        return None
    try:
        return names(value)
    except ValueError:
        problems.append(f'"{name}" is {value!r}: write one of {", ".join(names)}')
        return None


def _read_topics(value: Any, problems: list[str]) -> tuple[frozenset[Topic], ...] | None:
    if value is None:
        return None
    groups = [value] if isinstance(value, str) else value
    try:
        return tuple(read_group(group) for group in groups)
    except (ValueError, TypeError, AttributeError):
        problems.append(f'"topics" is {value!r}: write a list such as ["water|boil_notice"], of {", ".join(Topic)}')
        return None


def _read_severity(value: Any, problems: list[str]) -> int | None:
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and value in range(4):
        return value
    problems.append(f'"severity" is {value!r}: write 0, 1, 2 or 3')
    return None


def _read_drill(value: Any, problems: list[str]) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    problems.append(f'"drill" is {value!r}: write true or false')
    return None

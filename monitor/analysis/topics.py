"""Says which topics a text has: for each topic that the lexicon saw, how it was seen and what else was seen.

One small model serves all topics: what a mention in the title is worth, or a mere hint beside a plain word, was
learned of all of them together; each adds only what is its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.analysis.weights import SCALE
from monitor.domain.model import Kind, Topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitor.analysis.weights import Weights

TOPICS = tuple(topic for topic in Topic if topic is not Topic.OTHER)
LANE = "yes"
MILD = frozenset({Kind.OPINION, Kind.QUESTION})
_PLACE = "traffic_place"
_SHADES = ("", ".hint", ".word", ".frame", ".subject", ".threat", ".target")
_SAID = ("", ".frame", ".threat")  # shades that say the topic outright

_SAID_BY = {
    (topic, mark): frozenset(f"{topic}{shade}{mark}" for shade in _SAID) for topic in Topic for mark in ("", "^")
}


def list_seen_topics(concepts: Iterable[str]) -> list[Topic]:
    """Topics of which anything was seen."""
    roots = {name.rstrip("^!").partition(".")[0] for name in concepts if "+" not in name}
    if _PLACE in roots and Topic.ACCIDENT.value in roots:
        roots.add(Topic.ROAD.value)  # an accident on a named road is in the way, whether or not the text says so
    return [topic for topic in TOPICS if topic.value in roots]


def list_topic_features(
    topic: Topic, concepts: set[str], seen: Iterable[Topic], *, mild: bool = False
) -> Iterator[str]:
    """The names of what speaks for or against one topic. A ``mild`` text is an opinion or a question."""
    name = topic.value
    if mild:
        yield from ("mild", f"{name} mild")
    if topic is Topic.ROAD and _PLACE in concepts:
        yield "road by place"
    own = [shade for shade in _SHADES if name + shade in concepts]
    outright = any(shade in own for shade in _SAID)
    others = [other.value for other in seen if other is not topic and _is_said(other, concepts)]
    leading = sum(_is_said(other, concepts, "^") for other in seen if other is not topic)
    for shade in own:
        yield f"own{shade}"
        yield f"{name}{shade}"
        if f"{name}{shade}^" in concepts:
            yield f"own{shade}^"
            yield f"{name}{shade}^"
    if f"{name}!" in concepts:
        yield "denied"
    beside = f"{min(len(others), 3)} others"
    yield beside
    yield f"{min(leading, 2)} others^"
    yield f"{'said' if outright else 'hinted'} beside {beside}"
    yield f"{'said' if outright else 'hinted'} beside {min(leading, 2)} others^"
    if outright and not any(f"{name}{shade}^" in concepts for shade in _SAID):
        yield f"not leading beside {min(leading, 2)} others^"
    for other in others:
        yield f"{name}{'' if outright else ' hinted'} beside {other}"


def _is_said(topic: Topic, concepts: set[str], mark: str = "") -> bool:
    return not _SAID_BY[topic, mark].isdisjoint(concepts)


def weigh_topics(concepts: set[str], weights: Weights, *, mild: bool = False) -> dict[Topic, float]:
    """The score of each topic that was seen; above nothing it is one."""
    seen = list_seen_topics(concepts)
    bias = weights.rows.get("", 0)
    return {
        topic: (bias + weights.add(list_topic_features(topic, concepts, seen, mild=mild))) / SCALE for topic in seen
    }

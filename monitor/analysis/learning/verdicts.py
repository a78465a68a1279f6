"""Learns the weights of the verdicts from labelled lines and writes them as tables of terms and numbers.

    python -m monitor.analysis.learning.verdicts OUT_FOLDER FILE.jsonl[:weight] …

Needs scikit-learn (a build tool: the monitor itself does not). A line carries ``title``, ``text``, ``language`` and
the labels ``kind``, ``topics``, ``severity``, those that are there; ``origin`` names its source. A term is kept only
when several sources use it, so that no source's manner becomes a rule, and never when it is mostly written as a name.
"""

from __future__ import annotations

import collections
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from monitor.analysis.features import scale_of
from monitor.analysis.reading import GROUPS, Reader, group_of
from monitor.analysis.text import Text
from monitor.analysis.topics import LANE, MILD, list_seen_topics, list_topic_features
from monitor.domain.model import Kind

KINDS = [kind.value for kind in Kind]
GRAVE = ["grave2", "grave3"]
LANES = [*KINDS, *GRAVE]
CONCEPT_SCALE = 0.5
WORD_SCALE = 0.8
LEAST = 0.03  # weights under this change no verdict


@dataclass
class Example:
    """One labelled text and its features."""

    line: dict[str, Any]
    weight: float
    words: dict[str, float] = field(default_factory=dict)
    concepts: set[str] = field(default_factory=set)
    origin: str = ""


def read_examples(arguments: list[str], reader: Reader) -> list[Example]:
    """All lines of all files; a file's weight stands behind its name."""
    examples = []
    for argument in arguments:
        name, _, weight = argument.partition(":")
        for number, raw in enumerate(Path(name).read_text(encoding="utf-8").splitlines()):
            if raw.strip():
                line = json.loads(raw)
                example = Example(line, float(weight or 1) * float(line.get("weight", 1)))
                example.origin = str(line.get("org") or line.get("origin") or f"{name}#{number // 20}")
                fill(example, reader)
                examples.append(example)
    return examples


def fill(example: Example, reader: Reader) -> None:
    """Read a text exactly as the classifier does."""
    line = example.line
    text = Text(str(line.get("text") or ""), str(line.get("title") or ""))
    group = group_of(str(line["language"]))
    told = reader.read(text, (group,))
    example.concepts = told.features
    words: collections.Counter[str] = collections.Counter()
    for feature in reader.list_word_features(told.words):
        words[f"{group}|{feature}"] += 1
    scale = scale_of(len(told.words))
    example.words = {feature: count * scale for feature, count in words.items()}


def find_names(examples: list[Example]) -> set[str]:
    """Words mostly written with a capital inside a sentence: names of persons and places, which no model may learn."""
    capital: collections.Counter[str] = collections.Counter()
    small: collections.Counter[str] = collections.Counter()
    for example in examples:
        text = Text(str(example.line.get("text") or ""), str(example.line.get("title") or ""))
        starts = set(text.sentence_starts)
        for word, start in zip(text.words, text.starts, strict=True):
            letter = text.composed[start]
            if letter.islower():
                small[word] += 1
            elif start not in starts and start - 1 not in starts:
                capital[word] += 1
    return {word for word, count in capital.items() if count > small[word]}


def has_name(feature: str, names: set[str]) -> bool:
    """Whether a word feature is a name, or a pair with one in it."""
    term = feature.partition("|")[2]
    return (term[0] == "<" and term[-1] == ">" and term[1:-1] in names) or (
        " " in term and not names.isdisjoint(term.split(" "))
    )


def choose(examples: list[Example], *, words: bool, least: int, origins: int) -> dict[str, int]:
    """The terms that enough texts of enough sources use, names left out."""
    names = find_names(examples) if words else set()
    texts: collections.Counter[str] = collections.Counter()
    sources: dict[str, set[str]] = collections.defaultdict(set)
    for example in examples:
        for feature in example.words if words else example.concepts:
            texts[feature] += 1
            sources[feature].add(example.origin)
    kept = sorted(
        f for f, n in texts.items() if n >= least and len(sources[f]) >= origins and not (words and has_name(f, names))
    )
    return {feature: column for column, feature in enumerate(kept)}


def matrix(examples: list[Example], columns: dict[str, int], *, words: bool) -> csr_matrix:
    """Texts as rows, terms as columns."""
    rows, cols, values = [], [], []
    for row, example in enumerate(examples):
        items = example.words.items() if words else ((f, CONCEPT_SCALE) for f in example.concepts)
        for feature, value in items:
            column = columns.get(feature)
            if column is not None:
                rows.append(row)
                cols.append(column)
                values.append(value * (WORD_SCALE if words else 1))
    return csr_matrix((values, (rows, cols)), shape=(len(examples), len(columns)))


@dataclass
class Learned:
    """Coefficients: one row a lane, columns as in the matrices; biases."""

    words: dict[str, int]
    concepts: dict[str, int]
    coefficients: np.ndarray
    biases: np.ndarray


def learn(examples: list[Example], strength: float = 0.5, *, use_words: bool = True) -> Learned:
    """Fit every lane: the kinds against each other, grade 2 against all that is less, grade 3 among disturbances.

    What is no disturbance teaches grade 2 what it is not: .04 of recall at the same precision on sources left out.
    """
    concepts = choose(examples, words=False, least=3, origins=2)
    words = choose(examples, words=True, least=4, origins=3) if use_words else {}
    table = hstack([matrix(examples, concepts, words=False), matrix(examples, words, words=True)]).tocsr()
    weights = np.array([example.weight for example in examples])
    kinds = np.array([example.line.get("kind") or "" for example in examples])
    coefficients = np.zeros((len(LANES), table.shape[1]))
    biases = np.zeros(len(LANES))

    known = kinds != ""
    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=400)
    model.fit(table[known], kinds[known], sample_weight=weights[known])
    for row, name in enumerate(model.classes_):
        coefficients[LANES.index(name)] = model.coef_[row]
        biases[LANES.index(name)] = model.intercept_[row]

    graded = np.array(
        [-1 if example.line.get("severity") is None else int(example.line["severity"]) for example in examples]
    )
    disturbed = (graded >= 0) & np.isin(kinds, ["crisis", "operational"])
    for lane, level, use in (("grave2", 2, graded >= 0), ("grave3", 3, disturbed)):
        model = LogisticRegression(C=strength / 2, class_weight="balanced", max_iter=400)
        model.fit(table[use], graded[use] >= level, sample_weight=weights[use])
        coefficients[LANES.index(lane)] = model.coef_[0]
        biases[LANES.index(lane)] = model.intercept_[0]
    return Learned(words, concepts, coefficients, biases)


def learn_topics(examples: list[Example]) -> dict[str, float]:
    """The weights of the topics: every topic seen in a text that may have one is a question, answered yes or no."""
    asked, answers, weights = [], [], []
    for example in examples:
        groups = example.line.get("topics")
        kind = example.line.get("kind")
        if groups is None or kind in {None, Kind.ROUTINE}:
            continue
        right = {name for group in groups for name in group.split("|")}
        seen = list_seen_topics(example.concepts)
        for topic in seen:
            asked.append(dict.fromkeys(list_topic_features(topic, example.concepts, seen, mild=kind in MILD), 1))
            answers.append(topic.value in right)
            weights.append(example.weight)
    vectorizer = DictVectorizer()
    model = LogisticRegression(C=0.5, max_iter=500).fit(vectorizer.fit_transform(asked), answers, sample_weight=weights)
    learned = dict(zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True))
    return {"": float(model.intercept_[0]), **learned}


def write(folder: Path, learned: Learned, topics: dict[str, float]) -> None:
    """One table for the concepts of all languages, one for the words of each group, one for the topics."""
    offset = len(learned.concepts)
    rows: dict[str, dict[str, np.ndarray]] = {"concepts": {}, **{group: {} for group in GROUPS}}
    for feature, column in learned.concepts.items():
        rows["concepts"][feature] = learned.coefficients[:, column] * CONCEPT_SCALE
    for feature, column in learned.words.items():
        group, _, term = feature.partition("|")
        rows[group][term] = learned.coefficients[:, offset + column] * WORD_SCALE
    rows["concepts"][""] = learned.biases
    for name, table in rows.items():
        write_table(folder / f"weights.{name}.tsv", LANES, table)
    write_table(folder / "weights.topics.tsv", [LANE], {term: np.array([value]) for term, value in topics.items()})


def write_table(path: Path, lanes: list[str], table: dict[str, np.ndarray]) -> None:
    """Terms in order, thousandths, nothing where it is next to nothing."""
    lines = ["term\t" + "\t".join(lanes)]
    for term, values in sorted(table.items()):
        if term and np.abs(values).max() < LEAST:
            continue
        lines.append(term + "\t" + "\t".join(str(round(v * 1000)) if abs(v) >= LEAST / 5 else "" for v in values))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Learn from the files and write the tables."""
    examples = read_examples(arguments[1:], Reader.load())
    write(Path(arguments[0]), learn(examples), learn_topics(examples))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

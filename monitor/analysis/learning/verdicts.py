"""Learns the weights of the verdicts from labelled lines and writes them as tables of terms and numbers.

    python -m monitor.analysis.learning.verdicts OUT_FOLDER FILE.jsonl[:weight] …

Needs scikit-learn (a build tool: the monitor itself does not). A line carries ``title``, ``text``, ``language`` and
the labels ``kind``, ``topics``, ``severity``, ``state``, ``drill``, those that are there; ``origin`` names its source.
A term is kept only when several sources use it, so that no source's manner becomes a rule, and never when it is mostly
written as a name.
"""

from __future__ import annotations

import collections
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from monitor.analysis.classify import TOPICS, VERDICTS
from monitor.analysis.features import scale_of
from monitor.analysis.linear import CONCEPTS
from monitor.analysis.reading import GROUPS, Reader, group_of
from monitor.analysis.text import Text
from monitor.analysis.weights import BIAS
from monitor.domain.model import Kind, State, Topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

KINDS = [kind.value for kind in Kind]
DISTURBED = ["crisis", "operational"]
CONCEPT_SCALE = 0.5
WORD_SCALE = 0.8
STRENGTH = 0.5  # how far single terms may lead away from nothing: the inverse of the regularisation
TOPIC_BONUS = 1.1  # added to every topic: one is said from a chance of a quarter on, where F1 is best
LEAST = {VERDICTS: 0.09, TOPICS: 0.18}  # terms whose weights are all under this are left out: .003 of macro-F1


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


@dataclass(frozen=True)
class Question:
    """A lane that is learned as a yes or no: of which examples it is asked, and what is right."""

    lane: str
    asked: np.ndarray
    answers: np.ndarray
    strength: float = STRENGTH
    balanced: bool = False
    bonus: float = 0.0


@dataclass
class Learned:
    """Coefficients: one row a lane, columns as in the matrices; biases."""

    name: str
    lanes: list[str]
    words: dict[str, int]
    concepts: dict[str, int]
    coefficients: np.ndarray
    biases: np.ndarray


def learn(examples: list[Example]) -> tuple[Learned, Learned]:
    """The model of the verdicts and that of the topics."""
    concepts = choose(examples, words=False, least=3, origins=2)
    words = choose(examples, words=True, least=4, origins=3)
    table = hstack([matrix(examples, concepts, words=False), matrix(examples, words, words=True)]).tocsr()
    weights = np.array([example.weight for example in examples])
    kinds = np.array([example.line.get("kind") or "" for example in examples])

    judged = list(ask_of_verdicts(examples, kinds))
    rows = [*fit_kinds(table, kinds, weights), *(fit(table, question, weights) for question in judged)]
    lanes = [*KINDS, *(question.lane for question in judged)]
    named = list(ask_of_topics(examples))
    models = (
        (VERDICTS, lanes, rows),
        (TOPICS, [question.lane for question in named], [fit(table, question, weights) for question in named]),
    )
    verdicts, topics = (
        Learned(name, lanes, words, concepts, np.array([row for row, _ in rows]), np.array([bias for _, bias in rows]))
        for name, lanes, rows in models
    )
    return verdicts, topics


def fit_kinds(table: csr_matrix, kinds: np.ndarray, weights: np.ndarray) -> list[tuple[np.ndarray, float]]:
    """The kinds against each other, in the order of ``KINDS``: coefficients and bias of each."""
    known = kinds != ""
    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=400)
    model.fit(table[known], kinds[known], sample_weight=weights[known])
    rows = {name: (model.coef_[row], float(model.intercept_[row])) for row, name in enumerate(model.classes_)}
    return [rows.get(name, (np.zeros(table.shape[1]), 0.0)) for name in KINDS]


def fit(table: csr_matrix, question: Question, weights: np.ndarray) -> tuple[np.ndarray, float]:
    """One lane against all that is not it: coefficients and bias; nothing where all answers are the same."""
    asked, answers = question.asked, question.answers[question.asked]
    if answers.all() or not answers.any():
        return np.zeros(table.shape[1]), -9.0
    model = LogisticRegression(
        C=question.strength, class_weight="balanced" if question.balanced else None, solver="liblinear"
    )
    model.fit(table[asked], answers, sample_weight=weights[asked])
    return model.coef_[0], float(model.intercept_[0]) + question.bonus


def ask_of_verdicts(examples: list[Example], kinds: np.ndarray) -> Iterator[Question]:
    """Grade 2 against all that is less, grade 3 among disturbances, what is over among them, what is planned, drills.

    What is no disturbance teaches grade 2 what it is not: .04 of recall at the same precision on sources left out.
    """
    graded = np.array([-1 if it.line.get("severity") is None else int(it.line["severity"]) for it in examples])
    disturbed = np.isin(kinds, DISTURBED)
    stated = np.array(["state" in example.line for example in examples])
    states = np.array([example.line.get("state") or "" for example in examples])
    drills = np.array([bool(example.line.get("drill")) for example in examples])
    yield Question("grave2", graded >= 0, graded >= 2, STRENGTH / 2, balanced=True)
    yield Question("grave3", (graded >= 0) & disturbed, graded >= 3, STRENGTH / 2, balanced=True)
    yield Question("over", stated & disturbed, states == State.RESOLVED)
    yield Question("planned", stated & (kinds == Kind.OPERATIONAL), states == State.PLANNED)
    yield Question("drill", kinds != "", drills)


def ask_of_topics(examples: list[Example]) -> Iterator[Question]:
    """Each topic against all texts without it; of alternatives each is right."""
    known = np.array([example.line.get("topics") is not None for example in examples])
    right = [{name for group in it.line.get("topics") or () for name in group.split("|")} for it in examples]
    for topic in Topic:
        yield Question(topic.value, known, np.array([topic.value in names for names in right]), bonus=TOPIC_BONUS)


def write(folder: Path, learned: Iterable[Learned]) -> None:
    """For each model one table for the concepts of all languages, and one for the words of each group."""
    for model in learned:
        offset = len(model.concepts)
        rows: dict[str, dict[str, np.ndarray]] = {CONCEPTS: {}, **{group: {} for group in GROUPS}}
        for feature, column in model.concepts.items():
            rows[CONCEPTS][feature] = model.coefficients[:, column] * CONCEPT_SCALE
        for feature, column in model.words.items():
            group, _, term = feature.partition("|")
            rows[group][term] = model.coefficients[:, offset + column] * WORD_SCALE
        rows[CONCEPTS][BIAS] = model.biases
        for name, table in rows.items():
            write_table(folder / f"{model.name}.{name}.tsv", model.lanes, table, LEAST[model.name])


def write_table(path: Path, lanes: list[str], table: dict[str, np.ndarray], least: float) -> None:
    """Terms in order, thousandths, nothing where it is next to nothing."""
    lines = ["term\t" + "\t".join(lanes)]
    for term, values in sorted(table.items()):
        if term and np.abs(values).max() < least:
            continue
        lines.append(term + "\t" + "\t".join(str(round(v * 1000)) if abs(v) >= least / 5 else "" for v in values))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Learn from the files and write the tables."""
    examples = read_examples(arguments[1:], Reader.load())
    write(Path(arguments[0]), learn(examples))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Opens the classifier that is shipped, and reads of it no more than the texts at hand need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitor.analysis.by_need import ByNeed
from monitor.analysis.classify import DATA, Classifier
from monitor.analysis.language import LanguageFinder
from monitor.analysis.reading import GROUPS, Reader
from monitor.analysis.severity import SeverityTable
from monitor.analysis.weights import Weights

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def open_classifier(severity: Mapping[str, Mapping[str, int]] | None = None, weights_in: Path = DATA) -> Classifier:
    """As ``Classifier.load``; the lexicon and the weights of a language group are read with its first text.

    ``severity`` is a municipality's own table, laid over the shipped one.
    """
    weights = ByNeed(("concepts", "topics", *GROUPS), lambda name: Weights.load(weights_in / f"weights.{name}.tsv"))
    return Classifier(Reader.load(), LanguageFinder.load(), weights, SeverityTable.load(severity))

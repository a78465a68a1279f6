"""What is read by need is read once, and not before."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from monitor.analysis.by_need import ByNeed
from monitor.analysis.classify import DATA, TOPICS, VERDICTS, Classifier, Hint
from monitor.analysis.text import Text

if TYPE_CHECKING:
    from pathlib import Path


def test_a_value_is_made_once_and_only_when_somebody_asks() -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name.upper()

    values = ByNeed(["a", "b"], make)

    assert (made, list(values), len(values)) == ([], ["a", "b"], 2)
    assert (values["b"], values["b"], made) == ("B", "B", ["b"])
    with pytest.raises(KeyError):
        values["c"]


def test_a_text_needs_the_weights_of_its_own_language_alone(tmp_path: Path) -> None:
    for table in ("concepts", "sv"):
        for name in (VERDICTS, TOPICS):
            shutil.copy(DATA / f"{name}.{table}.tsv", tmp_path)
    text, hint = Text("Vattenläcka på Storgatan, vattnet är avstängt till i kväll."), Hint(language="sv")

    assert Classifier.load(weights_in=tmp_path).classify(text, hint) == Classifier.load().classify(text, hint)
    with pytest.raises(FileNotFoundError):
        Classifier.load(weights_in=tmp_path).classify(Text("Vesikatko Keskuskadulla, vesi on poikki iltaan asti."))

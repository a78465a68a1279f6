"""Measures the classifier on sources that it has not learned from: each source is left out in its turn.

    python -m monitor.analysis.learning.leave_out FILE.jsonl[:weight] … [--folds N] [--only SET] [--by line] …

The sources (``origin`` or ``org``) of the lines that are measured are dealt into N folds; the figures are those of
``monitor evaluate`` over the lines that were left out. ``--by line`` leaves out lines instead, whatever their source:
how well it does on new texts of sources that it has learned from; ``--folds 1`` leaves out all of them at once. Lines
with ``"test": false`` are learned from and never measured.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from monitor.analysis.classify import Classifier, Hint
from monitor.analysis.evaluate import WORST, Case, measure, read_case
from monitor.analysis.evaluate_show import render
from monitor.analysis.learning import verdicts as learning
from monitor.analysis.reading import Reader
from monitor.domain.model import Verdict


def judge_fold(train: list[learning.Example], cases: list[Case]) -> list[Verdict]:
    """Learn from some and judge the others, with the same code that the daemon runs."""
    with tempfile.TemporaryDirectory() as folder:
        learning.write(Path(folder), learning.learn(train))
        classifier = Classifier.load(weights_in=Path(folder))
    hints = [Hint(language=case.language, role=case.role) for case in cases]
    return classifier.classify_many([case.text for case in cases], hints)


def deal(groups: list[str], folds: int) -> list[set[str]]:
    """The groups by turns into so many sets, none of them empty."""
    return [dealt for dealt in (set(groups[turn::folds]) for turn in range(folds)) if dealt]


def main(arguments: list[str]) -> int:
    """Leave out, learn, judge, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--folds", type=int, default=8)
    parser.add_argument("--only", default="", help="measure only lines whose set is this")
    parser.add_argument("--by", choices=("source", "line"), default="source", help="what is left out together")
    parser.add_argument("--mistakes", type=int, default=WORST, help="how many of the worst mistakes to tell")
    options = parser.parse_args(arguments)
    examples = learning.read_examples(options.files, Reader.load())
    # A text that came twice is left out with its twin.
    groups = [it.origin if options.by == "source" else read_case(it.line).text.full for it in examples]
    tested = [it.line.get("test", True) and (not options.only or it.line.get("set") == options.only) for it in examples]
    cases: list[Case] = []
    verdicts: list[Verdict] = []
    for left in deal(
        sorted({group for group, measured in zip(groups, tested, strict=True) if measured}), options.folds
    ):
        known = [it for it, group in zip(examples, groups, strict=True) if group not in left]
        mine = zip(examples, groups, tested, strict=True)
        fold = [read_case(it.line) for it, group, measured in mine if measured and group in left]
        cases += fold
        verdicts += judge_fold(known, fold)
    sys.stdout.write(render(measure(cases, verdicts, options.mistakes)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

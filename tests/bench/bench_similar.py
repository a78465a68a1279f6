"""Near-duplicates: texts a second of one core, how many planted copies are found, and how many strangers with them.

    PYTHONPATH=.:tests python tests/bench/bench_similar.py [TEXTS]

A third of the texts are copies of an earlier one: up to a tenth of the words changed, up to 15 % cut off. The texts are
made up of syllables, so that stock phrases are as common in them as in news and no two are alike by chance.
"""

from __future__ import annotations

import random
import sys
import time

from monitor.analysis.similar import NearIndex, sketch
from monitor.analysis.text import Text

SYLLABLES = (
    "ba",
    "ke",
    "lis",
    "mor",
    "na",
    "pel",
    "ra",
    "sten",
    "ti",
    "vå",
    "ö",
    "gri",
    "dal",
    "fjäl",
    "hus",
    "jä",
    "kun",
)
COMMON = (
    "och",
    "i",
    "att",
    "det",
    "som",
    "en",
    "på",
    "är",
    "av",
    "för",
    "kommunen",
    "enligt",
    "under",
    "efter",
    "inte",
)


def make_texts(count: int, seed: int = 3) -> list[tuple[str, int]]:
    """Texts, and of each the number of the one that it copies, or -1."""
    rng = random.Random(seed)
    vocabulary = ["".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 4))) for _ in range(6000)]
    made: list[tuple[list[str], int]] = []
    for number in range(count):
        if number > 10 and rng.random() < 0.33:
            original = rng.randrange(number)
            made.append((_edit(made[original][0], rng), original))
        else:
            length = rng.randint(40, 400)
            words = [rng.choice(COMMON) if rng.random() < 0.5 else rng.choice(vocabulary) for _ in range(length)]
            made.append((words, -1))
    return [(" ".join(words), original) for words, original in made]


def _edit(words: list[str], rng: random.Random) -> list[str]:
    edited = list(words)
    for _ in range(max(1, int(len(edited) * rng.choice([0.02, 0.05, 0.1])))):
        edited[rng.randrange(len(edited))] = rng.choice(words)
    return edited[: int(len(edited) * rng.uniform(0.85, 1))] if rng.random() < 0.5 else edited


def measure(texts: list[tuple[str, int]]) -> tuple[float, float, int]:
    """Texts a second, recall of planted pairs, and pairs of strangers."""
    index = NearIndex()
    found: list[list[int]] = []
    began = time.process_time()
    for number, (text, _) in enumerate(texts):
        sketched = sketch(Text(text).words)
        found.append(index.find(sketched))
        index.add(number, sketched)
    spent = time.process_time() - began
    roots = _roots(texts)
    planted = [(number, original) for number, (_, original) in enumerate(texts) if original >= 0]
    recall = sum(original in found[number] for number, original in planted) / max(1, len(planted))
    strangers = sum(roots[number] != roots[other] for number, near in enumerate(found) for other in near)
    return len(texts) / spent, recall, strangers


def _roots(texts: list[tuple[str, int]]) -> list[int]:
    roots: list[int] = []
    for number, (_, original) in enumerate(texts):
        roots.append(number if original < 0 else roots[original])
    return roots


if __name__ == "__main__":
    speed, share, wrong = measure(make_texts(int(sys.argv[1]) if len(sys.argv) > 1 else 30_000))
    sys.stdout.write(f"{speed:.0f} texts/s, recall {share:.3f}, {wrong} false pairs\n")

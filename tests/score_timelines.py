"""Scores the grouping of timelines and prints every mistake.

    PYTHONPATH=.:tests python tests/score_timelines.py [--labels] [--held-out] [--mistakes] [--folder F] [NAME …]

``--labels`` takes kind, topic and place from the timelines instead of the classifier and the matcher, so that grouping
is measured by itself. ``--held-out`` also runs those that are kept aside while anything is tuned.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from monitor.domain.simulate import simulate
from monitor.domain.timeline_score import Score, score
from timelines import FOLDER, LabelReader, read_timelines, reader_for


def main() -> None:
    """Run, print, sum up."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--labels", action="store_true")
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--mistakes", action="store_true")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    wanted = parser.parse_args()
    scores: list[Score] = []
    for timeline in read_timelines(wanted.folder):
        if wanted.names and not any(name in timeline.name for name in wanted.names):
            continue
        if timeline.held_out and not wanted.held_out:
            continue
        outcome = simulate(
            timeline.events,
            timeline.plan,
            LabelReader(timeline) if wanted.labels else reader_for(timeline.municipality, timeline.language),
        )
        found = score(outcome, timeline.expected, timeline.order)
        scores.append(found)
        sys.stdout.write(
            f"{timeline.name:45} F1 {found.f1:.3f}  voices {found.voices_right}/{found.voices_of}  told {found.told}/"
            f"{found.to_tell}  needless {found.needless}  wrong ends {found.wrong_ends}\n"
        )
        if wanted.mistakes:
            sys.stdout.writelines(f"    {mistake}\n" for mistake in found.mistakes)
    _sum_up(scores)


def _sum_up(scores: list[Score]) -> None:
    count = max(1, len(scores))
    voices = sum(one.voices_right for one in scores) / max(1, sum(one.voices_of for one in scores))
    told = sum(one.told for one in scores), sum(one.to_tell for one in scores)
    sys.stdout.write(
        f"{len(scores)} timelines: B3 F1 {sum(one.f1 for one in scores) / count:.3f}, voices {voices:.2f}, "
        f"told {told[0]}/{told[1]}, needless {sum(one.needless for one in scores)}, "
        f"wrong ends {sum(one.wrong_ends for one in scores)}\n"
    )


if __name__ == "__main__":
    main()

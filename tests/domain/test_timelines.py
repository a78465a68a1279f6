from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.domain.simulate import simulate
from monitor.domain.timeline_score import Score, b_cubed, score
from timelines import LabelReader, Timeline, read_timelines, reader_for

TIMELINES = read_timelines()


def names(timeline: Timeline) -> str:
    return timeline.name


def measure(timeline: Timeline, reader: object | None = None) -> Score:
    outcome = simulate(timeline.events, timeline.plan, reader or LabelReader(timeline))  # type: ignore[arg-type]
    return score(outcome, timeline.expected, timeline.order)


def test_there_are_timelines_in_every_language_and_some_are_kept_aside() -> None:
    assert len(TIMELINES) >= 150
    assert {timeline.name.partition("_")[0] for timeline in TIMELINES} >= {"sv", "nb", "nn", "fi", "fisv", "en"}
    assert sum(timeline.held_out for timeline in TIMELINES) >= len(TIMELINES) / 8


@pytest.mark.parametrize("timeline", [one for one in TIMELINES if one.is_labelled], ids=names)
def test_where_every_item_is_understood_each_event_is_one_incident(timeline: Timeline) -> None:
    found = measure(timeline)

    assert found.f1 >= 0.9, found.mistakes
    assert found.voices_right == found.voices_of, found.mistakes
    assert (found.told, found.needless, found.wrong_ends) == (found.to_tell, 0, 0), found.mistakes


@pytest.mark.slow
def test_with_what_analysis_makes_of_the_texts_the_targets_hold() -> None:
    found = [measure(timeline, reader_for(timeline.municipality, timeline.language)) for timeline in TIMELINES]

    assert sum(one.f1 for one in found) / len(found) >= 0.90
    assert sum(one.told for one in found) >= 0.9 * sum(one.to_tell for one in found)
    assert sum(one.voices_right for one in found) >= 0.85 * sum(one.voices_of for one in found)
    assert sum(one.needless for one in found) <= len(found) / 10
    assert sum(one.wrong_ends for one in found) == 0


def test_the_notice_in_the_second_language_is_asked_for_after_a_quarter_of_an_hour() -> None:
    (timeline,) = (one for one in TIMELINES if one.name == "fi_boil_notice_second_language_missing")
    outcome = simulate(timeline.events, timeline.plan, LabelReader(timeline))
    (asked,) = (one for one in outcome.told if one.why.startswith("we have said nothing in"))

    assert asked.why == "we have said nothing in: fi"
    assert (asked.at - outcome.incidents[0].opened_at).total_seconds() == 15 * 60


# ---- the measure itself ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("gold", "found", "precision", "recall"),
    [
        ({"1": "A", "2": "A"}, {"1": 1, "2": 1}, 1.0, 1.0),
        ({"1": "A", "2": "A"}, {"1": 1, "2": 2}, 1.0, 0.5),
        ({"1": "A", "2": "B"}, {"1": 1, "2": 1}, 0.5, 1.0),
        ({"1": "A", "2": None}, {"1": 1}, 1.0, 1.0),
        ({"1": "A", "2": None}, {"1": 1, "2": 1}, 0.5, 1.0),
        ({"1": "A", "2": "A", "3": "A"}, {"1": 1, "2": 1}, 1.0, 5 / 9),
        ({}, {}, 1.0, 1.0),
    ],
)
def test_b_cubed_is_counted_by_item(
    gold: dict[str, str | None], found: dict[str, int], precision: float, recall: float
) -> None:
    assert b_cubed(gold, found) == pytest.approx((precision, recall))


def test_a_wrong_end_a_needless_alert_and_a_missed_one_are_seen() -> None:
    (timeline,) = (one for one in TIMELINES if one.name == "sv_yet_another_leak")
    event = timeline.expected.events["A"]
    wrong = replace(timeline.expected, events={"A": replace(event, resolved_by=None, voices=9, quiet=True, tell=())})
    outcome = simulate(timeline.events, timeline.plan, LabelReader(timeline))
    found = score(outcome, wrong, timeline.order)

    assert (found.wrong_ends, found.voices_right) == (1, 0)
    assert found.needless > 0
    unheard = score(replace(outcome, told=()), timeline.expected, timeline.order)
    assert (unheard.told, unheard.to_tell) == (0, 3)

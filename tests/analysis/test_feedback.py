from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.classify import Classifier, Hint
from monitor.analysis.feedback import MOST, Lessons, Saying, heed_bounds, label_of, read_saying
from monitor.analysis.text import Text
from monitor.domain.model import Kind, Role, State, Topic, Verdict

# A text that the classifier takes for an event, and people know better: the siren is a band.
DOUBTFUL = "Sirenen ljöd över hela Sundsby i natt när Gnistorna tände eld på publiken i Folkets park"
ALIKE = "Sirenen ljöd över Sundsby igen när Gnistorna tände eld på publiken i Folkets park i lördags"
STRANGER = "Det brinner kraftigt i en verkstad på Hamngatan, räddningstjänsten är på plats med tre enheter."


def saying(number: int, answer: str, text: str = DOUBTFUL, **right: Any) -> Saying:
    said = Verdict(Kind.CRISIS, (Topic.FIRE,), 2, State.ONGOING)
    return Saying(number, answer, "", text, said, **right)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.load()


def judge(classifier: Classifier, text: str, *sayings: Saying, role: Role | None = Role.PRESS) -> Verdict:
    classifier.lessons = Lessons(sayings, ["Sundsby"])
    try:
        return classifier.classify(Text(text), Hint(language="sv", role=role))
    finally:
        classifier.lessons = Lessons()


def chance_of_disturbance(verdict: Verdict) -> float:
    disturbed = verdict.kind in {Kind.CRISIS, Kind.OPERATIONAL}
    return verdict.confidence if disturbed else 1 - verdict.confidence


def test_what_was_irrelevant_makes_alike_texts_less_likely_to_wake(classifier: Classifier) -> None:
    before = judge(classifier, ALIKE)
    after = judge(classifier, ALIKE, saying(1, "irrelevant"), saying(2, "irrelevant"))

    assert chance_of_disturbance(after) < chance_of_disturbance(before)
    assert after.severity <= before.severity


def test_what_was_relevant_makes_alike_texts_more_likely_to_wake(classifier: Classifier) -> None:
    before = judge(classifier, ALIKE)
    after = judge(classifier, ALIKE, saying(1, "relevant"), saying(2, "relevant"))

    assert chance_of_disturbance(after) > chance_of_disturbance(before)


def test_a_stranger_is_judged_as_before(classifier: Classifier) -> None:
    sayings = [saying(number, "irrelevant") for number in range(10)]

    assert judge(classifier, STRANGER, *sayings) == judge(classifier, STRANGER)


def test_taking_it_back_takes_back_all_that_it_did(classifier: Classifier) -> None:
    judge(classifier, ALIKE, saying(1, "irrelevant"))

    assert judge(classifier, ALIKE) == Classifier.load().classify(Text(ALIKE), Hint(language="sv", role=Role.PRESS))


def test_the_verdict_shows_which_sayings_moved_it_and_by_which_words(classifier: Classifier) -> None:
    verdict = judge(classifier, ALIKE, saying(7, "irrelevant"), saying(9, "irrelevant"))

    shown = [one for one in verdict.because if one.speaks_for.startswith("feedback")]
    assert {one.speaks_for for one in shown} == {"feedback 9, 7"}
    assert all(ALIKE[one.start : one.end] == one.evidence for one in shown)
    assert "Gnistorna" in {one.evidence for one in shown}


def test_a_sure_verdict_is_never_put_out_by_any_number_of_sayings(classifier: Classifier) -> None:
    before = judge(classifier, STRANGER)
    after = judge(classifier, STRANGER, *[saying(number, "irrelevant", STRANGER) for number in range(50)])

    assert before.severity == 2
    assert before.confidence > 0.9
    assert after.kind is before.kind
    assert after.severity >= 1


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.OWN])
def test_what_an_authority_says_is_never_graded_down(classifier: Classifier, role: Role) -> None:
    sayings = [saying(number, "wrong", STRANGER, kind=Kind.ROUTINE, severity=0) for number in range(50)]

    before = judge(classifier, STRANGER, role=role)

    assert judge(classifier, STRANGER, *sayings, role=role).severity == before.severity == 2


def test_a_corrected_topic_is_said_of_alike_texts(classifier: Classifier) -> None:
    text = "Strömmen av besökare till Vassbadet slår ut biljettsystemet, kassorna står stilla sedan klockan nio"
    sayings = [saying(number, "wrong", text, topic=Topic.TELECOM_IT, kind=Kind.OPERATIONAL) for number in range(5)]

    verdict = judge(classifier, text.replace("nio", "tio"), *sayings)

    assert verdict.kind is Kind.OPERATIONAL
    assert Topic.TELECOM_IT in verdict.topics


def test_names_of_the_municipality_make_no_two_texts_alike(classifier: Classifier) -> None:
    del classifier
    lessons = Lessons([saying(1, "irrelevant", "Sundsby Sundsby Sundsby")], ["Sundsby"])

    assert not lessons


def test_each_rule_says_what_it_does() -> None:
    lessons = Lessons([saying(3, "irrelevant"), saying(2, "wrong", severity=3), saying(4, "wrong", severity=2)])

    assert [(rule.id, dict(rule.moves)) for rule in lessons.rules] == [
        (2, {"grave3": 1.0}),
        (3, {"crisis": -1.0, "operational": -1.0, "grave2": -1.0, "grave3": -1.0}),
    ]  # the fourth says what the monitor had said: it moves nothing
    assert "was called wrong, right is 3" in lessons.rules[0].why


@given(st.lists(st.sampled_from(["relevant", "irrelevant", "wrong"]), max_size=40))
def test_all_sayings_together_stay_within_the_bounds(answers: list[str]) -> None:
    lessons = Lessons([saying(number, answer, severity=0) for number, answer in enumerate(answers)])
    adjustment = lessons.weigh(Text(DOUBTFUL))
    scores = dict.fromkeys((*(kind.value for kind in Kind), "grave2", "grave3"), 0.0)

    if adjustment:
        assert all(abs(score) <= MOST for score in adjustment.shift(scores).values())


@pytest.mark.parametrize(
    ("before", "after", "role", "left"),
    [
        (3, 0, Role.PRESS, 2),
        (2, 0, Role.SOCIAL, 1),
        (2, 1, Role.PRESS, 1),
        (2, 1, Role.OFFICIAL, 2),
        (1, 0, Role.OWN, 1),
        (1, 3, Role.OFFICIAL, 3),
    ],
)
def test_a_severity_falls_by_one_step_at_most_and_never_for_an_authority(
    before: int, after: int, role: Role, left: int
) -> None:
    one, other = (Verdict(Kind.CRISIS, (Topic.FIRE,), severity) for severity in (before, after))

    assert heed_bounds(one, other, role).severity == left


def test_a_row_of_the_memory_becomes_a_saying_and_a_label() -> None:
    row = {
        "id": 5, "item_id": 9, "by": "Maria", "answer": "wrong", "kind": "routine", "topic": None, "severity": 0,
        "title": "Gnistorna tände eld", "text": "En kväll i parken", "said_kind": "crisis", "said_topics": ["fire"],
        "said_severity": 2,
    }  # fmt: skip
    found = read_saying(row)

    assert found.said == Verdict(Kind.CRISIS, (Topic.FIRE,), 2)
    assert label_of(found) == {
        "id": "5", "title": "Gnistorna tände eld", "text": "En kväll i parken", "kind": "routine", "severity": 0,
    }  # fmt: skip
    assert label_of(saying(1, "irrelevant"))["severity"] == 0
    assert label_of(saying(1, "relevant"))["kind"] == "crisis"


def test_a_saying_whose_text_is_gone_does_nothing() -> None:
    assert not Lessons([saying(1, "irrelevant", "")])

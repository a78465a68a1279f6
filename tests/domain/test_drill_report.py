"""The report of an exercise in every language: marked, whole, and honest about what did not happen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts import NOW, a_telling
from monitor.domain.drill import Drill, Line, Milestone, Point, Report
from monitor.domain.drill_report import compose_report
from monitor.domain.message import FIRST_LINE
from monitor.domain.model import Reason, Role
from monitor.domain.texts import LANGUAGES, words

MINUTE = timedelta(minutes=1)
LINES = (Line(1, timedelta(), Role.PRESS, "Bladet", "Inget vatten", "Läcka"),)
DRILL = Drill(7, "water-leak.sv", "Vattenläcka", "sv", 1.0, NOW, LINES, ended_at=NOW + 90 * MINUTE)
WHOLE = Report(
    drill=DRILL,
    detected=Milestone(NOW + MINUTE),
    sent=Milestone(NOW + 2 * MINUTE, "Maria"),
    seen=Milestone(NOW + 6 * MINUTE, "Maria"),
    taken=Milestone(NOW + 7 * MINUTE, "Maria"),
    own_word=Milestone(NOW + 43 * MINUTE, "script"),
    points=(
        Point(30 * MINUTE, reached=True, told=3, answered=1, taken=True, own_word=False),
        Point(60 * MINUTE, reached=False, told=0, answered=0, taken=False, own_word=False),
    ),
    told=("Maria", "TiB"),
    incidents=(118,),
    failed=2,
)
NOTHING = replace(WHOLE, detected=None, sent=None, seen=None, taken=None, own_word=None, told=(), failed=0)
each_language = pytest.mark.parametrize("language", LANGUAGES)


@each_language
@pytest.mark.parametrize("report", [WHOLE, NOTHING, replace(WHOLE, drill=replace(DRILL, speed=60, stopped_by="Anna"))])
def test_every_report_is_marked_and_has_the_chain_and_the_two_points(language: str, report: Report) -> None:
    message = compose_report(report, a_telling(language=language, reason=Reason.DRILL), "Lysekil")
    mark = words(language).say("drill")
    names = [fact.name for fact in message.facts]

    assert names[:7] == ["detected", "sent", "seen", "taken", "own_word", "point_30", "point_60"]
    assert ("pace" in names) is (report.drill.speed != 1)
    assert message.drill
    assert message.mark == mark
    assert message.subject.startswith(f"{mark} ")
    assert message.first_line.startswith(f"{mark} ")
    assert len(message.first_line) <= FIRST_LINE
    assert "{" not in "".join(f"{fact.label}{fact.value}" for fact in message.facts)
    assert all(fact.value for fact in message.facts)


def test_what_did_not_happen_is_not_told_as_if_it_had() -> None:
    facts = {one.name: one.value for one in compose_report(WHOLE, a_telling(), "Lysekil").facts}
    assert facts["taken"].startswith("Efter 7 min, Maria (")
    assert facts["own_word"].startswith("Efter 43 min, manuset (")
    assert facts["point_30"] == (
        "1 av 3 larmade hade svarat. Händelsen var tagen. Vi hade inte gått ut med något eget."
    )
    assert facts["point_60"] == "Övningen hann inte dit."
    nothing = {one.name: one.value for one in compose_report(NOTHING, a_telling(), "Lysekil").facts}
    assert nothing["taken"] == nothing["own_word"] == "Hände inte."

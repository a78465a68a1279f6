"""Exercises: played through the real head from due rows, marked everywhere, counted nowhere, stopped at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from factories import SATURDAY_02
from fakes import Clock
from monitor.analysis.reader import AnalysisReader
from monitor.config import load_config
from monitor.domain.answer import Act, Answer
from monitor.domain.drill import AFTER_LAST_LINE
from monitor.domain.model import DeliveryState, Reason, Role, Status, Topic
from monitor.domain.texts import words
from monitor.domain.week import Period
from monitor.errors import UsageError
from monitor.jobs import answers, drill
from monitor.jobs.deliver import Deliverer
from monitor.jobs.desk import Desk
from monitor.jobs.dues import Dues
from monitor.jobs.messages import bundle
from monitor.store import Database, archive, decide, drills, dues, figures, migrate, outbox, pulse
from office import CONFIG, FakeChannel, Mouth

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitor.domain.drill import Drill
    from monitor.domain.message import Message

TOWNS = {"sv": "SE-1484", "nb": "NO-3301", "nn": "NO-1577", "fi": "FI-091", "en": "SE-1484"}
KRIS = """
[[route]]
name = "kris"
min_severity = 3
to = ["jour"]
repeat = "5m"
escalate = [ { after = "10m", to = ["tib"] } ]
"""
MINUTE = timedelta(minutes=1)


_READERS: dict[str, AnalysisReader] = {}


class Yard:
    """A town at Saturday 02:00 whose channels are listened to, and whose clock is moved by hand."""

    def __init__(self, database: Database, folder: Path, language: str = "sv") -> None:
        text = CONFIG.replace('code = "SE-1484"', f'code = "{TOWNS[language]}"\nlanguage = "{language}"')
        text = text.replace("[[route]]", f"{KRIS}[[route]]", 1)
        (folder / "monitor.toml").write_text(text, encoding="utf-8")
        config = load_config(folder / "monitor.toml")
        self.mouth, self.clock, self.database = Mouth(), Clock(SATURDAY_02), database
        config = replace(config, channels={line: FakeChannel().bind(self.mouth) for line in config.channels})
        if language not in _READERS:  # making one takes a second
            _READERS[language] = AnalysisReader(config.plan)
        nothing: Any = None
        self.desk = Desk(config, database, _READERS[language], nothing, nothing, self.clock.now)

    def start(self, script: str = "water-leak.sv", speed: float = 1.0) -> Drill:
        """Begin an exercise."""
        return drill.start(self.database, script, speed, "Anna", self.clock.now())

    def wait(self, minutes: float) -> None:
        """Let time pass, doing what is due each minute, and saying what is to be said."""
        until = self.clock.now() + minutes * MINUTE
        while self.clock.now() < until:
            self.clock.at = min(self.clock.at + MINUTE, until)
            self.work()

    def play_out(self) -> None:
        """Go from one thing that is due to the next until the exercise has ended."""
        while running := drills.listed(self.database, running=True):
            coming = [due.due_at for due in dues.waiting(self.database) if due.kind in {drill.LINE, drill.END}]
            self.clock.at = max(self.clock.at, min(coming))
            self.work()
            assert running

    def work(self) -> None:
        """Do what is due and say it."""

        async def go() -> None:
            await Dues(self.desk).once()
            await Deliverer(self.desk).once()

        asyncio.run(go())

    def heard(self) -> list[Message]:
        """Every message that went out."""
        return [message for _, message in self.mouth.heard]


@pytest.fixture
def yard(database: Database, tmp_path: Path) -> Iterator[Yard]:
    opened = Yard(database, tmp_path)
    yield opened
    opened.desk.close()


# ---- the bundled ones --------------------------------------------------------------------------------------------
EXPECTED = {
    "water-leak": (2, {Topic.WATER, Topic.BOIL_NOTICE}),
    "cyber-attack": (2, {Topic.CYBER}),
    "rumour": (1, {Topic.RUMOUR}),
    "school-threat": (2, {Topic.SCHOOL, Topic.VIOLENCE, Topic.HATE_THREAT}),
    "storm": (2, {Topic.WEATHER, Topic.POWER}),
}


@pytest.mark.parametrize("language", TOWNS)
@pytest.mark.parametrize("event", EXPECTED)
def test_each_bundled_exercise_is_understood_told_marked_and_over_in_the_end(
    event: str, language: str, tmp_path: Path
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'monitor.db'}")
    migrate.upgrade(database)
    yard = Yard(database, tmp_path, language)
    yard.start(f"{event}.{language}")
    yard.play_out()

    severity, topics = EXPECTED[event]
    incidents = archive.incidents(database)
    mark = words(language).say("drill")
    said = archive.mentions(database, archive.Wanted())  # an incident that was denied is of no severity in the end
    assert max(one["severity"] for one in said) >= severity
    assert not topics.isdisjoint({Topic(topic) for one in incidents for topic in one["topics"]})
    assert all(one["drill"] and one["status"] == Status.RESOLVED for one in incidents)
    if severity > 1:
        assert {message.reason for message in yard.heard()} >= {Reason.NEW, Reason.RESOLVED}
    assert outbox.listed(database), "what is only to be watched is held for the morning"
    for message in yard.heard():
        assert message.drill
        assert message.subject.startswith(mark)
        assert message.first_line.startswith(mark)
        assert message.read_aloud.startswith(mark) or not message.read_aloud
        assert all(draft.paragraphs[0].startswith(words(draft.language).say("drill")) for draft in message.drafts)
    yard.desk.close()
    database.close()


@pytest.mark.parametrize("event", EXPECTED)
def test_the_bundled_exercises_of_one_event_have_the_same_course_in_every_language(event: str) -> None:
    scripts = {name: lines for name, _, lines in drill.bundled() if name.startswith(f"{event}.")}

    assert sorted(scripts) == sorted(f"{event}.{language}" for language in TOWNS)
    courses = {name: [(line.after, line.role) for line in lines] for name, lines in scripts.items()}
    assert len({tuple(course) for course in courses.values()}) == 1, courses
    for lines in scripts.values():
        spoken = [line.after for line in lines if line.role is Role.OWN]
        assert all(after > timedelta(minutes=60) for after in spoken), "the first hour is the team's own"


# ---- the chain ---------------------------------------------------------------------------------------------------
def test_the_report_tells_each_link_of_the_chain_and_the_two_points(yard: Yard) -> None:
    begun = yard.start()
    yard.work()
    yard.wait(20)
    (incident,) = [one["id"] for one in archive.incidents(yard.database)]
    answers.acknowledge(yard.database, yard.desk.oncall, incident, "Maria", yard.clock.now())
    yard.wait(22)
    drill.say(yard.database, "Vi har ett läckage och undersöker vattnet.", "Vattnet i centrum", "Per", yard.clock.now())
    yard.wait(20)

    found = drill.report(yard.database, begun.id, yard.clock.now())
    assert found.detected is not None
    assert found.sent is not None
    assert found.detected.at <= found.sent.at <= begun.began_at + 10 * MINUTE
    assert found.seen is not None
    assert (found.seen.by, found.seen.at - begun.began_at) == ("Maria", 20 * MINUTE)
    assert found.taken == found.seen
    assert found.own_word is not None
    assert (found.own_word.by, found.own_word.at - begun.began_at) == ("Per", 43 * MINUTE)
    half, whole = found.points
    assert (half.reached, half.taken, half.answered, half.own_word) == (True, True, 1, False)
    assert (whole.reached, whole.own_word) == (True, True)


def test_a_chain_that_nobody_took_says_so_and_its_steps_were_gone(yard: Yard) -> None:
    yard.start("school-threat.sv")
    yard.work()
    yard.wait(20)
    yard.play_out()

    found = drill.report(yard.database, None, yard.clock.now())
    assert (found.seen, found.taken) == (None, None)
    assert [point.taken for point in found.points] == [False, False]
    assert found.own_word is not None
    assert found.own_word.by == "script"
    assert Reason.ESCALATED in {message.reason for message in yard.heard()}


def test_a_faster_exercise_is_told_in_its_own_time(yard: Yard) -> None:
    begun = yard.start(speed=60)
    yard.play_out()

    found = drill.report(yard.database, begun.id, yard.clock.now())
    assert yard.clock.now() - begun.began_at == (begun.lines[-1].after + AFTER_LAST_LINE) / 60
    assert all(point.reached for point in found.points)
    assert len(found.drill.played) == len(begun.lines)


def reports(yard: Yard) -> list[tuple[str, Message]]:
    return [(who, message) for who, message in yard.mouth.heard if message.reason is Reason.DRILL]


def test_the_report_is_told_once_to_whoever_was_told_and_by_the_same_routes(yard: Yard) -> None:
    yard.start("school-threat.sv")
    yard.work()
    yard.wait(20)
    told = {who for who, message in yard.mouth.heard if message.reason is not Reason.DRILL}
    assert reports(yard) == []
    yard.play_out()
    yard.wait(30)

    assert {who for who, _ in reports(yard)} >= told
    assert len(reports(yard)) == len({(who, message.key) for who, message in reports(yard)})
    _, first = reports(yard)[0]
    facts = {fact.name: fact.value for fact in first.facts}
    assert first.subject.startswith("ÖVNING Rapport: ")
    assert facts["taken"] == "Hände inte."
    assert "manuset" in facts["own_word"]
    assert "Ingen hade tagit händelsen." in facts["point_30"]
    assert facts["ended"].startswith("Spelad till slutet")
    assert all(one.drill for one in outbox.listed(yard.database) if one.reason is Reason.DRILL)


def test_an_exercise_that_nobody_was_told_of_has_nobody_to_report_to(yard: Yard) -> None:
    yard.start()
    drill.stop(yard.desk, "Anna")
    yard.work()
    assert yard.heard() == []


# ---- its end -----------------------------------------------------------------------------------------------------
def test_one_command_stops_it_and_those_who_were_told_hear_that_it_is_over(yard: Yard) -> None:
    yard.start()
    yard.work()
    yard.wait(30)
    said = len(yard.heard())
    drill.stop(yard.desk, "Anna")
    yard.work()
    over = yard.heard()[said:]
    yard.wait(120)

    assert {message.reason for message in over} == {Reason.RESOLVED, Reason.DRILL}
    assert yard.heard()[said + len(over) :] == [], "nothing more comes"
    assert {one.kind for one in dues.waiting(yard.database)}.isdisjoint({"drill", "drill_end", "repeat", "escalate"})
    assert drill.report(yard.database, None, yard.clock.now()).drill.state == "stopped"
    held = [one for one in outbox.listed(yard.database) if one.state in {DeliveryState.HELD, DeliveryState.PENDING}]
    assert held == []


def test_a_new_start_of_the_daemon_goes_on_where_the_exercise_was(yard: Yard, tmp_path: Path) -> None:
    begun = yard.start()
    yard.work()
    yard.clock.move(timedelta(minutes=40))  # the daemon was away
    again = Yard(yard.database, tmp_path)
    again.clock.at = yard.clock.at
    again.work()
    again.play_out()

    played = drill.report(yard.database, begun.id, again.clock.now()).drill.played
    assert sorted(played) == [line.number for line in begun.lines]
    assert len({one.item for one in played.values()}) == len(begun.lines)
    again.desk.close()


def test_two_exercises_at_a_time_are_refused_and_the_same_one_can_be_played_again(yard: Yard) -> None:
    yard.start()
    with pytest.raises(UsageError, match="monitor drill stop"):
        yard.start("storm.sv")
    yard.play_out()
    first = len(yard.heard())
    yard.start()
    yard.play_out()

    assert len(yard.heard()) > first


@pytest.mark.parametrize(("script", "said"), [("no-such", "There is no script no-such; bundled are"), ("", "script")])
def test_a_script_that_is_none_is_refused_in_words(yard: Yard, script: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        yard.start(script)
    assert drills.listed(yard.database) == []


# ---- it counts nowhere -------------------------------------------------------------------------------------------
def test_an_exercise_is_in_no_figure_no_pulse_no_feedback_and_no_memory_of_what_is_usual(yard: Yard) -> None:
    yard.start()
    yard.work()
    yard.wait(30)
    (incident,) = [one["id"] for one in archive.incidents(yard.database)]
    answers.give(yard.database, yard.desk.oncall, incident, Answer(Act.FALSE_ALARM, "Maria"), yard.clock.now())
    now = yard.clock.now()
    period = Period("week", now - timedelta(days=7), now + timedelta(days=1))
    counted = figures.count(yard.database, period, yard.desk.oncall.timetable.is_open)

    assert (counted.incidents, counted.still_open, counted.told, counted.headlines) == ((), (), (), ())
    assert (counted.items, counted.mentions) == (0, 0)
    assert pulse.feel(yard.database, now, MINUTE, MINUTE).open_incidents == 0
    with yard.database.reading() as connection:
        assert decide._usual_voices(connection, yard.desk.plan, now) == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM feedback").scalar() == 0


def test_what_is_held_until_the_morning_is_never_told_together_with_what_is_real(yard: Yard) -> None:
    yard.start()
    yard.work()
    yard.wait(10)
    held = [one for one in outbox.listed(yard.database) if one.state is DeliveryState.HELD]
    assert held
    real = [replace(one, id=(one.id or 0) + 1000, drill=False) for one in held]
    assert all(len({one.drill for one in group}) == 1 for group in bundle([*held, *real]))

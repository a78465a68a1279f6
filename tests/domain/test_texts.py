"""The words of messages: the same in every language, short enough, and plain enough."""

from __future__ import annotations

import re
import tomllib
from string import Formatter

import pytest

from monitor.domain import habits
from monitor.domain.model import Kind, Reason, Role, State, Topic
from monitor.domain.reason import say_why
from monitor.domain.texts import LANGUAGES, Words, read_cards, with_cards, words
from monitor.errors import Fault

MAY_BE_EMPTY = {"lead.new", "state.none"}
each_language = pytest.mark.parametrize("own", [words(language) for language in LANGUAGES], ids=LANGUAGES)


@each_language
def test_every_sentence_exists_in_every_language_with_the_same_slots(own: Words) -> None:
    swedish = words("sv")
    assert set(own.sentences) == set(swedish.sentences)
    assert {key: len(entries) for key, entries in own.lists.items()} == {"time.weekdays": 7, "time.months": 12}
    differing = {
        key: (sorted(slot_names(own.sentences[key])), sorted(slot_names(sentence)))
        for key, sentence in swedish.sentences.items()
        if sorted(slot_names(own.sentences[key])) != sorted(slot_names(sentence)) and not key.startswith("time.")
    }
    assert differing == {}


@each_language
def test_no_sentence_is_empty_or_left_in_another_language(own: Words) -> None:
    assert {key for key, sentence in own.sentences.items() if not sentence.strip()} == MAY_BE_EMPTY
    if own.language == "en":
        return
    english = words("en").sentences
    same = {
        key
        for key, sentence in own.sentences.items()
        if sentence == english[key] and re.search("[a-z]{4}", re.sub(r"\{\w+\}", "", sentence))
    }
    assert same <= {"severity.label"}


@each_language
def test_everything_the_model_can_be_has_a_word(own: Words) -> None:
    for topic in Topic:
        assert own.say(f"topic.{topic}")
    for kind in Kind:
        assert own.say(f"kind.{kind}")
    for role in Role:
        assert own.say(f"role.{role}")
    for state in State:
        assert f"state.{state}" in own.sentences
    for severity in range(4):
        assert own.say(f"severity.{severity}")
    for reason in (
        Reason.NEW,
        Reason.WORSE,
        Reason.GROWING,
        Reason.REMINDER,
        Reason.ESCALATED,
        Reason.STILL_OPEN,
        Reason.RESOLVED,
    ):
        assert f"lead.{reason}" in own.sentences


@each_language
def test_every_fault_and_every_remark_about_a_source_is_a_sentence_with_its_technical_words_apart(own: Words) -> None:
    codes = [*Fault, habits.MOVED_ON.code, "moved", "import", "new_ids", "silent"]
    sentences = [say_why(f"{code}: 404 at https://bladet.example/", own) for code in codes]
    assert all(re.fullmatch(r"[A-ZÅÄÖØ].{8,}\.", sentence) for sentence in sentences), sentences
    assert len(set(sentences)) == len(codes)
    assert not any("404" in sentence for sentence in sentences)
    assert say_why("no space left on device: /var", own) == say_why("", own) == ""


def test_an_exercise_is_called_what_it_is_called_there() -> None:
    assert [words(language).say("drill") for language in LANGUAGES] == [
        "ÖVNING",
        "ØVELSE",
        "ØVING",
        "HARJOITUS",
        "EXERCISE",
    ]


@each_language
@pytest.mark.parametrize("topic", Topic)
def test_every_topic_has_a_card_with_three_short_steps(own: Words, topic: Topic) -> None:
    card = own.cards[topic]
    assert len(card.steps) == 3
    assert all(10 < len(step) <= 90 and step[-1] in ".?" for step in card.steps)
    assert card.owner
    assert card.what
    assert not card.what.endswith(".")
    assert card.do == "" or card.do.endswith(".")


@pytest.mark.parametrize("language", ["sv", "nb", "nn", "en"])
def test_cards_and_holding_texts_read_easily(language: str) -> None:
    """LIX under 45, as the documents of the field ask; Finnish has no such figure, its words are long by nature."""
    own = words(language)
    prose = " ".join(f"{' '.join(card.steps)} {card.do}" for card in own.cards.values())
    assert lix(prose) < 45
    assert lix(own.say("draft.hold", what="vatten", where="Sundsby", do="Koka vattnet.", when="07:15")) < 45


def test_an_unknown_language_is_told_in_english() -> None:
    assert words("und").language == "en"


def test_a_municipality_may_have_cards_of_its_own() -> None:
    table = tomllib.loads('[water]\nowner = "Lysekil Energi, 0523-61 00 00"')
    own = with_cards(words("sv"), table)
    assert own.cards[Topic.WATER].owner == "Lysekil Energi, 0523-61 00 00"
    assert own.cards[Topic.WATER].steps == words("sv").cards[Topic.WATER].steps
    assert own.cards[Topic.FIRE] == words("sv").cards[Topic.FIRE]


@pytest.mark.parametrize("table", [{"vatten": {"owner": "a", "what": "b", "steps": []}}, {"water": {"ownr": "a"}}])
def test_a_card_with_a_misspelt_name_is_refused(table: dict[str, dict[str, object]]) -> None:
    with pytest.raises(ValueError, match=r"vatten|ownr"):
        read_cards(table)


def slot_names(template: str) -> list[str]:
    return [name for _, name, _, _ in Formatter().parse(template) if name]


def lix(text: str) -> float:
    """Words per sentence and long words per hundred: under 40 is easy, over 50 is hard."""
    found = re.findall(r"\w+", text)
    sentences = max(1, len(re.findall(r"[.:!?](?:\s|$)", text)))
    return len(found) / sentences + 100 * sum(len(word) > 6 for word in found) / len(found)

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import monitor.inbox
from monitor.domain.answer import Act
from monitor.domain.model import DeliveryState, Kind, Reason, Role, State, Status, Topic
from monitor.domain.texts import LANGUAGES, words
from monitor.errors import Fault
from monitor.inbox.words import own_sentences, page_words

TEMPLATES = sorted((Path(monitor.inbox.__file__).parent / "templates").glob("*.html"))
EACH = pytest.mark.parametrize("language", LANGUAGES)
# What is the same word in two languages.
SAME = {"find.help", "say.was", "say.relevant", "told.state", "role_of.admin"}


def slots(sentence: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


@EACH
def test_every_language_has_every_sentence_with_the_same_slots(language: str) -> None:
    own, swedish = own_sentences(language), own_sentences("sv")

    assert set(own) == set(swedish)
    assert {key: slots(own[key]) for key in own} == {key: slots(swedish[key]) for key in own}


@EACH
def test_no_sentence_is_empty_or_left_in_english(language: str) -> None:
    own, english = own_sentences(language), own_sentences("en")
    bare = {key: re.sub(r"\{\w+\}", "", own[key]) for key in own}
    left = {key for key in own if own[key] == english[key] and re.search(r"[a-z]{5}", bare[key]) and key not in SAME}

    assert not [key for key, sentence in own.items() if not sentence.strip()]
    assert language == "en" or left == set()


def test_the_pages_own_words_hide_none_of_the_messages() -> None:
    assert set(own_sentences("sv")) & set(words("sv").sentences) == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_every_sentence_that_a_template_says_is_there(path: Path) -> None:
    said = re.findall(r"""\b(?:t|count)\(["']([a-z_.]+)["'](?! ~)""", path.read_text(encoding="utf-8"))
    known = page_words("sv").sentences

    assert not [key for key in said if key not in known and f"{key}_one" not in known]


@EACH
@pytest.mark.parametrize(
    ("group", "members"),
    [
        ("topic", Topic),
        ("kind", Kind),
        ("role", Role),
        ("standing", Status),
        ("sent", DeliveryState),
        ("tells", Reason),
        ("fault", Fault),
        ("does", Act),
        ("feels", ["ok", "new", "failing", "silent", "blocked", "gone"]),
        ("gate", ["fresh", "unseen", "mention", "here", "incident", "route", "passed", "failed"]),
        ("severity", ["0", "1", "2", "3"]),
        ("state", [state for state in State if state is not State.NONE]),
    ],
)
def test_everything_that_a_page_lists_has_a_word(language: str, group: str, members: list[str]) -> None:
    known = page_words(language).sentences

    assert not [member for member in members if not known.get(f"{group}.{member}")]


def test_a_language_that_nobody_has_written_is_english() -> None:
    assert page_words("is").say("nav.inbox") == "Inbox"


@EACH
def test_whatever_a_verdicts_words_speak_for_is_said_in_the_pages_words(language: str) -> None:
    sentences = page_words(language).sentences
    spoken = {"drill", "order", "vulnerable", "unresolved", "remains", "planned", "resolved", *Topic, *Kind}

    assert not [
        it for it in spoken if not any(f"{key}.{it}" in sentences for key in ("topic", "kind", "state", "speaks"))
    ]

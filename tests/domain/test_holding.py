"""The holding text in every language: never ready with an empty slot, its gaps visible; and no victims are counted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import NOW, a_telling, an_alert, any_text
from monitor.domain.alert import Mention, OwnWord
from monitor.domain.compose import compose_alert
from monitor.domain.holding import SLOTS, draft
from monitor.domain.message import one_line
from monitor.domain.model import Reason, Role, Topic
from monitor.domain.texts import LANGUAGES, words

if TYPE_CHECKING:
    from collections.abc import Mapping


@given(st.dictionaries(st.sampled_from(SLOTS), any_text), st.sampled_from(LANGUAGES), st.sampled_from(("", "ÖVNING")))
def test_a_text_with_an_empty_slot_is_never_ready_and_shows_its_gap(
    slots: Mapping[str, str], language: str, mark: str
) -> None:
    own = words(language)
    written = draft(own, slots, mark)
    empty = tuple(name for name in SLOTS if not one_line(slots.get(name, "")))

    assert written.missing == empty
    assert written.ready is (not empty)
    assert all(f"[{own.say(f'draft.slot_{name}')}]" in written.text for name in empty)
    assert written.text.startswith(mark)


@pytest.mark.parametrize("role", [Role.PRESS, Role.SOCIAL, Role.PEER])
@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("sv", "17 döda i explosion"),
        ("nb", "17 døde i eksplosjon"),
        ("nn", "17 døde i eksplosjon"),
        ("fi", "17 kuollutta räjähdyksessä"),
        ("en", "17 dead in explosion"),
    ],
)
def test_no_text_of_an_alert_counts_victims_that_no_authority_has(role: Role, language: str, title: str) -> None:
    message = compose_alert(an_alert(title=title, title_role=role, mentions=()), a_telling(language=language))
    said = [message.subject, message.first_line, message.read_aloud, *(fact.value for fact in message.facts)]

    assert not any("17" in text for text in said), said
    assert words(language).say("mask.casualties") in message.subject


WEB, BOOK = OwnWord("Webben", NOW), OwnWord("Facebook", NOW)
PAPER = Mention("Bladet", Role.PRESS, NOW, title="Läckan växer")
OWN = Mention("Webben", Role.OWN, NOW, title="Koka vattnet")


@pytest.mark.parametrize(
    ("changes", "reason", "wanted"),
    [
        ({}, Reason.NEW, ["sv", "fi"]),
        ({"own": (WEB,), "missing_on": ("Facebook",)}, Reason.REMINDER, ["sv", "fi"]),
        ({"own": (WEB, BOOK), "missing_in": ("fi",)}, Reason.REMINDER, ["fi"]),
        ({"own": (WEB, BOOK)}, Reason.REMINDER, []),
        ({"own": (WEB, BOOK), "mentions": (PAPER, OWN)}, Reason.GROWING, []),
        ({"own": (WEB, BOOK), "mentions": (PAPER, OWN)}, Reason.WORSE, ["sv", "fi"]),  # it is worse than we said
        ({"own": (WEB, BOOK), "mentions": (OWN, PAPER)}, Reason.WORSE, []),  # we said ourselves that it is worse
    ],
)
def test_a_holding_text_is_wanted_where_a_channel_or_a_language_has_not_spoken(
    changes: dict[str, Any], reason: Reason, wanted: list[str]
) -> None:
    message = compose_alert(an_alert(languages=("sv", "fi"), **changes), a_telling(reason=reason))
    assert [draft.language for draft in message.drafts] == wanted


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", Topic)
def test_whoever_has_spoken_is_not_asked_to_publish_a_draft_that_is_not_there(language: str, topic: Topic) -> None:
    telling, own = a_telling(language=language), words(language)
    before = compose_alert(an_alert(topics=(topic,), languages=(language,)), telling).steps
    after = compose_alert(an_alert(topics=(topic,), languages=(language,), own=(WEB,)), telling).steps

    assert before == own.cards[topic].steps
    assert len(after) == 3
    assert not re.search("utkast|luonno|draft", " ".join(after).lower())
    assert (own.say("draft.spoken") in after) is (before != after)

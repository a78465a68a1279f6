"""The holding text in every language: never ready with an empty slot, its gaps visible; and no victims are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts import a_telling, an_alert, any_text
from monitor.domain.compose import compose_alert
from monitor.domain.holding import SLOTS, draft
from monitor.domain.message import one_line
from monitor.domain.model import Role
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

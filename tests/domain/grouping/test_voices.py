from __future__ import annotations

import pytest

from factories import an_item
from members import a_member, a_resident
from monitor.domain.alert import Voices
from monitor.domain.grouping.voices import count_voices, list_speakers, list_voices, mark_copy, speaker_of
from monitor.domain.model import Role

STORY = tuple(range(0, 2400, 100))
EDITED = tuple(sorted((*STORY[:20], 55, 155, 255, 355)))


@pytest.mark.parametrize(
    ("role", "publisher", "url", "speaker"),
    [
        (Role.PRESS, "Sundsvalls Tidning", "", "press:bonnier"),
        (Role.PRESS, "Dagens Nyheter", "", "press:bonnier"),
        (Role.PRESS, "Lysekilsposten", "", "press:lysekilsposten"),
        (Role.PRESS, "Okänd titel", "https://www.nrk.no/x", "press:nrk"),
        (Role.OFFICIAL, "Polisen Väst", "", "official:polisen"),
        (Role.OFFICIAL, "Øst politidistrikt", "", "official:politiet"),
        (Role.OFFICIAL, "Räddningstjänsten Medelpad", "", "official:räddningstjänsten medelpad"),
        (Role.OWN, "Leva i Lysekil", "", "own"),
        (Role.OWN, "lysekil.se", "", "own"),
        (Role.PEER, "Munkedals kommun", "", "peer:munkedals kommun"),
    ],
)
def test_who_answers_for_an_item(role: Role, publisher: str, url: str, speaker: str) -> None:
    assert speaker_of(an_item(role=role, publisher=publisher, url=url)) == speaker


def test_a_person_is_one_voice_wherever_it_writes() -> None:
    posts = [a_resident(1, who="anna"), a_resident(2, who="anna", source="another group"), a_resident(3, who="bo")]

    assert count_voices(posts) == 2


def test_a_family_of_titles_is_one_voice() -> None:
    assert count_voices([a_member(1, voice="press:bonnier"), a_member(2, voice="press:bonnier")]) == 1


def test_a_wire_story_is_the_agencys_voice_whoever_prints_it() -> None:
    members = [
        a_member(1, voice="press:bonnier", sketch=STORY, wire="tt"),
        a_member(2, voice="press:schibsted", sketch=EDITED, wire="tt"),
        a_member(3, voice="press:bonnier", wire=""),
    ]

    assert list(list_speakers(members)) == ["wire:tt", "press:bonnier"]


def test_a_copy_without_a_signature_takes_the_agencys_voice_from_one_that_has_it() -> None:
    first = a_member(1, voice="press:bonnier", sketch=STORY)
    second = mark_copy(a_member(2, voice="press:ntm", sketch=EDITED, wire="tt"), [first])

    assert second.copy_of == 1
    assert list(list_speakers([first, second])) == ["wire:tt"]


def test_a_press_release_that_a_paper_prints_is_ours_still() -> None:
    ours = a_member(1, role=Role.OWN, sketch=STORY)
    printed = mark_copy(a_member(2, sketch=STORY), [ours])

    assert list_speakers([ours, printed]) == {"own": Role.OWN}


def test_a_later_wording_of_ones_own_is_no_copy_and_no_new_voice() -> None:
    first = a_member(1, role=Role.OWN, sketch=STORY)
    edited = mark_copy(a_member(2, role=Role.OWN, sketch=EDITED, revision_of="1"), [first])

    assert edited.copy_of is None
    assert count_voices([first, edited]) == 1


def test_neighbours_who_write_alike_in_a_few_words_are_two_and_a_chain_letter_is_one() -> None:
    brief = (1, 2, 3, 4)
    neighbours = [a_resident(1, who="anna", sketch=brief), mark_copy(a_resident(2, who="bo", sketch=brief), [])]
    first = a_resident(3, who="cecilia", sketch=STORY)
    chain = mark_copy(a_resident(4, who="david", sketch=STORY), [first])

    assert mark_copy(neighbours[1], [neighbours[0]]).copy_of is None
    assert chain.copy_of == 3


def test_people_are_told_of_a_wire_story_in_two_papers_as_one_and_of_ourselves_by_our_name() -> None:
    members = [
        a_member(1, voice="press:bonnier", sketch=STORY, wire="tt"),
        a_member(2, voice="press:schibsted", sketch=STORY, wire="tt", copy_of=1),
        a_member(3, role=Role.OWN, voice="own", publisher="lysekil.se"),
        a_member(4, role=Role.OFFICIAL, voice="official:polisen", publisher="Polisen Väst"),
        a_resident(5, who="anna"),
        a_resident(6, who="anna"),
    ]

    assert list_voices(members, "Lysekil") == Voices(official=("Lysekil", "Polisen Väst"), press=1, residents=1)

"""What is not passed on."""

from __future__ import annotations

import time

import pytest
from hypothesis import given

from alerts import any_text
from monitor.domain.discretion import QUOTE, hide_casualties, hide_numbers, hide_person, tell
from monitor.domain.message import one_line
from monitor.domain.model import Role
from monitor.domain.sheet import as_it_is
from monitor.domain.texts import words

SV = words("sv")


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Ring mig på 0523-61 30 00", "Ring mig på [telefon]"),
        ("070-123 45 67 eller +46 70 123 45 67", "[telefon] eller [telefon]"),
        ("Ring 91 23 45 67, 912 34 567 eller 91234567", "Ring [telefon], [telefon] eller [telefon]"),
        ("soita 040 123 4567", "soita [telefon]"),
        ("skriv till anna.b@example.se", "skriv till [e-post]"),
        ("@anna.b och @anna@mastodon.example vet", "[konto] och [konto] vet"),
        ("läs https://social.example/anna.svensson.12 eller www.anna.example", "läs [länk] eller [länk]"),
        ("jag är 850412-1234", "jag är [personnummer]"),
        ("19850412-1234, 8504121234, 19850412 1234", "[personnummer], [personnummer], [personnummer]"),
        ("fnr 120485 12345", "fnr [personnummer]"),
        ("hetu 120485-123A", "hetu [personnummer]"),
        ("Anna Svensson och Kalle von Platen såg det", "[namn] och [namn] såg det"),
        ("Anna-Karin Berg Olsson såg det", "[namn] såg det"),
    ],
)
def test_a_resident_cannot_be_recognised(said: str, shown: str) -> None:
    assert hide_numbers(hide_person(said, SV), SV) == shown


@pytest.mark.parametrize(
    "said",
    [
        "TOK-00001-12345678 HOST-slack_mrkdwn",
        "2026-11-22 kl 03:15, 24.11.2026, 07.41–08.30",
        "112 eller 114 14, 453 30 Lysekil, 3 000 hushåll, 1 234 567 kronor, 20261122",
        "Sundsby, Norra Storgatan 12 B, Leva i Lysekil, Gullmarsskolan",
        "vann@ og strøm",
    ],
)
def test_what_only_looks_like_a_number_of_a_person_stays(said: str) -> None:
    assert hide_numbers(hide_person(said, SV), SV) == said


@pytest.mark.parametrize(
    ("headline", "shown"),
    [
        ("Tre döda i bussolycka", "[antal obekräftat] döda i bussolycka"),
        ("En man omkom i branden", "[antal obekräftat] man omkom i branden"),
        ("Minst 12 svårt skadade", "Minst [antal obekräftat] svårt skadade"),
        ("To personer drept i Bergen", "[antal obekräftat] personer drept i Bergen"),
        ("Eit barn alvorleg skada", "[antal obekräftat] barn alvorleg skada"),
        ("Kolme ihmistä loukkaantui", "[antal obekräftat] ihmistä loukkaantui"),
        ("Two people killed, one injured", "[antal obekräftat] people killed, [antal obekräftat] injured"),
        ("Skadade: 12", "Skadade: [antal obekräftat]"),
    ],
)
def test_a_number_of_victims_is_not_passed_on(headline: str, shown: str) -> None:
    assert hide_casualties(headline, SV) == shown


@pytest.mark.parametrize(
    "headline",
    [
        "3 000 hushåll utan ström",
        "Två dieselbussar står stilla",
        "Fire leaves school closed, rushed to hospital",
        "En översvämning i Sundsby",
        "Tre skolor stänger i dag",
    ],
)
def test_other_numbers_stay(headline: str) -> None:
    assert hide_casualties(headline, SV) == headline


def test_an_authority_may_give_the_number_and_a_telephone() -> None:
    said = "Två skadade i bussolycka. Ring 0523-61 30 00."
    assert tell(said, Role.OFFICIAL, SV, as_it_is, 300) == said
    assert tell(said, Role.OWN, SV, as_it_is, 300) == said


def test_the_press_keeps_names_but_gives_no_number_of_victims() -> None:
    said = "Anna Svensson, vd: två skadade"
    assert tell(said, Role.PRESS, SV, as_it_is, 300) == "Anna Svensson, vd: [antal obekräftat] skadade"


def test_slurs_are_hidden_by_the_mask_before_anything_else() -> None:
    assert tell("en ful lärare", Role.PRESS, SV, lambda text: text.replace("ful", "***"), 300) == "en *** lärare"


@given(any_text)
def test_what_a_resident_says_is_one_short_line(text: str) -> None:
    told = tell(text, Role.SOCIAL, SV, as_it_is, 300)
    assert len(told) <= QUOTE
    assert told == one_line(told)


@pytest.mark.parametrize(
    "text", ["å" * 20_000, "a.b" * 9_000, "0 " * 9_000, "Anna " * 4_000, "tre a a " * 3_000, "@" * 20_000]
)
def test_no_text_takes_long(text: str) -> None:
    started = time.perf_counter()
    tell(text, Role.SOCIAL, SV, as_it_is, 300)
    assert time.perf_counter() - started < 0.2

from __future__ import annotations

from collections import Counter

import pytest

from monitor.domain.speakers import find_authority, find_family, read_speakers, simplify

NAMED = {
    "Bonnier", "Schibsted", "Amedia", "Polaris", "NTM", "Gota Media", "Stampen", "Sanoma", "Keskisuomalainen",
    "KSF Media", "Alma",
}  # fmt: skip


def test_the_large_families_of_three_countries_are_known() -> None:
    assert {speaker.name for speaker in read_speakers()} >= NAMED


def test_no_title_and_no_address_belongs_to_two() -> None:
    titles = Counter(title for speaker in read_speakers() for title in speaker.titles)
    domains = Counter(domain for speaker in read_speakers() for domain in speaker.domains)

    assert [name for name, count in (titles + domains).items() if count > 1] == []


@pytest.mark.parametrize(
    ("publisher", "url", "family"),
    [
        ("Sundsvalls Tidning", "", "Bonnier"),
        ("SUNDSVALLS TIDNING", "", "Bonnier"),
        ("Tidningen Ångermanland", "", "Bonnier"),
        ("SVT Nyheter Väst", "", "SVT"),
        ("P4 Göteborg", "", "Sveriges Radio"),
        ("Adresseavisen", "", "Polaris"),
        ("Laagendalsposten", "", "Amedia"),
        ("Aamulehti", "", "Sanoma"),
        ("Hufvudstadsbladet", "", "KSF Media"),
        ("Nyheter från bygden", "https://www.bohuslaningen.se/nyheter/1", "Stampen"),
        ("Lysekilsposten", "https://lysekilsposten.example/", None),
        ("", "", None),
        ("Odd", "http://[broken", None),
    ],
)
def test_whose_title_it_is(publisher: str, url: str, family: str | None) -> None:
    assert find_family(publisher, url) == family


@pytest.mark.parametrize(
    ("publisher", "authority"),
    [
        ("Polisen", "Polisen"),
        ("Polisregion Väst", "Polisen"),
        ("Trøndelag politidistrikt", "Politiet"),
        ("Sisä-Suomen poliisilaitos", "Poliisi"),
        ("SMHI", "SMHI"),
        ("Räddningstjänsten Medelpad", None),
    ],
)
def test_whose_office_it_is(publisher: str, authority: str | None) -> None:
    assert find_authority(publisher) == authority


def test_simplifying_twice_changes_nothing() -> None:
    assert simplify(simplify("Tidningen «Ångermanland»!")) == simplify("Tidningen «Ångermanland»!") == "ångermanland"

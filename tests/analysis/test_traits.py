from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import a_reading, an_item
from monitor.analysis.spots import find_spots, shorten
from monitor.analysis.text import Text
from monitor.analysis.traits import (
    add_traits,
    find_hints,
    find_links,
    find_numbers,
    find_reach,
    find_uncommon,
    find_wire,
)
from monitor.domain.model import Topic


@pytest.mark.parametrize(
    ("text", "spots"),
    [
        ("En läcka på Storgatan och Kungsgatan.", ("road:storgata", "road:kungsgata")),
        ("nån mer utan vatten på storgatan?", ("road:storgata",)),
        ("Lekkasje i Ekerveien ved Nordby skole.", ("road:ekerveg", "at:nordby", "house:nordby")),
        ("Ras på fv. 614 og E 6.", ("road:614", "road:e6")),
        ("Trafikolycka på väg 162.", ("road:162",)),
        ("Vesi poikki Keskuskadulla.", ("road:keskuskatu",)),
        ("Palo kantatiellä 51.", ("road:51",)),
        ("Det brinner i Södra hamnen.", ("at:södra hamnen", "site:harbour")),
        ("Skottlossning på Ramels väg.", ("at:ramel", "road:ramels väg")),
        ("Ett hot mot Gullmarsskolan.", ("house:gullmar",)),
        ("Brastads skola är stängd.", ("house:brastad",)),
        ("Ungdomar samlades vid Badhusberget.", ("at:badhusberget",)),
    ],
)
def test_places_below_the_municipality_are_known_by_how_they_are_written(text: str, spots: tuple[str, ...]) -> None:
    assert find_spots(Text(text)) == spots


@pytest.mark.parametrize(
    "text",
    [
        "Järnvägen är stängd.",
        "Grundskolan börjar.",
        "Evakueringen är hävd.",
        "Vi syns på Facebook.",
        "På måndag öppnar vi.",
        "Tehdas palaa. Paikalla on kymmenen yksikköä.",  # a capital at the beginning says nothing
    ],
)
def test_words_that_only_look_like_places_are_none(text: str) -> None:
    assert find_spots(Text(text)) == ()


def test_only_finnish_says_by_an_ending_where_something_is() -> None:
    text = Text("Og nå er Hallalle stengt")

    assert find_spots(text, finnish=False) == ()
    assert find_spots(text) == ("at:halla",)


def test_the_municipality_itself_is_no_spot() -> None:
    assert find_spots(Text("Det brinner i Lysekil."), ("lysekil",)) == ()


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("sundsbys", "sundsby"),
        ("kuninkaanmäellä", "kuninkaanmäki"),
        ("saloisissa", "saloinen"),
        ("malmössa", "malmö"),
        ("ås", "ås"),
    ],
)
def test_forms_of_one_name_share_a_key(form: str, base: str) -> None:
    assert shorten(form) == base


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("Tusentals utan el. (TT)", "tt"),
        ("Tusentals utan el. /TT", "tt"),
        ("TT\nTusentals utan el.", "tt"),
        ("(©NTB) To personer er savnet.", "ntb"),
        ("To personer er savnet. (NTB)", "ntb"),
        ("STT–Helsinki. Talo paloi.", "stt"),
        ("Talo paloi. STT", "stt"),
        ("Sex personer evakuerades. (SPT)", "spt"),
        ("Det säger polisen till TT.", ""),
        ("TTELA skriver om branden.", ""),
        ("Rektor: – Vi stänger.", ""),
    ],
)
def test_an_agency_signs_its_text_and_is_not_taken_for_one_that_is_quoted(text: str, wire: str) -> None:
    assert find_wire(text) == wire


def test_numbers_are_those_that_count_something() -> None:
    assert find_numbers("3 000 hushåll, kl 15.30, år 2026, linje 850, 78 år") == ("3000", "850", "78")


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        ("omkring 3 000 hushåll saknar el", 3000),
        ("300 kunder, nu 5 400 kunder", 5400),
        ("rundt 200 husstander er uten vann", 200),
        ("450 asiakasta on ilman sähköä", 450),
        ("900 customers are without power", 900),
        ("300 elever", 0),
    ],
)
def test_how_many_homes_it_reaches(text: str, reach: int) -> None:
    assert find_reach(text) == reach


def test_links_are_pages_and_not_front_pages() -> None:
    links = find_links(
        "https://www.paper.example/a/1?utm=x", "Se https://town.example/drift/7. Och https://town.example/"
    )

    assert links == ("paper.example/a/1", "town.example/drift/7")


def test_what_many_notices_say_is_not_uncommon() -> None:
    assert find_uncommon(Text("Kommunen informerar: transformatorstationen brann").words) == ("transfor",)


def test_words_hint_at_topics_that_a_verdict_may_have_missed() -> None:
    assert Topic.WATER in find_hints(Text("Vattenläcka på Storgatan").words, "sv")


@given(st.text(max_size=300), st.text(max_size=60))
def test_no_text_is_too_odd_to_be_read(text: str, title: str) -> None:
    reading = add_traits(a_reading(), an_item(text=text, title=title), Text(text, title), ZoneInfo("Europe/Oslo"))

    assert len(reading.sketch) <= 24
    assert len(reading.rare_words) <= 24

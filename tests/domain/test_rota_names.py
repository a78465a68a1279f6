from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.domain.rota_names import people_in

FIRST_NAMES = ("Maria", "Per")
FULL_NAMES = ("Maria Svensson", "Per Olsson", "Maria Lind", "Åsa-Li Öberg", "Matti Virtanen")


@pytest.mark.parametrize(
    "title",
    [
        "Maria",
        "maria",
        "MARIA",
        "Maria (KiB)",
        "KiB (Maria)",
        "KiB Maria",
        "KiB: Maria",
        "Beredskap: Maria Svensson",
        "Beredskap Maria",
        "Jour v. 47 – Maria",
        "Kriisiviestintä: Maria",
        "Beredskapsvakt Maria",
        "Maria (för Per)",
        "Maria [byte med Per]",
        "☎ Maria",
        "Maria, vecka 47",
    ],
)
def test_a_rota_of_first_names_finds_maria(title: str) -> None:
    assert people_in(title, FIRST_NAMES) == ("Maria",)


@pytest.mark.parametrize(
    ("title", "person"),
    [
        ("Beredskap: Maria Svensson", "Maria Svensson"),
        ("Svensson, Maria", "Maria Svensson"),
        ("Svensson Maria", "Maria Svensson"),
        ("Maria S", "Maria Svensson"),
        ("Maria L. (KiB)", "Maria Lind"),
        ("Per", "Per Olsson"),
        ("Päivystys: Matti", "Matti Virtanen"),
        ("Matti päivystää", "Matti Virtanen"),
        ("ÅSA-LI ÖBERG", "Åsa-Li Öberg"),
        ("A\u030asa-Li", "Åsa-Li Öberg"),  # decomposed, as a Mac writes it
    ],
)
def test_a_rota_of_full_names_is_understood_by_less_where_only_one_can_be_meant(title: str, person: str) -> None:
    assert people_in(title, FULL_NAMES) == (person,)


@pytest.mark.parametrize(
    "title",
    [
        "Sommarfest",
        "",
        "Anna Maria",
        "anna maria",
        "Maria Lindgren",
        "maria lindgren",
        "Per-Erik",
        "Permission",
        "Marias fest",
    ],
)
def test_somebody_else_is_nobody_of_the_rota(title: str) -> None:
    assert people_in(title, FULL_NAMES) == ()


@pytest.mark.parametrize("title", ["Anna Maria", "anna maria", "Per-Erik", "Permission", "Marias fest"])
def test_a_first_name_inside_a_longer_one_is_somebody_else(title: str) -> None:
    assert people_in(title, FIRST_NAMES) == ()


@pytest.mark.parametrize("title", ["Maria/Per", "Maria och Per", "maria & per", "Per, Maria", "Byte: Per för Maria"])
def test_two_people_are_a_question(title: str) -> None:
    assert set(people_in(title, FIRST_NAMES)) == {"Maria", "Per"}


def test_with_two_marias_the_first_name_alone_is_a_question() -> None:
    assert people_in("Maria", FULL_NAMES) == ("Maria Svensson", "Maria Lind")
    assert people_in("Maria/Per", FULL_NAMES) == ("Maria Svensson", "Maria Lind", "Per Olsson")


def test_a_first_name_that_is_one_persons_whole_name_is_that_person() -> None:
    assert people_in("Maria", ("Maria", "Maria Svensson")) == ("Maria",)
    assert people_in("Maria Svensson", ("Maria", "Maria Svensson")) == ("Maria Svensson",)


def test_an_unclear_name_beside_a_clear_one_leaves_the_title_unclear() -> None:
    assert people_in("Anna Maria, Per", FIRST_NAMES) == ()


@given(st.text(max_size=40), st.lists(st.text(max_size=12), max_size=4))
def test_any_title_and_any_people_give_people_of_the_rota(title: str, people: list[str]) -> None:
    assert set(people_in(title, people)) <= set(people)


@given(
    st.sampled_from(FULL_NAMES), st.sampled_from(["KiB: {}", "{}", "{} (KiB)", "Beredskap – {}", "{} v 47", "[KiB] {}"])
)
def test_a_full_name_is_found_in_every_usual_frame(person: str, frame: str) -> None:
    assert people_in(frame.format(person), FULL_NAMES) == (person,)

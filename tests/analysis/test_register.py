"""The register: complete, found by any name, and corrected without building."""

from __future__ import annotations

import shutil
import time
import tracemalloc
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from monitor.analysis.register import DATA, Register, UnknownMunicipalityError, name_county

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def register() -> Register:
    return Register.load()


def test_every_municipality_of_four_countries_is_there(register: Register) -> None:
    assert Counter(one.country for one in register) == {"SE": 290, "NO": 357, "FI": 308, "DK": 98}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("SE-1484", "SE-1484"),
        ("se-1484", "SE-1484"),
        ("LYSEKIL", "SE-1484"),
        ("  lysekil ", "SE-1484"),
        ("Lysekils kommun", "SE-1484"),
        ("Åbo", "FI-853"),
        ("Turku", "FI-853"),
        ("Helsingfors", "FI-091"),
        ("Kárášjohka", "NO-5610"),
        ("Guovdageaidnu", "NO-5612"),
        ("Kautokeino kommune", "NO-5612"),
        ("Kvam herad", "NO-4622"),
        ("Nore og Uvdal", "NO-3338"),
        ("Köpenhamn", "DK-101"),
        ("Upplands‑Bro", "SE-0139"),
    ],
)
def test_a_municipality_is_found_by_code_and_by_any_of_its_names(register: Register, asked: str, code: str) -> None:
    assert register.find(asked).code == code


def test_a_shared_name_is_answered_with_the_codes_to_choose_from(register: Register) -> None:
    with pytest.raises(UnknownMunicipalityError, match=r"Våler \(NO-3114, Østfold\) or Våler \(NO-3419, Innlandet\)"):
        register.find("Våler")


def test_a_misspelt_name_is_answered_with_near_ones(register: Register) -> None:
    with pytest.raises(UnknownMunicipalityError, match=r"Lysekil \(SE-1484"):
        register.find("Lyskil")


def test_a_name_like_no_other_is_answered_with_what_to_write(register: Register) -> None:
    with pytest.raises(UnknownMunicipalityError, match="SE-1484"):
        register.find("qqqqqqq")


def test_each_municipality_has_what_others_rely_on(register: Register) -> None:
    for one in register:
        assert one.county, one.code
        assert len(one.county_code) == 2, one.code
        assert one.names[one.language][0], one.code
        assert one.timezone.startswith("Europe/"), one.code
        assert one.website.startswith("http") or one.country == "DK", one.code


def test_neighbours_are_mutual_and_known(register: Register) -> None:
    for one in register:
        for near in one.neighbours:
            assert one.code in register[near].neighbours, (one.code, near)


@pytest.mark.parametrize(
    ("code", "language", "county"),
    [
        ("SE-1484", "sv", "SE-14"),
        ("NO-1515", "nn", "NO-15"),
        ("NO-1818", "nb", "NO-18"),
        ("FI-545", "sv", "FI-15"),
        ("FI-853", "fi", "FI-02"),
        ("FI-478", "sv", "FI-21"),
        ("DK-101", "da", "DK-84"),
    ],
)
def test_language_and_county_are_those_of_the_place(register: Register, code: str, language: str, county: str) -> None:
    assert (register[code].language, name_county(register[code])) == (language, county)
    assert code in register.list_county(county)


def test_localities_stand_under_their_municipality(register: Register) -> None:
    assert "Fiskebäckskil" in register.list_localities("SE-1484")
    assert "Mo i Rana" in register.list_localities("NO-1833")
    assert "Tikkurila" in register.list_localities("FI-092")
    assert register.list_localities("DK-101") == ()


def test_a_correction_needs_no_building(tmp_path: Path) -> None:
    for name in ("municipalities.tsv", "localities.tsv"):
        shutil.copy(DATA / name, tmp_path / name)
    (tmp_path / "corrections.tsv").write_text(
        "# a comment\n"
        "SE-1484\tpopulation\t99\n"
        "SE-1484\tnames.fi\tLysekili\n"
        "SE-1484\tlocality+\tVägeröd\n"
        "SE-1484\tlocality-\tBrastad\n"
        "SE-1484\tneighbours\tSE-1485\n"
    )
    corrected = Register.load(tmp_path)

    assert corrected["SE-1484"].population == 99
    assert corrected.find("lysekili").code == "SE-1484"
    assert "Vägeröd" in corrected.list_localities("SE-1484")
    assert "Brastad" not in corrected.list_localities("SE-1484")
    assert corrected["SE-1484"].neighbours == ("SE-1485",)


def test_a_correction_of_an_unknown_field_is_told(tmp_path: Path) -> None:
    for name in ("municipalities.tsv", "localities.tsv"):
        shutil.copy(DATA / name, tmp_path / name)
    (tmp_path / "corrections.tsv").write_text("SE-1484\tmayor\tnobody\n")

    with pytest.raises(ValueError, match="SE-1484 has no field “mayor”"):
        Register.load(tmp_path)


def test_loading_is_quick_and_lean() -> None:
    start = time.process_time()
    tracemalloc.start()
    register = Register.load()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(register) == 1053
    assert time.process_time() - start < 1.0  # a tenth of this when nobody counts the bytes
    assert peak < 25_000_000

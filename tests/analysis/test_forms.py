"""Forms of names: what a reader of the languages would write."""

from __future__ import annotations

import pytest

from monitor.analysis.forms import Kind, list_forms
from monitor.analysis.forms.finnish import Stems, decline, decline_inhabitant, is_back, read_exceptions, weaken
from monitor.analysis.forms.scandinavian import inflect_resident, list_swedish_residents, make_genitive
from monitor.analysis.register import DATA, Register, read_table


@pytest.fixture(scope="module")
def exceptions() -> dict[str, Stems]:
    return read_exceptions(read_table(DATA / "finnish_forms.tsv"))


# genitive, inessive or adessive, illative or allative: as the towns themselves write.
PARADIGMS = """
Helsinki Helsingin Helsingissä Helsinkiin
Turku Turun Turussa Turkuun
Lahti Lahden Lahdessa Lahteen
Oulu Oulun Oulussa Ouluun
Liminka Limingan Limingassa Liminkaan
Tampere Tampereen Tampereella Tampereelle
Rovaniemi Rovaniemen Rovaniemellä Rovaniemelle
Imatra Imatran Imatralla Imatralle
Hyvinkää Hyvinkään Hyvinkäällä Hyvinkäälle
Järvenpää Järvenpään Järvenpäässä Järvenpäähän
Espoo Espoon Espoossa Espooseen
Kitee Kiteen Kiteellä Kiteelle
Kempele Kempeleen Kempeleessä Kempeleeseen
Raahe Raahen Raahessa Raaheen
Muurame Muuramen Muuramessa Muurameen
Sastamala Sastamalan Sastamalassa Sastamalaan
Inari Inarin Inarissa Inariin
Kemi Kemin Kemissä Kemiin
Ii Iin Iissä Iihin
Vihti Vihdin Vihdissä Vihtiin
Lieto Liedon Liedossa Lietoon
Loppi Lopen Lopella Lopelle
Outokumpu Outokummun Outokummussa Outokumpuun
Hanko Hangon Hangossa Hankoon
Kotka Kotkan Kotkassa Kotkaan
Varkaus Varkauden Varkaudessa Varkauteen
Kannus Kannuksen Kannuksessa Kannukseen
Pihtipudas Pihtiputaan Pihtiputaalla Pihtiputaalle
Punkalaidun Punkalaitumen Punkalaitumella Punkalaitumelle
Utsjoki Utsjoen Utsjoella Utsjoelle
Riihimäki Riihimäen Riihimäellä Riihimäelle
Orivesi Oriveden Orivedellä Orivedelle
Rautalampi Rautalammin Rautalammilla Rautalammille
Toivakka Toivakan Toivakassa Toivakkaan
Kauniainen Kauniaisten Kauniaisissa Kauniaisiin
Parainen Paraisten Paraisilla Paraisille
Kaustinen Kaustisen Kaustisella Kaustiselle
Virrat Virtain Virroilla Virroille
Uusikaupunki Uudenkaupungin Uudessakaupungissa Uuteenkaupunkiin
Isokyrö Isonkyrön Isossakyrössä Isoonkyröön
Juuka Juuan Juuassa Juukaan
Pedersöre Pedersören Pedersöressä Pedersöreen
Finström Finströmin Finströmissä Finströmiin
"""


@pytest.mark.parametrize("line", PARADIGMS.strip().splitlines())
def test_a_finnish_name_is_declined_as_its_town_does(line: str, exceptions: dict[str, Stems]) -> None:
    name, *forms = line.split()
    made = {form for form, _ in decline(name, exceptions)}

    assert set(forms) <= made


def test_koski_tl_declines_its_first_word(exceptions: dict[str, Stems]) -> None:
    assert {"Kosken Tl", "Koskella Tl"} <= {form for form, _ in decline("Koski Tl", exceptions)}


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Turku", "turkulaisten"),
        ("Lahti", "lahtelainen"),
        ("Rovaniemi", "rovaniemeläisiä"),
        ("Kauniainen", "kauniaislaiselle"),
        ("Alavus", "alavutelainen"),
        ("Hyvinkää", "hyvinkääläiset"),
        ("Kemi", "kemiläisen"),
        ("Virrat", "virtolainen"),
        ("Uusikaupunki", "uusikaupunkilaisen"),
        ("Ii", "iiläiset"),
    ],
)
def test_those_who_live_in_a_finnish_town_are_called_as_they_are(
    name: str, word: str, exceptions: dict[str, Stems]
) -> None:
    assert word in set(decline_inhabitant(name, exceptions))


@pytest.mark.parametrize(
    ("word", "weak"),
    [("Helsinki", "Helsingi"), ("Lieto", "Liedo"), ("Kotka", "Kotka"), ("Iitti", "Iiti"), ("Sipoo", "Sipoo")],
)
def test_consonants_are_weakened_where_they_should(word: str, weak: str) -> None:
    assert weaken(word) == weak


@pytest.mark.parametrize(
    ("word", "vowel"),
    [("Kemi", "ä"), ("Kangasniemi", "ä"), ("Kemijärvi", "ä"), ("Pori", "a"), ("Haapavesi", "ä")],
)
def test_the_last_part_of_a_name_decides_its_harmony(word: str, vowel: str) -> None:
    assert is_back(word) is (vowel == "a")


@pytest.mark.parametrize(
    ("name", "form"), [("Lysekil", "Lysekils"), ("Borås", "Borås"), ("Os", "Os"), ("Växjö", "Växjös")]
)
def test_a_genitive_ends_in_s_unless_it_hisses_already(name: str, form: str) -> None:
    assert make_genitive(name) == form


def test_swedes_are_called_bor() -> None:
    assert {"lysekilsbo", "lysekilsborna"} <= set(list_swedish_residents("Lysekil"))
    assert {"malmöbo", "malmöborna"} <= set(list_swedish_residents("Malmö"))


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("göteborgare", "göteborgarna"),
        ("drammenser", "drammensere"),
        ("bergensar", "bergensarar"),
        ("tromsøværing", "tromsøværingene"),
        ("osloit", "osloiter"),
        ("lærdøl", "lærdølen"),
    ],
)
def test_words_from_the_table_of_residents_are_inflected(word: str, form: str) -> None:
    assert form in set(inflect_resident(word))


def test_a_name_is_given_in_all_its_languages_and_sami_names_stay_bare(exceptions: dict[str, Stems]) -> None:
    register = Register.load()
    turku = {form.text for form in list_forms(register["FI-853"], exceptions)}
    karasjok = [form for form in list_forms(register["NO-5610"], exceptions) if form.language == "se"]

    assert {"Turussa", "Åbo", "Åbos", "åbobo", "turkulainen"} <= turku
    assert [(form.text, form.kind) for form in karasjok] == [("Kárášjohka", Kind.NAME)]

"""A name that is also a common word is not taken for the place where the word is meant."""

from __future__ import annotations

import pytest

from monitor.analysis.forms import Kind, list_forms
from monitor.analysis.forms.finnish import read_exceptions
from monitor.analysis.match import Hint, Matcher
from monitor.analysis.register import DATA, Register, read_table
from monitor.analysis.text import Text

REGISTER = Register.load()
MATCHER = Matcher(REGISTER)

# Frames in which any word may stand, and no place is spoken of.
FRAMES = {
    "sv": ["Det är bara {} som gäller.", "Vi har talat om {} i många år.", "Hon skrev {} på tavlan och gick ut."],
    "nb": ["Det er bare {} som gjelder.", "Vi har snakket om {} i mange år.", "Hun skrev {} på tavla og gikk ut."],
    "nn": ["Det er berre {} som gjeld.", "Vi har snakka om {} i mange år.", "Ho skreiv {} på tavla og gjekk ut."],
    "fi": [
        "Tänään puhuttiin taas siitä, mikä {} on.",
        "Hän sanoi vain {} ja lähti.",
        "Kirjassa lukee {} isoin kirjaimin.",
    ],
}

SENTENCES = {
    "sv": """\
Vara på sin vakt är alltid klokt.
Vara eller inte vara, det är frågan.
Vara glad varje dag är svårt.
Mark, skog och vatten är vår gemensamma rikedom.
Mark säljs billigt vid sjön.
Kil, yxa och slägga behövs för att klyva ved.
Boden var stängd när vi kom fram.
Klippan rasade under natten ned i havet.
Säter och fäbodar hörde till livet förr.
Lund och hage betas av kor.
Berg och dalar passerade utanför tågfönstret.
Trosa och behå låg kvar på golvet.
Strand och klippor lockar badare.
Sund mat behöver inte vara dyr.
Ed svors på tinget.
Ale serveras kall i glas.
ATT VARA ELLER INTE VARA
MARK TILL SALU NÄRA STRAND
Ingå avtal med fel bolag blir dyrt.
Gran och tall växer här.
Ål är fredad.
Time out begärdes av laget.""",
    "nb": """\
Time etter time gikk uten nytt.
Strand og sjø lokker mange.
Ås og dal er dekket av snø.
Hol i veien er farlig.
Gran og furu står tett.
Sel er fredet i området.
Lom hekker ved vannet.
Ål i gelé er en spesialitet.
Hvaler strander sjelden her.
Sola varmer godt i dag.
Stranda var full av folk.
Flå en katt på flere måter.
Loppa bet ham i leggen.
Vik for bussen.
Os og røyk fylte rommet.
NÅ ER SOLA TILBAKE
EN TIME TIL AVSPARK
Røst fra stort til smått.
Stange ble brukt som våpen.
Alver og troll finnes i eventyr.
Leka står i hagen.
Lund av bjørk.
Bardus falt han om.
Gulen farge på veggen.""",
    "fi": """\
Kolari sattui aamulla vilkkaassa risteyksessä.
Kolarin syy on epäselvä.
Kolarissa loukkaantui neljä ihmistä.
Varkaus tapahtui yöllä.
Varkaus kirkossa paljastui aamulla.
Varkauden uhri soitti poliisille.
Luoto jäi veden alle.
Luodolla pesii lokkeja.
Kotka lensi pesälleen.
Lahti jäätyi varhain.
Salo oli synkkä.
Virrat veivät veneen mukanaan.
Perho tarttui koukkuun.
Aura rikkoi asfaltin.
Hanko on talonpojan työkalu.
Laukaa hän ei osannut.
Multia tarvitaan lisää.
Hamina kuului yössä.
Pellolla kasvaa ohraa.
Pellon laidalla seisoi hirvi.
Vara on aina oltava.
Sula hanki kimmelsi.
Ale alkaa huomenna.
Porina täytti salin.
Sievin asu voitti kisan.
Maksamaan joutuu kuluttaja.
Vaalimaan perinteitä tultiin kaukaa.
POLIISI TUTKII: KOLARI VAI KILPA-AJO
VARKAUS SELVISI
Kaarina leipoi pullaa.
Soini hymyili.""",
}


def take(text: str, language: str, home: str | None = None, publisher: str = "") -> list[str]:
    hint = Hint(language=language, home=home, publisher=publisher)
    return [f"{place.term}: {text}" for place in MATCHER.read(Text(text), hint).places]


@pytest.mark.parametrize("language", SENTENCES)
def test_an_ordinary_sentence_names_no_municipality(language: str) -> None:
    assert [taken for line in SENTENCES[language].splitlines() for taken in take(line, language)] == []


def test_a_source_at_home_there_does_not_turn_the_commonest_words_into_places() -> None:
    assert take("Vara glad varje dag är svårt.", "sv", home="SE-1470", publisher="Varabladet") == []
    assert take("Varkaus tapahtui keskiyöllä.", "fi", home="FI-915") == []
    assert take("Vara satsar på ny simhall.", "sv", home="SE-1470")
    assert take("Varkaus sai uuden kaupunginjohtajan.", "fi", home="FI-915")


@pytest.mark.parametrize("language", FRAMES)
def test_in_lower_case_a_common_word_is_the_word(language: str) -> None:
    exceptions = read_exceptions(read_table(DATA / "finnish_forms.tsv"))
    traits = {row[0]: row[1] for row in read_table(DATA / "ambiguity.tsv")}
    taken, count = [], 0
    for municipality in REGISTER:
        for form in list_forms(municipality, exceptions):
            if form.kind is Kind.RESIDENT or f"@{language}" not in traits.get(form.name, ""):
                continue
            for frame in FRAMES[language]:
                count += 1
                taken += take(frame.format(form.text.lower()), language)

    assert count > 100
    assert taken == []

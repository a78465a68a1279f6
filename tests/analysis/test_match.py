"""Which municipality a text means: sentences that a reader decides at once, and rules that hold for every text."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analysis.evaluate_match import evaluate, read_labels
from monitor.analysis.forms import Kind, list_forms
from monitor.analysis.forms.finnish import read_exceptions
from monitor.analysis.match import Findings, Hint, Matcher
from monitor.analysis.register import DATA, Register, read_table
from monitor.analysis.text import Text
from monitor.domain.model import Role, Topic

EXAMPLES = DATA / "examples" / "mentions.jsonl"
REGISTER = Register.load()
MATCHER = Matcher(REGISTER)


def read(text: str, title: str = "", **hint: object) -> Findings:
    return MATCHER.read(Text(text, title), Hint(**hint))  # type: ignore[arg-type]  # the names are those of Hint


def told(text: str, title: str = "", **hint: object) -> list[str]:
    return [f"{place.term} {place.municipality}" for place in read(text, title, **hint).places]


@pytest.mark.parametrize("language", ["sv", "nb", "fi"])
@pytest.mark.parametrize("split", ["tune", "held"])
def test_labelled_sentences_are_decided_as_a_reader_does(language: str, split: str) -> None:
    score = evaluate(read_labels(EXAMPLES, split), MATCHER, REGISTER).languages[language]

    assert score.precision >= 0.95
    assert score.recall >= 0.95


def test_the_labelled_sentences_are_many_and_hard() -> None:
    labels = read_labels(EXAMPLES)

    assert len(labels) >= 450
    assert sum(not label["is_mention"] for label in labels) >= 150
    for label in labels:
        assert label["text"][label["start"] :].startswith(label["surface"]), label["id"]


SENTENCES = [
    ("Skolan i Vara hålls stängd.", ["Vara SE-1470"]),
    ("Det kan vara klokt att koka vattnet.", []),
    ("BRAND I LYSEKIL – FLERA EVAKUERADE", ["LYSEKIL SE-1484"]),
    ("STRÖMAVBROTT I VARA KOMMUN", ["VARA SE-1470"]),
    ("ATT VARA ELLER INTE VARA", []),
    ("Tack! #tillsammansärvilysekilskommun", ["lysekil SE-1484"]),
    ("@lysekilskommun svarar inte", ["lysekilskommun SE-1484"]),
    ("Läs mer på lysekil.se i dag", ["lysekil SE-1484"]),
    ("Skriv till info@example.org eller se https://www.example.org/lysekil/", []),
    ("En Lysekil-bo vann", ["Lysekil SE-1484"]),
    ("Stor-Oslo venter snø i dag", ["Oslo NO-0301"]),
    ("Rv 70 Mora–Älvdalen avstängd", ["Mora SE-2062", "Älvdalen SE-2039"]),
    ("Trener Ola Vik er fornøyd", []),
    ("Vik kommune varsler om brunt vann", ["Vik NO-4639"]),
    ("Våler i Solør er uten strøm", ["Våler NO-3419"]),
    ("Våler i Østfold er uten strøm", ["Våler NO-3114"]),
    ("Hundeløpet går til Nome i Alaska", []),
    ("En student i svenske Lund er savnet", ["Lund SE-1281"]),
    ("Turussakin on katko", ["Turussakin FI-853"]),
    ("Oulun Ruskossa palaa", ["Oulun FI-564"]),
    ("tamperelaisravintola suljettiin", ["tamperelaisravintola FI-837"]),
    ("Nokian osake putosi", []),
    ("Nokialla on vesikatko", ["Nokialla FI-536"]),
    ("Kolarissa Lapissa sataa", ["Kolarissa FI-273"]),
    ("Kárášjohka er uten strøm", ["Kárášjohka NO-5610"]),
    ("Turister på Gran Canaria", []),
    ("Molde tapte 0–2 borte og ligger på nedrykksplass", []),
]


@pytest.mark.parametrize(("text", "places"), SENTENCES, ids=[text for text, _ in SENTENCES])
def test_a_sentence_is_read_as_its_reader_reads_it(text: str, places: list[str]) -> None:
    assert told(text) == places


def test_a_quarter_beside_its_town_is_told_as_one_mention_with_the_locality() -> None:
    (place,) = read("Bilbränder på Rosengård i Malmö i natt", language="sv").places

    assert (place.term, place.municipality, place.locality) == ("Malmö", "SE-1280", "Rosengård")


def test_a_locality_alone_counts_as_its_municipality() -> None:
    (place,) = read("Strömavbrott i Fiskebäckskil", language="sv").places

    assert (place.municipality, place.locality) == ("SE-1484", "Fiskebäckskil")


def test_neighbours_in_the_text_decide_which_of_two_is_meant() -> None:
    assert "Herøy NO-1515" in told("Politiet stoppet biler i Ulstein og Herøy", language="nb")
    assert "Herøy NO-1818" in told("Hurtigbåten til Dønna og Herøy er innstilt", language="nb")
    assert told("Mannen kjørte gjennom Vestby og Våler", language="nb")[1:] == [
        "Våler NO-3114"
    ]  # across a county's border


def test_the_written_standard_tells_two_norwegian_municipalities_apart() -> None:
    assert told("Stoggar trafikken og stengjer vegen i Herøy, ikkje fare for folk", language="nb") == ["Herøy NO-1515"]


def test_what_a_municipality_is_called_tells_the_country() -> None:
    assert told("Møtet i Lund kommune er avlyst") == ["Lund NO-1112"]
    assert told("Mötet i Lunds kommun är inställt") == ["Lunds SE-1281"]


def test_two_names_of_one_municipality_in_one_word_are_told_once() -> None:
    assert told("Karlebybor köar för vaccin") == ["Karlebybor FI-272"]


def test_two_of_one_name_are_both_told_when_nothing_tells_them_apart() -> None:
    places = read("Brann i Våler", language="nb").places

    assert {place.municipality for place in places} == {"NO-3114", "NO-3419"}
    assert all(place.confidence <= 0.5 for place in places)


@pytest.mark.parametrize(
    "hint",
    [
        {"home": "NO-3419"},
        {"county": "NO-34"},
        {"url": "https://avis.example/valer/brann", "home": "NO-3420"},
    ],
)
def test_the_home_of_the_source_tells_them_apart(hint: dict[str, str]) -> None:
    assert told("Brann i Våler", language="nb", **hint) == ["Våler NO-3419"]


def test_a_bare_homonym_counts_in_a_source_of_its_place_and_not_elsewhere() -> None:
    assert told("Mann funnet på Nes", language="nb") == []
    assert told("Mann funnet på Nes", language="nb", home="NO-3228") == ["Nes NO-3228"]
    assert told("Sperringer ved Os skole", language="nb", publisher="Østerdølen", home="NO-3430") == ["Os NO-3430"]


def test_the_publisher_s_name_and_the_topic_speak_too() -> None:
    weak = read("Förseningar vid Sala norra", language="sv")
    strong = read("Förseningar vid Sala norra", language="sv", publisher="Sala Allehanda", topics=(Topic.ROAD,))

    assert strong.places[0].confidence > weak.places[0].confidence


def test_the_municipality_s_own_channel_is_believed() -> None:
    assert told("Vattnet på Berg är avstängt", language="sv", home="SE-2326", role=Role.OWN) == ["Berg SE-2326"]


def test_a_person_named_in_full_keeps_the_surname() -> None:
    findings = read("Räddningsledaren Mikael Lund kom först. Enligt Lund brann hela taket.", language="sv")

    assert findings.places == ()
    assert any("Mikael Lund" in reason for reason in findings.refused)


def test_a_refusal_says_what_and_where_and_why() -> None:
    (reason,) = read("Skådespelaren Eva Norberg läser", language="sv").refused

    assert reason == "Norberg at 18: after the given name Eva"


def test_a_because_can_be_read_by_a_person() -> None:
    (place,) = read("Vattenläcka i Lysekils kommun", language="sv").places

    assert place.because == "Lysekil, the municipality: before “kommun”; after “i”"
    assert 0.9 < place.confidence <= 1.0


# ---- one municipality, as the daemon asks ------------------------------------------------------------------------
@pytest.fixture(scope="module")
def ours() -> Matcher:
    return Matcher(
        REGISTER,
        ["SE-1484"],
        places=["Gullmarsskolan", "Skaftö", "Leva i Lysekil"],
        excluded=["Lysekil Women's Match"],
    )


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Öppet hus på Gullmarsskolan", ["Gullmarsskolan"]),
        ("Gullmarsskolans rektor", ["Gullmarsskolans"]),
        ("nu är det strömlöst på skaftö", ["skaftö"]),
        ("Leva i Lysekil-mässan", ["Leva i Lysekil"]),
        ("Lysekil Women’s Match avgörs", []),
        ("Lysekil Women's Match avgörs", []),
        ("Brand i Malmö", []),
    ],
)
def test_the_lists_of_the_configuration_go_first(ours: Matcher, text: str, terms: list[str]) -> None:
    assert [place.term for place in ours.places(Text(text))] == terms


def test_what_is_excluded_is_told_with_its_reason(ours: Matcher) -> None:
    assert "the configuration excludes" in ours.read(Text("Lysekil Women's Match avgörs")).refused[0]


def test_others_are_read_too_but_only_ours_are_given(ours: Matcher) -> None:
    text = Text("Brand i Lysekil och i Uddevalla")

    assert {place.municipality for place in ours.read(text).places} == {"SE-1484", "SE-1485"}
    assert {place.municipality for place in ours.places(text)} == {"SE-1484"}


def test_places_need_one_municipality_to_belong_to() -> None:
    with pytest.raises(ValueError, match="one municipality"):
        Matcher(REGISTER, ["SE-1484", "SE-1485"], places=["Skaftö"])


def test_finnish_places_of_the_configuration_are_inflected() -> None:
    matcher = Matcher(REGISTER, ["FI-425"], places=["Tupoksen koulu", "Rantakylä"])

    assert [place.term for place in matcher.places(Text("Vesi poikki Rantakylässä"))] == ["Rantakylässä"]


# ---- every form ------------------------------------------------------------------------------------------------------
FRAMES = {
    ("fi", Kind.NAME): "Palokunta tiedotti, että {} on ilman vettä.",
    ("fi", Kind.GENITIVE): "Poliisi tutkii {} keskustassa sattunutta paloa.",
    ("fi", Kind.CASE): "Iso tulipalo syttyi illalla {} ja leviää.",
    ("fi", Kind.RESIDENT): "Ryhmä {} odotti bussia eilen.",
    ("sv", Kind.RESIDENT): "En grupp {} väntade på bussen i går.",
    ("sv", Kind.GENITIVE): "Skolan stänger i dag enligt {} kommun.",
    ("nb", Kind.RESIDENT): "En gruppe {} ventet på bussen i går.",
    ("nn", Kind.RESIDENT): "Ei gruppe {} venta på bussen i går.",
}


def test_every_form_of_every_municipality_is_found_in_a_sentence_of_a_source_near_by() -> None:
    exceptions = read_exceptions(read_table(DATA / "finnish_forms.tsv"))
    residents = {row[0]: row[1].split() for row in read_table(DATA / "residents.tsv")}
    missed, count = [], 0
    for municipality in list(REGISTER)[::3]:  # a third of them: the rest costs time and shows no more
        for form in list_forms(municipality, exceptions, residents.get(municipality.code, ())):
            frame = FRAMES.get((form.language, form.kind), "Vattenläckan i {} är lagad.")
            places = read(frame.format(form.text), language=form.language, home=municipality.code).places
            count += 1
            if municipality.code not in {place.municipality for place in places}:
                missed.append((municipality.code, form))

    assert count > 9_000
    assert missed == []


# ---- every text ------------------------------------------------------------------------------------------------------
NAMES = st.sampled_from(
    ["Vara", "Mora", "Åmål", "Turussa", "Bø", "Os", "Lysekils", "Kárášjohka", "nokialainen", "Mo i Rana"]
)
PIECES = st.one_of(
    NAMES,
    st.sampled_from([" i ", "-", ", ", ". ", "\n", "#", "@", "”", "kommun", " 2–1 ", "https://", ":"]),
    st.text(max_size=6),
)


@given(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=8))
@settings(max_examples=300, deadline=None)
def test_whatever_the_text_offsets_count_its_own_characters(text: str, title: str) -> None:
    whole = Text(text, title)
    for place in MATCHER.read(whole).places:
        assert whole.full[place.start : place.end] == place.term
        assert 0.0 <= place.confidence <= 1.0
        assert place.municipality in REGISTER


def test_decomposed_letters_are_read_and_counted_as_they_came() -> None:
    text = unicodedata.normalize("NFD", "Vattnet i Åmål är brunt")
    (place,) = read(text, language="sv").places

    assert place.term == unicodedata.normalize("NFD", "Åmål")
    assert text[place.start : place.end] == place.term


def test_a_letter_of_another_alphabet_beside_a_name_makes_it_another_word() -> None:
    assert told("från Lysekil och Lysekilж och жLysekil", language="sv") == ["Lysekil SE-1484"]


@pytest.mark.parametrize("text", ["", " ", "\n", "#", "@", "İİİ Vara", "\ud83d\ude00" * 3, "ÅÅÅÅ" * 500, "i " * 5000])
def test_odd_texts_do_no_harm(text: str) -> None:
    assert isinstance(read(text), Findings)


@given(
    st.lists(
        st.sampled_from(["Vara", "vara", "Os", "os", "Lysekils", "lysekilskommunen", "varann", "Osby", "x"]),
        max_size=12,
    )
)
@settings(deadline=None)
def test_the_scanner_finds_what_a_naive_reader_finds(words: list[str]) -> None:
    text = " ".join(words)
    naive = [word for word in words if word in ("Vara", "Os", "Lysekils", "Osby", "lysekilskommunen")]
    found = [one for one in MATCHER._parts.scanner.find(text) if one.entry.senses]

    assert [text[one.start : one.end] + one.rest for one in found] == naive


def test_compiling_everything_takes_less_than_a_second() -> None:
    best = min(_time_compiling() for _ in range(3))

    assert best < 1.0


def _time_compiling() -> float:
    start = time.process_time()
    Matcher(REGISTER).read(Text("Brand i Lysekil"))
    return time.process_time() - start


@pytest.mark.parametrize(
    ("name", "code", "is_named"),
    [
        ("Kuopion Energia", "FI-297", True),
        ("Klintehamn anslagstavla", "SE-0980", True),  # a locality of it
        ("Lapin pelastuslaitos", "FI-698", False),
        ("Polisen Västra Götaland", "SE-1484", False),  # a county
        ("Hamarøy lokalforum", "NO-3403", False),  # begins as Hamar does
    ],
)
def test_a_source_may_be_named_after_a_municipality(name: str, code: str, *, is_named: bool) -> None:
    assert Matcher(Register.load()).is_named_after(name, code) is is_named

"""The glance that most texts end with: it may see too much, and never misses what the whole index would find."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analysis.evaluate_match import read_labels
from monitor.analysis.match import Matcher
from monitor.analysis.matching.glance import Glance
from monitor.analysis.matching.spelling import Spelling
from monitor.analysis.register import DATA, load_register
from monitor.analysis.text import Text

REGISTER = load_register()
EVERY = Matcher(REGISTER)
PLACES = ["Gullmarsskolan", "Čáhcenjárga"]
OURS = ("SE-1484", "SE-1470", "NO-3416", "FI-853", "FI-498")
TEXTS = [label["text"] for label in read_labels(DATA / "examples" / "mentions.jsonl")]


def glance_at(code: str) -> Glance:
    localities = REGISTER.list_localities(code)
    return Glance(Spelling().of_all(REGISTER[code], localities, PLACES))


GLANCES = {code: glance_at(code) for code in OURS}


def found_in(text: str) -> set[str]:
    """Whose names the whole index finds."""
    found = EVERY._parts.scanner.find(Text(text).composed)
    return {sense.name.code for one in found for sense in one.entry.senses}


def test_no_example_that_the_whole_index_finds_is_missed() -> None:
    read = [(found_in(text), text) for text in TEXTS]

    for code, glance in GLANCES.items():
        assert [text for found, text in read if code in found and not glance.may_name(Text(text).composed)] == []


WORDS = (
    *("Lysekil", "lysekils", "LYSEKILSBOR", "Skaftö", "Čáhcenjárga", "gullmarsskolans", "Vara", "vara", "varabor"),
    *(
        "Våler",
        "i Solør",
        "Åbo",
        "turkulaisia",
        "Muonio",
        "Muoniossa",
        "Oslo",
        "Børsen",
        "i",
        "kommun",
        "kommunen",
        "-",
    ),
)


@given(
    st.lists(st.sampled_from(WORDS), max_size=8),
    st.sampled_from(["", " ", "-", "\n"]),
)
@settings(deadline=None)
def test_whatever_stands_beside_a_name_it_is_seen(words: list[str], between: str) -> None:
    text = Text(between.join(words)).composed

    for code in found_in(text) & GLANCES.keys():
        assert GLANCES[code].may_name(text)


@pytest.mark.parametrize("text", ["", "Brand i Malmö", "Fullmäktige sammanträder på måndag."])
def test_what_names_nothing_of_ours_ends_there(text: str) -> None:
    ours = Matcher(REGISTER, ["SE-1484"], places=PLACES)

    assert ours.read_ours(Text(text)).places == ()
    assert "_parts" not in vars(ours)


def test_the_first_text_that_names_us_is_read_with_all_names() -> None:
    ours = Matcher(REGISTER, ["SE-1484"], places=PLACES)

    places = ours.read_ours(Text("Brand i Lysekil och i Uddevalla")).places

    assert [place.municipality for place in places] == ["SE-1484", "SE-1485"]

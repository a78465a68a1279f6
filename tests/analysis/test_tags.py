"""Municipalities inside hashtags and names of accounts."""

from __future__ import annotations

import pytest

from monitor.analysis.match import Matcher
from monitor.analysis.register import Register
from monitor.analysis.text import Text


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(Register.load())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("#Lysekil", [("Lysekil", "SE-1484")]),
        ("#lysekilskommun söker folk", [("lysekilskommun", "SE-1484")]),
        ("#tillsammansärvilysekilskommun", [("lysekil", "SE-1484")]),
        ("@lysekilskommun svarar", [("lysekilskommun", "SE-1484")]),
        ("@jarvenpaankaupunki tiedottaa", [("jarvenpaa", "FI-186")]),
        ("#tromsøkommune", [("tromsøkommune", "NO-5501")]),
        ("#visitlysekil", [("lysekil", "SE-1484")]),
        ("#borgholmsslott", [("borgholms", "SE-0885")]),
        ("#kilometer", []),
        ("#solarium", []),
        ("#vararedo", []),
        ("#kolarimedia", []),
        ("se https://example.org/#lysekilskommun", []),
    ],
)
def test_a_name_is_read_out_of_a_tag(matcher: Matcher, text: str, told: list[tuple[str, str]]) -> None:
    places = matcher.read(Text(text)).places
    assert [(place.term, place.municipality) for place in places] == told


def test_the_word_for_the_municipality_makes_a_tag_surer(matcher: Matcher) -> None:
    (official,) = matcher.read(Text("#viilysekilskommun")).places
    (other,) = matcher.read(Text("#visitlysekil")).places
    assert official.confidence > other.confidence > 0.5
    assert "hashtag" in official.because


def test_a_municipality_asked_for_is_told_from_its_tag_alone(matcher: Matcher) -> None:
    ours = Matcher(Register.load(), ["SE-1484"])
    assert [place.municipality for place in ours.places(Text("Tack! #lysekilskommun"))] == ["SE-1484"]
    assert ours.places(Text("Tack! #tanumskommun")) == ()
    assert [place.municipality for place in matcher.places(Text("Tack! #tanumskommun"))] == ["SE-1435"]

from __future__ import annotations

import pytest

from monitor.analysis.lifted import find_lifted, find_spared
from monitor.analysis.text import Text
from monitor.analysis.turns import find_turns
from monitor.domain.model import Hit


def hits_of(text: str, *names: str) -> list[Hit]:
    return [
        Hit("municipality", name, at, at + len(name), "XX-1", name) for name in names if (at := text.find(name)) >= 0
    ]


@pytest.mark.parametrize(
    ("language", "text", "names", "lifted"),
    [
        ("sv", "Kokningen är hävd i Fröjel. I Sanda gäller den fortfarande.", ("Fröjel", "Sanda"), ("Fröjel",)),
        ("sv", "Kokningen är hävd i Fröjel, men i Sanda gäller den fortfarande.", ("Fröjel", "Sanda"), ("Fröjel",)),
        (
            "nb",
            "Kokevarselet på Ekne er opphevet. På Ytterøy må vannet fortsatt kokes.",
            ("Ekne", "Ytterøy"),
            ("Ekne",),
        ),
        ("sv", "Kokningen är hävd i Fröjel och Sanda.", ("Fröjel", "Sanda"), ()),  # one state: the whole text says it
        ("sv", "I Fröjel gäller kokningen fortfarande.", ("Fröjel",), ()),
    ],
)
def test_where_it_is_over_is_read_sentence_by_sentence(
    language: str, text: str, names: tuple[str, ...], lifted: tuple[str, ...]
) -> None:
    read = Text(text)

    assert find_lifted(read, hits_of(text, *names), find_turns(read.words, language), language) == lifted


def test_a_place_that_is_said_to_be_spared_is_none_of_the_events_places() -> None:
    text = "Vannet på Ekne må kokes. Skogn er ikke berørt."

    assert find_spared(Text(text), hits_of(text, "Ekne", "Skogn")) == ("Skogn",)
    assert find_spared(Text("Vannet på Skogn må kokes."), hits_of("Vannet på Skogn", "Skogn")) == ()

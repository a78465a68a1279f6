from __future__ import annotations

import pytest

from monitor.analysis.text import Text
from monitor.analysis.turns import find_turns, read_tables
from monitor.domain.model import Turn

EXAMPLES = [
    (language, turn, sentence, said)
    for language, turns in read_tables().items()
    for turn, entries in turns.items()
    for said, name in ((True, "yes"), (False, "no"))
    for sentence in entries[name]
]


@pytest.mark.parametrize(("language", "turn", "sentence", "said"), EXAMPLES)
def test_each_table_keeps_its_own_examples(language: str, turn: str, sentence: str, said: bool) -> None:
    assert (Turn(turn) in find_turns(Text(sentence).words, language)) is said


def test_every_language_has_every_turn() -> None:
    assert {language: set(turns) for language, turns in read_tables().items()} == {
        language: {turn.value for turn in Turn} for language in ("sv", "nb", "nn", "fi", "en")
    }


@pytest.mark.parametrize(
    "sentence",
    [
        "Läckan är lagad men kokningsrekommendationen gäller fortfarande.",
        "Vi räknar med att vattnet är tillbaka i kväll.",
        "Läckan är lagad, men ännu en läcka har upptäckts.",
        "Lekkasjen er reparert, men kokevarselet gjelder fortsatt.",
        "Vuoto on korjattu, mutta keittokehotus jatkuu.",
        "Kan hävas tidigast på måndag.",
    ],
)
def test_what_sounds_like_an_end_and_is_none_also_says_that_it_goes_on(sentence: str) -> None:
    turns = set(find_turns(Text(sentence).words, "und"))

    assert turns & {Turn.GOES_ON, Turn.AGAIN}


def test_a_stock_remark_about_brown_water_does_not_keep_a_leak_open() -> None:
    turns = find_turns(Text("Läckan är lagad. Vattnet kan fortfarande vara missfärgat.").words, "sv")

    assert Turn.OVER in turns
    assert Turn.GOES_ON not in turns

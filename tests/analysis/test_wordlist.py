from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.nearly import TOLERANT, Nearly, leave_out
from monitor.analysis.wordlist import Marks, WordList

WORDS = st.text(st.sampled_from("abåöčđ -"), max_size=6)
LONG = st.text(st.sampled_from("ab"), min_size=TOLERANT - 2, max_size=TOLERANT + 2)


@given(st.lists(WORDS, unique=True), WORDS)
def test_every_word_is_found_by_its_number_and_no_other(words: list[str], other: str) -> None:
    kept = WordList(words)

    assert [kept[number] for number in range(len(kept))] == words
    assert [kept.find(word) for word in words] == list(range(len(words)))
    assert kept.find(other) == (words.index(other) if other in words else None)


def test_a_number_beyond_the_last_is_no_word() -> None:
    with pytest.raises(IndexError):
        WordList(["vatten"])[1]


@given(st.lists(st.tuples(WORDS, st.integers(0, 1000))), WORDS)
def test_a_mark_leads_to_all_numbers_of_its_word(pairs: list[tuple[str, int]], word: str) -> None:
    assert set(Marks(pairs).find(word)) >= {number for other, number in pairs if other == word}


@given(st.lists(LONG), LONG)
def test_long_terms_are_found_by_what_is_left_of_them_without_a_letter(terms: list[str], form: str) -> None:
    near = [term for term in sorted(set(terms)) if len(term) >= TOLERANT and form in set(leave_out(term))]

    assert list(Nearly(terms).find(form)) == near

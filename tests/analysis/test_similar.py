from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.analysis.similar import NearIndex, resemblance, sketch
from monitor.domain.grouping.sameness import containment, is_same_sketch

WORDS = st.lists(st.sampled_from([f"ord{number}" for number in range(400)]), min_size=30, max_size=300)


def a_story(seed: int = 1, words: int = 200) -> list[str]:
    rng = random.Random(seed)
    return [f"ord{rng.randrange(3000)}" for _ in range(words)]


def test_the_same_words_have_the_same_sketch() -> None:
    assert sketch(a_story()) == sketch(a_story())


def test_two_stories_are_strangers() -> None:
    assert resemblance(sketch(a_story(1)), sketch(a_story(2))) == 0.0


def test_an_edited_copy_is_found_and_a_stranger_is_not() -> None:
    index = NearIndex()
    index.add(1, sketch(a_story(1)))
    index.add(2, sketch(a_story(2)))
    edited = a_story(1)
    edited[20] = edited[90] = "ändrat"

    assert index.find(sketch(edited)) == [1]
    assert index.find(sketch(a_story(3))) == []


def test_another_headline_and_a_cut_end_make_no_other_text() -> None:
    whole, cut = a_story(1, 300), ["annan", "rubrik", "här", *a_story(1, 300)[:120]]

    assert is_same_sketch(sketch(cut), sketch(whole))
    assert containment(sketch(cut), sketch(whole)) > 0.7


def test_what_is_forgotten_is_not_found() -> None:
    index = NearIndex()
    index.add(1, sketch(a_story(1)))
    index.forget([1])

    assert index.find(sketch(a_story(1))) == []
    assert len(index) == 0


@pytest.mark.parametrize("words", [[], ["ett"], ["ett", "två"]])
def test_the_shortest_texts_have_sketches_too(words: list[str]) -> None:
    assert len(sketch(words)) == min(1, len(words))


@given(WORDS)
def test_a_sketch_is_the_smallest_hashes_in_order(words: list[str]) -> None:
    few, many = sketch(words, 8), sketch(words, 64)

    assert list(many) == sorted(set(many))
    assert few == many[:8]


@given(WORDS, WORDS)
def test_resemblance_is_mutual_and_between_none_and_all(one: list[str], other: list[str]) -> None:
    likeness = resemblance(sketch(one), sketch(other))

    assert likeness == resemblance(sketch(other), sketch(one))
    assert 0.0 <= likeness <= 1.0
    assert resemblance(sketch(one), sketch(one)) == 1.0

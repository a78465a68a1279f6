"""Word forms by rule: what is found, what is never taken for a form."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.analysis import inflect
from monitor.analysis.inflect import COMMON, find_stems, is_form, list_forms
from monitor.analysis.inflect.irregular import inflect_irregular

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = Path(__file__).parent / "samples"
LANGUAGES = ("sv", "nb", "nn", "fi", "en")


def read_pairs(name: str) -> Iterator[tuple[str, str, str]]:
    language = ""
    for line in (SAMPLES / name).read_text("utf-8").splitlines():
        if line.startswith("["):
            language = line[1:-1]
        elif line and not line.startswith("#"):
            lemma, words = line.split(": ")
            yield from ((language, lemma, word) for word in words.split())


def test_each_language_is_measured_on_at_least_150_forms() -> None:
    pairs = list(read_pairs("word_forms.txt"))
    assert {language: sum(pair[0] == language for pair in pairs) >= 150 for language in LANGUAGES} == dict.fromkeys(
        LANGUAGES, True
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_that_a_reader_knows_are_found(language: str) -> None:
    missed = [(lemma, form) for lang, lemma, form in read_pairs("word_forms.txt") if lang == language]
    assert [pair for pair in missed if not is_form(pair[1], pair[0])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_word_is_not_taken_for_a_form(language: str) -> None:
    pairs = [(lemma, word) for lang, lemma, word in read_pairs("not_forms.txt") if lang == language]
    assert [pair for pair in pairs if is_form(pair[1], pair[0])] == []


@pytest.mark.parametrize("lemma", ["vattenläcka", "brand", "vann", "skole", "kunta", "vesi", "fire"])
def test_no_common_word_is_a_form_of_another(lemma: str) -> None:
    assert not list_forms(lemma) & (COMMON - {lemma})


@settings(deadline=None)
@given(st.text(max_size=20))
def test_any_word_is_a_form_of_itself(word: str) -> None:
    assert is_form(word, word)
    assert word in list_forms(word)


@settings(deadline=None)
@given(st.text(alphabet="abdefghijklmnoprstuvyåäöæø", min_size=1, max_size=14))
def test_what_is_listed_is_what_is_recognised(word: str) -> None:
    assert all(is_form(form, word) for form in list_forms(word))


@settings(deadline=None)
@given(st.text(alphabet="abdefghijklmnoprstuvyåäöæø", min_size=2, max_size=30))
def test_a_word_has_few_stems(word: str) -> None:
    assert len(find_stems(word)) <= 40
    assert all(stem for stem, _ in find_stems(word))


def apply_every_rule(word: str) -> dict[str, frozenset[str]]:
    rules = (inflect_irregular, *inflect._RULES)
    return dict(inflect._gather(word, chain.from_iterable(rule(word) for rule in rules)))


@settings(deadline=None)
@given(st.text(alphabet="abcdefghijklmnoprstuvyåäöæøé", min_size=9, max_size=16))
def test_a_long_word_has_the_stems_that_the_rules_give_it(word: str) -> None:
    assert dict(find_stems(word)) == apply_every_rule(word)


@pytest.mark.parametrize("lemma", sorted({lemma for _, lemma, _ in read_pairs("word_forms.txt")}))
def test_a_real_compound_has_the_stems_that_the_rules_give_it(lemma: str) -> None:
    for word in (f"sammansatt{lemma}", f"cykel{lemma}", f"kunnan{lemma}", f"snø{lemma}"):
        assert dict(find_stems(word)) == apply_every_rule(word)

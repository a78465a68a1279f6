from __future__ import annotations

import hashlib
import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.domain.normalise import clean, clean_url, fingerprint

BLANKS = "\t\r\v\f\u2028\u2029\u00a0\u2007\u2009\u202f\u3000"
ODD = st.text(st.sampled_from(f"aåÅ é1.\n{BLANKS}\x00\x1f\x85\u1680\u2000\u200b\u200f\u202e\ud800\ue000e\u0301"))


def clean_step_by_step(text: str) -> str:
    """Every step on every text, needed or not."""
    text = unicodedata.normalize("NFC", text).translate(dict.fromkeys(map(ord, BLANKS), " "))
    unseen = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    text = "".join(char for char in text if char == "\n" or unicodedata.category(char) not in unseen)
    text = unicodedata.normalize("NFC", text)
    return re.sub(r" ?\n[ \n]*", "\n", re.sub(r"[^\S\n]+", " ", text)).strip()


@example("A\x1f\u0300")
@given(st.text() | ODD)
def test_a_text_is_as_clean_as_if_nothing_had_been_left_out(text: str) -> None:
    assert clean(text) == clean_step_by_step(text)
    assert clean(clean(text)) == clean(text)


@given(st.text() | ODD, st.text())
def test_the_same_words_have_one_fingerprint_however_they_are_spaced(text: str, title: str) -> None:
    assert fingerprint(title, text) == fingerprint(f" {title}\t", re.sub(r"\s", " \n", text))


@given(st.text() | ODD | st.text(st.characters(max_codepoint=255)))
def test_a_fingerprint_is_of_the_words_in_small_letters(text: str) -> None:
    words = re.sub(r"\W+", " ", f" {text}".casefold()).strip()

    assert fingerprint("", text) == hashlib.blake2b(words.encode(), digest_size=16).hexdigest()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://Paper.example/a", "https://paper.example/a"),
        ("https://paper.example/a?", "https://paper.example/a"),
        ("https://paper.example/a?id=1&b=%C3%A5+x", "https://paper.example/a?id=1&b=%C3%A5+x"),
        ("https://paper.example/a?id=1&utm_source=rss#top", "https://paper.example/a?id=1#top"),
        ("https://paper.example/a?fbclid=1", "https://paper.example/a"),
        ("https://paper.example/a?id=&gclid=2", "https://paper.example/a?id="),
        ("ftp://paper.example/a", ""),
        ("https://paper.example/a b", ""),
        ("http://[", ""),
    ],
)
def test_an_address_loses_what_only_tracks_its_reader(written: str, kept: str) -> None:
    assert clean_url(written) == kept

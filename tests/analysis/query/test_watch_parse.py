"""How the watch language is read: what binds, what is refused and where, what reads back."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analysis.query.watch_strategies import trees
from monitor.analysis.query import QueryError, parse
from monitor.analysis.query.tree import And, AtLeast, Chain, Field, Link, Not, Or, Prefer, Regex, Term, write

A, B, C, D = Term("a"), Term("b"), Term("c"), Term("d")

READ = {
    "a": A,
    "a b": And((A, B)),
    "a AND b c": And((A, B, C)),
    "a OR b AND c": Or((A, And((B, C)))),
    "a OR b c": Or((A, And((B, C)))),
    "a NOT b": And((A, Not(B))),
    "a AND NOT b": And((A, Not(B))),
    "NOT a": Not(A),
    "NOT a b": And((Not(A), B)),
    "a OR NOT b": Or((A, Not(B))),
    "(a OR b) c": And((Or((A, B)), C)),
    "((a))": A,
    "a NEAR b": Chain(A, (Link("NEAR", 4, B),)),
    "a ONEAR/0 b": Chain(A, (Link("ONEAR", 0, B),)),
    "a NEAR/12 b AND c": And((Chain(A, (Link("NEAR", 12, B),)), C)),
    "a NEAR/2 b ONEAR/3 c": Chain(A, (Link("NEAR", 2, B), Link("ONEAR", 3, C))),
    "(a NEAR/2 b) NEAR/3 c": Chain(A, (Link("NEAR", 2, B), Link("NEAR", 3, C))),
    "a ONEAR/1 (b ONEAR/2 c)": Chain(A, (Link("ONEAR", 1, B), Link("ONEAR", 2, C))),
    "a NEAR/1 (b NEAR/2 c)": Chain(A, (Link("NEAR", 1, Chain(B, (Link("NEAR", 2, C),))),)),
    "a SENTENCE b": Chain(A, (Link("SENTENCE", 0, B),)),
    "NOT a NEAR/1 b": Not(Chain(A, (Link("NEAR", 1, B),))),
    "a{3}": AtLeast(3, A),
    "(a OR b){2}^9": Prefer(9, AtLeast(2, Or((A, B)))),
    "(a AND b)^3": Prefer(3, And((A, B))),
    '"a b"': Term("a b", quoted=True),
    "”a b”": Term("a b", quoted=True),
    "«a b»": Term("a b", quoted=True),
    '="ICA"': Term("ICA", quoted=True, exact=True),
    "=ICA": Term("ICA", exact=True),
    "~Malmö": Term("Malmö", fold=True),
    '~"Malmö hamn"': Term("Malmö hamn", quoted=True, fold=True),
    "/E ?45/": Regex("E ?45"),
    r"/a\/b/": Regex(r"a\/b"),
    "=/[A-Z]+/": Regex("[A-Z]+", exact=True),
    "title:a": Term("a", scope="title"),
    "TITLE: a": Term("a", scope="title"),
    "ingress:(a OR b)": Or((Term("a", scope="ingress"), Term("b", scope="ingress"))),
    "text:(a NEAR/1 b)": Chain(Term("a", scope="text"), (Link("NEAR", 1, Term("b", scope="text")),)),
    "title:/x/": Regex("x", scope="title"),
    "source:SVT*": Field("source", "SVT*"),
    'source:"SVT Nyheter"': Field("source", "SVT Nyheter"),
    "role:(press OR own)": Or((Field("role", "press"), Field("role", "own"))),
    "place:SE-1484": Field("place", "SE-1484"),
    "lang:no": Field("lang", "no"),
    "topic:w*": Field("topic", "w*"),
    "SMHI:s": Term("SMHI:s"),
    "S:t": Term("S:t"),
    "och/eller": Term("och/eller"),
    "24/7": Term("24/7"),
    "C++": Term("C++"),
    "NEARBY": Term("NEARBY"),
    "ANDERSSON": Term("ANDERSSON"),
    "or": Term("or"),
    "*läck*": Term("*läck*"),
    "(a OR b OR (c OR d))": Or((A, B, C, D)),
    "\n a\tOR\n b ": Or((A, B)),
}


@pytest.mark.parametrize(("written", "tree"), READ.items(), ids=list(READ))
def test_a_query_is_read_as_this_tree(written: str, tree: object) -> None:
    assert parse(written).tree == tree


A_TERM = 'a word, a phrase in quotes, /a regular expression/ or "("'
REFUSED = {  # query: column, found, the beginning of what was expected
    "": (1, "the end of the query", A_TERM),
    "  ": (3, "the end of the query", A_TERM),
    "a AND": (6, "the end of the query", A_TERM),
    "a OR OR b": (6, '"OR"', A_TERM),
    "AND a": (1, '"AND"', A_TERM),
    "a NEAR/3": (9, "the end of the query", A_TERM),
    "(a": (3, "the end of the query", '")"'),
    "(a OR b": (8, "the end of the query", '")"'),
    "a)": (2, '")"', "AND, OR, NOT or the end of the query"),
    "()": (2, '")"', A_TERM),
    "a {3": (3, "{3", 'a number and "}"'),
    "a{x}": (2, "{x}", "a number from 1"),
    "a{0}": (2, "{0}", "a number from 1"),
    "a^": (2, "^", "a number from 1"),
    "a^b": (2, "^b", "a number from 1"),
    "a{2}{3}": (5, '"{3}"', "one such number"),
    "}": (1, '"}"', A_TERM),
    '"a': (3, "the end of the query", "a closing quotation mark"),
    '"!!"': (1, '"!!"', "a word between the quotation marks"),
    "/a": (3, "the end of the query", '"/" after'),
    "/(/": (1, "/(/", "an expression of RE2 (missing )"),
    "//": (1, "//", "an expression that does not match an empty text"),
    "/a*/": (1, "/a*/", "an expression that does not match an empty text"),
    r"/\C/": (1, r"/\C/", "an expression without"),
    "/(a{0,40}){40}/": (1, "/(a{0,40}){40}/", "an expression"),
    "~/a/": (1, "~/", "a word or a phrase"),
    "a NEAR/x b": (3, "NEAR/x", "how many words may stand between"),
    "a NEAR/ b": (3, "NEAR/", "how many words may stand between"),
    "a NEAR5 b": (3, "NEAR5", "how many words may stand between"),
    "a ONEAR/9999999 b": (3, "ONEAR/9999999", "how many words may stand between"),
    "(a AND b) NEAR/3 c": (1, '"("', "words, phrases, or a group of them with OR, for NEAR/3"),
    "a NEAR/3 (b c)": (10, '"("', "words, phrases, or a group of them with OR, for NEAR/3"),
    "a NEAR/3 NOT b": (10, '"NOT"', A_TERM),
    "a NEAR/3 source:b": (10, '"source:"', "words, phrases, or a group"),
    "source:a{3}": (1, '"source:"', "words, phrases, or a group"),
    "(a NOT b){2}": (1, '"("', "words, phrases, or a group"),
    "-a": (1, '"-a"', "NOT a"),
    "a - b": (3, '"-"', "a word (the operator is written NOT)"),
    "a & b": (3, '"&"', "a word (the operator is written AND)"),
    "a | b": (3, '"|"', "a word (the operator is written OR)"),
    "**": (1, '"**"', "a letter or a digit"),
    "...": (1, '"..."', "a letter or a digit"),
    "foo:bar": (1, "foo:", "one of ingress:, text:, title:, source:"),
    "kl:10": (1, "kl:", "one of ingress:"),
    "http://x.se": (1, "http:", "one of ingress:"),
    "author:Maria": (1, "author:", "another field (no search by person"),
    "title:": (7, "the end of the query", "a word, a phrase in quotes or a group behind title:"),
    "title:AND": (7, '"AND"', "a word, a phrase in quotes or a group behind title:"),
    "title:NOT a": (7, '"NOT"', "a word, a phrase in quotes or a group behind title:"),
    "title:(a source:b)": (10, '"source:"', "no field inside title:"),
    "kind:crises": (6, '"crises"', "one of crisis, operational, question, opinion, routine"),
    "kind:(crisis OR crises)": (17, '"crises"', "one of crisis"),
    "role:pres": (6, '"pres"', "one of press, official, own, social, peer"),
    "topic:x*": (7, '"x*"', "one of water, boil_notice"),
    "source:/a/": (8, '"/a/"', "a plain value behind source:"),
    "source:~a": (8, '"~a"', "a plain value behind source:"),
    "(" * 41 + "a": (41, '"("', "at most 40 parentheses and NOTs inside each other"),
    "NOT " * 41 + "a": (161, '"NOT"', "at most 40 parentheses and NOTs inside each other"),
    "a \ud800": (3, "half a character", "text"),
}


@pytest.mark.parametrize(("written", "where"), REFUSED.items(), ids=[repr(query)[:30] for query in REFUSED])
def test_a_wrong_query_is_refused_with_its_column(written: str, where: tuple[int, str, str]) -> None:
    column, found, expected = where
    with pytest.raises(QueryError) as caught:
        parse(written)
    error = caught.value
    assert (error.line, error.column, error.found) == (1, column, found)
    assert error.expected.startswith(expected)


def test_an_error_shows_the_line_and_a_caret_below_the_place() -> None:
    with pytest.raises(QueryError) as caught:
        parse("hamn OR\nkaj AND )")
    assert str(caught.value).splitlines() == [
        f'line 2, column 9: found ")", expected {A_TERM}',
        "    kaj AND )",
        "            ^",
    ]


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ("a OR b AND c", "AND binds closer than OR. This is read as: a OR (b AND c)"),
        ("a OR b NOT c", "AND binds closer than OR. This is read as: a OR (b AND NOT c)"),
        ("a or b", '"or" is looked for as a word; the operator is OR'),
        ("ska and stängas", '"and" is looked for as a word; the operator is AND'),
    ],
)
def test_what_may_be_meant_otherwise_is_remarked_on(written: str, note: str) -> None:
    assert parse(written).notes == (note,)


@pytest.mark.parametrize("written", ["a OR (b AND c)", "(a OR b) AND c", "a b c", "a OR b OR c", '"or"', "title:or"])
def test_what_is_plain_is_not_remarked_on(written: str) -> None:
    assert parse(written).notes == () or "or" in written


@settings(deadline=None)
@given(st.text(max_size=60))
@example("=~a")
@example('"')
@example("/\\/")
@example('(a OR "b)')
def test_any_text_is_read_or_refused(written: str) -> None:
    try:
        query = parse(written)
    except QueryError as refused:
        error = refused
    else:
        assert parse(str(query)) == query
        return
    assert error.line >= 1
    assert 1 <= error.column <= len(written) + 1


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                "b*",
                '"c d"',
                "(",
                ")",
                "AND",
                "OR",
                "NOT",
                "NEAR/2",
                "ONEAR",
                "SENTENCE",
                "title:",
                "source:",
                "kind:crisis",
                "=",
                "~",
                "{2}",
                "^3",
                "/x+/",
                "läcka",
                "\n",
                "#",
                "or",
            ]
        ),
        max_size=14,
    )
)
def test_any_row_of_tokens_is_read_or_refused(tokens: list[str]) -> None:
    written = " ".join(tokens)
    try:
        query = parse(written)
    except QueryError:
        return
    assert parse(str(query)) == query


@settings(deadline=None)
@given(trees())
def test_what_is_written_out_reads_back_as_the_same_tree(tree: object) -> None:
    query = parse(write(tree))  # type: ignore[arg-type]
    assert parse(str(query)) == query


def test_a_long_list_reads_like_its_parts() -> None:
    words = [f"ord{number}" for number in range(500)]
    assert parse(f"({' OR '.join(words)})").tree == Or(tuple(Term(word) for word in words))
    assert parse(" OR ".join(words)) == parse(f"({' OR '.join(words)})")


def test_a_list_with_a_phrase_that_holds_an_operator_is_read_as_written() -> None:
    assert parse('(a OR "b OR c" OR d)').tree == Or((A, Term("b OR c", quoted=True), D))

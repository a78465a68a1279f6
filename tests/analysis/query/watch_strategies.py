"""Random queries and documents of few words, so that they meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from hypothesis import strategies as st

from monitor.analysis.query import Document
from monitor.analysis.query.tree import And, AtLeast, Chain, Field, Link, Not, Or, Prefer, Regex, Term
from monitor.analysis.text import Text
from monitor.domain.model import Kind, Role, Topic

if TYPE_CHECKING:
    from monitor.analysis.query.tree import Node

QUERY_WORDS = [
    "läcka",
    "vesi",
    "hamn",
    "ICA",
    "Malmö",
    "brand",
    "e-post",
    "a",
    "hamn*",
    "*läck*",
    "l?cka",
    "*en",
    "*r*",
    "?*s?*",
    "m?lm*",
    "#hamn",
]
PHRASES = ["läcka hamn", "hamn * vesi", "ica maxi", "hamn*", "a a", "e-post", "vettä ja", "Malmö hamn"]
EXPRESSIONS = ["l.cka", "hamn(en|ar)?", "a+", r"\d+", "e.*a", "[A-Z]{3}", "!", r"vatten\b|ve"]
TEXT_WORDS = [
    *(
        "läcka",
        "Läckan",
        "läckor",
        "vesi",
        "vettä",
        "vedestä",
        "hamn",
        "hamnen",
        "Hamnar",
        "ICA",
        "Ica",
        "Malmö",
        "malmoe",
    ),
    *(
        "Malmø",
        "brand",
        "skogsbrand",
        "bränder",
        "e-post",
        "e-posten",
        "a",
        "lucka",
        "maxi",
        "ja",
        "#hamn",
        "12",
        "vatten",
    ),
]

scopes = st.sampled_from(["", "", "", "title", "text", "ingress"])
words = st.builds(
    Term, st.sampled_from(QUERY_WORDS), exact=st.booleans() | st.just(value=False), scope=scopes
) | st.builds(Term, st.sampled_from(QUERY_WORDS), fold=st.booleans())
phrases = st.builds(Term, st.sampled_from(PHRASES), quoted=st.just(value=True), exact=st.booleans(), scope=scopes)
expressions = st.builds(Regex, st.sampled_from(EXPRESSIONS), exact=st.booleans(), scope=scopes)
fields = st.sampled_from(
    [
        *(
            Field("source", "SVT"),
            Field("source", "s*"),
            Field("role", "press"),
            Field("lang", "no"),
            Field("lang", "sv"),
        ),
        *(Field("place", "SE-1484"), Field("topic", "w*"), Field("kind", "crisis")),
    ]
)
OPERATORS: tuple[Literal["NEAR", "ONEAR", "SENTENCE"], ...] = ("NEAR", "ONEAR", "SENTENCE")


def _forget_gap(link: Link) -> Link:
    return Link("SENTENCE", 0, link.part) if link.operator == "SENTENCE" else link


def _extend_placed(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    link = st.builds(Link, st.sampled_from(OPERATORS), st.integers(0, 5), inner).map(_forget_gap)
    return (
        st.builds(Chain, inner, st.lists(link, min_size=1, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, min_size=2, max_size=4).map(tuple))
        | st.builds(AtLeast, st.integers(1, 3), inner)
        | st.builds(Prefer, st.integers(1, 9), inner)
    )


def _extend(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return (
        st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(Not, inner)
        | st.builds(Prefer, st.integers(1, 9), inner)
    )


placed = st.recursive(words | phrases | expressions, _extend_placed, max_leaves=5)


def trees() -> st.SearchStrategy[Node]:
    """Trees that the parser could have made, but for flattening."""
    return st.recursive(placed | fields, _extend, max_leaves=6)


def texts(most: int = 16) -> st.SearchStrategy[str]:
    """Texts of words that the queries ask for, with punctuation and line breaks between."""
    gap = st.sampled_from([" ", " ", " ", ", ", ". ", "\n", "-", "! ", ": "])
    return st.lists(st.tuples(st.sampled_from(TEXT_WORDS), gap), max_size=most).map(
        lambda pairs: "".join(word + gap for word, gap in pairs)
    )


def documents() -> st.SearchStrategy[Document]:
    """Documents with and without a title, with and without anything known of them."""
    return st.builds(
        Document,
        st.builds(Text, texts(), st.just("") | texts(6)),
        source=st.sampled_from(["", "SVT", "NRK"]),
        publisher=st.sampled_from(["", "svt", "Yle"]),
        role=st.sampled_from([None, Role.PRESS, Role.OWN]),
        lang=st.sampled_from(["und", "sv", "nn"]),
        places=st.sampled_from([(), ("SE-1484", "Lysekil")]),
        topics=st.sampled_from([(), (Topic.WATER,), (Topic.ROAD, Topic.WASTE)]),
        kind=st.sampled_from([None, Kind.CRISIS, Kind.ROUTINE]),
    )

"""Every example of the watch language's own page does what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import monitor.analysis.query
from monitor.analysis.query import Document, Percolator, QueryError, parse
from monitor.analysis.query.fields import VALUES
from monitor.analysis.text import Text
from monitor.domain.model import Role, Topic

PAGE = (Path(monitor.analysis.query.__file__).parent / "README.md").read_text("utf-8")


def read_examples() -> list[tuple[str, str, Document, bool]]:
    examples = []
    for block in re.findall(r"```watch\n(.*?)```", PAGE, re.DOTALL):
        query, title, item = "", "", ""
        for line in block.splitlines():
            key, _, value = line.partition(" ")
            value = value.strip()
            if key == "query":
                query = value
            elif key == "title":
                title = value
            elif key == "item":
                item = value
            else:
                examples.append((query, value, make_document(title, value, item), key == "yes"))
    return examples


def make_document(title: str, text: str, item: str) -> Document:
    known = dict(part.split("=") for part in item.split("; ")) if item else {}
    return Document(
        Text(text, title),
        source=known.get("source", ""),
        role=Role(known["role"]) if "role" in known else None,
        places=known.get("places", "").split(", "),
        topics=[Topic(topic) for topic in known.get("topics", "").split(", ") if topic],
    )


EXAMPLES = read_examples()


def test_the_page_has_examples_that_are_found_and_examples_that_are_not() -> None:
    assert sum(expected for *_, expected in EXAMPLES) > 40
    assert sum(not expected for *_, expected in EXAMPLES) > 35


@pytest.mark.parametrize(
    ("query", "text", "document", "expected"), EXAMPLES, ids=[f"{q} | {t}" for q, t, *_ in EXAMPLES]
)
def test_an_example_is_true(query: str, text: str, document: Document, *, expected: bool) -> None:
    assert (parse(query).matches(document) is not None) is expected, text
    assert [found.name for found in Percolator({"w": parse(query)}).percolate(document)] == (["w"] if expected else [])


def test_the_page_shows_the_error_that_the_program_says() -> None:
    command, shown = re.findall(r"```\n\$ monitor watch try '(.*)'\n(.*?)```", PAGE, re.DOTALL)[0]
    with pytest.raises(QueryError) as caught:
        parse(command)
    assert str(caught.value) == shown.rstrip("\n")


def test_the_page_names_every_field() -> None:
    assert [name for name in VALUES if f"`{name}:`" not in PAGE] == []


def test_no_example_is_read_otherwise_than_it_is_written() -> None:
    notes = {query: parse(query).notes for query, *_ in EXAMPLES}
    assert {query for query, found in notes.items() if found} == set()


def test_every_example_reads_back_as_it_is_written_out() -> None:
    assert [query for query, *_ in EXAMPLES if parse(str(parse(query))) != parse(query)] == []

"""The strict parser against its judge: on the samples and on made-up feeds both read the same."""

from __future__ import annotations

from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors._feed.entry import Entry, item_of
from connectors._feed.identity import first_id
from connectors._feed.judge import read_by_feedparser
from connectors._feed.repair import find_root, from_root
from connectors._feed.strict import ParseError, read_entries, read_root
from connectors._web.charset import decode

URL = "https://paper.example/rss/feed.xml"
CONNECTORS = Path(__file__).parents[2] / "connectors"


def strictly(text: str) -> list[Entry]:
    root = find_root(text)
    assert root is not None
    return [read() for read in read_entries(read_root(from_root(text, root)), URL)]


def is_well_formed(path: Path) -> bool:
    text = decode(path.read_bytes(), "")
    if find_root(text) is None:
        return False  # a sitemap
    try:
        return bool(strictly(text))
    except ParseError:
        return False  # it is mended first


def said(entry: Entry) -> dict[str, Any]:
    """All that an item is made of."""
    return asdict(item_of(entry, first_id(entry), "Europe/Stockholm"))


# fmi's entries hold whole CAP messages, which its own connector reads.
FEEDS = [path for path in sorted(CONNECTORS.glob("*/samples/*.xml")) if path.parents[1].name != "fmi"]
CORPUS = [path for path in FEEDS if is_well_formed(path)]


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: f"{path.parents[1].name}/{path.name}")
def test_on_a_sample_both_read_the_same(path: Path) -> None:
    text = decode(path.read_bytes(), "")
    judged = read_by_feedparser(text, URL)
    assert [said(entry) for entry in strictly(text)] == [said(entry) for entry in judged]


# ---- made-up feeds -----------------------------------------------------------------------------------------------
letters = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_characters="\x7f\x85\xa0\xad"), max_size=30
)
word = st.sampled_from(["Vattenläcka", "på", "é", "&", "<", ">", "5", "<6", "AT&T", "”citat”", "Åsa", "–", "RÃ¤ddning"])
words = st.lists(word, min_size=1, max_size=8).map(" ".join)
piece = st.sampled_from(
    ["<p>Läcka</p>", "<b>fet</b>", "text ", "&amp;", "&aring;", "<br/>", "<a href='/x'>länk</a>", "<li>a</li>"]
)
markup = st.lists(piece, min_size=1, max_size=6).map("".join)
paths = st.from_regex(r"[a-z0-9]{1,8}(/[a-z0-9-]{1,8}){0,2}", fullmatch=True)
links = st.one_of(
    paths.map(lambda path: f"https://paper.example/{path}"),
    paths.map(lambda path: f"/{path}"),
    paths.map(lambda path: f"https://paper.example/{path}?id=7&utm_source=rss"),
)
dates = st.sampled_from(
    [
        *("Sun, 22 Nov 2026 03:00:00 +0000", "2026-11-22T03:00:00Z", "2026-11-22T03:00:00+01:00"),
        *("22 Nov 2026 03:00 GMT", "snart", ""),
    ]
)
ids = st.one_of(paths.map(lambda path: f"urn:{path}"), paths.map(lambda path: f"https://paper.example/id/{path}"))


def element(name: str, value: str, *, cdata: bool = False, attributes: str = "") -> str:
    inner = f"<![CDATA[{value.replace(']]>', '')}]]>" if cdata else escape(value, quote=False)
    return f"<{name}{attributes}>{inner}</{name}>"


@st.composite
def rss_items(draw: st.DrawFn) -> str:
    parts = [element("title", draw(words), cdata=draw(st.booleans()))]
    if draw(st.booleans()):
        parts.append(element("link", draw(links)))
    if draw(st.booleans()):
        parts.append(element("guid", draw(ids), attributes=draw(st.sampled_from([' isPermaLink="false"', ""]))))
    if draw(st.booleans()):
        parts.append(element(draw(st.sampled_from(["pubDate", "dc:date"])), draw(dates)))
    if draw(st.booleans()):
        parts.append(element("description", draw(markup), cdata=draw(st.booleans())))
    if draw(st.booleans()):
        parts.append(element("content:encoded", draw(markup), cdata=True))
    if draw(st.booleans()):
        parts.append(element("dc:creator", draw(st.sampled_from(["Redaktionen", "Åsa Ö"]))))
    if draw(st.booleans()):
        parts.append(
            '<category>x</category><enclosure url="https://paper.example/a.mp3" length="1" type="audio/mpeg"/>'
        )
    return f"<item>{''.join(draw(st.permutations(parts)))}</item>"


@st.composite
def rss_feeds(draw: st.DrawFn) -> str:
    items = "".join(draw(st.lists(rss_items(), max_size=4)))
    language = draw(st.sampled_from(["", "<language>sv-se</language>"]))
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>x</title>{language}{items}</channel></rss>'
    )


@st.composite
def atom_entries(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["text", "html"]))
    parts = [
        element("title", draw(words), attributes=f' type="{kind}"'),
        element("id", draw(ids)),
        f'<link href="{escape(draw(links))}"{draw(st.sampled_from(["", " rel=" + chr(34) + "alternate" + chr(34)]))}/>',
        element("updated", draw(dates)),
    ]
    if draw(st.booleans()):
        parts.append(element("published", draw(dates)))
    if draw(st.booleans()):
        parts.append(element("summary", draw(markup), attributes=' type="html"'))
    if draw(st.booleans()):
        parts.append(element("content", draw(markup), attributes=' type="html"'))
    if draw(st.booleans()):
        parts.append(f"<author>{element('name', 'Åsa Ö')}</author>")
    if draw(st.booleans()):
        parts.append('<link rel="enclosure" href="https://paper.example/a.mp3" type="audio/mpeg"/>')
    return f"<entry>{''.join(draw(st.permutations(parts)))}</entry>"


@st.composite
def atom_feeds(draw: st.DrawFn) -> str:
    entries = "".join(draw(st.lists(atom_entries(), max_size=4)))
    base = draw(st.sampled_from(["", ' xml:base="https://paper.example/nyheter/"']))
    language = draw(st.sampled_from(["", ' xml:lang="nb"']))
    return f'<feed xmlns="http://www.w3.org/2005/Atom"{base}{language}><title>x</title><id>urn:x</id>{entries}</feed>'


@settings(max_examples=150, deadline=None)
@given(st.one_of(rss_feeds(), atom_feeds()))
def test_on_a_made_up_feed_both_read_the_same(text: str) -> None:
    mine, judged = strictly(text), read_by_feedparser(text, URL)
    assert [said(entry) for entry in mine] == [said(entry) for entry in judged]


@settings(max_examples=100, deadline=None)
@given(letters, st.sampled_from(["text", "html"]))
def test_on_any_letters_both_read_the_same_title(letters: str, kind: str) -> None:
    title = element("title", letters, attributes=f' type="{kind}"')
    text = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>{title}</entry></feed>'
    assert [said(entry)["title"] for entry in strictly(text)] == [
        said(entry)["title"] for entry in read_by_feedparser(text, URL)
    ]

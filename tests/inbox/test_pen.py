from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from factories import SATURDAY_02
from monitor.domain.clock import Clock
from monitor.inbox.evidence import light_up, seen
from monitor.inbox.pen import Pen
from monitor.inbox.words import page_words

WORDS = page_words("sv")
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "</title></textarea><svg/onload=alert(1)>",
    "{{ 7*7 }} {% raw %} {0.__class__} {t.__globals__} %s ${x}",
    "<![CDATA[x]]><!-- <a href=javascript:alert(1)>x</a>",
    "a\u202egpj.exe\u2066 \x00\x07\x1b[31m\ud800 \u200b b",
    "&lt;b&gt; &amp;amp; &#60;",
)
texts = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=80), st.text(alphabet="<>\"'&/ =ab{}", max_size=60))


def a_pen(mask: Any = str) -> Pen:
    return Pen(WORDS, Clock(WORDS, ZoneInfo("Europe/Stockholm"), SATURDAY_02), mask)


class Reader(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words += data


@given(texts, st.sampled_from([None, "sv", "und", 'x"y']))
def test_foreign_text_is_read_as_it_was_written_and_does_nothing(text: str, language: str | None) -> None:
    page = Reader(a_pen().foreign(text, language))

    assert page.tags == ["bdi"]
    assert page.words == seen(text).replace("\r", "")


@given(texts, texts)
def test_what_is_filled_into_a_sentence_is_no_part_of_the_page(who: str, note: str) -> None:
    page = Reader(a_pen().t("log.handed_over", by=who, note=note))

    assert page.tags == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u202egpj.exe", "gpj.exe"),
        ("a\u2066b\u2069\u200e", "ab"),
        ("\x1b[31mröd\x00", "[31mröd"),
        ("\u200bvat\u00adten", "vatten"),
        ("en\nrad", "en\nrad"),
        ("👨\u200d👩", "👨\u200d👩"),
        ("\ud800", ""),
    ],
)
def test_what_nobody_sees_is_not_shown(text: str, shown: str) -> None:
    assert a_pen().foreign(text) == f"<bdi>{shown}</bdi>"


def test_what_is_ready_for_a_page_is_escaped_once() -> None:
    assert a_pen().t("nav.you", who=a_pen().name("A & B")) == "Du är <bdi>A &amp; B</bdi>."


spans = st.lists(st.tuples(st.integers(-3, 90), st.integers(-3, 95), st.sampled_from(["water", "x<b>"])), max_size=6)


@given(texts, texts, spans)
def test_lighting_up_loses_and_adds_no_letter(title: str, text: str, found: list[tuple[int, int, str]]) -> None:
    because = [{"start": start, "end": end, "for": what} for start, end, what in found]

    head, body = light_up(title, text, because, str)

    assert "".join(piece.text for piece in head) == seen(title)
    assert "".join(piece.text for piece in body) == seen(text)


def test_the_words_that_decided_are_lit_where_they_stand_and_say_what_for() -> None:
    because = [
        {"start": 0, "end": 12, "for": "water"},
        {"start": 13, "end": 18, "for": "water"},
        {"start": 6, "end": 9, "for": "fire"},
    ]
    title, text = a_pen().lit({"title": "Inget vatten", "text": "Läcka.", "because": because, "language": "sv"})

    assert title == '<bdi lang="sv"><mark>Inget vatten <span class="for">[vatten]</span></mark></bdi>'
    assert text == '<bdi lang="sv"><mark>Läcka <span class="for">[vatten]</span></mark>.</bdi>'


def test_a_mask_that_keeps_the_length_leaves_the_light_on_and_one_that_does_not_puts_it_out() -> None:
    row = {"title": "", "text": "din idiot, vatten", "because": [{"start": 11, "end": 17, "for": "water"}]}

    keeps = a_pen(lambda text: text.replace("idiot", "i***t")).lit(row)[1]
    cuts = a_pen(lambda text: text.replace("idiot", "[…]")).lit(row)[1]

    assert keeps == '<bdi>din i***t, <mark>vatten <span class="for">[vatten]</span></mark></bdi>'
    assert cuts == "<bdi>din […], vatten</bdi>"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd", "//a.example", ""]
)
def test_what_is_no_web_address_is_no_link(url: str) -> None:
    assert a_pen().link(url, "read <more>") == "read &lt;more&gt;"
    assert a_pen().link(url) == ""


def test_a_link_tells_whose_it_is_and_tells_nobody_where_it_was_pressed() -> None:
    page = Reader(a_pen().link('https://user:pass@paper.example/a"b?c=<d>', Markup("<b>read</b>")))

    assert dict(page.attributes)["rel"] == "noopener noreferrer nofollow"
    assert dict(page.attributes)["href"] == "https://paper.example/a%22b?c=%3Cd%3E"
    assert page.words == "read (paper.example)"

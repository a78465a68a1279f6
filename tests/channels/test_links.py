"""Addresses that may be shown and pressed, and a message as plain text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messages import an_alert_message, samples
from monitor.channels.links import LONGEST, host_of, safe_url
from monitor.channels.plaintext import write_text
from monitor.domain.message import clean, one_line, shorten


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://news.example/a?b=c&d=e#f", "https://news.example/a?b=c&d=e#f"),
        ("HTTP://News.EXAMPLE/A", "http://news.example/A"),
        ("http://news.example:8080/", "http://news.example:8080/"),
        ("http://[2001:db8::1]/x", "http://[2001:db8::1]/x"),
        ("https://www.kävlinge.example/å?q=ö", "https://www.xn--kvlinge-5wa.example/%C3%A5?q=%C3%B6"),
        ("http://news.example/23>|x <!channel>", "http://news.example/23%3E%7Cx%20%3C!channel%3E"),
        ("http://news.example/\"onmouseover=\"alert('x')", "http://news.example/%22onmouseover=%22alert%28%27x%27%29"),
        ("https://www.krisinformation.se@evil.example/x", "https://evil.example/x"),
        ("https://user:secret@news.example/", "https://news.example/"),
        ("javascript:alert(1)", ""),
        ("javascript://news.example/%0aalert(1)", ""),
        ("data://news.example/x", ""),
        (" \tjava\nscript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("ftp://news.example/", ""),
        ("//evil.example/x", ""),
        ("/incidents/118", ""),
        ("https://", ""),
        ("https://a b.example/", ""),
        ("https://a<b>.example/", ""),
        ("https://x..example/", ""),
        ("https://news.example:99999/", ""),
        ("http://[::1/", ""),
        ("https://news.example/" + "a" * LONGEST, ""),
        ("", ""),
    ],
)
def test_an_address_is_shown_only_where_it_can_be_trusted_to_be_one(url: str, shown: str) -> None:
    assert safe_url(url) == shown


@given(st.text(max_size=80) | st.from_regex(r"https?://[^/]{1,20}/.{0,40}"))
def test_any_address_is_safe_in_every_markup_or_nothing(url: str) -> None:
    shown = safe_url(url)
    assert shown == "" or re.fullmatch(r"https?://[A-Za-z0-9._:\[\]-]+(?:[/?#][A-Za-z0-9/:@!$&*+,;=._~%?#-]*)?", shown)
    assert safe_url(shown) == shown


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.lysekil.example/x", "www.lysekil.example"),
        ("https://www.xn--kvlinge-5wa.example/", "www.kävlinge.example"),
        ("https://xn--80ak6aa92e.example/", "xn--80ak6aa92e.example"),  # Cyrillic letters that look like Latin ones
    ],
)
def test_a_host_is_shown_as_letters_only_where_nobody_is_fooled_by_them(url: str, host: str) -> None:
    assert host_of(url) == host


def test_plain_text_has_everything_in_an_order_that_reads_well() -> None:
    text = write_text(an_alert_message())
    order = [
        "Vatten, Sundsby",
        "Var: Sundsby",
        "Härnäst:",
        "Jag tar den: https://",
        "Gör först",
        "Utkast på svenska",
        "Läs upp:",
        "Du får",
    ]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    assert "\n\n\n" not in text


def test_plain_text_shows_a_table_in_rows() -> None:
    assert "Vatten | Sundsby | tisdag 07:41 | 07:58, 17 min" in write_text(samples()["week"])


def test_a_message_with_nothing_but_a_line_is_that_line() -> None:
    bare = replace(samples()["minimal"], actions=())
    assert write_text(bare) == "#118 Inget vatten i Sundsby\n"


# ---- text --------------------------------------------------------------------------------------------------------
@given(st.text(max_size=300))
def test_clean_text_stays_clean(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert one_line(text) == one_line(once)
    assert "\n" not in one_line(text)


@given(st.text(max_size=300), st.integers(0, 200))
def test_shortened_text_fits_and_says_that_it_was_shortened(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text or limit < 2 or short.endswith("…")


def test_text_is_cut_between_words_where_that_costs_little() -> None:
    assert shorten("Inget vatten i Sundsby", 20) == "Inget vatten i…"
    assert shorten("Ingetvattenisundsbyalls x", 20) == "Ingetvattenisundsby…"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nb\u2028c\x85d", "a\nb\nc\nd"),
        ("\x1b[31mröd\x1b[0m", "[31mröd[0m"),
        ("\u202egpj.exe\u2069", "gpj.exe"),
        ("bra\u00adnd i \u200bSundsby\ufeff", "brand i Sundsby"),
        ("A\u030a", "Å"),
        ("a\ud800b", "ab"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
        ("  a \t b  ", "a b"),
    ],
)
def test_what_would_break_a_line_or_turn_it_round_is_taken_out(text: str, shown: str) -> None:
    assert clean(text) == shown

"""Texts, links, charsets, and what an answer is that is not what was asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors._web.answers import check_feed_answer, is_html, page_fault, title_of
from connectors._web.charset import decode
from connectors._web.links import absolute, canonical, host_of
from connectors._web.text import (
    html_to_text,
    one_line,
    shorten,
    tidy,
    untyped_to_text,
    words_of_any,
    words_of_simple,
)
from monitor.errors import Fault, SourceError

BASE = "https://paper.example/rss/feed.xml"


# ---- text --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Vattenläcka", "Vattenläcka"),
        ("<p>Ett</p><p>Två <b>och</b>\n tre</p>", "Ett\nTvå och tre"),
        ("Ett<br>två<br/>tre", "Ett\ntvå\ntre"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("<table><tr><td>Gata</td><td>Tid</td></tr></table>", "Gata Tid"),
        ("a<script>alert('x')</script>b<style>p{}</style>", "ab"),
        ("<svg/onload=alert(1)>x", ""),
        ("<![><img src=x onerror=alert(1)>ok", "ok"),
        ("&aring;&#228;&#xF6; &amp; &nbsp; x", "åäö & x"),
        ("<p>Br&amp;auml;nder</p>", "Bränder"),
        ("5 < 6 och 7 > 6", "5 < 6 och 7 > 6"),
        ("<p>oavslutad <b>fet", "oavslutad fet"),
        ("<a href='x'>länk</a>.", "länk."),
        ("a\x00b\x0bc\ud83d", "abc"),
    ],
)
def test_html_becomes_its_words(markup: str, text: str) -> None:
    assert html_to_text(markup) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("A & B < C", "A & B < C"),
        ("<b>Fet</b> rubrik", "Fet rubrik"),
        ("Skolan &#8211; st&auml;ngd", "Skolan – stängd"),
        ("AT&T bygger", "AT&T bygger"),
        ("x <- y", "x <- y"),
    ],
)
def test_a_text_that_does_not_say_what_it_is_is_html_when_it_looks_so(written: str, text: str) -> None:
    assert untyped_to_text(written) == text


pieces = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            "<br/>",
            "<BR>",
            "<div class='a'>",
            "</div>",
            "<ul><li>",
            "</li></ul>",
            "<h2>",
            "</h2>",
        ),
        *(
            "Läcka ",
            "på gatan",
            " &amp; ",
            "&lt;b&gt;",
            "&aring;",
            "&amp;auml;",
            "\n",
            "  ",
            '<a href="/x?a=1&amp;b=2">',
            "</a>",
        ),
        *("5 ", "ö", "<em>", "</em>", "<span title='x'>", "</span>", "<img src='x.jpg'>", "<hr>"),
    ]
)


@given(st.lists(pieces, max_size=20).map("".join))
def test_the_quick_way_and_the_browsers_way_find_the_same_words(markup: str) -> None:
    flat = " ".join(markup.split())
    quick = words_of_simple(flat)
    assert quick is not None
    assert tidy(quick) == tidy(words_of_any(flat))


@pytest.mark.parametrize(
    "markup", ["a<!-- b -->", "<script>x</script>a", "<a title='x>y'>b</a>", "5 < 6 <b>x</b>", "<svg/onload=x>"]
)
def test_what_is_not_simple_is_left_to_a_browsers_rules(markup: str) -> None:
    assert words_of_simple(markup) is None


@given(st.text(max_size=300))
def test_any_text_becomes_one_that_can_be_stored_and_stays_so(written: str) -> None:
    text = untyped_to_text(written)
    text.encode("utf-8")
    assert tidy(text) == text
    assert "\x00" not in text
    assert "\n" not in one_line(text)


def test_what_is_too_long_ends_in_an_ellipsis() -> None:
    assert shorten("x" * 30_000).endswith("x…")
    assert len(shorten("x" * 30_000)) == 20_000
    assert len(one_line("ord " * 400)) <= 500


@pytest.mark.parametrize(
    "bomb", ["<!--" * 250_000, "<b>" * 130_000, "<a " * 130_000, "&amp;" * 80_000, "<p>" + "x" * 4_000_000]
)
def test_a_text_that_is_a_bomb_takes_little_time(bomb: str) -> None:
    assert len(html_to_text(bomb)) <= 400_001


# ---- links -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://paper.example/a", "https://paper.example/a"),
        ("/a?id=7&utm_source=rss&fbclid=x", "https://paper.example/a?id=7"),
        ("../b", "https://paper.example/b"),
        ("//other.example/c", "https://other.example/c"),
        ("https://paper.example:443/d", "https://paper.example/d"),
        ("https://paper.example:8443/d", "https://paper.example:8443/d"),
        ("https://user:pw@evil.example/e", "https://evil.example/e"),
        ("https://www.krisinformation.se@evil.example/f", "https://evil.example/f"),
        ("https://paper.example/å ä?q=ö", "https://paper.example/%C3%A5%20%C3%A4?q=%C3%B6"),
        ('https://paper.example/g"onmouseover="x', "https://paper.example/g%22onmouseover=%22x"),
        ("https://paper.example/a|<!channel>", "https://paper.example/a%7C%3C!channel%3E"),
        ("https://paper.example/%C3%A5", "https://paper.example/%C3%A5"),
        (" https://paper.example/h\n", "https://paper.example/h"),
        ("javascript:alert(1)", ""),
        (" java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("mailto:a@b.example", ""),
        ("https://", ""),
        ("http://[::1", ""),
        ("http://a b/", ""),
        ("", ""),
        ("https://paper.example/" + "x" * 3000, ""),
    ],
)
def test_a_link_is_an_address_of_the_web_or_nothing(link: str, address: str) -> None:
    assert absolute(link, BASE) == address


@given(st.text(max_size=80))
def test_no_link_raises_and_none_holds_what_breaks_out_of_an_attribute(link: str) -> None:
    address = absolute(link, BASE)
    assert not address or address.startswith(("http://", "https://"))
    assert not any(char in address for char in "<>\"' \n\t|`")


@pytest.mark.parametrize(
    "same",
    [
        "http://paper.example/a/", "https://www.paper.example/a", "https://PAPER.example/a#top", "https://paper.example/a?utm_medium=x",
    ],
)  # fmt: skip
def test_addresses_of_one_page_have_one_form(same: str) -> None:
    assert canonical(same) == canonical("https://paper.example/a")


def test_the_order_of_parameters_does_not_matter_and_their_values_do() -> None:
    assert canonical("https://p.example/?a=1&b=2") == canonical("https://p.example/?b=2&a=1")
    assert canonical("https://p.example/?a=1") != canonical("https://p.example/?a=2")
    assert host_of("https://www.Paper.example:8080/a") == "paper.example"


# ---- charsets ----------------------------------------------------------------------------------------------------
TEXT = '<?xml version="1.0" encoding="{}"?><rss>Räddningstjänsten på Åland – nu</rss>'


@pytest.mark.parametrize(
    ("encoded", "said", "http"),
    [
        ("utf-8", "utf-8", ""),
        ("utf-8", "iso-8859-1", "text/xml; charset=iso-8859-1"),
        ("utf-8-sig", "iso-8859-1", ""),
        ("utf-16", "utf-8", ""),
        ("utf-16-le", "utf-16", ""),
        ("utf-16-be", "utf-8", ""),
        ("cp1252", "iso-8859-1", ""),
        ("cp1252", "windows-1252", "text/xml"),
        ("cp1252", "utf-8", "text/xml; charset=utf-8"),
        ("cp1252", "x-unknown-8bit", ""),
        ("cp1252", "punycode", ""),
        ("cp1252", "undefined", ""),
        ("utf-8", "rot13", "text/xml; charset=idna"),
    ],
)
def test_letters_come_out_right_whatever_anybody_says(encoded: str, said: str, http: str) -> None:
    assert "Räddningstjänsten på Åland – nu" in decode(TEXT.format(said).encode(encoded), http)


def test_one_broken_letter_spoils_no_other() -> None:
    assert decode("å".encode() + b"\xe4" + "ö".encode(), "") == "åäö"


def test_a_page_says_its_charset_in_a_meta_element() -> None:
    assert "ж" in decode('<meta charset="windows-1251">ж'.encode("cp1251"), "text/html")


@given(st.binary(max_size=200), st.text(max_size=30))
def test_no_bytes_raise(body: bytes, content_type: str) -> None:
    assert isinstance(decode(body, content_type), str)


# ---- answers -----------------------------------------------------------------------------------------------------
def page(title: str, body: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>".encode()


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", Fault.EMPTY),
        (b" \r\n\xef\xbb\xbf", Fault.EMPTY),
        (page("Logga in"), Fault.LOGIN_PAGE),
        (page("Välkommen", '<form><input name="p" type="password"></form>'), Fault.LOGIN_PAGE),
        (page("Kirjaudu sisään"), Fault.LOGIN_PAGE),
        (page("Just a moment..."), Fault.CAPTCHA),
        (page("x", "<div class='g-recaptcha'></div>"), Fault.CAPTCHA),
        (page("Before you continue to Google"), Fault.CONSENT_PAGE),
        (page("Underhåll pågår"), Fault.NOT_A_FEED),
        (b"<html><body><h1>Underh\xc3\xa5ll</h1></body></html>", Fault.NOT_A_FEED),
        (b"/etc/passwd", Fault.NOT_A_FEED),
        (b"http://127.0.0.1/feed", Fault.NOT_A_FEED),
        (b"\x89PNG\r\n\x1a\n", Fault.NOT_A_FEED),
    ],
)
def test_what_is_no_feed_is_told_apart(body: bytes, fault: Fault) -> None:
    with pytest.raises(SourceError) as refused:
        check_feed_answer(body, "https://paper.example/rss")
    assert refused.value.fault is fault


def test_a_page_that_names_its_feed_is_refused_with_the_feeds_address() -> None:
    style = '<link rel="stylesheet" href="/a.css">'
    head = f'{style}<link rel="alternate" type="application/rss+xml" title="x" href="/feed/?a=1&amp;b=2">'
    with pytest.raises(SourceError) as refused:
        check_feed_answer(page(f"Hem</title>{head}<title>"), "https://paper.example/nyheter")
    assert refused.value.detail.endswith("the page names a feed at https://paper.example/feed/?a=1&b=2")


@pytest.mark.parametrize(
    "body",
    [
        b"<rss version='2.0'/>",
        b"\xef\xbb\xbf\n<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'/>",
        b'<rdf:RDF xmlns:rdf="x">',
        b' {"version": 1}',
        "<rss/>".encode("utf-16"),
        b"<br><b>Warning</b>: x<rss><channel><item><description><html></description></item></channel></rss>",
        b"<!DOCTYPE rss [" + b"<!ENTITY a 'x'>" * 9000 + b"]><rss/>",
    ],
)
def test_what_may_be_a_feed_passes(body: bytes) -> None:
    check_feed_answer(body, "https://paper.example/rss")


def test_a_wall_is_also_known_by_its_host() -> None:
    assert page_fault(page("Hej"), "https://consent.paper.example/x") is Fault.CONSENT_PAGE
    assert page_fault(page("Hej"), "https://paper.example/x") is None


def test_a_pages_title_cannot_forge_a_line() -> None:
    assert title_of(page("a\r\nb\x1b[31m&#8238;c")) == "a b [31m c"
    assert not is_html(b"<rss><title><html></title></rss>")

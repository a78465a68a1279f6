"""Feeds made up from a number: the same number gives the same feed, whoever asks."""

from __future__ import annotations

import random
from dataclasses import dataclass
from email.utils import formatdate
from html import escape
from time import gmtime, strftime

ENTRIES = 25
BEGAN = 1_795_000_000  # when the newest entry of an untouched feed was published
_GAP = 2_700  # seconds between two entries
_WORDS = {
    "sv": """kommunen vatten läcka skolan vägen stänger öppnar nya beslut räddningstjänsten hamnen torget enligt under
        kvällen flera boende uppger att arbetet fortsätter tills vidare medan politikerna diskuterar budget""",
    "nb": """kommunen vann lekkasje skolen veien stenger åpner nye vedtak brannvesenet havna torget ifølge under kvelden
        flere beboere opplyser at arbeidet fortsetter inntil videre mens politikerne drøfter budsjett""",
    "fi": """kunta vesi vuoto koulu tie sulkee avaa uusia päätöksiä pelastuslaitos satama tori mukaan illalla useita
        asukkaita kertoo että työ jatkuu toistaiseksi kun poliitikot keskustelevat talousarviosta""",
}


@dataclass(frozen=True)
class Made:
    """One feed: its language, its dialect, and how much an entry says."""

    number: int
    language: str
    atom: bool
    paragraphs: int


def made(number: int) -> Made:
    """The feed of that number: seven of ten are RSS; most entries are short, a tenth hold a whole article."""
    dice = random.Random(number)
    language = dice.choices(list(_WORDS), [50, 30, 20])[0]
    return Made(number, language, dice.random() < 0.3, dice.choices([1, 3, 8], [60, 30, 10])[0])


def entry_id(feed: int, entry: int) -> str:
    """The id and the address of an entry."""
    return f"https://f{feed}.example/a/{entry}"


def render(number: int, newest: int) -> bytes:
    """The feed with its newest ``ENTRIES`` entries; ``newest`` is one past the number of the last."""
    feed = made(number)
    entries = range(newest - 1, newest - 1 - ENTRIES, -1)
    return (_atom(feed, entries) if feed.atom else _rss(feed, entries)).encode()


def _rss(feed: Made, entries: range) -> str:
    items = "".join(
        f"<item><title>{escape(title)}</title><link>{entry_id(feed.number, entry)}</link>"
        f'<guid isPermaLink="true">{entry_id(feed.number, entry)}</guid>'
        f"<pubDate>{formatdate(when, usegmt=True)}</pubDate><dc:creator>Redaktionen</dc:creator><category>x</category>"
        f"<description><![CDATA[{body}]]></description></item>\n"
        for entry, title, body, when in _entries(feed, entries)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        f"<title>Kanal {feed.number}</title><link>https://f{feed.number}.example/</link><description>x</description>"
        f"<language>{feed.language}</language>\n{items}</channel></rss>\n"
    )


def _atom(feed: Made, entries: range) -> str:
    items = "".join(
        f'<entry><title>{escape(title)}</title><link href="{entry_id(feed.number, entry)}" rel="alternate"/>'
        f"<id>{entry_id(feed.number, entry)}</id><published>{_iso(when)}</published><updated>{_iso(when)}</updated>"
        f'<author><name>Redaktionen</name></author><content type="html">{escape(body)}</content></entry>\n'
        for entry, title, body, when in _entries(feed, entries)
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{feed.language}">'
        f"<title>Kanal {feed.number}</title><id>https://f{feed.number}.example/</id><updated>{_iso(BEGAN)}</updated>"
        f"\n{items}</feed>\n"
    )


def _entries(feed: Made, entries: range) -> list[tuple[int, str, str, int]]:
    return [_entry(feed, entry) for entry in entries]


def _entry(feed: Made, entry: int) -> tuple[int, str, str, int]:
    dice = random.Random(feed.number * 100_003 + entry)
    words = _WORDS[feed.language].split()
    title = " ".join(dice.choices(words, k=7)).capitalize()
    texts = [" ".join(dice.choices(words, k=45)).capitalize() + "." for _ in range(feed.paragraphs)]
    body = texts[0] if feed.paragraphs == 1 else "".join(f'<p>{text} <a href="/m">mer</a></p>' for text in texts)
    return entry, title, body, BEGAN - (ENTRIES - entry) * _GAP


def _iso(moment: int) -> str:
    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(moment))

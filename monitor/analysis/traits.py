"""Reads what a text can be recognised by: places, numbers, uncommon words, links, its agency, the words' sketch."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.analysis.lexicon import load_lexicon
from monitor.analysis.lifted import find_lifted, find_spared
from monitor.analysis.reading import GROUPS, group_of
from monitor.analysis.similar import sketch
from monitor.analysis.spots import find_spots
from monitor.analysis.turns import find_turns
from monitor.analysis.windows import find_begin, find_end
from monitor.domain.model import Topic

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zoneinfo import ZoneInfo

    from monitor.analysis.text import Text
    from monitor.domain.model import Item, Reading

LONG = 6  # letters from which a word may be uncommon
STEM = 8  # letters that are compared: most endings come later
READ = 200  # words
MOST = 24  # uncommon words, and numbers, of one text
_TOPICS = frozenset(topic.value for topic in Topic)
_DEAD = "dead"
_HARM = frozenset({_DEAD, "order"})
_NO_CASES = frozenset({"sv", "nb", "nn", "en"})  # languages that do not say by an ending where something is
_HINTS = 4  # topics hinted at, at most
_COMMON = Path(__file__).parent / "data" / "common_words.txt"
_NUMBER = re.compile(r"(?<![\w.,:/-])\d{1,3}(?: \d{3})+(?!\d)|(?<![\w.,:/-])\d{2,7}(?![\w:/-]|[.,]\d)")
_CLOCK = re.compile(
    r"\b(?:kl|klo|klokken|klokka|klockan|kello|at)\.? ?\d{1,2}(?:[.:]\d\d)?(?: ?[-–] ?\d{1,2}(?:[.:]\d\d)?)?"
)
_YEARS = range(1990, 2100)
_REACH = re.compile(
    r"(\d{1,3}(?: \d{3})+|\d{1,6})\s+(?:\w+\s+)?(?:hushåll|abonnent|kunder|fastighet|hustand|husstand|kundar|"
    r"husholdning|boliger|kotitalou|asiaka|talou|kiinteistö|household|homes|customers|elkunder|strömlösa|strømløse|kundene|hem\b)"
)
_LINK = re.compile(r"https?://[^\s<>\"')\]]+")
# Where an agency signs: in brackets, after a slash, alone on a line, or at the very beginning.
_WIRES = {
    "tt": r"TT(?: Nyhetsbyrån)?",
    "ntb": r"NTB",
    "npk": r"NPK",
    "stt": r"STT",
    "spt": r"SPT|FNB",
    "ritzau": r"Ritzau",
    "lännen media": r"Lännen Media|LM",
    "uutissuomalainen": r"Uutissuomalainen|USU",
    "siren": r"Nyhetsbyrån Siren|Siren",
    "news55": r"News55",
}
_SIGNED = {
    name: re.compile(
        rf"[(\[/©] ?©?(?:{marks})(?: ?[)\]]|\b)|(?:^|\n)\s*(?:Text: ?|Foto: ?)?(?:{marks})\s*(?:$|\n|[-–—:,])"
        rf"|[-–—.!?”\"] ?(?:{marks})\s*\Z|\b(?:{marks})[-–](?=[A-ZÅÄÖÆØ])"
    )
    for name, marks in _WIRES.items()
}


def add_traits(reading: Reading, item: Item, text: Text, zone: ZoneInfo) -> Reading:
    """The same reading with what grouping recognises events by. ``zone`` is where clocks that the text names hang."""
    ours = tuple(word for hit in reading.hits for word in hit.term.lower().split())
    at = item.published_at or item.seen_at
    turns = find_turns(text.words, reading.language)
    seen = _see(text.words, reading.language)
    return replace(
        reading,
        sketch=sketch(text.words),
        spots=find_spots(text, ours, finnish=reading.language not in _NO_CASES),
        numbers=find_numbers(text.lower),
        rare_words=find_uncommon(text.words, ours),
        links=find_links(item.url, text.full),
        wire=find_wire(text.full),
        turns=turns,
        spared=find_spared(text, reading.hits),
        lifted=find_lifted(text, reading.hits, turns, reading.language),
        hints=_hint(seen),
        harm=_is_harm(seen),
        dead=_DEAD in seen,
        reach=find_reach(text.lower),
        until=find_end(text.lower, at.astimezone(zone), zone),
        begins=find_begin(text.lower, at.astimezone(zone), zone),
    )


def cut(word: str) -> str:
    """What of a word is compared."""
    return word[:STEM]


def find_uncommon(words: Sequence[str], ours: Sequence[str] = ()) -> tuple[str, ...]:
    """The beginnings of the words that few notices hold, in order, each once; never the municipality's own name."""
    common = _common_words()
    stems = (cut(word) for word in words[:READ] if len(word) >= LONG and word.isalpha() and word not in ours)
    return tuple(dict.fromkeys(stem for stem in stems if stem not in common))[:MOST]


def find_hints(words: Sequence[str], language: str) -> tuple[Topic, ...]:
    """The topics that words of the lexicon name, the most often named first: outright, or else by what fails."""
    return _hint(_see(words, language))


def names_harm(words: Sequence[str], language: str) -> bool:
    """Whether it says that somebody died, or what all have to do."""
    return _is_harm(_see(words, language))


def _see(words: Sequence[str], language: str) -> Counter[str]:
    """How often each concept of the lexicon is named."""
    groups = [group_of(language)] if group_of(language) else list(GROUPS)
    return Counter(it.concept for group in groups for it in load_lexicon(*GROUPS[group]).find(words[:READ]))


def _hint(seen: Counter[str]) -> tuple[Topic, ...]:
    outright: Counter[str] = Counter()
    beside: Counter[str] = Counter()
    for concept, count in seen.items():
        topic, _, shade = concept.partition(".")
        if topic in _TOPICS:
            (beside if shade else outright)[topic] += count
    return tuple(Topic(name) for name, _ in (outright or beside).most_common(_HINTS))


def _is_harm(seen: Counter[str]) -> bool:
    return any(concept.partition(".")[0] in _HARM for concept in seen)


def find_numbers(lower: str) -> tuple[str, ...]:
    """The numbers of two digits or more that are no clock time and no year: of households, of a bus line, of an age."""
    found = (match.group().replace(" ", "") for match in _NUMBER.finditer(_CLOCK.sub(" ", lower[:5000])))
    return tuple(dict.fromkeys(number for number in found if int(number) not in _YEARS))[:MOST]


def find_reach(lower: str) -> int:
    """The largest number of households or customers that is named; 0 when none is."""
    return max((int(match.group(1).replace(" ", "")) for match in _REACH.finditer(lower[:5000])), default=0)


def find_links(url: str, full: str) -> tuple[str, ...]:
    """The pages that an item stands on or points to; not a site's front page, which says nothing."""
    addresses = (url, *(match.group().rstrip(".,;:!?") for match in _LINK.finditer(full)))
    return tuple(dict.fromkeys(page for page in map(_name_page, addresses) if page))[:8]


def find_wire(full: str) -> str:
    """The agency that signs a text; empty when none does. Quoting an agency is no signature."""
    ends = (full[:400], full[-200:]) if len(full) > 600 else (full,)
    return next(_list_wires(ends), "")


def _list_wires(parts: Sequence[str]) -> Iterator[str]:
    for name, signed in _SIGNED.items():
        if any(signed.search(part) for part in parts):
            yield name


def _name_page(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    host, path = (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/")
    query = f"?{parts.query}" if parts.query and not path.count("/") > 1 else ""
    return f"{host}{path}{query}" if host and (path or query) else ""


def is_common(word: str) -> bool:
    """Whether so many notices hold the word that two of them sharing it says nothing."""
    return cut(word) in _common_words()


@cache
def _common_words() -> frozenset[str]:
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))

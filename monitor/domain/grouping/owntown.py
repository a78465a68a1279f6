"""Does it happen here? A text may name us and tell of a neighbour's leak."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.domain.model import MUNICIPALITY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitor.domain.model import Item, Place, Reading

_SENTENCE = re.compile(r"[.!?…]+[\"”’»)\]]*\s+|\n+")
# "… is not affected", right after our name: what the neighbour has, we have not.
_SPARED = re.compile(
    r"(?:påverkas|berörs|drabbas|omfattas) inte|inte (?:påverkade?|berörd|berörda|drabbade?)|"
    r"(?:påvirkes|berøres|rammes) ikke|ikke (?:påvirket|berørt|rammet)|(?:vert|blir) ikkje|ikkje (?:råka|påverka)|"
    r"ei (?:koske|vaikuta)|eivät (?:koske|vaikuta)|not affected|unaffected",
    re.IGNORECASE,
)

# Where a neighbour has it, we are named as those who help, or as where the road leads.
_HELPS = re.compile(
    r"\b(?:hjälp|hjelp|help(?:s|ed|ing)?\b|bistå|tilbud|erbjud|erbjöd|assist|offered|ställer upp|stiller opp|avlast|"
    r"förstärkning|forsterkning|styrkor från|mannskap(?:er)? fra|mannskap frå|apu[anu]|autta|tarjo|lånar ut|låner ut|"
    r"kallats in|tilkalt)",
    re.IGNORECASE,
)
_TOWARDS = re.compile(
    r"\b(?:mot|till|til|towards?|to|fra|frå|från|from|mellan|mellom|between|via|norr om|söder om|nord for|sør for)\s+$",
    re.IGNORECASE,
)
_TOWARDS_FINNISH = ("lle", "lta", "ltä", "sta", "stä", "suuntaan")


def is_elsewhere(item: Item, reading: Reading, ours: str) -> str | None:
    """The other municipality in which it happens; None when it may well be here.

    Each span of evidence speaks of the municipalities in its sentence, else in the title, else of the last one before.
    Only when none speaks of us, or we are said to be spared, does it happen elsewhere.
    """
    mine = [place for place in reading.places if place.municipality == ours]
    sentences = _cut(item.full)
    places = _without_ours(reading.places, ours, sentences)
    others = [place for place in places if place.municipality != ours]
    if not others or not (mine or item.everything) or item.about_us or _other_watch(reading):
        return None
    full = item.full
    verdict = reading.verdict
    evidence = [one.start for one in verdict.because] if verdict else []
    if any(_SPARED.search(full[_sentence(sentences, place.start)]) for place in mine):
        return others[0].term
    if _only_helps(item, mine, others, sentences):
        return others[0].term
    owners = [place for at in evidence for place in _owners(at, places, sentences, len(item.title))]
    if not owners or any(owner.municipality == ours for owner in owners):
        return None
    return owners[0].term


def _only_helps(item: Item, mine: Sequence[Place], others: Sequence[Place], sentences: Sequence[slice]) -> bool:
    """Whether the title is about another municipality, and ours is named as a helper or a direction only."""
    title = len(item.title)
    if not mine or any(place.start < title for place in mine) or not any(place.start < title for place in others):
        return False
    return all(
        _HELPS.search(item.full[_sentence(sentences, place.start)])
        or _TOWARDS.search(item.full[: place.start])
        or place.term.casefold().endswith(_TOWARDS_FINNISH)
        for place in mine
    )


def _without_ours(places: Sequence[Place], ours: str, sentences: Sequence[slice]) -> list[Place]:
    """Without the namesakes of our own bridges and quarters: another town's *Bybrua*.

    Where the text sets one beside our name it means ours, unless it also names that other town.
    """
    named = {place.municipality for place in places if place.locality is None}
    here = {_sentence(sentences, place.start).start for place in places if place.municipality == ours}
    namesakes = {
        place.term.casefold()
        for place in places
        if place.locality and place.municipality not in named and _sentence(sentences, place.start).start in here
    }
    return [one for one in places if one.municipality == ours or one.term.casefold() not in namesakes]


def _other_watch(reading: Reading) -> bool:
    return any(hit.watch != MUNICIPALITY for hit in reading.hits)


def _owners(at: int, places: Sequence[Place], sentences: Sequence[slice], title: int) -> Sequence[Place]:
    """The places that a span at ``at`` may speak of: those in its sentence, else in the title, else the last before."""
    sentence = _sentence(sentences, at)
    inside = [place for place in places if sentence.start <= place.start < sentence.stop]
    before = [place for place in places if place.start < at]
    return inside or [place for place in places if place.start < title] or before[-1:]


def _cut(full: str) -> list[slice]:
    begins = [0, *(found.end() for found in _SENTENCE.finditer(full))]
    return [slice(begin, end) for begin, end in zip(begins, [*begins[1:], len(full)], strict=True)]


def _sentence(sentences: Sequence[slice], at: int) -> slice:
    return next((one for one in sentences if one.start <= at < one.stop), sentences[-1])
